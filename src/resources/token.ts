/** `lb_token`: a token of the engine for this run, or for the next step of a pipeline. */

import assert from 'node:assert'
import { check, data, ephemeral, parseDurationMs } from '../provider/index.ts'
import { translated } from './diagnostics.ts'
import type { Engine } from './engine.ts'

const DEFAULT_TTL = '1h'
const ID_KEY = 'id'

const attributes = {
  role: data.required.string({
    description:
      '`read` looks and plans, `write` changes what is declared, `admin` does all. Not more than ' +
      "the provider's own.",
    oneOf: ['read', 'write', 'admin'],
  }),
  ttl: data.optional.string({
    description:
      "How long it lives at most, such as `30m`. It ends with the provider's own token at the " +
      `latest. Default: \`${DEFAULT_TTL}\`.`,
    check: [
      check('must be a duration such as "90s", "30m" or "12h"', (text) => {
        return parseDurationMs(text) !== null
      }),
    ],
  }),
  description: data.optional.string({ description: 'What it is for, for `lb token list`.' }),
  revoke_on_close: data.optional.bool({
    description:
      'Whether it is revoked when the run ends; otherwise it lives on, for the next step of a ' +
      'pipeline. Default: `true`.',
  }),
  id: data.computed.string({ description: 'Its id, which is no secret.' }),
  token: data.computed.string({ description: 'The token itself.', sensitive: true }),
  expires_at: data.computed.string({ description: 'When it ends, such as 2030-01-31T12:00:00Z.' }),
}

export const token = ephemeral<Engine>()({
  type: 'lb_token',
  description:
    'A token of the engine: for another provider block of this run, or kept in a write-only ' +
    'argument for the next step of a pipeline. It is in no state and in no plan.',
  attributes,
  open: async ({ client: engine, config, privateState, signal }) => {
    const ttlMs = parseDurationMs(config.ttl ?? DEFAULT_TTL)
    assert(ttlMs !== null, 'the check of the attribute passed')
    const order = { role: toRole(config.role), ttlMs, description: config.description ?? '' }
    const made = await translated(attributes, async () =>
      (await engine.connect(signal)).createToken(order, signal),
    )
    if (config.revoke_on_close !== false) privateState.set(ID_KEY, made.token.id)
    return {
      result: {
        ...config,
        id: made.token.id,
        token: made.secret,
        expires_at: new Date(made.token.expiresMs).toISOString(),
      },
    }
  },
  close: async ({ client: engine, privateState, signal }) => {
    const id = privateState.get(ID_KEY)
    if (typeof id !== 'string') return
    await translated(attributes, async () => (await engine.connect(signal)).revokeToken(id, signal))
  },
})

function toRole(text: string): 'read' | 'write' | 'admin' {
  if (text === 'read' || text === 'write' || text === 'admin') return text
  throw new TypeError(`the check of the attribute passed "${text}"`)
}

export const ephemerals = [token]
