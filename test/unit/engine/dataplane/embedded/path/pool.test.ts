/** Endpoints on seats: who may take work, who leaves, and who is reported when. */

import assert from 'node:assert/strict'
import fc from 'fast-check'
import type { PoolSeats } from '../../../../../../src/engine/dataplane/embedded/messages.ts'
import { ROW_CELLS } from '../../../../../../src/engine/dataplane/embedded/path/counters.ts'
import type {
  Endpoint,
  Reusable,
} from '../../../../../../src/engine/dataplane/embedded/path/endpoint.ts'
import { Pool } from '../../../../../../src/engine/dataplane/embedded/path/pool.ts'
import { Seating } from '../../../../../../src/engine/dataplane/embedded/seating.ts'
import type { SeatingPlan } from '../../../../../../src/engine/dataplane/embedded/seating.ts'
import { Wheel } from '../../../../../../src/engine/dataplane/embedded/path/timers.ts'
import type { Algorithm, ProxyEndpoint } from '../../../../../../src/engine/ir/index.ts'
import { endpointOf, poolOf } from '../world.ts'

class Stage {
  readonly drained: string[] = []
  readonly pool: Pool
  readonly wheel = new Wheel()
  readonly #seating: Seating
  #ids: readonly string[] = []

  constructor() {
    const { endpoints: _, ...settings } = poolOf()
    this.#seating = new Seating(settings, {
      wheel: this.wheel,
      threads: 1,
      onWarming: () => {},
    })
    this.pool = new Pool(toSeats(this.#seating.everything()), {
      thread: 0,
      wheel: this.wheel,
      onDrained: (poolId, endpointId) => this.drained.push(`${poolId}/${endpointId}`),
    })
  }

  put(endpoints: readonly ProxyEndpoint[], algorithm: Algorithm = 'weighted_round_robin'): void {
    const { endpoints: _, ...settings } = poolOf({ algorithm })
    const ids = endpoints.map(({ id }) => id)
    const remove = this.#ids.filter((id) => !ids.includes(id))
    this.#ids = ids
    const put = endpoints.map((endpoint) => ({ endpoint, isUp: true }))
    this.pool.seat(toSeats(this.#seating.plan({ settings, put, remove })))
    const cleared = this.#seating.open()
    this.pool.settle(cleared)
    this.#seating.free(cleared)
  }

  take(): Endpoint {
    const endpoint = this.pool.take(0)
    assert(endpoint !== null)
    return endpoint
  }

  picks(count: number): string {
    const taken = Array.from({ length: count }, () => this.take())
    for (const endpoint of taken) this.pool.release(endpoint)
    return taken
      .map(({ id }) => id)
      .toSorted((a, b) => a.localeCompare(b))
      .join('')
  }
}

function toSeats(plan: SeatingPlan): PoolSeats {
  const cells = new Float64Array(ROW_CELLS)
  return { ...plan, seated: plan.seated.map((sitter) => ({ ...sitter, cells })) }
}

class Kept implements Reusable {
  idleSinceMs = 0
  idleUntilMs = 0
  isUsable = true
  destroy(): void {
    this.isUsable = false
  }
}

describe('a pool of the embedded plane', () => {
  let stage: Stage

  beforeEach(() => {
    stage = new Stage()
  })

  afterEach(() => stage.wheel.close())

  it('grows and shrinks without losing its shares', () => {
    const many = Array.from({ length: 20 }, (_, index) =>
      endpointOf(String.fromCharCode(97 + index)),
    )
    stage.put(many.slice(0, 2))
    assert.equal(stage.picks(4), 'aabb')
    stage.put(many)
    assert.equal(stage.picks(20), 'abcdefghijklmnopqrst')
    stage.put(many.slice(1, 3))
    assert.equal(stage.picks(4), 'bbcc')
  })

  it('reports an endpoint once its last work is done', () => {
    stage.put([endpointOf('a'), endpointOf('b')])
    const taken = [stage.take(), stage.take(), stage.take()]
    stage.put([endpointOf('b')])
    assert.deepEqual(stage.drained, [])
    for (const endpoint of taken) stage.pool.release(endpoint)
    assert.deepEqual(stage.drained, ['pool/a'])
    assert.equal(stage.pool.leaving.size, 0)
  })

  it('reports an endpoint without work at once', () => {
    stage.put([endpointOf('a'), endpointOf('b')])
    stage.put([endpointOf('a', { weight: 0 }), endpointOf('b', { admission: 'disabled' })])
    assert.deepEqual(stage.drained.toSorted(), ['pool/a', 'pool/b'])
    assert.equal(stage.pool.take(0), null)
  })

  it('does not report one that came back, or that only moved', () => {
    stage.put([endpointOf('a')])
    const first = stage.take()
    stage.put([])
    stage.put([endpointOf('a')])
    stage.pool.release(first)
    const second = stage.take()
    stage.put([endpointOf('a', { port: 81 })])
    assert.equal(stage.take().config.port, 81)
    stage.pool.release(second)
    assert.deepEqual(stage.drained, [])
  })

  it('keeps the work of a seat apart from that of who sat there before', () => {
    stage.put([endpointOf('a')], 'weighted_least_connections')
    const old = stage.take()
    stage.put([endpointOf('b'), endpointOf('c')], 'weighted_least_connections')
    stage.pool.release(old)
    assert.equal(stage.picks(4), 'bbcc')
  })

  it('closes kept connections of an endpoint that leaves', () => {
    stage.put([endpointOf('a')])
    const endpoint = stage.take()
    const kept = new Kept()
    endpoint.keep(kept, 1000)
    stage.put([])
    assert.equal(kept.isUsable, false)
    const late = new Kept()
    endpoint.keep(late, 1000)
    assert.equal(late.isUsable, false)
  })

  it('gives the connection used last, and none for a repeat-shy request when it is old', () => {
    stage.put([endpointOf('a')])
    const endpoint = stage.take()
    const [first, second] = [new Kept(), new Kept()]
    endpoint.keep(first, 60_000)
    endpoint.keep(second, 60_000)
    assert.equal(endpoint.takeIdle(true), second)
    first.idleSinceMs -= 5000
    assert.equal(endpoint.takeIdle(false), null)
    assert.equal(endpoint.takeIdle(true), first)
    assert.equal(endpoint.takeIdle(true), null)
  })

  it('hands out only what may take work, and forgets nothing, whatever is put', () => {
    const endpoint = fc.record({
      id: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j'),
      weight: fc.integer({ min: 0, max: 3 }),
      admission: fc.constantFrom('admitted', 'disabled'),
      port: fc.constantFrom(80, 81),
    })
    const put = fc.uniqueArray(endpoint, { selector: ({ id }) => id, maxLength: 10 })
    const algorithm = fc.constantFrom<Algorithm>(
      'weighted_round_robin',
      'weighted_least_connections',
    )
    const steps = fc.array(fc.tuple(put, algorithm, fc.nat(5), fc.nat(5)), { maxLength: 8 })
    fc.assert(
      fc.property(steps, (all) => {
        const one = new Stage()
        const work: Endpoint[] = []
        for (const [endpoints, by, takes, releases] of all) {
          one.put(
            endpoints.map((given) => endpointOf(given.id, given)),
            by,
          )
          const able = endpoints.filter((e) => e.weight > 0 && e.admission === 'admitted')
          for (let count = 0; count < takes; count++) {
            const taken = one.pool.take(0)
            assert.equal(taken === null, able.length === 0)
            if (taken === null) continue
            assert(able.some(({ id, port }) => id === taken.id && port === taken.config.port))
            work.push(taken)
          }
          for (const done of work.splice(0, releases)) one.pool.release(done)
        }
        for (const done of work) one.pool.release(done)
        assert.equal(one.pool.leaving.size, 0)
        for (const { active } of one.pool.endpoints.values()) assert.equal(active, 0)
        one.wheel.close()
      }),
    )
  })
})
