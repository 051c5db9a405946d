import assert from 'node:assert/strict'
import fc from 'fast-check'
import type { Health, ProbeQuestion, ProbeResult } from '../../../../src/engine/health/contract.ts'
import type { PoolWatch } from '../../../../src/engine/health/index.ts'
import {
  PROBE_STARTS_PER_TURN,
  PROBES_IN_FLIGHT_MAX,
  Scheduler,
  TURN_MS,
} from '../../../../src/engine/health/scheduler.ts'
import type { ProbeDefinition, ProxyPool } from '../../../../src/engine/ir/index.ts'
import { definitionOf, endpointOf, poolOf, VirtualTimers } from './world.ts'

/** A network where a probe takes `tookMs` and comes out as `answer` says. */
class Network {
  readonly timers = new VirtualTimers()
  readonly starts: { atMs: number; question: ProbeQuestion }[] = []
  readonly trouble: string[] = []
  readonly heard: string[] = []
  readonly scheduler: Scheduler
  inFlight = 0
  tookMs = 1
  answer: (question: ProbeQuestion) => ProbeResult = () => ({ kind: 'success' })
  readonly #startMs = this.timers.nowMs()

  constructor() {
    this.scheduler = new Scheduler({
      timers: this.timers,
      onTrouble: (cause) => this.trouble.push(cause),
      startProbe: (question, report) => {
        this.starts.push({ atMs: this.elapsedMs, question })
        this.inFlight++
        const stop = this.timers.after(this.tookMs, () => {
          this.inFlight--
          report(this.answer(question))
        })
        return () => {
          this.inFlight--
          stop()
        }
      },
    })
  }

  get elapsedMs(): number {
    return this.timers.nowMs() - this.#startMs
  }

  get startTimes(): number[] {
    return this.starts.map(({ atMs }) => atMs)
  }

  watch(pool: ProxyPool, previous?: PoolWatch, known?: Health): PoolWatch {
    return this.scheduler.watch(pool, {
      previous,
      known: () => known,
      onHealth: (id, health) => this.heard.push(`${id} ${health.state} ${health.reason}`),
    })
  }
}

const failing = (): ProbeResult => ({ kind: 'failure', reason: 'status_mismatch' })

function many(count: number): ProxyPool['endpoints'] {
  return Array.from({ length: count }, (_, at) => endpointOf(`e${at}`, { port: 1000 + at }))
}

