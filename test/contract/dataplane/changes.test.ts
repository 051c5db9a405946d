/**
 * Changes under traffic: what stays never notices, what goes finishes, and what is refused leaves
 * no trace (duties 1 to 4 of the contract; R14, R27, R30).
 */

import assert from 'node:assert/strict'
import { createServer } from 'node:net'
import { get, shares, startTraffic } from '../../support/backends.ts'
import { freePort } from '../../support/ports.ts'
import { waitFor } from '../../support/wait.ts'
import { dial, isRefused } from './raw.ts'
import type { RawServer } from './raw.ts'
import { dataplanes } from '../../../src/engine/dataplane/registry.ts'
import { stageFor } from './suite.ts'
import type { Stage } from './suite.ts'
import { LOOPBACK, someProbe, toConfig } from './world.ts'

const GET = 'GET / HTTP/1.1\r\nHost: h\r\n\r\n'
const REQUESTS_PER_SECOND = 500
/** Requests of our own between two changes, beside the steady ones. */
const PACE = 4
const CHANGES = 40

for (const entry of dataplanes) {
  describe(`data plane ${entry.name}: changes`, () => {
    const test = stageFor(entry)

    test('a port that another program has is refused, and nothing of the change is done', async (stage) => {
      const [a, b] = await stage.backends(2)
      assert(a && b)
      const good = { listeners: [{ port: stage.port }], pools: [{ servers: [{ port: a.port }] }] }
      await stage.world.apply(good)
      const taken = await takePort(stage)
      const other = await freePort()
      const outcome = await stage.world.try({
        listeners: [
          { port: stage.port },
          { id: 'clash', port: taken },
          { id: 'third', port: other },
        ],
        pools: [{ servers: [{ port: b.port }] }],
      })
      assert.equal(outcome.kind, 'rejected')
      const problems = outcome.kind === 'rejected' ? outcome.problems : []
      assert.deepEqual(
        problems.map(({ code, objectId, path }) => ({ code, objectId, path })),
        [{ code: 'port_in_use', objectId: 'clash', path: ['port'] }],
      )
      assert.match(problems[0]?.message ?? '', new RegExp(`${taken}`))
      assert.deepEqual(await shares(stage.url, 3), { s0: 3 })
      assert(await isRefused(other), 'the third listener is bound')
      await stage.world.apply(good)
      assert.deepEqual(await shares(stage.url, 3), { s0: 3 })
    })

    test('an address that the machine does not have is refused', async (stage) => {
      const outcome = await stage.world.try({
        listeners: [{ port: stage.port, address: '192.0.2.1' }],
        pools: [{ servers: [] }],
      })
      assert.equal(outcome.kind, 'rejected')
      assert.equal(outcome.kind === 'rejected' && outcome.problems[0]?.objectId, 'listener')
    })

    test('what cannot be carried is a problem of check and of apply', async (stage) => {
      const [a] = await stage.backends(1)
      assert(a)
      await stage.world.apply({
        listeners: [{ port: stage.port }],
        pools: [{ servers: [toServer(a)] }],
      })
      const wrong = {
        listeners: [
          { port: stage.port },
          { id: 'same-port', port: stage.port },
          { id: 'no-pool', port: 1, poolId: 'nobody' },
          { id: 'mixed', port: 2, protocol: 'tcp' as const },
        ],
        pools: [{ servers: [toServer(a)] }],
      }
      const outcome = await stage.world.try(wrong)
      const problems = outcome.kind === 'rejected' ? outcome.problems : []
      const found = new Set(problems.map(({ objectId }) => objectId))
      assert.deepEqual(found, new Set(['mixed', 'no-pool', 'same-port']))
      assert.deepEqual(await shares(stage.url, 1), { s0: 1 })
    })

    test('an apply that is called off changes nothing', async (stage) => {
      const [a, b] = await stage.backends(2)
      assert(a && b)
      const other = await freePort()
      const listeners = [{ port: stage.port }]
      await stage.world.apply({ listeners, pools: [{ servers: [toServer(a)] }] })
      const next = { listeners: [{ port: other }], pools: [{ servers: [toServer(b)] }] }
      const { plane } = stage.world
      await assert.rejects(plane.apply(toConfig(next), new Map(), AbortSignal.abort()), /abort/i)
      assert.deepEqual(await shares(stage.url, 2), { s0: 2 })
      assert(await isRefused(other))
    })

    test.needs('keepsConnections')(
      'an unchanged listener keeps its sockets and connections',
      async (stage) => {
        const server = await stage.scripted('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok')
        const servers = [{ port: server.port }]
        const listeners = [{ port: stage.port }]
        await stage.world.apply({ listeners, pools: [{ servers }] })
        const talk = stage.owns(await dial(stage.port))
        await talk.say(GET).hears('ok')
        for (let weight = 1; weight <= 5; weight++) {
          const more = { id: 'more', port: await freePort() }
          const pools = [{ servers: servers.map((one) => ({ ...one, weight })) }]
          await stage.world.apply({ listeners: [...listeners, more], pools })
          talk.forget()
          await talk.say(GET).hears('ok')
        }
        assert.equal(server.talks.length, 1, 'the connection to the server was kept too')
      },
    )

    test('R30: weights change under load without a failed request', async (stage) => {
      const [a, b] = await stage.backends(2)
      assert(a && b)
      const spec = (weight: number) => ({
        listeners: [{ port: stage.port }],
        pools: [{ servers: [{ port: a.port }, { port: b.port, weight }] }],
      })
      await stage.world.apply(spec(10))
      await underLoad(stage, async () => {
        for (let index = 0; index < CHANGES; index++) {
          await stage.world.apply(spec(index % 20))
          await pace(stage)
        }
      })
      await stage.world.apply(spec(0))
      assert.deepEqual(await shares(stage.url, 4), { s0: 4 })
      await stage.world.apply(spec(30))
      assert.deepEqual(await shares(stage.url, 8), { s0: 2, s1: 6 })
    })

    test('servers come and go under load without a failed request', async (stage) => {
      const backends = await stage.backends(4)
      const spec = (present: number) => ({
        listeners: [{ port: stage.port }],
        pools: [{ servers: backends.filter((_, index) => (present >> index) & 1).map(toServer) }],
      })
      await stage.world.apply(spec(1))
      await underLoad(stage, async () => {
        for (let index = 0; index < CHANGES; index++) {
          await stage.world.apply(spec((index % 15) + 1))
          await pace(stage)
        }
      })
    })

    test('R14: a listener moves from pool to pool under load without a failed request', async (stage) => {
      const [a, b] = await stage.backends(2)
      assert(a && b)
      const spec = (poolId: string) => ({
        listeners: [{ port: stage.port, poolId }],
        pools: [{ id: poolId, servers: [toServer(poolId === 'one' ? a : b)] }],
      })
      await stage.world.apply(spec('one'))
      await underLoad(stage, async () => {
        for (let index = 0; index < CHANGES; index++) {
          await stage.world.apply(spec(index % 2 === 0 ? 'two' : 'one'))
          await pace(stage)
        }
      })
      await stage.world.apply(spec('two'))
      assert.deepEqual(await shares(stage.url, 2), { s1: 2 })
    })

    test('R24: servers go up and down under load without a failed request', async (stage) => {
      const backends = await stage.backends(3)
      const pools = [{ servers: backends.map(toServer), probe: someProbe }]
      const spec = { listeners: [{ port: stage.port }], pools }
      await stage.world.apply(spec, ['pool/s0'])
      await underLoad(stage, async () => {
        stage.world.set('up', 's0', 's1', 's2')
        for (let index = 0; index < CHANGES; index++) {
          stage.world.set('down', `s${index % 3}`)
          await pace(stage)
          stage.world.set('up', `s${index % 3}`)
        }
      })
    })

    test('a listener changes its port: the new one is there before the old one goes', async (stage) => {
      const [a] = await stage.backends(1)
      assert(a)
      const second = await freePort()
      const spec = (port: number) => ({
        listeners: [{ port }],
        pools: [{ servers: [toServer(a)] }],
      })
      await stage.world.apply(spec(stage.port))
      await underLoad(stage, async () => {
        await stage.world.apply({
          listeners: [{ port: stage.port }, { id: 'second', port: second }],
          pools: [{ servers: [toServer(a)] }],
        })
        await pace(stage)
      })
      await stage.world.apply(spec(second))
      assert.equal((await get(`http://${LOOPBACK}:${second}/`)).body, 's0')
      assert(await isRefused(stage.port))
    })

    test('a listener that goes finishes its requests and says that the connection ends', async (stage) => {
      const { server, release } = await slowServer(stage)
      const servers = [{ port: server.port }]
      await stage.world.apply({ listeners: [{ port: stage.port }], pools: [{ servers }] })
      const talk = stage.owns(await dial(stage.port))
      talk.say(GET)
      await waitFor('the request', () => server.talks[0]?.heard.includes('GET') || null)
      const port = await freePort()
      await stage.world.apply({ listeners: [{ port }], pools: [{ servers }] })
      assert(await isRefused(stage.port))
      release()
      assert.match(await talk.hearsOut(), /Connection: close\r\n\r\nok$/)
    })

    test('two listeners swap their ports under load without a failed request', async (stage) => {
      const [a, b] = await stage.backends(2)
      assert(a && b)
      const second = await freePort()
      const spec = (ports: readonly [number, number]) => ({
        listeners: [
          { id: 'one', port: ports[0], poolId: 'one' },
          { id: 'two', port: ports[1], poolId: 'two' },
        ],
        pools: [
          { id: 'one', servers: [toServer(a)] },
          { id: 'two', servers: [toServer(b)] },
        ],
      })
      await stage.world.apply(spec([stage.port, second]))
      await underLoad(stage, async () => {
        for (let index = 0; index < CHANGES; index++) {
          const isSwapped = index % 2 === 0
          await stage.world.apply(spec(isSwapped ? [second, stage.port] : [stage.port, second]))
          await pace(stage)
        }
      })
      await stage.world.apply(spec([second, stage.port]))
      assert.equal((await get(stage.url)).body, 's1')
    })

    test.needs('keepsConnections')(
      'a listener renamed on its port keeps connections',
      async (stage) => {
        const server = await stage.scripted('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok')
        const pools = [{ servers: [{ port: server.port }] }]
        await stage.world.apply({ listeners: [{ id: 'before', port: stage.port }], pools })
        const talk = stage.owns(await dial(stage.port))
        await talk.say(GET).hears('ok')
        await stage.world.apply({ listeners: [{ id: 'after', port: stage.port }], pools })
        talk.forget()
        await talk.say(GET).hears('ok')
      },
    )

    test('a port that changes its protocol serves the new one at once', async (stage) => {
      const [http] = await stage.backends(1)
      const [tcp] = await stage.tcpBackends(1)
      assert(http && tcp)
      await stage.world.apply({
        listeners: [{ port: stage.port, poolId: 'http' }],
        pools: [{ id: 'http', servers: [toServer(http)] }],
      })
      const kept = stage.owns(await dial(stage.port))
      await kept.say(GET).hears('s0')
      await stage.world.apply({
        listeners: [{ port: stage.port, protocol: 'tcp', poolId: 'tcp' }],
        pools: [{ id: 'tcp', protocol: 'tcp', servers: [{ port: tcp.port }] }],
      })
      const talk = stage.owns(await dial(stage.port))
      await talk.say('hello').hears('s0\nhello')
    })

    for (const how of ['leaves its pool', 'gets weight 0', 'is disabled'] as const) {
      test(`a server that ${how} finishes its work and is reported as drained`, async (stage) => {
        const { server, release } = await slowServer(stage)
        const [other] = await stage.backends(1)
        assert(other)
        const listeners = [{ port: stage.port, poolId: how }]
        const slow = { id: 'slow', port: server.port }
        const rest = { id: 'rest', port: other.port }
        await stage.world.apply({ listeners, pools: [{ id: how, servers: [slow] }] })
        const talk = stage.owns(await dial(stage.port))
        talk.say(GET)
        await waitFor('the request', () => server.talks[0]?.heard.includes('GET') || null)
        const servers = {
          'leaves its pool': [rest],
          'gets weight 0': [{ ...slow, weight: 0 }, rest],
          'is disabled': [{ ...slow, admission: 'disabled' as const }, rest],
        }[how]
        await stage.world.apply({ listeners, pools: [{ id: how, servers }] })
        assert.equal((await get(stage.url)).body, 's0')
        assert(!stage.world.drained.includes(`${how}/slow`), 'reported too early')
        release()
        await talk.hears('ok')
        await waitFor('the report', () => stage.world.drained.includes(`${how}/slow`) || null)
        assert.equal(server.talks.length, 1)
      })
    }

    test('work that outlasts the drain time is ended, and the server reported', async (stage) => {
      const { server } = await slowServer(stage)
      const listeners = [{ port: stage.port, poolId: 'short' }]
      const pool = { id: 'short', drainTimeoutMs: 200 }
      await stage.world.apply({ listeners, pools: [{ ...pool, servers: [{ port: server.port }] }] })
      const talk = stage.owns(await dial(stage.port))
      talk.say(GET)
      await waitFor('the request', () => server.talks[0]?.heard.includes('GET') || null)
      await stage.world.apply({ listeners, pools: [{ ...pool, servers: [] }] })
      await waitFor('the report', () => stage.world.drained.includes('short/s0') || null)
      assert.match(await talk.hears('HTTP'), /^HTTP\/1\.1 502 /)
    })

    test('TCP connections of a server that leaves go on for the drain time', async (stage) => {
      const [tcp] = await stage.tcpBackends(1)
      assert(tcp)
      const listeners = [{ port: stage.port, protocol: 'tcp' as const, poolId: 'tcp-drain' }]
      const pool = { id: 'tcp-drain', protocol: 'tcp' as const, drainTimeoutMs: 3000 }
      await stage.world.apply({ listeners, pools: [{ ...pool, servers: [{ port: tcp.port }] }] })
      const talk = stage.owns(await dial(stage.port))
      await talk.say('a').hears(/a$/)
      await stage.world.apply({ listeners, pools: [{ ...pool, servers: [] }] })
      await talk.say('b').hears(/ab$/)
      assert(!stage.world.drained.includes('tcp-drain/s0'), 'reported too early')
      await talk.hearsOut()
      await waitFor('the report', () => stage.world.drained.includes('tcp-drain/s0') || null)
    })

    test('a server that comes back while it leaves stays, and is not reported', async (stage) => {
      const { server, release } = await slowServer(stage)
      const listeners = [{ port: stage.port, poolId: 'back' }]
      const spec = (weight: number) => ({
        listeners,
        pools: [{ id: 'back', servers: [{ port: server.port, weight }] }],
      })
      await stage.world.apply(spec(1))
      const talk = stage.owns(await dial(stage.port))
      talk.say(GET)
      await waitFor('the request', () => server.talks[0]?.heard.includes('GET') || null)
      await stage.world.apply(spec(0))
      await stage.world.apply(spec(1))
      release()
      await talk.hears('ok')
      assert.equal((await get(stage.url)).body, 'ok')
      assert(!stage.world.drained.includes('back/s0'))
    })
  })
}

