/**
 * A binary heap of seat numbers that can also take one out of the middle.
 *
 * Answers for: the first seat in an order that the owner defines, in logarithmic time, without
 * allocating. Does not know: what the order means; the owner takes a seat out before its rank
 * changes, or says `update` right after.
 */

import { alignedBytes, type Memory } from './memory.ts'

const ABSENT = -1

export class SeatHeap {
  readonly #size: Int32Array
  readonly #heap: Int32Array
  readonly #places: Int32Array
  readonly #isBefore: (a: number, b: number) => boolean

  constructor(memory: Memory, capacity: number, isBefore: (a: number, b: number) => boolean) {
    this.#size = memory.int32(1)
    this.#heap = memory.int32(capacity)
    // One more than the place in the heap, so that fresh memory means "absent".
    this.#places = memory.int32(capacity)
    this.#isBefore = isBefore
  }

  static bytes(capacity: number): number {
    return alignedBytes(1, 4) + 2 * alignedBytes(capacity, 4)
  }

  get size(): number {
    return this.#size[0] ?? 0
  }

  /** The first seat; -1 when there is none. */
  get first(): number {
    return this.size === 0 ? ABSENT : this.#seatAt(0)
  }

  has(seat: number): boolean {
    return this.#placeOf(seat) !== ABSENT
  }

  add(seat: number): void {
    const place = this.size
    this.#size[0] = place + 1
    this.#put(seat, place)
    this.#rise(place)
  }

  /** A seat that is not here is left alone. */
  remove(seat: number): void {
    const place = this.#placeOf(seat)
    if (place === ABSENT) return
    const last = this.size - 1
    this.#size[0] = last
    this.#places[seat] = 0
    if (place === last) return
    const moved = this.#seatAt(last)
    this.#put(moved, place)
    this.update(moved)
  }

  /** The rank of `seat` changed. */
  update(seat: number): void {
    const place = this.#placeOf(seat)
    if (place === ABSENT) return
    this.#rise(place)
    this.#sink(this.#placeOf(seat))
  }

  empty(): void {
    this.#places.fill(0)
    this.#size[0] = 0
  }

  #seatAt(place: number): number {
    return this.#heap[place] ?? ABSENT
  }

  #placeOf(seat: number): number {
    return (this.#places[seat] ?? 0) - 1
  }

  #put(seat: number, place: number): void {
    this.#heap[place] = seat
    this.#places[seat] = place + 1
  }

  #rise(from: number): void {
    let place = from
    const seat = this.#seatAt(place)
    while (place > 0) {
      const above = (place - 1) >> 1
      const parent = this.#seatAt(above)
      if (!this.#isBefore(seat, parent)) break
      this.#put(parent, place)
      place = above
    }
    this.#put(seat, place)
  }

  #sink(from: number): void {
    let place = from
    const seat = this.#seatAt(place)
    const size = this.size
    for (;;) {
      let below = 2 * place + 1
      if (below >= size) break
      const right = below + 1
      if (right < size && this.#isBefore(this.#seatAt(right), this.#seatAt(below))) below = right
      const child = this.#seatAt(below)
      if (!this.#isBefore(child, seat)) break
      this.#put(child, place)
      place = below
    }
    this.#put(seat, place)
  }
}
