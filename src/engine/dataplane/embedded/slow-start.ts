/**
 * Slow start: an endpoint that has come up gets its full weight bit by bit.
 *
 * Answers for: who is starting, and what its weight is for now. Does not know: pickers.
 *
 * Only who joins others starts slowly: where nobody has been up for the whole time of a slow start,
 * there is nobody to spare it, and all begin with their full weights.
 */

import { NO_DEADLINE } from './path/timers.ts'
import type { Timed, Wheel } from './path/timers.ts'

/** How many steps a slow start has at most; a step takes at least a tick of the wheel. */
const STEPS = 50
const STEP_MIN_MS = 100

export interface SlowStartHearer {
  /** The weights of these have changed. */
  onStep(endpointIds: readonly string[]): void
  /** A slow start begins or is over. */
  onWarming(endpointId: string, isWarming: boolean): void
}

export class SlowStart implements Timed {
  deadlineMs = NO_DEADLINE
  wheelTick = -1
  /** 0: nobody starts slowly. */
  durationMs = 0
  readonly #wheel: Wheel
  readonly #hearer: SlowStartHearer
  /** Since when each endpoint is up, by `performance.now`. */
  readonly #upSinceMs = new Map<string, number>()
  readonly #starting = new Set<string>()

  constructor(wheel: Wheel, hearer: SlowStartHearer) {
    this.#wheel = wheel
    this.#hearer = hearer
  }

  isUp(endpointId: string): boolean {
    return this.#upSinceMs.has(endpointId)
  }

  /** Those that come up together; who is up already goes on as it was. */
  up(endpointIds: readonly string[]): void {
    const coming = endpointIds.filter((id) => !this.#upSinceMs.has(id))
    if (coming.length === 0) return
    const isSlow = this.durationMs > 0 && this.#isAnyWarm()
    const nowMs = performance.now()
    for (const id of coming) {
      this.#upSinceMs.set(id, nowMs)
      if (!isSlow) continue
      this.#starting.add(id)
      this.#hearer.onWarming(id, true)
    }
    if (isSlow) this.#arm()
  }

  down(endpointId: string): void {
    this.#upSinceMs.delete(endpointId)
    this.#finish(endpointId)
  }

  /** What `weight` counts for now: at least 1 when it is above 0. */
  weightOf(endpointId: string, weight: number): number {
    if (!this.#starting.has(endpointId)) return weight
    const sinceMs = this.#upSinceMs.get(endpointId) ?? 0
    const part = (performance.now() - sinceMs) / this.durationMs
    return Math.min(weight, Math.max(Math.ceil(weight * part), Math.sign(weight)))
  }

  #finish(endpointId: string): void {
    if (this.#starting.delete(endpointId)) this.#hearer.onWarming(endpointId, false)
  }

  #isAnyWarm(): boolean {
    const beforeMs = performance.now() - this.durationMs
    for (const sinceMs of this.#upSinceMs.values()) if (sinceMs <= beforeMs) return true
    return false
  }

  #arm(): void {
    this.#wheel.arm(this, Math.max(STEP_MIN_MS, this.durationMs / STEPS))
  }

  close(): void {
    this.#wheel.disarm(this)
  }

  onDeadline(): void {
    const ids = [...this.#starting]
    const beforeMs = performance.now() - this.durationMs
    for (const id of ids) {
      if ((this.#upSinceMs.get(id) ?? 0) <= beforeMs) this.#finish(id)
    }
    this.#hearer.onStep(ids)
    if (this.#starting.size > 0) this.#arm()
  }
}