for (const entry of dataplanes) {
  describe(`data plane ${entry.name}: closing`, () => {
    const test = stageFor(entry)

    test('work in flight is finished within the grace time, and ports are free after', async (stage) => {
      const { server, release } = await slowServer(stage)
      await stage.world.apply({
        listeners: [{ port: stage.port }],
        pools: [{ servers: [{ port: server.port }] }],
      })
      const talk = stage.owns(await dial(stage.port))
      talk.say(GET)
      await waitFor('the request', () => server.talks[0]?.heard.includes('GET') || null)
      const closed = stage.world.close(10_000)
      await waitFor('the port to be closed', async () => (await isRefused(stage.port)) || null)
      release()
      assert.match(await talk.hearsOut(), /Connection: close\r\n\r\nok$/)
      talk.close()
      await closed
    })
  })
}

async function pace(stage: Stage): Promise<void> {
  for (let index = 0; index < PACE; index++) assert.equal((await get(stage.url)).status, 200)
}

/** Traffic during `change`; every request must have been answered with 200. */
async function underLoad(stage: Stage, change: () => Promise<void>): Promise<void> {
  const traffic = startTraffic(stage.url, REQUESTS_PER_SECOND)
  let report
  try {
    // A change can be over before a busy machine lets the first request go.
    await waitFor('traffic', () => traffic.sent() > 0 || null)
    await change()
  } finally {
    report = await traffic.stop()
  }
  assert.deepEqual(report.failures, [])
  assert(report.sent > 0)
}

/** A server that answers all it was asked when it is told to, and what comes later at once. */
async function slowServer(stage: Stage): Promise<{ server: RawServer; release: () => void }> {
  let isReleased = false
  const waiting: (() => void)[] = []
  const answer = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'
  const server = await stage.raw((talk) => {
    talk.socket.on('data', (bytes: Buffer) => {
      if (!bytes.includes('\r\n\r\n')) return
      if (isReleased) talk.say(answer)
      else waiting.push(() => talk.say(answer))
    })
  })
  const release = (): void => {
    isReleased = true
    for (const say of waiting.splice(0)) say()
  }
  return { server, release }
}

/** A port with a listener of another program. */
function takePort(stage: Stage): Promise<number> {
  const server = createServer()
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ port: 0, host: LOOPBACK }, () => {
      stage.owns({ close: () => new Promise((done) => server.close(done)) })
      const address = server.address()
      if (address !== null && typeof address === 'object') resolve(address.port)
    })
  })
}

function toServer(backend: { readonly name: string; readonly port: number }) {
  return { id: backend.name, port: backend.port }
}
