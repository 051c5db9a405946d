/**
 * A pool as a thread sees it: endpoints on the seats of a picker.
 *
 * Answers for: keeping seats, weights and conditions in step with what it is told, and handing out
 * endpoints (R17 to R20, R24). An endpoint whose address changes is another endpoint: the old one
 * leaves while the new one takes work. Does not know: protocols, sockets.
 */

import assert from 'node:assert/strict'
import type { Algorithm, ProxyEndpoint } from '../../../ir/index.ts'
import type { Condition } from '../../contract.ts'
import { NO_ENDPOINT, createPicker } from '../../selection/index.ts'
import type { Picker } from '../../selection/index.ts'
import type { PlacedEndpoint, PoolChange, PoolSettings } from '../messages.ts'
import type { EndpointCounts } from './counters.ts'
import { Endpoint } from './endpoint.ts'
import type { Reusable } from './endpoint.ts'
import { SlowStart } from './slow-start.ts'
import { Stickiness } from './stickiness.ts'
import type { Wheel } from './timers.ts'

const SEATS_MIN = 8

export interface PoolPlace {
  readonly wheel: Wheel
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
  readonly #slowStart: SlowStart
  #picker: Picker
  #seats: (Endpoint<Connection> | null)[] = []

  constructor(settings: PoolSettings, place: PoolPlace) {
    this.settings = settings
    this.#place = place
    this.#slowStart = new SlowStart(place.wheel, (ids) => this.#reweigh(ids))
    this.#slowStart.durationMs = settings.slowStartMs
    this.#picker = createPicker(settings.algorithm, [], { capacity: SEATS_MIN })
    this.#restick()
  }

  get id(): string {
    return this.settings.id
  }

  apply(change: PoolChange): void {
    const { algorithm } = this.settings
    this.settings = change.settings
    this.#restick()
    this.#slowStart.durationMs = change.settings.slowStartMs
    for (const endpointId of change.remove) this.#remove(endpointId)
    for (const placed of change.put) this.#put(placed)
    this.#slowStart.up(change.put.filter(mayWork).map(({ endpoint }) => endpoint.id))
    this.#reseat(algorithm)
    this.#picker.setFailOpen(change.settings.failOpen)
    this.#picker.setLimit(change.settings.connectionsMaxPerEndpoint ?? 0)
  }

