/**
 * The data path of one thread: sockets, listeners and pools, and their change without a gap.
 *
 * Answers for: binding first and switching then, so that a change is made whole or not at all.
 * Does not know: other threads, or that it runs in one.
 */

import type { Problem, ProxyListener } from '../../../ir/index.ts'
import { bindKey } from '../../binds.ts'
import type { WantedBind } from '../../binds.ts'
import { toBindProblem } from '../../bind-problem.ts'
import type { PoolSeats, PutListener, ThreadCommit, ThreadSocket } from '../messages.ts'
import { ListenerLog, LogBatches } from './access-log.ts'
import type { LogPage } from './access-log.ts'
import { Certificates } from './certificates.ts'
import { ListenerCounts } from './counters.ts'
import { Listener, toSpoken } from './entrance.ts'
import { Front } from './front.ts'
import type { FrontPlace } from './front.ts'
import { Occupancy } from './occupancy.ts'
import type { OccupancyPlace } from './occupancy.ts'
import { Pool } from './pool.ts'
import { untilQuiet } from './quiet.ts'
import type { ServerConnection } from './server.ts'
import { Wheel } from './timers.ts'

export interface PathOptions {
  /** The thread's number, from 0. */
  readonly number: number
  /** Client connections of all threads. */
  readonly occupancy: OccupancyPlace
  /** By which TLS sessions are resumed, see `tickets.ts`. */
  readonly ticketKeys: Uint8Array
  /** Sockets of a predecessor, to be listened on instead of binding anew. */
  readonly inherited?: readonly ThreadSocket[]
  onDrained(poolId: string, endpointId: string): void
  /** Lines for the access log of a listener. */
  onLog(listenerId: string, page: LogPage): void
}

export class Path {
  readonly #options: PathOptions
  readonly #wheel = new Wheel()
  readonly #logBatches: LogBatches
  readonly #place: FrontPlace
  readonly #certificates: Certificates
  readonly #fronts = new Map<string, Front>()
  /** Bound by `prepare`, not yet in use. */
  readonly #prepared = new Map<string, Front>()
  /** Descriptors of a predecessor that nobody has asked for yet. */
  readonly #inherited: Map<string, number>
  /** Closed, with someone still inside. */
  readonly #leaving = new Set<Front>()
  readonly #listeners = new Map<string, Listener>()
  readonly #pools = new Map<string, Pool<ServerConnection>>()

  #onRetired: (() => void) | null = null

  constructor(options: PathOptions) {
    this.#options = options
    const occupancy = new Occupancy(options.occupancy, options.number)
    this.#place = { wheel: this.#wheel, occupancy, makeRoom: () => this.#closeIdle() }
    this.#logBatches = new LogBatches((listenerId, page) => options.onLog(listenerId, page))
    const inherited = options.inherited ?? []
    this.#inherited = new Map(inherited.map(({ bind, file }) => [bindKey(bind), file]))
    this.#certificates = new Certificates(options.ticketKeys)
  }

