/**
 * A pool as a thread sees it: endpoints on the seats of a picker that all threads share.
 *
 * Answers for: handing out endpoints (R17 to R20, R24) and letting those go that leave. An endpoint
 * whose address changes is another endpoint: the old one leaves while the new one takes work.
 * Does not know: who is up, and weights: those are the main side's, in the picker.
 */

import assert from 'node:assert/strict'
import { NO_ENDPOINT, SharedPicker } from '../../selection/index.ts'
import type { PoolSeats, PoolSettings, SeatedEndpoint } from '../messages.ts'
import { EndpointCounts } from './counters.ts'
import { Endpoint } from './endpoint.ts'
import type { Reusable } from './endpoint.ts'
import { Stickiness } from './stickiness.ts'
import type { Wheel } from './timers.ts'

/** The main side is a hand on each picker too, and comes first. */
const OWNERS_BEFORE_THREADS = 1

export interface PoolPlace {
  readonly wheel: Wheel
  /** The thread's number, from 0. */
  readonly thread: number
  onDrained(poolId: string, endpointId: string): void
}

export class Pool<Connection extends Reusable = Reusable> {
  settings: PoolSettings
  readonly endpoints = new Map<string, Endpoint<Connection>>()
  /** Endpoints that are no longer in the pool and still have work. */
  readonly leaving = new Set<Endpoint<Connection>>()
  /** Null without session persistence (R21). */
  stickiness: Stickiness<Endpoint<Connection>> | null = null
  readonly #place: PoolPlace
  #picker: SharedPicker
  #pickerNumber: number
  readonly #seats: (Endpoint<Connection> | null)[] = []
  /** Those whose configuration is new since the last `settle`. */
  #unsettled: Endpoint<Connection>[] = []

  constructor(seats: PoolSeats, place: PoolPlace) {
    this.settings = seats.settings
    this.#place = place
    this.#picker = this.#handOn(seats)
    this.#pickerNumber = seats.pickerNumber
    this.seat(seats)
  }

  get id(): string {
    return this.settings.id
  }

  #handOn({ picker }: PoolSeats): SharedPicker {
    return new SharedPicker(picker, this.#place.thread + OWNERS_BEFORE_THREADS)
  }

  /** Learns who sits where; those whose seats are new get no work before they are opened. */
  seat(seats: PoolSeats): void {
    this.settings = seats.settings
    const wasSticky = this.stickiness !== null
    this.#restick()
    if (seats.pickerNumber !== this.#pickerNumber) this.#changePicker(seats)
    for (const seated of seats.seated) this.#put(seated)
    if (wasSticky !== (this.stickiness !== null)) this.#unsettled = [...this.endpoints.values()]
  }

  /** Brings session persistence in step with the settings. */
  #restick(): void {
    const { id, persistence } = this.settings
    if (persistence === null) this.stickiness = null
    else if (this.stickiness?.isFor(persistence) !== true) {
      this.stickiness = new Stickiness(id, persistence, this.endpoints.values())
    }
  }

  /** Work that goes on is work for the new picker too. */
  #changePicker(seats: PoolSeats): void {
    this.#picker = this.#handOn(seats)
    this.#pickerNumber = seats.pickerNumber
    for (const endpoint of this.#seats) if (endpoint !== null) this.#acquireAll(endpoint)
  }

  #acquireAll({ seat, active }: Endpoint<Connection>): void {
    if (seat >= this.#picker.capacity) return
    for (let count = 0; count < active; count++) this.#picker.acquire(seat)
  }

