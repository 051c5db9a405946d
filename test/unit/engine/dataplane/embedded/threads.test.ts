/** Several threads, and threads that die. */

import assert from 'node:assert/strict'
import { createEmbedded } from '../../../../../src/engine/dataplane/embedded/index.ts'
import { Thread } from '../../../../../src/engine/dataplane/embedded/thread.ts'
import type { Dataplane } from '../../../../../src/engine/dataplane/contract.ts'
import type { Logger } from '../../../../../src/engine/runtime/contract.ts'
import { get, shares, startBackend } from '../../../../support/backends.ts'
import type { Backend } from '../../../../support/backends.ts'
import { freePort } from '../../../../support/ports.ts'
import { waitFor } from '../../../../support/wait.ts'
import { configOf, endpointOf, listenerOf, poolOf } from './world.ts'

const TIMEOUT_MS = 30_000

describe('threads of the embedded plane', function () {
  this.timeout(TIMEOUT_MS)
  const threads: Thread[] = []
  const errors: string[] = []
  let backend: Backend
  let plane: Dataplane
  let port: number

  async function start(count: number): Promise<void> {
    backend = await startBackend({ name: 'server' })
    port = await freePort()
    plane = createEmbedded({
      log: logInto(errors),
      threads: count,
      startThread: (options, keeper) => {
        const thread = new Thread(options, keeper)
        threads.push(thread)
        return thread
      },
    })
    assert.deepEqual(await apply(1), { kind: 'applied', revision: 1 })
  }

  function apply(weight: number) {
    const config = configOf(
      [poolOf({ endpoints: [endpointOf('server', { port: backend.port, weight })] })],
      [listenerOf({ binds: [{ address: '127.0.0.1', port }] })],
    )
    return plane.apply(config, new Map(), AbortSignal.timeout(TIMEOUT_MS))
  }

  afterEach(async () => {
    await plane.close(0)
    await backend.close()
    threads.length = 0
    errors.length = 0
  })

  it('share a port, and all of them take a change', async () => {
    await start(3)
    const url = `http://127.0.0.1:${port}/`
    for (let index = 0; index < 12; index++) assert.equal((await get(url)).body, 'server')
    await apply(0)
    for (let index = 0; index < 12; index++) assert.equal((await get(url)).status, 503)
  })

  it('report a drain once, when the last of them has drained', async () => {
    await start(3)
    await apply(0)
    const drains: string[] = []
    const stop = new AbortController()
    for await (const seen of plane.observe(stop.signal)) {
      if (seen.kind === 'drained') drains.push(seen.endpointId)
      // Counters come once a second: by then all threads have spoken.
      else if (drains.length > 0) stop.abort()
    }
    assert.deepEqual(drains, ['server'])
  })

  it('are replaced when they die, by one that knows all', async () => {
    await start(1)
    await threads[0]?.terminate()
    const url = `http://127.0.0.1:${port}/`
    await waitFor('traffic', async () => (await tryGet(url)) ?? null)
    assert.deepEqual(await shares(url, 3), { server: 3 })
    assert.equal(threads.length, 2)
    assert.equal(errors.length, 1)
  })

  it('that die leave an apply to be tried again', async () => {
    await start(1)
    const dying = threads[0]?.terminate()
    const outcome = await apply(5)
    assert.equal(outcome.kind, 'unavailable')
    await dying
    await waitFor('an apply', async () => (await apply(5)).kind === 'applied' || null)
    assert.deepEqual(await shares(`http://127.0.0.1:${port}/`, 3), { server: 3 })
  })
})

async function tryGet(url: string): Promise<true | undefined> {
  try {
    return (await get(url)).status === 200 || undefined
  } catch {
    return undefined
  }
}

function logInto(errors: string[]): Logger {
  const log: Logger = {
    debug: () => {},
    info: () => {},
    warn: () => {},
    error: (message) => errors.push(message),
    child: () => log,
  }
  return log
}
