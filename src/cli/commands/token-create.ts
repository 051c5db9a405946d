/** `lb token create` */

import { isRole, roles } from '../../engine/client/index.ts'
import { UsageError, endpointOption, jsonOption, stateDirectoryOption } from '../command.ts'
import type { Command } from '../command.ts'
import { parseDuration } from '../duration.ts'
import { withEngine } from '../engine.ts'

const DEFAULT_EXPIRES = '24h'

export const tokenCreate: Command = {
  words: ['token', 'create'],
  summary: 'Make a token for callers from the network, and print it, this once.',
  description:
    'read: look at everything, plan. write: change what is declared. admin: all that a user of ' +
    'this machine may do.',
  options: {
    role: { type: 'string', hint: roles.join('|'), help: 'What it may do; read by default.' },
    expires: {
      type: 'string',
      hint: 'DURATION',
      help: `When it ends: 30m, 24h, 90d; ${DEFAULT_EXPIRES} by default.`,
    },
    description: { type: 'string', hint: 'TEXT', help: 'What it is for.' },
    ...jsonOption,
    ...stateDirectoryOption,
    ...endpointOption,
  },
  run: (call) => {
    const role = call.text('role') ?? 'read'
    if (!isRole(role)) {
      throw new UsageError(`--role is one of ${roles.join(', ')}, not "${role}".`)
    }
    const ttlMs = parseDuration(call.text('expires') ?? DEFAULT_EXPIRES)
    const order = { role, ttlMs, description: call.text('description') ?? '' }
    return withEngine(call, async (client) => {
      const { token, secret } = await client.createToken(order, call.signal)
      if (call.flag('json')) {
        call.terminal.write(JSON.stringify({ ...token, token: secret }, null, 2))
        return 0
      }
      call.terminal.write(secret)
      const end = new Date(token.expiresMs).toISOString()
      call.terminal.note(`${token.id} (${role}, until ${end}); it is not shown again.`)
      return 0
    })
  },
}
