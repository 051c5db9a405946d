/** Several threads, and threads that die. */

import assert from 'node:assert/strict'
import { createEmbedded } from '../../../../../src/engine/dataplane/embedded/index.ts'
import { Thread, ThreadGone } from '../../../../../src/engine/dataplane/embedded/thread.ts'
import type { ProxyPool } from '../../../../../src/engine/ir/index.ts'
import type { Dataplane } from '../../../../../src/engine/dataplane/contract.ts'
import { get, shares, startBackend } from '../../../../support/backends.ts'
import type { Backend } from '../../../../support/backends.ts'
import { dial, startRaw } from '../../../../contract/dataplane/raw.ts'
import type { RawServer, Talk } from '../../../../contract/dataplane/raw.ts'
import { freePort } from '../../../../support/ports.ts'
import { waitFor } from '../../../../support/wait.ts'
import { logInto } from './logger.ts'
import { configOf, endpointOf, listenerOf, poolOf } from './world.ts'

const TIMEOUT_MS = 60_000
const LOOPBACK = '127.0.0.1'

interface SlowServer {
  readonly port: number
  /** Connections on which a request was heard and not answered. */
  readonly waiting: readonly Talk[]
  answer(): void
}

describe('threads of the embedded plane', () => {
  const threads: Thread[] = []
  const errors: string[] = []
  const slow: RawServer[] = []
  let backend: Backend
  let plane: Dataplane
  let port: number

  async function start(count: number): Promise<void> {
    backend = await startBackend({ name: 'server' })
    await startPlane(count)
    assert.deepEqual(await apply(1), { kind: 'applied', revision: 1 })
  }

  async function startPlane(count: number): Promise<void> {
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
  }

  function apply(weight: number) {
    return applyPool({ endpoints: [endpointOf('server', { port: backend.port, weight })] })
  }

  function applyPool(pool: Partial<ProxyPool>) {
    const config = configOf([poolOf(pool)], [listenerOf({ binds: [{ address: LOOPBACK, port }] })])
    return plane.apply(config, new Map(), AbortSignal.timeout(TIMEOUT_MS))
  }

  /** A server that answers `name` when it is told to. */
  async function startSlow(name: string): Promise<SlowServer> {
    const waiting: Talk[] = []
    const server = await startRaw((talk) => {
      talk.socket.on('data', () => void (talk.heard.endsWith('\r\n\r\n') && waiting.push(talk)))
    })
    slow.push(server)
    const answer = (): void => {
      for (const talk of waiting.splice(0)) {
        talk.forget()
        talk.say(`HTTP/1.1 200 OK\r\nContent-Length: ${name.length}\r\n\r\n${name}`)
      }
    }
    return { port: server.port, waiting, answer }
  }

  afterEach(async () => {
    await plane.close(0)
    await backend.close()
    await Promise.all(slow.splice(0).map((server) => server.close()))
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

  it('R18: share by weight exactly, whichever of them a client comes to', async () => {
    await start(3)
    const other = await startBackend({ name: 'other' })
    const endpoints = [
      endpointOf('server', { port: backend.port, weight: 1 }),
      endpointOf('other', { port: other.port, weight: 3 }),
    ]
    await applyPool({ endpoints })
    const url = `http://127.0.0.1:${port}/`
    for (let round = 0; round < 5; round++) {
      await Promise.all(Array.from({ length: 16 }, () => get(url)))
    }
    assert.deepEqual([backend.requests.length, other.requests.length], [20, 60])
    await other.close()
  })

  it('R19: count the connections of all of them, and keep to their limit together', async () => {
    backend = await startBackend({ name: 'unused' })
    await startPlane(3)
    const [one, two] = [await startSlow('one'), await startSlow('two')]
    await applyPool({
      algorithm: 'weighted_least_connections',
      connectionsMaxPerEndpoint: 4,
      endpoints: [
        endpointOf('one', { port: one.port, weight: 10 }),
        endpointOf('two', { port: two.port, weight: 10 }),
      ],
    })
    const url = `http://127.0.0.1:${port}/`
    const asked = Array.from({ length: 8 }, () => get(url))
    await waitFor('all to be asked', () => one.waiting.length + two.waiting.length === 8 || null)
    assert.deepEqual([one.waiting.length, two.waiting.length], [4, 4])
    const refused = await Promise.all(Array.from({ length: 6 }, () => get(url)))
    assert(refused.every(({ status }) => status === 503))
    one.answer()
    two.answer()
    assert.deepEqual((await Promise.all(asked)).map(({ body }) => body).toSorted(), [
      'one',
      'one',
      'one',
      'one',
      'two',
      'two',
      'two',
      'two',
    ])
  })

  it('do not notice when one of them dies: its work is given back, the rest goes on', async () => {
    backend = await startBackend({ name: 'unused' })
    await startPlane(2)
    const one = await startSlow('one')
    const endpoints = [endpointOf('one', { port: one.port })]
    await applyPool({ connectionsMaxPerEndpoint: 16, endpoints, responseTimeoutMs: TIMEOUT_MS })
    const clients = await Promise.all(Array.from({ length: 16 }, () => dial(port)))
    for (const client of clients) client.say('GET / HTTP/1.1\r\nHost: h\r\n\r\n')
    await waitFor('all to be asked', () => one.waiting.length === 16 || null)
    await threads[0]?.terminate()
    const isOver = (client: Talk): boolean => client.isClosed || client.hasEnded
    await waitFor('its clients to notice', () => clients.some(isOver) || null)
    const lost = clients.filter(isOver).length
    const more = await Promise.all(Array.from({ length: lost }, () => dial(port)))
    for (const client of more) client.say('GET / HTTP/1.1\r\nHost: h\r\n\r\n')
    await waitFor('new ones to be served', () => one.waiting.length === 16 + lost || null)
    one.answer()
    const living = [...clients.filter((client) => !isOver(client)), ...more]
    for (const client of living) await client.hears('one')
    assert.equal(living.length, 16)
    for (const client of [...clients, ...more]) client.close()
  })

  it('do not share a port with another plane', async () => {
    await start(2)
    const other = createEmbedded({ log: logInto(errors), threads: 2 })
    const config = configOf([poolOf()], [listenerOf({ binds: [{ address: LOOPBACK, port }] })])
    const outcome = await other.apply(config, new Map(), AbortSignal.timeout(TIMEOUT_MS))
    assert.equal(outcome.kind === 'rejected' && outcome.problems[0]?.code, 'port_in_use')
    await other.close(0)
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

  it('that all die while they learn of new servers leave them to those that follow', async () => {
    await start(1)
    const other = await startBackend({ name: 'other' })
    const [thread] = threads
    assert(thread)
    // Gone by the time it would answer.
    thread.seat = async () => {
      await thread.terminate()
      throw new ThreadGone('it was terminated')
    }
    const endpoints = [endpointOf('other', { port: other.port })]
    assert.equal((await applyPool({ endpoints })).kind, 'unavailable')
    const isApplied = async () => (await applyPool({ endpoints })).kind === 'applied' || null
    await waitFor('an apply', isApplied)
    assert.deepEqual(await shares(`http://127.0.0.1:${port}/`, 3), { other: 3 })
    await other.close()
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