  #put({ seat, endpoint: config, cells }: SeatedEndpoint): void {
    const known = this.#seats[seat] ?? null
    const endpoint = known ?? this.#seatOf(seat, this.#back(config) ?? this.#create(config, cells))
    endpoint.config = config
    this.endpoints.set(config.id, endpoint)
    this.stickiness?.add(endpoint)
    this.#unsettled.push(endpoint)
  }

  #create(config: SeatedEndpoint['endpoint'], cells: Float64Array): Endpoint<Connection> {
    const place = {
      wheel: this.#place.wheel,
      onDrained: () => this.#onDrained(config.id),
    }
    return new Endpoint<Connection>(config, place, new EndpointCounts(cells))
  }

  /** One that was about to leave, and comes back with its work. */
  #back(config: SeatedEndpoint['endpoint']): Endpoint<Connection> | null {
    for (const endpoint of this.leaving) {
      const { id, address, port } = endpoint.config
      if (id !== config.id || address !== config.address || port !== config.port) continue
      this.leaving.delete(endpoint)
      return endpoint
    }
    return null
  }

  #seatOf(seat: number, endpoint: Endpoint<Connection>): Endpoint<Connection> {
    while (this.#seats.length <= seat) this.#seats.push(null)
    this.#seats[seat] = endpoint
    endpoint.seat = seat
    this.#acquireAll(endpoint)
    return endpoint
  }

  /** Seats were opened and closed; who sat on a closed one leaves. */
  settle(cleared: readonly number[]): void {
    for (const seat of cleared) this.#unseat(seat)
    const unsettled = this.#unsettled
    this.#unsettled = []
    for (const endpoint of unsettled) {
      if (endpoint.seat < 0) continue
      if (this.#mayStay(endpoint)) endpoint.stay()
      else endpoint.leave(this.settings.drainTimeoutMs)
    }
  }

  /** Without weight an endpoint drains, unless clients come back to it with their cookies. */
  #mayStay(endpoint: Endpoint<Connection>): boolean {
    return endpoint.config.weight > 0 || this.stickiness !== null
  }

  #unseat(seat: number): void {
    const endpoint = this.#seats[seat]
    if (endpoint === null || endpoint === undefined) return
    this.#seats[seat] = null
    endpoint.seat = -1
    const { id } = endpoint
    if (this.endpoints.get(id) === endpoint) {
      this.endpoints.delete(id)
      this.stickiness?.remove(id)
    }
    this.leaving.add(endpoint)
    // One without weight may have drained before it was removed; whoever removed it waits for word.
    if (endpoint.isLeaving && endpoint.active === 0) this.#onDrained(id)
    else endpoint.leave(this.settings.drainTimeoutMs)
  }

  /** Every endpoint leaves. */
  close(): void {
    this.#seats.forEach((_, seat) => this.#unseat(seat))
  }

  /** Closes the connections that are kept for reuse; how many they were. */
  closeIdle(): number {
    let count = 0
    for (const endpoint of this.endpoints.values()) count += endpoint.closeIdle()
    return count
  }

  /** An endpoint for a piece of work, counted as given; null when there is none. */
  take(clientHash: number): Endpoint<Connection> | null {
    return this.#given(this.#picker.pick(clientHash))
  }

  /** One that is not on any of the seats in `tried`. */
  takeOther(clientHash: number, tried: readonly number[]): Endpoint<Connection> | null {
    const seated = tried.filter((seat) => Boolean(this.#seats[seat]))
    return this.#given(this.#picker.pickOther(clientHash, seated))
  }

  /**
   * Counts the endpoint that a client's cookie stands for as given; false when it may have no
   * request. A weight of 0 is for clients that are new (R21).
   */
  takeNamed(endpoint: Endpoint<Connection>): boolean {
    if (endpoint.seat < 0 || !this.#picker.pickNamed(endpoint.seat)) return false
    endpoint.acquire()
    return true
  }

  #given(seat: number): Endpoint<Connection> | null {
    if (seat === NO_ENDPOINT) return null
    const endpoint = this.#seats[seat]
    assert(endpoint, 'the picker chose an empty seat')
    endpoint.acquire()
    return endpoint
  }

  /** The work that `take` gave is done. */
  release(endpoint: Endpoint<Connection>): void {
    if (endpoint.seat >= 0) this.#picker.release(endpoint.seat)
    endpoint.release()
  }

  #onDrained(endpointId: string): void {
    for (const endpoint of this.leaving) {
      if (endpoint.id === endpointId && endpoint.active === 0) this.leaving.delete(endpoint)
    }
    // One that left and came back, or has another address now, is not gone.
    const current = this.endpoints.get(endpointId)
    const isBack = current !== undefined && !current.isLeaving
    const isElsewhere = [...this.leaving].some((endpoint) => endpoint.id === endpointId)
    if (!isBack && !isElsewhere) this.#place.onDrained(this.id, endpointId)
  }
}
