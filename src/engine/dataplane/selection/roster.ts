/**
 * Who sits where, and who takes part.
 *
 * Answers for: what is the same for every algorithm: weights, up and down, failing open, counts of
 * active work and their limit. Does not know: which of those that take part comes next.
 *
 * Takes part: is not full, has a weight above 0 and is up, or nobody with a weight above 0 is up
 * and the pool fails open.
 */

import assert from 'node:assert/strict'
import type { Picker, PickerEndpoint, Rotation } from './contract.ts'
import { NO_ENDPOINT, WEIGHT_MAX } from './contract.ts'
import { hashKey } from './hash.ts'
import { alignedBytes, type Memory } from './memory.ts'
import type { Seats } from './seats.ts'

export class Roster implements Picker {
  readonly #seats: Seats
  readonly #rotation: Rotation
  /** How many are up with a weight above 0. */
  readonly #upCount: Int32Array
  /** 1: the pool fails open. */
  readonly #failOpen: Int32Array
  /** Work that one endpoint may have at once; 0 for no limit. */
  readonly #activeMax: Int32Array

  constructor(seats: Seats, rotation: Rotation, memory: Memory) {
    this.#seats = seats
    this.#rotation = rotation
    this.#upCount = memory.int32(1)
    this.#failOpen = memory.int32(1)
    this.#activeMax = memory.int32(1)
  }

  static bytes(): number {
    return 3 * alignedBytes(1, 4)
  }

  get capacity(): number {
    return this.#seats.capacity
  }

  place(index: number, endpoint: PickerEndpoint): void {
    this.#assertSeat(index)
    assertWeight(endpoint.weight)
    this.clear(index)
    const { taken, keyHash, keySalt, active, weight, up } = this.#seats
    taken[index] = 1
    keyHash[index] = hashKey(endpoint.key)
    keySalt[index] = hashKey(`#${endpoint.key}`)
    active[index] = endpoint.active ?? 0
    weight[index] = endpoint.weight
    up[index] = endpoint.isUp ? 1 : 0
    if (this.#isAble(index)) this.#countUp(1)
    this.#judge(index)
  }

  clear(index: number): void {
    this.#assertSeat(index)
    const { taken, active, weight, up } = this.#seats
    if (taken[index] !== 1) return
    const wasAble = this.#isAble(index)
    if (this.isOpen(index)) this.#leave(index)
    taken[index] = 0
    active[index] = 0
    weight[index] = 0
    up[index] = 0
    if (wasAble) this.#countUp(-1)
  }

  setWeight(index: number, weight: number): void {
    this.#assertTaken(index)
    assertWeight(weight)
    const seats = this.#seats
    const previous = seats.weight[index] ?? 0
    if (weight === previous) return
    const wasAble = this.#isAble(index)
    // An algorithm leaves with the weight it entered with.
    if (weight === 0 && this.isOpen(index)) this.#leave(index)
    seats.weight[index] = weight
    if (weight > 0 && this.isOpen(index)) this.#rotation.reweigh(index, previous)
    this.#countUp(Number(this.#isAble(index)) - Number(wasAble))
    this.#judge(index)
  }

  setUp(index: number, isUp: boolean): void {
    this.#assertTaken(index)
    const wasAble = this.#isAble(index)
    this.#seats.up[index] = isUp ? 1 : 0
    this.#countUp(Number(this.#isAble(index)) - Number(wasAble))
    this.#judge(index)
  }

  setFailOpen(failOpen: boolean): void {
    const wanted = failOpen ? 1 : 0
    if (this.#failOpen[0] === wanted) return
    this.#failOpen[0] = wanted
    if (this.#upCount[0] === 0) this.#judgeAll()
  }

  setLimit(activeMax: number): void {
    assert(Number.isInteger(activeMax) && activeMax >= 0, `limit ${activeMax}`)
    if (this.#activeMax[0] === activeMax) return
    this.#activeMax[0] = activeMax
    this.#judgeAll()
  }

  pick(clientHash: number): number {
    return this.#taking(this.#rotation.pick(clientHash))
  }

  pickOther(clientHash: number, tried: readonly number[]): number {
    return this.#taking(this.#rotation.pickOther(clientHash, tried))
  }

  isOpen(index: number): boolean {
    return this.#seats.open[index] === 1
  }

  isFull(index: number): boolean {
    const activeMax = this.#activeMax[0] ?? 0
    return activeMax > 0 && (this.#seats.active[index] ?? 0) >= activeMax
  }

  pickNamed(index: number): boolean {
    this.#assertSeat(index)
    const isAble = this.#seats.up[index] === 1 || this.isOpen(index)
    if (this.#seats.taken[index] !== 1 || !isAble || this.isFull(index)) return false
    this.#work(index, 1)
    return true
  }

  acquire(index: number): void {
    this.#assertSeat(index)
    this.#work(index, 1)
  }

  release(index: number): void {
    this.#assertSeat(index)
    // The endpoint may have left, and its seat may be another's, since the work was given.
    if ((this.#seats.active[index] ?? 0) > 0) this.#work(index, -1)
  }

  active(index: number): number {
    return this.#seats.active[index] ?? 0
  }

  /** Makes everything anew from who sits where; the rotation starts over. */
  restore(activeOf: (index: number) => number): void {
    this.#rotation.reset()
    this.#seats.open.fill(0)
    let upCount = 0
    for (let index = 0; index < this.capacity; index++) {
      this.#seats.active[index] = activeOf(index)
      if (this.#isAble(index)) upCount++
    }
    this.#upCount[0] = upCount
    this.#judgeAll()
  }

  #taking(index: number): number {
    if (index !== NO_ENDPOINT) this.#work(index, 1)
    return index
  }

  #work(index: number, change: number): void {
    this.#seats.active[index] = (this.#seats.active[index] ?? 0) + change
    if (this.isOpen(index)) this.#rotation.work(index)
    if (this.#activeMax[0] !== 0) this.#judge(index)
  }

  #isAble(index: number): boolean {
    return this.#seats.up[index] === 1 && (this.#seats.weight[index] ?? 0) > 0
  }

  #countUp(change: number): void {
    if (change === 0) return
    const before = this.#upCount[0] ?? 0
    this.#upCount[0] = before + change
    const isTurningPoint = (before === 0) !== (before + change === 0)
    if (isTurningPoint && this.#failOpen[0] === 1) this.#judgeAll()
  }

  #judgeAll(): void {
    for (let index = 0; index < this.capacity; index++) this.#judge(index)
  }

  #judge(index: number): void {
    const isFailingOpen = this.#failOpen[0] === 1 && this.#upCount[0] === 0
    const hasWeight = (this.#seats.weight[index] ?? 0) > 0
    const isWanted = this.#isAble(index) || (isFailingOpen && hasWeight)
    const belongs = isWanted && !this.isFull(index)
    if (belongs === this.isOpen(index)) return
    if (!belongs) this.#leave(index)
    else {
      this.#seats.open[index] = 1
      this.#rotation.enter(index)
    }
  }

  #leave(index: number): void {
    this.#seats.open[index] = 0
    this.#rotation.leave(index)
  }

  #assertSeat(index: number): void {
    assert(Number.isInteger(index) && index >= 0 && index < this.capacity, `no seat ${index}`)
  }

  #assertTaken(index: number): void {
    this.#assertSeat(index)
    assert(this.#seats.taken[index] === 1, `nobody on seat ${index}`)
  }
}

function assertWeight(weight: number): void {
  assert(Number.isInteger(weight) && weight >= 0 && weight <= WEIGHT_MAX, `weight ${weight}`)
}
