/**
 * One backend address as a thread sees it: its connections, its work, its leaving.
 *
 * Answers for: idle connections kept for reuse (limited in number and age), counting work, and the
 * end of an endpoint that takes no new work: drained when its last work is done or its time is up.
 * Does not know: how it was chosen, or what is sent to it.
 *
 *   taking work ── leave ──> leaving ── no work left, or out of time ──> drained
 *        ^                      │
 *        └──────── stay ────────┘
 */

import type { ProxyEndpoint } from '../../../ir/index.ts'
import type { EndpointCounts } from './counters.ts'
import { NO_DEADLINE } from './timers.ts'
import type { Timed, Wheel } from './timers.ts'

const IDLE_CONNECTIONS_MAX = 256
const IDLE_SWEEP_MS = 1000

/** A request that must not be sent twice goes on a connection that was used this lately. */
const FRESH_MS = 1000

/** A connection to an endpoint that may be kept for the next request. */
export interface Reusable {
  /** By `Wheel.nowMs`. */
  idleSinceMs: number
  /** Not to be used after this time. */
  idleUntilMs: number
  readonly isUsable: boolean
  destroy(): void
}

/** Any connection to an endpoint; ended when the endpoint's time is up. */
export interface Severable {
  sever(): void
}

export interface EndpointPlace {
  readonly wheel: Wheel
  /** Told when the endpoint has left: all its work is done or ended. */
  onDrained(): void
}

export class Endpoint<Connection extends Reusable = Reusable> {
  readonly id: string
  config: ProxyEndpoint
  /** Address and port, which it has for as long as it is there. */
  readonly name: string
  /** The picker's index; -1 while it has none. */
  seat = -1
  /** Pieces of work it has now. */
  active = 0
  readonly counts: EndpointCounts
  readonly connections = new Set<Severable>()
  readonly #idle: Connection[] = []
  readonly #place: EndpointPlace
  #isLeaving = false
  #sweep: Timed | null = null
  #drain: Timed | null = null

  constructor(config: ProxyEndpoint, place: EndpointPlace, counts: EndpointCounts) {
    this.id = config.id
    this.config = config
    this.name = `${config.address}:${config.port}`
    this.#place = place
    this.counts = counts
  }

  get isLeaving(): boolean {
    return this.#isLeaving
  }

  /** An idle connection, the latest used first; null when there is none that will do. */
  takeIdle(isRepeatable: boolean): Connection | null {
    const { nowMs } = this.#place.wheel
    for (;;) {
      const connection = this.#idle.at(-1)
      if (connection === undefined) return null
      if (!isRepeatable && nowMs - connection.idleSinceMs > FRESH_MS) return null
      this.#idle.pop()
      if (connection.isUsable && connection.idleUntilMs > nowMs) return connection
      connection.destroy()
    }
  }

  /** Keeps a connection for later, for at most `keepMs`. */
  keep(connection: Connection, keepMs: number): void {
    const { wheel } = this.#place
    if (this.#isLeaving || keepMs <= 0 || this.#idle.length >= IDLE_CONNECTIONS_MAX) {
      connection.destroy()
      return
    }
    connection.idleSinceMs = wheel.nowMs
    connection.idleUntilMs = wheel.nowMs + keepMs
    this.#idle.push(connection)
    this.#sweep ??= timed(() => this.#closeOld())
    if (this.#sweep.wheelTick < 0) wheel.arm(this.#sweep, IDLE_SWEEP_MS)
  }

  /** The other side closed a connection that was kept. */
  forget(connection: Connection): void {
    const at = this.#idle.lastIndexOf(connection)
    if (at >= 0) this.#idle.splice(at, 1)
  }

  #closeOld(): void {
    const { wheel } = this.#place
    const old = this.#idle.filter((connection) => connection.idleUntilMs <= wheel.nowMs)
    for (const connection of old) {
      this.forget(connection)
      connection.destroy()
    }
    if (this.#idle.length > 0 && this.#sweep !== null) wheel.arm(this.#sweep, IDLE_SWEEP_MS)
  }

  /** Keeps none for later; how many they were. */
  closeIdle(): number {
    const idle = this.#idle.splice(0)
    for (const connection of idle) connection.destroy()
    return idle.length
  }

  /** Takes no new work from now on; what it has may go on for `drainTimeoutMs`. */
  leave(drainTimeoutMs: number): void {
    if (this.#isLeaving) return
    this.#isLeaving = true
    this.closeIdle()
    if (this.active === 0) {
      this.#place.onDrained()
      return
    }
    this.#drain ??= timed(() => this.#severAll())
    this.#place.wheel.arm(this.#drain, drainTimeoutMs)
  }

  /** Takes new work again. */
  stay(): void {
    this.#isLeaving = false
    if (this.#drain !== null) this.#place.wheel.disarm(this.#drain)
  }

  #severAll(): void {
    for (const connection of this.connections) connection.sever()
  }

  /** One piece of work begins. */
  acquire(): void {
    this.active++
    this.counts.active++
  }

  /** One piece of work is done. */
  release(): void {
    this.active--
    this.counts.active--
    if (this.active > 0 || !this.#isLeaving) return
    if (this.#drain !== null) this.#place.wheel.disarm(this.#drain)
    this.#place.onDrained()
  }
}

function timed(onDeadline: () => void): Timed {
  return { deadlineMs: NO_DEADLINE, wheelTick: -1, onDeadline }
}