  /** Brings session persistence in step with the settings. */
  #restick(): void {
    const { id, persistence } = this.settings
    if (persistence === null) this.stickiness = null
    else if (this.stickiness?.isFor(persistence) !== true) {
      this.stickiness = new Stickiness(id, persistence, this.endpoints.values())
    }
  }

  /** Every endpoint leaves. */
  close(): void {
    for (const endpointId of this.endpoints.keys()) this.#remove(endpointId)
  }

  setCondition(endpointId: string, condition: Condition): void {
    const endpoint = this.endpoints.get(endpointId)
    if (endpoint === undefined || this.settings.probe === null) return
    this.#setUp(endpoint, condition === 'up')
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
   * The endpoint that a client's cookie stands for, counted as given; null when it may have no
   * request. A weight of 0 is for clients that are new (R21).
   */
  takeNamed(token: string): Endpoint<Connection> | null {
    const endpoint = this.stickiness?.find(token)
    if (endpoint === undefined || endpoint.seat < 0) return null
    if (this.#picker.isFull(endpoint.seat)) return null
    if (!this.#slowStart.isUp(endpoint.id) && !this.#picker.isOpen(endpoint.seat)) return null
    this.#picker.acquire(endpoint.seat)
    endpoint.active++
    return endpoint
  }

  #given(seat: number): Endpoint<Connection> | null {
    if (seat === NO_ENDPOINT) return null
    const endpoint = this.#seats[seat]
    assert(endpoint, 'the picker chose an empty seat')
    endpoint.active++
    return endpoint
  }

  /** The work that `take` gave is done. */
  release(endpoint: Endpoint<Connection>): void {
    if (endpoint.seat >= 0) this.#picker.release(endpoint.seat)
    endpoint.release()
  }

  #put(placed: PlacedEndpoint): void {
    const { endpoint: config } = placed
    const known = this.endpoints.get(config.id)
    const isSame = known !== undefined && isSameAddress(known.config, config)
    if (!isSame) this.#remove(config.id)
    const endpoint = isSame ? known : this.#add(config, known?.counts)
    endpoint.config = config
    if (!mayWork(placed)) this.#slowStart.down(config.id)
  }

  #add(config: ProxyEndpoint, counts?: EndpointCounts): Endpoint<Connection> {
    const before = [...this.leaving].find((endpoint) => endpoint.id === config.id)
    const place = {
      poolId: this.id,
      wheel: this.#place.wheel,
      onDrained: () => this.#onDrained(config.id),
    }
    const endpoint = new Endpoint<Connection>(config, place, counts ?? before?.counts)
    this.endpoints.set(config.id, endpoint)
    this.stickiness?.add(endpoint)
    return endpoint
  }

  #remove(endpointId: string): void {
    const endpoint = this.endpoints.get(endpointId)
    if (endpoint === undefined) return
    this.endpoints.delete(endpointId)
    this.stickiness?.remove(endpointId)
    this.#slowStart.down(endpointId)
    this.#unseat(endpoint)
    this.leaving.add(endpoint)
    // One without weight may have drained before it was removed; whoever removed it waits for word.
    if (endpoint.isLeaving && endpoint.active === 0) this.#onDrained(endpointId)
    else endpoint.leave(this.settings.drainTimeoutMs)
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

  #setUp(endpoint: Endpoint<Connection>, isUp: boolean): void {
    if (isUp) this.#slowStart.up([endpoint.id])
    else this.#slowStart.down(endpoint.id)
    if (endpoint.seat < 0) return
    this.#picker.setWeight(endpoint.seat, this.#weightOf(endpoint))
    this.#picker.setUp(endpoint.seat, isUp)
  }

  #weightOf({ id, config }: Endpoint<Connection>): number {
    return this.#slowStart.weightOf(id, config.weight)
  }

  /** Those that start slowly have come a step further. */
  #reweigh(endpointIds: readonly string[]): void {
    for (const id of endpointIds) {
      const endpoint = this.endpoints.get(id)
      if (endpoint === undefined || endpoint.seat < 0) continue
      this.#picker.setWeight(endpoint.seat, this.#weightOf(endpoint))
    }
  }

  /** Brings seats and picker in step with the endpoints. */
  #reseat(previousAlgorithm: Algorithm): void {
    const admitted = [...this.endpoints.values()].filter(isAdmitted)
    for (const endpoint of this.endpoints.values()) {
      if (!isAdmitted(endpoint)) this.#unseat(endpoint)
    }
    const isOtherAlgorithm = previousAlgorithm !== this.settings.algorithm
    if (isOtherAlgorithm || admitted.length > this.#picker.capacity) this.#rebuild(admitted)
    else for (const endpoint of admitted) this.#seat(endpoint)
    for (const endpoint of this.endpoints.values()) {
      if (isAdmitted(endpoint) && this.#mayStay(endpoint)) endpoint.stay()
      else endpoint.leave(this.settings.drainTimeoutMs)
    }
  }

  /** Without weight an endpoint drains, unless clients come back to it with their cookies. */
  #mayStay(endpoint: Endpoint<Connection>): boolean {
    return endpoint.config.weight > 0 || this.stickiness !== null
  }

  #rebuild(admitted: readonly Endpoint<Connection>[]): void {
    let capacity = SEATS_MIN
    while (capacity < admitted.length) capacity *= 2
    const places = admitted.map((endpoint) => ({
      key: endpoint.id,
      weight: this.#weightOf(endpoint),
      isUp: this.#slowStart.isUp(endpoint.id),
      active: endpoint.active,
    }))
    this.#picker = createPicker(this.settings.algorithm, places, { capacity })
    this.#seats = [...admitted]
    admitted.forEach((endpoint, seat) => (endpoint.seat = seat))
  }

  #seat(endpoint: Endpoint<Connection>): void {
    const isUp = this.#slowStart.isUp(endpoint.id)
    const weight = this.#weightOf(endpoint)
    if (endpoint.seat >= 0) {
      this.#picker.setWeight(endpoint.seat, weight)
      this.#picker.setUp(endpoint.seat, isUp)
      return
    }
    endpoint.seat = this.#freeSeat()
    this.#seats[endpoint.seat] = endpoint
    this.#picker.place(endpoint.seat, { key: endpoint.id, weight, isUp, active: endpoint.active })
  }

  #freeSeat(): number {
    const free = this.#seats.indexOf(null)
    return free >= 0 ? free : this.#seats.length
  }

  #unseat(endpoint: Endpoint<Connection>): void {
    if (endpoint.seat < 0) return
    this.#picker.clear(endpoint.seat)
    this.#seats[endpoint.seat] = null
    endpoint.seat = -1
  }
}

function isAdmitted(endpoint: { readonly config: ProxyEndpoint }): boolean {
  return endpoint.config.admission === 'admitted'
}

function mayWork({ endpoint, isUp }: PlacedEndpoint): boolean {
  return isUp && endpoint.admission === 'admitted'
}

function isSameAddress(one: ProxyEndpoint, other: ProxyEndpoint): boolean {
  return one.address === other.address && one.port === other.port
}
