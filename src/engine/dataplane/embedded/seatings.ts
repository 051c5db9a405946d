/**
 * The seatings of all pools, and what threads are told of them.
 *
 * Answers for: carrying a change through in its order: planned, made known, opened, made known,
 * freed. Does not know: whether a thread hears it.
 */

import { Wheel } from './path/timers.ts'
import type { PathChange, PoolLeavers, PoolSeats, PutListener, ThreadCommit } from './messages.ts'
import type { Observations } from './observations.ts'
import { Seating } from './seating.ts'
import type { SeatingPlan } from './seating.ts'
import type { EndpointChange } from '../contract.ts'
import type { ProxyListener } from '../../ir/index.ts'

export class Seatings {
  readonly #threads: number
  readonly #observations: Observations
  readonly #wheel = new Wheel()
  readonly #pools = new Map<string, Seating>()

  constructor(threads: number, observations: Observations) {
    this.#threads = threads
    this.#observations = observations
  }

  setConditions(changes: readonly EndpointChange[]): void {
    for (const { poolId, endpointId, condition } of changes) {
      this.#pools.get(poolId)?.setCondition(endpointId, condition)
    }
  }

  plan(change: PathChange): PlannedChange {
    const plans = change.pools.map((pool) => {
      const { settings } = pool
      let seating = this.#pools.get(settings.id)
      if (seating === undefined) {
        seating = new Seating(settings, {
          wheel: this.#wheel,
          threads: this.#threads,
          onWarming: (endpointId, isWarming) =>
            this.#observations.warming({ poolId: settings.id, endpointId }, isWarming),
        })
        this.#pools.set(settings.id, seating)
      }
      return { seating, change: pool, plan: seating.plan(pool) }
    })
    const removed = change.removedPoolIds.map((poolId) => this.#remove(poolId))
    return new PlannedChange(this.#observations, { change, plans, removed })
  }

  #remove(poolId: string): RemovedPool {
    const seating = this.#pools.get(poolId)
    this.#pools.delete(poolId)
    return { poolId, endpointIds: seating?.close() ?? [] }
  }

  /** All that a new thread must know before it takes part. */
  everythingFor(thread: number): readonly PoolSeats[] {
    return [...this.#pools.values()].map((seating) =>
      toPoolSeats(this.#observations, seating.everything(), thread),
    )
  }

  forgetThread(thread: number): void {
    for (const seating of this.#pools.values()) seating.forgetThread(thread)
  }

  close(): void {
    for (const seating of this.#pools.values()) seating.close()
    this.#wheel.close()
  }
}

interface PlannedPool {
  readonly seating: Seating
  readonly change: PathChange['pools'][number]
  readonly plan: SeatingPlan
}

interface RemovedPool {
  readonly poolId: string
  readonly endpointIds: readonly string[]
}

interface Plans {
  readonly change: PathChange
  readonly plans: readonly PlannedPool[]
  readonly removed: readonly RemovedPool[]
}

/** One change on its way. */
export class PlannedChange {
  readonly #observations: Observations
  readonly #plans: Plans
  #leavers: readonly PoolLeavers[] = []

  constructor(observations: Observations, plans: Plans) {
    this.#observations = observations
    this.#plans = plans
  }

  /** Whether all threads must have `seats` before `open`. */
  get isWaiting(): boolean {
    return this.#plans.plans.some(({ seating }) => seating.isWaiting)
  }

  seatsFor(thread: number): readonly PoolSeats[] {
    return this.#plans.plans.map(({ plan }) => toPoolSeats(this.#observations, plan, thread))
  }

  open(): void {
    const { plans, removed } = this.#plans
    this.#leavers = plans.map(({ seating, change }) => ({
      poolId: change.settings.id,
      cleared: seating.open(),
    }))
    for (const { seating, change } of plans) this.#expectDrains(seating, change)
    for (const { poolId, endpointIds } of removed) {
      for (const endpointId of endpointIds) this.#observations.expect({ poolId, endpointId })
    }
  }

  #expectDrains(seating: Seating, { settings, put, remove }: PlannedPool['change']): void {
    const poolId = settings.id
    for (const { endpoint } of put) {
      if (seating.has(endpoint.id)) {
        this.#observations.stays({ poolId, endpointId: endpoint.id })
      }
    }
    for (const endpointId of remove) this.#observations.expect({ poolId, endpointId })
  }

  commitFor(thread: number): ThreadCommit {
    const { change } = this.#plans
    return {
      pools: this.#leavers,
      removedPoolIds: change.removedPoolIds,
      listeners: toPutListeners(this.#observations, change.listeners, thread),
      removedListenerIds: change.removedListenerIds,
    }
  }

  /** Every thread has its commit. */
  free(): void {
    const { plans } = this.#plans
    plans.forEach(({ seating }, index) => seating.free(this.#leavers[index]?.cleared ?? []))
  }
}

export function toPutListeners(
  observations: Observations,
  listeners: readonly ProxyListener[],
  thread: number,
): readonly PutListener[] {
  return listeners.map((config) => ({
    config,
    cells: cellsOf(observations.listenerRows(config.id), thread),
  }))
}

function toPoolSeats(observations: Observations, plan: SeatingPlan, thread: number): PoolSeats {
  const { seated, ...rest } = plan
  return {
    ...rest,
    seated: seated.map(({ seat, endpoint }) => ({
      seat,
      endpoint,
      cells: cellsOf(observations.endpointRows(plan.settings.id, endpoint.id), thread),
    })),
  }
}

function cellsOf(rows: readonly Float64Array[], thread: number): Float64Array {
  const row = rows[thread]
  if (row === undefined) throw new RangeError(`no thread ${thread} counts`)
  return row
}
