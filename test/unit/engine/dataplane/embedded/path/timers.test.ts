/** Deadlines: none too early, none lost, none after it was put off or taken back. */

import assert from 'node:assert/strict'
import { mock } from 'node:test'
import fc from 'fast-check'
import { NO_DEADLINE, Wheel } from '../../../../../../src/engine/dataplane/embedded/path/timers.ts'
import type { Timed } from '../../../../../../src/engine/dataplane/embedded/path/timers.ts'

/** At most two ticks of the wheel. */
const LATE_MS_MAX = 100

class Entry implements Timed {
  deadlineMs = NO_DEADLINE
  wheelTick = -1
  readonly fired: number[] = []
  readonly #wheel: Wheel

  constructor(wheel: Wheel) {
    this.#wheel = wheel
  }

  onDeadline(): void {
    this.fired.push(this.#wheel.nowMs)
  }
}

type Step =
  | { readonly kind: 'arm'; readonly entry: number; readonly delayMs: number }
  | { readonly kind: 'put off'; readonly entry: number; readonly byMs: number }
  | { readonly kind: 'disarm'; readonly entry: number }
  | { readonly kind: 'wait'; readonly ms: number }

const ENTRIES = 4
const entry = fc.integer({ min: 0, max: ENTRIES - 1 })
const delayMs = fc.oneof(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: 100_000 }))
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constant('arm' as const), entry, delayMs }),
  fc.record({ kind: fc.constant('put off' as const), entry, byMs: delayMs }),
  fc.record({ kind: fc.constant('disarm' as const), entry }),
  fc.record({ kind: fc.constant('wait' as const), ms: fc.integer({ min: 0, max: 40_000 }) }),
)

describe('the wheel of deadlines', () => {
  let clockMs = 0

  beforeEach(() => {
    clockMs = 0
    mock.timers.enable({ apis: ['setInterval'] })
    mock.method(performance, 'now', () => clockMs)
  })

  afterEach(() => {
    mock.timers.reset()
    mock.restoreAll()
  })

  function wait(ms: number): void {
    const endMs = clockMs + ms
    while (clockMs < endMs) {
      const stepMs = Math.min(10, endMs - clockMs)
      clockMs += stepMs
      mock.timers.tick(stepMs)
    }
  }

  it('calls each entry once, on time, whatever is armed, put off and taken back', () => {
    const property = fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
      const wheel = new Wheel()
      const entries = Array.from({ length: ENTRIES }, () => new Entry(wheel))
      const due: (number | null)[] = entries.map(() => null)
      const check = (): void => {
        for (const [index, one] of entries.entries()) {
          const dueMs = due[index] ?? null
          const firedMs = one.fired.pop()
          if (firedMs !== undefined) {
            assert(dueMs !== null && firedMs >= dueMs && firedMs <= dueMs + LATE_MS_MAX)
            due[index] = null
          } else assert(dueMs === null || clockMs < dueMs + LATE_MS_MAX, 'it was not called')
          assert.deepEqual(one.fired, [])
        }
      }
      for (const one of steps) {
        if (one.kind === 'wait') {
          for (let waited = 0; waited < one.ms; waited += 50) {
            wait(Math.min(50, one.ms - waited))
            check()
          }
          continue
        }
        const timed = entries[one.entry]
        assert(timed)
        if (one.kind === 'arm') {
          wheel.arm(timed, one.delayMs)
          due[one.entry] = wheel.nowMs + one.delayMs
        } else if (one.kind === 'disarm') {
          wheel.disarm(timed)
          due[one.entry] = null
        } else if (timed.wheelTick >= 0) {
          timed.deadlineMs += one.byMs
          due[one.entry] = timed.deadlineMs
        }
      }
      wheel.close()
    })
    fc.assert(property, { numRuns: 60 })
  })

  it('stops ticking when nothing waits, and starts again', () => {
    const wheel = new Wheel()
    const one = new Entry(wheel)
    wheel.arm(one, 100)
    wait(500)
    assert.equal(one.fired.length, 1)
    const before = wheel.nowMs
    wait(500)
    assert.equal(wheel.nowMs, before, 'it ticks for nobody')
    wheel.arm(one, 100)
    wait(200)
    assert.equal(one.fired.length, 2)
  })
})