describe('the scheduler of probes', () => {
  it('R28: probes at once, then each interval from start to start', () => {
    const network = new Network()
    network.tookMs = 40
    network.watch(poolOf())
    network.timers.advance(10_000)
    assert.deepEqual(network.startTimes, [0, 3000, 6000, 9000])
  })

  it('R28: with a timeout longer than the interval the next probe waits for the previous', () => {
    const network = new Network()
    network.tookMs = 5000
    network.watch(poolOf())
    network.timers.advance(14_000)
    assert.deepEqual(network.startTimes, [0, 5000, 10_000])
    assert.equal(network.inFlight, 1)
  })

  it('R24: tells of the first result and of changes, and of nothing else', () => {
    const network = new Network()
    network.watch(poolOf())
    network.timers.advance(6500)
    network.answer = failing
    network.timers.advance(15_000)
    network.answer = () => ({ kind: 'success' })
    network.timers.advance(9000)
    assert.deepEqual(network.heard, [
      'a healthy null',
      'a unhealthy status_mismatch',
      'a healthy null',
    ])
  })

  it('tells of a first result that is a failure', () => {
    const network = new Network()
    network.answer = failing
    network.watch(poolOf())
    network.timers.advance(1)
    assert.deepEqual(network.heard, ['a initial null'])
  })

  it('R7: leaves alone what is not admitted, and pools without a check', () => {
    const network = new Network()
    const watch = network.watch(
      poolOf({
        endpoints: [
          endpointOf('a', { admission: 'outside_zones' }),
          endpointOf('b', { admission: 'disabled' }),
        ],
      }),
    )
    network.watch(poolOf({ probe: null }))
    network.timers.advance(10_000)
    assert.deepEqual(network.starts, [])
    assert.equal(watch.healthOf('a'), null)
    assert.equal(network.timers.pending, 0)
  })

  it('shares the probes of pools with the same definition', () => {
    const network = new Network()
    const first = network.watch(poolOf())
    const second = network.watch(poolOf({ id: 'bes-2', endpoints: [endpointOf('z')] }))
    network.watch(poolOf({ id: 'bes-3', probe: definitionOf({ path: '/other' }) }))
    network.timers.advance(2000)
    assert.equal(network.starts.length, 2)
    assert.deepEqual(network.heard, ['a healthy null', 'z healthy null', 'a healthy null'])
    first.close()
    network.timers.advance(2000)
    assert.equal(network.starts.length, 4)
    assert.equal(second.healthOf('z')?.state, 'healthy')
  })

  it('stops when nobody watches any more, also in the middle of a probe', () => {
    const network = new Network()
    const watch = network.watch(poolOf())
    network.timers.advance(0)
    assert.equal(network.inFlight, 1)
    watch.close()
    watch.close()
    assert.equal(network.inFlight, 0)
    network.timers.advance(10_000)
    assert.equal(network.starts.length, 1)
    assert.deepEqual(network.heard, [])
  })

  const inPlace: { title: string; change: Partial<ProbeDefinition>; nextMs: number }[] = [
    { title: 'thresholds', change: { healthyThreshold: 1 }, nextMs: 2990 },
    { title: 'a shorter interval', change: { intervalMs: 500 }, nextMs: 500 },
    { title: 'a longer interval', change: { intervalMs: 60_000 }, nextMs: 2990 },
    { title: 'another path', change: { path: '/other' }, nextMs: 0 },
    { title: 'another port', change: { port: 99 }, nextMs: 0 },
  ]
  for (const { title, change, nextMs } of inPlace) {
    it(`R27: ${title} in place: state is kept, the next probe comes in time`, () => {
      const network = new Network()
      const before = network.watch(poolOf())
      network.timers.advance(10)
      const after = network.watch(poolOf({ probe: definitionOf(change) }), before)
      before.close()
      assert.deepEqual(after.healthOf('a')?.state, 'healthy')
      assert.equal(after.hasResult('a'), true)
      network.timers.advance(nextMs + TURN_MS)
      assert.equal(network.starts.length, 2)
      const late = (network.startTimes[1] ?? 0) - 10 - nextMs
      assert(late >= 0 && late <= TURN_MS, `${network.startTimes}`)
    })
  }

  it('R27: results that still answer the question count on, others do not', () => {
    const network = new Network()
    network.answer = failing
    const before = network.watch(poolOf())
    network.timers.advance(3500)
    const same = network.watch(poolOf({ probe: definitionOf({ unhealthyThreshold: 9 }) }), before)
    const other = network.watch(poolOf({ probe: definitionOf({ path: '/other' }) }), before)
    assert.equal(same.healthOf('a')?.failures, 2)
    assert.equal(other.healthOf('a')?.failures, 0)
  })

  it('begins anew for an endpoint that moved to another address', () => {
    const network = new Network()
    const before = network.watch(poolOf())
    network.timers.advance(10)
    const moved = poolOf({ endpoints: [endpointOf('a', { address: '192.0.2.2' })] })
    const after = network.watch(moved, before)
    assert.equal(after.healthOf('a')?.state, 'initial')
    assert.equal(after.hasResult('a'), false)
  })

  it('a first probe that was under way when the definition changed is asked again at once', () => {
    const network = new Network()
    network.tookMs = 100
    const before = network.watch(poolOf())
    network.timers.advance(10)
    network.watch(poolOf({ probe: definitionOf({ healthyThreshold: 1 }) }), before)
    before.close()
    network.timers.advance(TURN_MS)
    assert.equal(network.starts.length, 2)
  })

  it('takes over what is known from elsewhere', () => {
    const network = new Network()
    const known: Health = {
      state: 'unhealthy',
      reason: 'connect_failed',
      successes: 0,
      failures: 0,
      sinceMs: 5,
    }
    const watch = network.watch(poolOf(), undefined, known)
    assert.deepEqual(watch.healthOf('a'), known)
    network.timers.advance(6500)
    assert.equal(watch.healthOf('a')?.state, 'healthy')
  })

  it('starts spread: few at once, and all of them soon', () => {
    const network = new Network()
    network.tookMs = 50
    network.watch(poolOf({ endpoints: many(1000) }))
    network.timers.advance(0)
    assert.equal(network.starts.length, PROBE_STARTS_PER_TURN)
    network.timers.advance(Math.ceil(1000 / PROBE_STARTS_PER_TURN) * TURN_MS)
    assert.equal(network.starts.length, 1000)
  })

  it('has a limit of probes in flight, and goes on when some end', () => {
    const network = new Network()
    network.tookMs = 60_000
    const pool = poolOf({
      endpoints: many(PROBES_IN_FLIGHT_MAX + 100),
      probe: definitionOf({ intervalMs: 120_000, timeoutMs: 60_000 }),
    })
    network.watch(pool)
    network.timers.advance(50_000)
    assert.equal(network.inFlight, PROBES_IN_FLIGHT_MAX)
    network.timers.advance(60_000)
    assert.equal(network.starts.length, PROBES_IN_FLIGHT_MAX + 100)
  })

  it('reports its own trouble and leaves the server as it was', () => {
    const network = new Network()
    const watch = network.watch(poolOf())
    network.timers.advance(10)
    network.answer = () => ({ kind: 'unknown', cause: 'EMFILE' })
    network.timers.advance(30_000)
    assert.equal(watch.healthOf('a')?.state, 'healthy')
    assert.equal(network.trouble.length, 10)
  })

  describe('waiting for first results', () => {
    it('ends with the last of them', async () => {
      const network = new Network()
      network.tookMs = 50
      const watch = network.watch(poolOf({ endpoints: many(40) }))
      const done = network.scheduler.untilFirstResults([watch], 1000)
      network.timers.advance(60)
      await done
      assert.equal(network.timers.pending, 1)
      await network.scheduler.untilFirstResults([watch], 1000)
    })

    it('ends after the time given', async () => {
      const network = new Network()
      network.tookMs = 5000
      const watch = network.watch(poolOf())
      const done = network.scheduler.untilFirstResults([watch], 1000)
      network.timers.advance(1000)
      await done
      assert.equal(watch.hasResult('a'), false)
    })
  })

  it('close ends all of it', () => {
    const network = new Network()
    network.watch(poolOf({ endpoints: many(100) }))
    network.timers.advance(2)
    network.scheduler.close()
    assert.equal(network.inFlight, 0)
    assert.equal(network.timers.pending, 0)
  })

  it('R28: holds for every target under any mix of changes', () => {
    const steps = fc.array(
      fc.record({
        advanceMs: fc.nat(900),
        ports: fc.uniqueArray(fc.integer({ min: 1, max: 6 }), { maxLength: 6 }),
        tookMs: fc.integer({ min: 1, max: 700 }),
      }),
      { maxLength: 30 },
    )
    fc.assert(
      fc.property(steps, (list) => {
        const network = new Network()
        let watch: PoolWatch | undefined
        for (const { advanceMs, ports, tookMs } of list) {
          network.tookMs = tookMs
          const endpoints = ports.map((port) => endpointOf(`e${port}`, { port }))
          const pool = poolOf({ endpoints, probe: definitionOf({ intervalMs: 300 }) })
          const next = network.watch(pool, watch)
          watch?.close()
          watch = next
          network.timers.advance(advanceMs)
          assert(network.inFlight <= ports.length)
        }
        network.timers.advance(2000)
        const lastSeen = new Set(network.starts.slice(-6).map(({ question }) => question.port))
        const ports = list.at(-1)?.ports ?? []
        assert(ports.every((port) => lastSeen.has(port)))
      }),
      { numRuns: 50 },
    )
  })
})
