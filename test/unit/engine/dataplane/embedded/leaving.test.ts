/** Connections whose listener goes away. */

import assert from 'node:assert/strict'
import { createEmbedded } from '../../../../../src/engine/dataplane/embedded/index.ts'
import { dial } from '../../../../contract/dataplane/raw.ts'
import { startTcpBackend } from '../../../../support/backends.ts'
import { freePort } from '../../../../support/ports.ts'
import { startStuckListener } from '../../../../support/stuck.ts'
import { waitFor } from '../../../../support/wait.ts'
import { logInto } from './logger.ts'
import { configOf, endpointOf, listenerOf, poolOf } from './world.ts'

const LONG_MS = 60_000

describe('a listener of the embedded plane that goes', () => {
  const things: (() => unknown)[] = []

  afterEach(() => Promise.all(things.splice(0).map((close) => close())))

  it('has TCP clients whose server was being dialled drain like the others', async () => {
    const stuck = await startStuckListener()
    things.push(stuck.close)
    const backend = await startTcpBackend({ name: 'server' })
    things.push(backend.close)
    const port = await freePort()
    const pool = poolOf({
      protocol: 'tcp',
      endpoints: [
        endpointOf('stuck', { port: stuck.port }),
        endpointOf('server', { port: backend.port }),
      ],
    })
    const bind = { address: '127.0.0.1', port }
    const listener = listenerOf({ protocol: 'tcp', binds: [bind], idleTimeoutMs: LONG_MS })
    const plane = createEmbedded({ log: logInto([]), threads: 1 })
    things.push(() => plane.close(0))
    const apply = (listeners: readonly (typeof listener)[]) =>
      plane.apply(configOf([pool], listeners), new Map(), AbortSignal.timeout(LONG_MS))
    assert.equal((await apply([listener])).kind, 'applied')
    const talks = [await dial(port), await dial(port)]
    things.push(() => talks.forEach((talk) => talk.close()))
    await waitFor('one to be served', () => talks.some(({ heard }) => heard !== '') || null)
    assert(talks.some(({ heard }) => heard === ''))
    assert.equal((await apply([])).kind, 'applied')
    for (const talk of talks) await talk.hearsOut()
    assert.deepEqual(
      talks.map(({ heard }) => heard),
      ['server\n', 'server\n'],
    )
  })
})
