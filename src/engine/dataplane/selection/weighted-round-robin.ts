/**
 * Weighted round robin (R18).
 *
 * Answers for: a cycle of as many picks as the weights sum up to, in which each endpoint gets
 * exactly its weight, spread as evenly as can be. Does not know: health, work.
 *
 * A pick is a unit of service in a fair queue. In a cycle of W picks, the k-th pick of an endpoint
 * of weight w belongs between (k-1)·W/w and k·W/w; of those whose time has come, the one with the
 * earliest deadline is next ("worst-case fair weighted fair queueing", Bennett and Zhang, 1996).
 * With whole numbers there is no rounding, so the shares of a cycle are exact, and no endpoint is
 * ever a whole pick or more away from its fair share.
 *
 *      waiting ── its time has come ──> due ── earliest deadline, picked ──> waiting
 *
 * A change in the middle of a cycle keeps what each endpoint had of it: the rotation goes on.
 */

import type { Rotation, RotationType } from './contract.ts'
import { NO_ENDPOINT } from './contract.ts'
import { SeatHeap } from './heap.ts'
import { alignedBytes } from './memory.ts'
import type { Seats } from './seats.ts'

export const weightedRoundRobin: RotationType = {
  bytes: (capacity) =>
    2 * alignedBytes(1, 4) + alignedBytes(capacity, 4) + 2 * SeatHeap.bytes(capacity),
  create: (seats) => new WeightedRoundRobin(seats),
}

class WeightedRoundRobin implements Rotation {
  readonly #seats: Seats
  /** Picks of this cycle so far, by those that take part. */
  readonly #turn: Int32Array
  /** The length of the cycle: the sum of weights of those that take part. */
  readonly #cycle: Int32Array
  /** What each endpoint had of this cycle. */
  readonly #had: Int32Array
  readonly #due: SeatHeap
  readonly #waiting: SeatHeap

  constructor(seats: Seats) {
    const { memory, capacity } = seats
    this.#seats = seats
    this.#turn = memory.int32(1)
    this.#cycle = memory.int32(1)
    this.#had = memory.int32(capacity)
    this.#due = new SeatHeap(memory, capacity, (a, b) => this.#isDeadlineEarlier(a, b))
    this.#waiting = new SeatHeap(memory, capacity, (a, b) => this.#isReleaseEarlier(a, b))
  }

  enter(index: number): void {
    const weight = this.#weight(index)
    const { turn, cycle } = this
    // Its part of what is left of the cycle, as if it had been there from the start.
    const had = cycle === 0 ? 0 : Math.round((turn * weight) / cycle)
    this.#resize(had, weight)
    this.#had[index] = had
    this.#queue(index)
    this.#settle()
  }

  leave(index: number): void {
    this.#unqueue(index)
    this.#resize(-this.#hadOf(index), -this.#weight(index))
    this.#settle()
  }

  reweigh(index: number, previousWeight: number): void {
    const weight = this.#weight(index)
    const had = this.#hadOf(index)
    const kept = Math.round((had * weight) / previousWeight)
    this.#unqueue(index)
    this.#resize(kept - had, weight - previousWeight)
    this.#had[index] = kept
    this.#queue(index)
    this.#settle()
  }

  work(): void {}

  reset(): void {
    this.#turn[0] = 0
    this.#cycle[0] = 0
    this.#had.fill(0)
    this.#due.empty()
    this.#waiting.empty()
  }

  pick(): number {
    const index = this.#due.first
    if (index !== NO_ENDPOINT) this.#charge(index)
    return index
  }

  pickOther(_clientHash: number, tried: readonly number[]): number {
    for (const index of tried) this.#unqueue(index)
    const index = this.#due.first === NO_ENDPOINT ? this.#waiting.first : this.#due.first
    for (const other of tried) if (this.#seats.open[other] === 1) this.#queue(other)
    // One that had its whole part of the cycle may be asked once more, but is not charged for it.
    if (index !== NO_ENDPOINT && this.#hadOf(index) < this.#weight(index)) this.#charge(index)
    return index
  }

  get turn(): number {
    return this.#turn[0] ?? 0
  }

  get cycle(): number {
    return this.#cycle[0] ?? 0
  }

  #charge(index: number): void {
    this.#had[index] = this.#hadOf(index) + 1
    this.#resize(1, 0)
    if (this.#due.has(index) && this.#isDue(index)) this.#due.update(index)
    else {
      this.#unqueue(index)
      this.#queue(index)
    }
    this.#settle()
  }

  #resize(turns: number, weights: number): void {
    this.#turn[0] = this.turn + turns
    this.#cycle[0] = this.cycle + weights
  }

  /** Begins a new cycle when this one is over, else lets those in whose time has come. */
  #settle(): void {
    if (this.turn >= this.cycle) {
      this.#restart()
      return
    }
    for (;;) {
      const index = this.#waiting.first
      if (index === NO_ENDPOINT || !this.#isDue(index)) return
      this.#waiting.remove(index)
      this.#due.add(index)
    }
  }

  /** Invariant: at the end of a cycle each endpoint had exactly its weight. */
  #restart(): void {
    this.#turn[0] = 0
    for (;;) {
      const index = this.#waiting.first
      if (index === NO_ENDPOINT) return
      this.#waiting.remove(index)
      this.#had[index] = 0
      this.#due.add(index)
    }
  }

  #queue(index: number): void {
    if (this.#due.has(index) || this.#waiting.has(index)) return
    if (this.#isDue(index)) this.#due.add(index)
    else this.#waiting.add(index)
  }

  #unqueue(index: number): void {
    this.#due.remove(index)
    this.#waiting.remove(index)
  }

  #isDue(index: number): boolean {
    const had = this.#hadOf(index)
    const weight = this.#weight(index)
    return had < weight && had * this.cycle <= this.turn * weight
  }

  /** Ties go by seat, so that each cycle is like the one before. */
  #isDeadlineEarlier(a: number, b: number): boolean {
    const ofA = (this.#hadOf(a) + 1) * this.#weight(b)
    const ofB = (this.#hadOf(b) + 1) * this.#weight(a)
    return ofA === ofB ? a < b : ofA < ofB
  }

  #isReleaseEarlier(a: number, b: number): boolean {
    return this.#hadOf(a) * this.#weight(b) < this.#hadOf(b) * this.#weight(a)
  }

  #hadOf(index: number): number {
    return this.#had[index] ?? 0
  }

  #weight(index: number): number {
    return this.#seats.weight[index] ?? 0
  }
}
