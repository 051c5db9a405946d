/**
 * A picker that several threads use at once: one rotation and one count of work for all of them.
 *
 * Answers for: exact shares, least connections and limits over threads, and the end of a thread
 * that had work: what it held is given back. Does not know: any rule.
 *
 * Every call holds a lock for as long as it takes, which is less than a microsecond.
 */

import assert from 'node:assert/strict'
import type { Algorithm } from '../../ir/index.ts'
import type { Picker, PickerEndpoint } from './contract.ts'
import { NO_ENDPOINT } from './contract.ts'
import { createRoster, rosterBytes } from './create.ts'
import { Lock } from './lock.ts'
import { Memory, alignedBytes } from './memory.ts'
import type { Roster } from './roster.ts'

/** How a hand on a shared picker is made; the same for all, but for `owner`. */
export interface SharedPickerPlace {
  readonly algorithm: Algorithm
  readonly capacity: number
  /** How many hands there may be. */
  readonly owners: number
  /** `sharedPickerBytes`, zeroed before the first hand. */
  readonly buffer: SharedArrayBuffer
}

export function sharedPickerBytes(place: Omit<SharedPickerPlace, 'buffer'>): number {
  const { algorithm, capacity, owners } = place
  const held = alignedBytes(owners * capacity, 4)
  return alignedBytes(1, 4) + held + rosterBytes(algorithm, capacity)
}

export class SharedPicker implements Picker {
  readonly capacity: number
  readonly #roster: Roster
  readonly #lock: Lock
  /** Work that each owner was given and has not released: a row of seats for each. */
  readonly #held: Int32Array
  readonly #owners: number
  /** Where the own row begins. */
  readonly #own: number

  /** `owner`: from 0, less than `owners`. */
  constructor(place: SharedPickerPlace, owner: number) {
    const { algorithm, capacity, owners } = place
    assert(owner >= 0 && owner < owners, `no hand ${owner} of ${owners}`)
    const memory = new Memory(place.buffer)
    this.capacity = capacity
    this.#lock = new Lock(memory.int32(1), owner + 1)
    this.#held = memory.int32(owners * capacity)
    this.#owners = owners
    this.#own = owner * capacity
    this.#roster = createRoster(algorithm, memory, capacity)
  }

  /** Work that was acquired on the seat while it was empty is the endpoint's. */
  place(index: number, endpoint: PickerEndpoint): void {
    this.#alone(() => this.#roster.place(index, { ...endpoint, active: this.#heldBy(index) }))
  }

  clear(index: number): void {
    this.#alone(() => {
      this.#roster.clear(index)
      for (let owner = 0; owner < this.#owners; owner++) {
        this.#held[owner * this.capacity + index] = 0
      }
    })
  }

  setWeight(index: number, weight: number): void {
    this.#alone(() => this.#roster.setWeight(index, weight))
  }

  setUp(index: number, isUp: boolean): void {
    this.#alone(() => this.#roster.setUp(index, isUp))
  }

  setFailOpen(failOpen: boolean): void {
    this.#alone(() => this.#roster.setFailOpen(failOpen))
  }

  setLimit(activeMax: number): void {
    this.#alone(() => this.#roster.setLimit(activeMax))
  }

  pick(clientHash: number): number {
    this.#lock.acquire()
    try {
      return this.#given(this.#roster.pick(clientHash))
    } finally {
      this.#lock.release()
    }
  }

  pickOther(clientHash: number, tried: readonly number[]): number {
    this.#lock.acquire()
    try {
      return this.#given(this.#roster.pickOther(clientHash, tried))
    } finally {
      this.#lock.release()
    }
  }

  pickNamed(index: number): boolean {
    this.#lock.acquire()
    try {
      const isGiven = this.#roster.pickNamed(index)
      if (isGiven) this.#given(index)
      return isGiven
    } finally {
      this.#lock.release()
    }
  }

  /** Also on a seat that is empty yet. */
  acquire(index: number): void {
    this.#lock.acquire()
    try {
      this.#roster.acquire(this.#given(index))
    } finally {
      this.#lock.release()
    }
  }

  release(index: number): void {
    this.#lock.acquire()
    try {
      const held = this.#held[this.#own + index] ?? 0
      // The seat may have been cleared meanwhile, and all work on it forgotten.
      if (held === 0) return
      this.#held[this.#own + index] = held - 1
      this.#roster.release(index)
    } finally {
      this.#lock.release()
    }
  }

  isOpen(index: number): boolean {
    return this.#roster.isOpen(index)
  }

  isFull(index: number): boolean {
    return this.#roster.isFull(index)
  }

  active(index: number): number {
    return this.#roster.active(index)
  }

  /** A hand is gone for good, perhaps in the middle of a call: what it held is given back. */
  forgetOwner(owner: number): void {
    this.#lock.acquireFrom(owner + 1)
    try {
      this.#held.fill(0, owner * this.capacity, (owner + 1) * this.capacity)
      this.#roster.restore((index) => this.#heldBy(index))
    } finally {
      this.#lock.release()
    }
  }

  #given(index: number): number {
    if (index !== NO_ENDPOINT) {
      this.#held[this.#own + index] = (this.#held[this.#own + index] ?? 0) + 1
    }
    return index
  }

  #heldBy(index: number): number {
    let sum = 0
    for (let owner = 0; owner < this.#owners; owner++) {
      sum += this.#held[owner * this.capacity + index] ?? 0
    }
    return sum
  }

  #alone(act: () => void): void {
    this.#lock.acquire()
    try {
      act()
    } finally {
      this.#lock.release()
    }
  }
}