  /** Binds what is not bound yet; with any problem nothing stays bound. */
  async prepare(binds: readonly WantedBind[]): Promise<readonly Problem[]> {
    const problems = await Promise.all(binds.map((wanted) => this.#bind(wanted)))
    const found = problems.filter((problem) => problem !== null)
    if (found.length > 0) this.abort()
    return found
  }

  async #bind(wanted: WantedBind): Promise<Problem | null> {
    const key = bindKey(wanted.bind)
    if (this.#fronts.has(key)) return null
    const file = this.#inherited.get(key)
    this.#inherited.delete(key)
    try {
      const front = await Front.bind(wanted.bind, this.#place, file)
      this.#prepared.set(key, front)
      return null
    } catch (error) {
      return toBindProblem(wanted, error)
    }
  }

  /** Forgets what `prepare` bound. */
  abort(): void {
    for (const front of this.#prepared.values()) front.close(() => {})
    this.#prepared.clear()
  }

  /** Learns who will sit where; nobody gets work by it. */
  seat(pools: readonly PoolSeats[]): void {
    for (const seats of pools) {
      const { id } = seats.settings
      const pool = this.#pools.get(id)
      if (pool === undefined) this.#pools.set(id, this.#createPool(seats))
      else pool.seat(seats)
    }
  }

  #createPool(seats: PoolSeats): Pool<ServerConnection> {
    return new Pool<ServerConnection>(seats, {
      wheel: this.#wheel,
      thread: this.#options.number,
      onDrained: (poolId, endpointId) => this.#options.onDrained(poolId, endpointId),
    })
  }

  /** Makes the rest of the change the truth, at once. What it binds was prepared. */
  commit(change: ThreadCommit): void {
    for (const { poolId, cleared } of change.pools) this.#pools.get(poolId)?.settle(cleared)
    for (const [key, front] of this.#prepared) this.#fronts.set(key, front)
    this.#prepared.clear()
    for (const put of change.listeners) this.#putListener(put)
    for (const listenerId of change.removedListenerIds) this.#listeners.delete(listenerId)
    this.#forgetCertificates()
    this.#route()
    for (const poolId of change.removedPoolIds) this.#removePool(poolId)
  }

  /** Connections that are kept for later; whether there was any. */
  #closeIdle(): boolean {
    let count = 0
    for (const pool of this.#pools.values()) count += pool.closeIdle()
    return count > 0
  }

  #removePool(poolId: string): void {
    const pool = this.#pools.get(poolId)
    if (pool === undefined) return
    this.#pools.delete(poolId)
    pool.close()
  }

  #putListener({ config, cells }: PutListener): void {
    const pool = this.#pools.get(config.poolId)
    if (pool === undefined) throw new Error(`listener ${config.id} names no pool of this thread`)
    const listener =
      this.#listeners.get(config.id) ?? new Listener(config, pool, new ListenerCounts(cells))
    this.#listeners.set(config.id, listener)
    const isOtherProtocol = toSpoken(listener.config) !== toSpoken(config)
    listener.config = config
    listener.pool = pool
    listener.log = this.#toLog(config, listener)
    listener.terms = config.tls === null ? null : this.#certificates.toTerms(config.tls)
    if (isOtherProtocol) this.#retireGuests(config)
  }

  #toLog({ id, name, accessLog: format }: ProxyListener, { counts }: Listener): ListenerLog | null {
    if (format === undefined) return null
    return new ListenerLog({ id, name, format }, this.#logBatches, counts)
  }

  /** So much of what `onLog` gave is on the disk, or lost. */
  logged(page: LogPage): void {
    this.#logBatches.written(page)
  }

  #forgetCertificates(): void {
    const inUse = [...this.#listeners.values()].map(({ config }) => config.tls)
    this.#certificates.retain(inUse.filter((tls) => tls !== null))
  }

  /** TLS sessions by the keys before are resumed still, those by older ones no more. */
  changeTicketKeys(ticketKeys: Uint8Array): void {
    this.#certificates.changeTicketKeys(ticketKeys)
  }

  #retireGuests(config: ProxyListener): void {
    for (const bind of config.binds) this.#fronts.get(bindKey(bind))?.onProtocolChanged()
  }

  /** Each socket to the listener that names it; sockets that nobody names are closed. */
  #route(): void {
    const unused = new Map(this.#fronts)
    for (const listener of this.#listeners.values()) {
      for (const bind of listener.config.binds) {
        const key = bindKey(bind)
        this.#fronts.get(key)?.serve(listener)
        unused.delete(key)
      }
    }
    for (const [key, front] of unused) {
      this.#fronts.delete(key)
      this.#leaving.add(front)
      front.close(() => this.#left(front))
    }
  }

  #left(front: Front): void {
    this.#leaving.delete(front)
    if (this.#leaving.size === 0) this.#onRetired?.()
  }

  /** What it listens on. */
  sockets(): readonly ThreadSocket[] {
    return [...this.#fronts.values()].map((front) => front.socket)
  }

  /**
   * Another process accepts now: closes the sockets and lets connections end at their own pace.
   * Resolves when they are closed; `onRetired` is called when the last connection has gone.
   */
  async retire(onRetired: () => void): Promise<void> {
    this.abort()
    this.#onRetired = onRetired
    await untilQuiet()
    const fronts = [...this.#fronts.values()]
    this.#fronts.clear()
    for (const front of fronts) this.#leaving.add(front)
    for (const front of fronts) front.release(() => this.#left(front))
    if (fronts.length === 0 && this.#leaving.size === 0) onRetired()
  }

  /** Accepts nobody any more and ends what goes on after `graceMs`. */
  async close(graceMs: number): Promise<void> {
    this.abort()
    const fronts = [...this.#fronts.values(), ...this.#leaving]
    this.#fronts.clear()
    const empty = Promise.all(
      fronts.map((front) => new Promise<void>((resolve) => front.close(resolve, 0))),
    )
    const timer = setTimeout(() => fronts.forEach((front) => front.severAll()), graceMs)
    await empty
    clearTimeout(timer)
    for (const pool of this.#pools.values()) pool.close()
    this.#wheel.close()
    this.#logBatches.flush()
  }
}
