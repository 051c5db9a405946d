/**
 * Who sits where in one pool, for all threads.
 *
 * Answers for: seats, weights, conditions and slow start, kept in the picker that threads share, so
 * that a change of health or weight is one write that all see at once. Seats of new endpoints are
 * opened after every thread knows who sits there; a seat is given to another after every thread
 * knows that it is empty. Does not know: threads, connections.
 */

import type { ProxyEndpoint } from '../../ir/index.ts'
import type { Condition } from '../contract.ts'
import { SharedPicker, sharedPickerBytes } from '../selection/index.ts'
import type { SharedPickerPlace } from '../selection/index.ts'
import type { PlacedEndpoint, PoolChange, PoolSettings } from './messages.ts'
import type { Wheel } from './path/timers.ts'
import { SlowStart } from './slow-start.ts'

const SEATS_MIN = 8
/** The main side is a hand on each picker too. */
const OWN_HANDS = 1
const OWN = 0

interface Sitter {
  readonly seat: number
  endpoint: ProxyEndpoint
}

/** Who is to be made known to the threads. */
export interface SeatingPlan {
  readonly settings: PoolSettings
  readonly picker: SharedPickerPlace
  readonly pickerNumber: number
  readonly seated: readonly Sitter[]
}

export interface SeatingPlace {
  readonly wheel: Wheel
  readonly threads: number
  /** A slow start begins or is over. */
  readonly onWarming: (endpointId: string, isWarming: boolean) => void
}

export class Seating {
  #settings: PoolSettings
  readonly #hands: number
  readonly #slowStart: SlowStart
  readonly #sitters = new Map<string, Sitter>()
  /** Seats that all threads know to be empty, among those that were ever taken. */
  readonly #free: number[] = []
  #seatCount = 0
  #place: SharedPickerPlace
  #picker: SharedPicker
  #pickerNumber = 0
  readonly #coming: Sitter[] = []
  readonly #changed: Sitter[] = []
  readonly #going: number[] = []

