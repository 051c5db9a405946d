/**
 * Weighted least connections (R19).
 *
 * Answers for: the endpoint with the least active work for its weight. Among equals, the one that
 * is longest overdue by weight, so that idle endpoints too share the work by their weights.
 * Does not know: health.
 */

import type { Rotation, RotationType } from './contract.ts'
import { NO_ENDPOINT } from './contract.ts'
import { SeatHeap } from './heap.ts'
import { alignedBytes } from './memory.ts'
import type { Seats } from './seats.ts'

export const weightedLeastConnections: RotationType = {
  bytes: (capacity) => (1 + capacity) * alignedBytes(1, 8) + SeatHeap.bytes(capacity),
  create: (seats) => new WeightedLeastConnections(seats),
}

class WeightedLeastConnections implements Rotation {
  readonly #seats: Seats
  /** The virtual time of the latest pick: 1 is a pick of each unit of weight. */
  readonly #now: Float64Array
  /** The virtual time when an endpoint's next pick is due. */
  readonly #dueAt: Float64Array
  readonly #order: SeatHeap

  constructor(seats: Seats) {
    const { memory, capacity } = seats
    this.#seats = seats
    this.#now = memory.float64(1)
    this.#dueAt = memory.float64(capacity)
    this.#order = new SeatHeap(memory, capacity, (a, b) => this.#isLess(a, b))
  }

  enter(index: number): void {
    this.#catchUp(index)
    this.#order.add(index)
  }

  leave(index: number): void {
    this.#order.remove(index)
  }

  reweigh(index: number): void {
    this.#order.update(index)
  }

  work(index: number): void {
    this.#catchUp(index)
    this.#order.update(index)
  }

  reset(): void {
    this.#now[0] = 0
    this.#dueAt.fill(0)
    this.#order.empty()
  }

  pick(): number {
    return this.#charge(this.#order.first)
  }

  pickOther(_clientHash: number, tried: readonly number[]): number {
    for (const index of tried) this.#order.remove(index)
    const index = this.#order.first
    for (const other of tried) {
      if (this.#seats.open[other] === 1 && !this.#order.has(other)) this.#order.add(other)
    }
    return this.#charge(index)
  }

  /** The roster counts the work right after, and says so by `work`, which puts it in its place. */
  #charge(index: number): number {
    if (index === NO_ENDPOINT) return index
    const dueAt = this.#dueAt[index] ?? 0
    this.#now[0] = Math.max(this.#now[0] ?? 0, dueAt)
    this.#dueAt[index] = dueAt + 1 / this.#weight(index)
    return index
  }

  /** Whoever was busy or away does not get all picks until it is even with the others. */
  #catchUp(index: number): void {
    this.#dueAt[index] = Math.max(this.#dueAt[index] ?? 0, this.#now[0] ?? 0)
  }

  #isLess(a: number, b: number): boolean {
    const loadOfA = (this.#seats.active[a] ?? 0) * this.#weight(b)
    const loadOfB = (this.#seats.active[b] ?? 0) * this.#weight(a)
    if (loadOfA !== loadOfB) return loadOfA < loadOfB
    return (this.#dueAt[a] ?? 0) < (this.#dueAt[b] ?? 0)
  }

  #weight(index: number): number {
    return this.#seats.weight[index] ?? 0
  }
}
