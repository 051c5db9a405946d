/** The limit on connections of the whole plane. */

import assert from 'node:assert/strict'
import { createEmbedded } from '../../../../../src/engine/dataplane/embedded/index.ts'
import { dial } from '../../../../contract/dataplane/raw.ts'
import type { Talk } from '../../../../contract/dataplane/raw.ts'
import { startBackend } from '../../../../support/backends.ts'
import { freePort } from '../../../../support/ports.ts'
import { waitFor } from '../../../../support/wait.ts'
import { logInto } from './logger.ts'
import { configOf, endpointOf, listenerOf, poolOf } from './world.ts'

const CONNECTIONS_MAX = 8
const TIMEOUT_MS = 60_000
const REQUEST = 'GET / HTTP/1.1\r\nHost: h\r\n\r\n'

describe('an embedded plane that is full', () => {
  it('turns away who comes too many, and nobody inside notices', async () => {
    const backend = await startBackend({ name: 'server' })
    const port = await freePort()
    const plane = createEmbedded({
      log: logInto([]),
      threads: 3,
      connectionsMax: CONNECTIONS_MAX,
    })
    const config = configOf(
      [poolOf({ endpoints: [endpointOf('server', { port: backend.port })] })],
      [listenerOf({ binds: [{ address: '127.0.0.1', port }], idleTimeoutMs: TIMEOUT_MS })],
    )
    await plane.apply(config, new Map(), AbortSignal.timeout(TIMEOUT_MS))
    const inside: Talk[] = []
    for (let count = 0; count < CONNECTIONS_MAX; count++) {
      const talk = (await dial(port)).say(REQUEST)
      await talk.hears('server')
      inside.push(talk)
    }
    const tooMany = await dial(port)
    assert.equal(await tooMany.hearsOut(), '')
    for (const talk of inside) {
      talk.forget()
      await talk.say(REQUEST).hears('server')
    }
    inside.pop()?.close()
    const late = await waitFor('room for another', async () => {
      const talk = (await dial(port)).say(REQUEST)
      const heard = await Promise.race([talk.hears('server').catch(() => ''), talk.hearsOut()])
      return heard.includes('server') ? talk : null
    })
    for (const talk of [...inside, tooMany, late]) talk.close()
    await plane.close(0)
    await backend.close()
  })
})