  constructor(settings: PoolSettings, { wheel, threads, onWarming }: SeatingPlace) {
    this.#settings = settings
    this.#hands = threads + OWN_HANDS
    this.#slowStart = new SlowStart(wheel, {
      onStep: (ids) => this.#reweigh(ids),
      onWarming,
    })
    this.#place = this.#createPlace(SEATS_MIN)
    this.#picker = new SharedPicker(this.#place, OWN)
  }

  /** Takes a change up; `open` makes it the truth once the threads know it. */
  plan(change: PoolChange): SeatingPlan {
    const { algorithm } = this.#settings
    this.#settings = change.settings
    this.#slowStart.durationMs = change.settings.slowStartMs
    for (const endpointId of change.remove) this.#remove(endpointId)
    for (const placed of change.put) this.#put(placed)
    this.#slowStart.up(change.put.filter(mayWork).map(({ endpoint }) => endpoint.id))
    const isOtherAlgorithm = algorithm !== change.settings.algorithm
    if (isOtherAlgorithm || this.#seatCount > this.#place.capacity) this.#changePicker()
    return this.#toPlan([...this.#coming, ...this.#changed])
  }

  /** Whether threads must know the plan before `open`. */
  get isWaiting(): boolean {
    return this.#coming.length > 0
  }

  /** Opens and closes seats; gives those that were closed. */
  open(): readonly number[] {
    for (const sitter of this.#coming.splice(0)) this.#seat(sitter)
    for (const sitter of this.#changed.splice(0)) this.#update(sitter)
    const cleared = this.#going.splice(0)
    for (const seat of cleared) this.#picker.clear(seat)
    this.#picker.setFailOpen(this.#settings.failOpen)
    this.#picker.setLimit(this.#settings.connectionsMaxPerEndpoint ?? 0)
    return cleared
  }

  /** Every thread knows which seats were closed: others may have them. */
  free(seats: readonly number[]): void {
    this.#free.push(...seats)
  }

  /** All that a new thread must know. */
  everything(): SeatingPlan {
    return this.#toPlan([...this.#sitters.values()])
  }

  setCondition(endpointId: string, condition: Condition): void {
    const sitter = this.#sitters.get(endpointId)
    if (sitter === undefined || this.#settings.probe === null) return
    if (condition === 'up') this.#slowStart.up([endpointId])
    else this.#slowStart.down(endpointId)
    this.#update(sitter)
  }

  /** A thread has died: its work is nobody's any more. `thread`: its number, from 0. */
  forgetThread(thread: number): void {
    this.#picker.forgetOwner(thread + OWN_HANDS)
  }

  has(endpointId: string): boolean {
    return this.#sitters.has(endpointId)
  }

  /** The pool is gone; gives who was in it. */
  close(): readonly string[] {
    this.#slowStart.close()
    return [...this.#sitters.keys()]
  }

  #toPlan(seated: readonly Sitter[]): SeatingPlan {
    const pickerNumber = this.#pickerNumber
    return { settings: this.#settings, picker: this.#place, pickerNumber, seated }
  }

  #remove(endpointId: string): void {
    const sitter = this.#sitters.get(endpointId)
    this.#slowStart.down(endpointId)
    if (sitter === undefined) return
    this.#sitters.delete(endpointId)
    this.#going.push(sitter.seat)
  }

  #put(placed: PlacedEndpoint): void {
    const { endpoint } = placed
    const known = this.#sitters.get(endpoint.id)
    if (endpoint.admission !== 'admitted') {
      this.#remove(endpoint.id)
      return
    }
    if (!placed.isUp) this.#slowStart.down(endpoint.id)
    if (known !== undefined && isSameAddress(known.endpoint, endpoint)) {
      known.endpoint = endpoint
      this.#changed.push(known)
      return
    }
    this.#remove(endpoint.id)
    const sitter = { seat: this.#freeSeat(), endpoint }
    this.#sitters.set(endpoint.id, sitter)
    this.#coming.push(sitter)
  }

  #freeSeat(): number {
    return this.#free.pop() ?? this.#seatCount++
  }

  #createPlace(capacity: number): SharedPickerPlace {
    const form = { algorithm: this.#settings.algorithm, capacity, owners: this.#hands }
    return { ...form, buffer: new SharedArrayBuffer(sharedPickerBytes(form)) }
  }

  /** Another picker, complete before any thread has it. */
  #changePicker(): void {
    let capacity = SEATS_MIN
    while (capacity < this.#seatCount) capacity *= 2
    this.#place = this.#createPlace(capacity)
    this.#picker = new SharedPicker(this.#place, OWN)
    this.#pickerNumber++
    for (const sitter of this.#sitters.values()) this.#seat(sitter)
    this.#picker.setFailOpen(this.#settings.failOpen)
    this.#picker.setLimit(this.#settings.connectionsMaxPerEndpoint ?? 0)
  }

  #seat(sitter: Sitter): void {
    const { seat, endpoint } = sitter
    const isUp = this.#slowStart.isUp(endpoint.id)
    this.#picker.place(seat, { key: endpoint.id, weight: this.#weightOf(sitter), isUp })
  }

  #update(sitter: Sitter): void {
    // One that comes is not on its seat yet, and will be as it is then.
    if (this.#coming.includes(sitter)) return
    this.#picker.setWeight(sitter.seat, this.#weightOf(sitter))
    this.#picker.setUp(sitter.seat, this.#slowStart.isUp(sitter.endpoint.id))
  }

  #weightOf({ endpoint }: Sitter): number {
    return this.#slowStart.weightOf(endpoint.id, endpoint.weight)
  }

  /** Those that start slowly have come a step further. */
  #reweigh(endpointIds: readonly string[]): void {
    for (const id of endpointIds) {
      const sitter = this.#sitters.get(id)
      if (sitter !== undefined) this.#update(sitter)
    }
  }
}

function mayWork({ endpoint, isUp }: PlacedEndpoint): boolean {
  return isUp && endpoint.admission === 'admitted'
}

function isSameAddress(one: ProxyEndpoint, other: ProxyEndpoint): boolean {
  return one.address === other.address && one.port === other.port
}
