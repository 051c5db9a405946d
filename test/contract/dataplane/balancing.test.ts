/** Who gets the traffic: weights, algorithms, conditions (R17 to R20, R24). */

import assert from 'node:assert/strict'
import { isDeepStrictEqual } from 'node:util'
import { get, shares } from '../../support/backends.ts'
import { waitFor } from '../../support/wait.ts'
import { ask, dial } from './raw.ts'
import type { Talk } from './raw.ts'
import { dataplanes } from '../../../src/engine/dataplane/registry.ts'
import { stageFor } from './suite.ts'
import type { Stage } from './suite.ts'
import { someProbe } from './world.ts'

const CYCLES = 5

for (const entry of dataplanes) {
  describe(`data plane ${entry.name}: balancing`, () => {
    const test = stageFor(entry)

    test('R18: shares follow the weights exactly on a kept connection', async (stage) => {
      const [a, b, c] = await stage.backends(3)
      assert(a && b && c)
      const servers = [
        { port: a.port, weight: 1 },
        { port: b.port, weight: 2 },
        { port: c.port, weight: 3 },
      ]
      await stage.world.apply({ listeners: [{ port: stage.port }], pools: [{ servers }] })
      const seen = await shares(stage.url, 6 * CYCLES)
      assert.deepEqual(seen, { s0: CYCLES, s1: 2 * CYCLES, s2: 3 * CYCLES })
    })

    test('R18: shares follow the weights exactly with a connection per request', async (stage) => {
      const [a, b] = await stage.backends(2)
      assert(a && b)
      const servers = [
        { port: a.port, weight: 3 },
        { port: b.port, weight: 7 },
      ]
      await stage.world.apply({ listeners: [{ port: stage.port }], pools: [{ servers }] })
      const seen: Record<string, number> = {}
      for (let index = 0; index < 10 * CYCLES; index++) {
        const { body } = await get(stage.url)
        seen[body] = (seen[body] ?? 0) + 1
      }
      assert.deepEqual(seen, { s0: 3 * CYCLES, s1: 7 * CYCLES })
    })

    test('R18: shares follow the weights exactly over connections at once', async (stage) => {
      const [a, b] = await stage.backends(2)
      assert(a && b)
      const servers = [
        { port: a.port, weight: 1 },
        { port: b.port, weight: 4 },
      ]
      await stage.world.apply({ listeners: [{ port: stage.port }], pools: [{ servers }] })
      const rounds = await Promise.all([20, 20, 20, 20].map((count) => shares(stage.url, count)))
      const total = (name: string): number =>
        rounds.reduce((sum, seen) => sum + (seen[name] ?? 0), 0)
      assert.deepEqual([total('s0'), total('s1')], [16, 64])
    })

    test('R18: a cycle is interleaved: nobody is a whole turn from its share', async (stage) => {
      const backends = await stage.backends(3)
      const weights = [5, 1, 1]
      const servers = backends.map(({ port }, index) => ({ port, weight: weights[index] ?? 0 }))
      await stage.world.apply({ listeners: [{ port: stage.port }], pools: [{ servers }] })
      const seen: Record<string, number> = {}
      for (let turn = 1; turn <= 7 * CYCLES; turn++) {
        const { body } = await get(stage.url)
        seen[body] = (seen[body] ?? 0) + 1
        weights.forEach((weight, index) => {
          const off = Math.abs((seen[`s${index}`] ?? 0) - (turn * weight) / 7)
          assert(off < 1, `s${index} is ${off} off at turn ${turn}`)
        })
      }
    })

    test('R7: a weight of 0, a zone outside and a disabled server get nothing', async (stage) => {
      const [a, b, c, d] = await stage.backends(4)
      assert(a && b && c && d)
      const servers = [
        { port: a.port, weight: 0 },
        { port: b.port, admission: 'outside_zones' as const },
        { port: c.port, admission: 'disabled' as const },
        { port: d.port },
      ]
      await stage.world.apply({ listeners: [{ port: stage.port }], pools: [{ servers }] })
      assert.deepEqual(await shares(stage.url, 8), { s3: 8 })
    })

    test('R24: a probed server gets traffic when it is up, and none when it is down', async (stage) => {
      const [a, b] = await stage.backends(2)
      assert(a && b)
      const servers = [{ port: a.port }, { port: b.port }]
      const spec = { listeners: [{ port: stage.port }], pools: [{ servers, probe: someProbe }] }
      await stage.world.apply(spec)
      assert.equal((await get(stage.url)).status, 503)
      stage.world.set('up', 's0')
      await settles(stage, { s0: 4 })
      stage.world.set('up', 's1')
      stage.world.set('down', 's0')
      await settles(stage, { s1: 4 })
      stage.world.set('up', 's0')
      await settles(stage, { s0: 2, s1: 2 })
      stage.world.set('down', 's0', 's1')
      await waitFor('nobody', async () => (await get(stage.url)).status === 503 || null)
    })

    test('conditions known at the time of apply count, unknown endpoints are ignored', async (stage) => {
      const [a, b] = await stage.backends(2)
      assert(a && b)
      const servers = [{ port: a.port }, { port: b.port }]
      const spec = { listeners: [{ port: stage.port }], pools: [{ servers, probe: someProbe }] }
      await stage.world.apply(spec, ['pool/s1'])
      stage.world.set('up', 'nobody')
      assert.deepEqual(await shares(stage.url, 4), { s1: 4 })
      await stage.world.apply(spec, ['pool/s0'])
      assert.deepEqual(await shares(stage.url, 4), { s0: 4 })
    })

    test('a pool that fails open uses all of its servers when none is up', async (stage) => {
      const [a, b] = await stage.backends(2)
      assert(a && b)
      const pool = { servers: [{ port: a.port }, { port: b.port }], probe: someProbe }
      const listeners = [{ port: stage.port }]
      await stage.world.apply({ listeners, pools: [{ ...pool, failOpen: true }] })
      assert.deepEqual(await shares(stage.url, 4), { s0: 2, s1: 2 })
      stage.world.set('up', 's1')
      await settles(stage, { s1: 4 })
      stage.world.set('down', 's1')
      await settles(stage, { s0: 2, s1: 2 })
    })

    test('R19: least connections: work that is held settles by the weights', async (stage) => {
      const slow = (name: string) => stage.raw((talk) => void talk.say(`${name} `))
      const [a, b] = [await slow('a'), await slow('b')]
      const servers = [
        { port: a.port, weight: 1 },
        { port: b.port, weight: 3 },
      ]
      await stage.world.apply({
        listeners: [{ port: stage.port, protocol: 'tcp' }],
        pools: [{ protocol: 'tcp', algorithm: 'weighted_least_connections', servers }],
      })
      const talks: Talk[] = []
      for (let index = 0; index < 8; index++) {
        const talk = stage.owns(await dial(stage.port))
        await talk.hears(' ')
        talks.push(talk)
      }
      const held = (name: string) => talks.filter((talk) => talk.heard === `${name} `).length
      assert.deepEqual([held('a'), held('b')], [2, 6])
    })

    test('R20: source IP: one client address, one server', async (stage) => {
      const backends = await stage.backends(5)
      const servers = backends.map(({ port }) => ({ port }))
      await stage.world.apply({
        listeners: [{ port: stage.port }],
        pools: [{ algorithm: 'source_ip', servers }],
      })
      const seen = new Set<string>()
      for (let index = 0; index < 10; index++) seen.add((await get(stage.url)).body)
      assert.equal(seen.size, 1)
    })

    test('slow start: who joins others gets its share bit by bit', async (stage) => {
      const backends = await stage.backends(3)
      const pool = {
        servers: backends.map(({ port }) => ({ port })),
        probe: someProbe,
        slowStartMs: 2000,
      }
      const listeners = [{ port: stage.port }]
      await stage.world.apply({ listeners, pools: [pool] })
      // Nobody is there to spare them: they share alike at once.
      stage.world.set('up', 's0')
      stage.world.set('up', 's1')
      const begunMs = performance.now()
      await settles(stage, { s0: 10, s1: 10 })
      await waitFor('the time of a slow start', () => performance.now() - begunMs > 2500 || null)
      // A look that takes half of the time is none at the beginning.
      const early = await waitFor('a look at the beginning', async () => {
        stage.world.set('down', 's2')
        await settles(stage, { s0: 10, s1: 10 })
        const upMs = performance.now()
        stage.world.set('up', 's2')
        const seen = await shares(stage.url, 21)
        return performance.now() - upMs < 1000 ? { s2: 0, ...seen }.s2 : null
      })
      assert(early < 7, `${early} of 21 at the beginning`)
      await waitFor('its full share', async () => {
        const seen = await shares(stage.url, 30)
        return (seen['s2'] === 10 && seen['s0'] === 10) || null
      })
    })

    test.needs('tellsWarming')('a slow start is told as it begins and ends', async (stage) => {
      const [one, two] = await stage.backends(2)
      assert(one && two)
      const servers = [{ port: one.port }, { port: two.port }]
      const pools = [{ servers, probe: someProbe, slowStartMs: 1000 }]
      await stage.world.apply({ listeners: [{ port: stage.port }], pools })
      stage.world.set('up', 's0')
      const begunMs = performance.now()
      await waitFor('the time of a slow start', () => performance.now() - begunMs > 1500 || null)
      const last = (): boolean | undefined => stage.world.warming.get('pool/s1')
      stage.world.set('up', 's1')
      await waitFor('a word of its beginning', () => {
        // On a slow machine it was over before anybody looked: it begins again.
        if (last() === false) {
          stage.world.warming.clear()
          stage.world.set('down', 's1')
          stage.world.set('up', 's1')
        }
        return last() === true || null
      })
      await waitFor('a word of its end', () => last() === false || null)
      assert.equal(stage.world.warming.has('pool/s0'), false)
    })

    test('full servers are passed over; with all of them full the answer is 503', async (stage) => {
      const held: Talk[] = []
      const answer = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'
      const slow = () => stage.scripted((_head, talk) => (held.push(talk), ''))
      const [a, b] = [await slow(), await slow()]
      const servers = [
        { port: a.port, weight: 1 },
        { port: b.port, weight: 9 },
      ]
      const pool = { servers, connectionsMaxPerEndpoint: 2 }
      await stage.world.apply({ listeners: [{ port: stage.port }], pools: [pool] })
      const waiting = [1, 2, 3, 4].map(() => get(stage.url))
      await waitFor('four requests', () => held.length === 4 || null)
      assert.deepEqual([a.talks.length, b.talks.length], [2, 2])
      assert.equal((await get(stage.url)).status, 503)
      held[0]?.say(answer)
      assert.equal((await Promise.any(waiting)).status, 200)
      // Its place is free a moment after its answer.
      const next = waitFor('room', async () => {
        const answer = await get(stage.url)
        return answer.status === 503 ? null : answer
      })
      await waitFor('one more request', () => held.length === 5 || null)
      for (const talk of held.slice(1)) talk.say(answer)
      for (const { status } of await Promise.all([...waiting, next])) assert.equal(status, 200)
    })

    test('a full server of TCP is passed over, a client too many is turned away', async (stage) => {
      const [a, b] = await stage.tcpBackends(2)
      assert(a && b)
      const servers = [{ port: a.port }, { port: b.port }]
      await stage.world.apply({
        listeners: [{ port: stage.port, protocol: 'tcp' }],
        pools: [{ protocol: 'tcp', servers, connectionsMaxPerEndpoint: 1 }],
      })
      const talks = [stage.owns(await dial(stage.port)), stage.owns(await dial(stage.port))]
      for (const talk of talks) await talk.hears('\n')
      assert.deepEqual(talks.map(({ heard }) => heard).toSorted(), ['s0\n', 's1\n'])
      assert.equal(await ask(stage.port, 'hello'), '')
      talks[0]?.close()
      await waitFor('room for one', async () => {
        const talk = stage.owns(await dial(stage.port))
        await waitFor('an answer', () => talk.heard !== '' || talk.hasEnded || null)
        return talk.heard === talks[0]?.heard || null
      })
    })

    test('without a server up the answer is 503, and TCP is closed', async (stage) => {
      const port = stage.port
      await stage.world.apply({ listeners: [{ port }], pools: [{ servers: [] }] })
      assert.equal((await get(stage.url)).status, 503)
      await stage.world.apply({
        listeners: [{ port, protocol: 'tcp' }],
        pools: [{ protocol: 'tcp', servers: [] }],
      })
      assert.equal(await ask(port, 'hello'), '')
    })
  })
}

/** A verdict reaches a plane in another process a moment after it is said. */
async function settles(stage: Stage, expected: Readonly<Record<string, number>>): Promise<void> {
  const count = Object.values(expected).reduce((whole, part) => whole + part, 0)
  await waitFor(`shares of ${JSON.stringify(expected)}`, async () => {
    // Nobody may be there yet.
    if ((await get(stage.url)).status !== 200) return null
    const seen = await shares(stage.url, count)
    return isDeepStrictEqual({ ...seen }, expected) || null
  })
}
