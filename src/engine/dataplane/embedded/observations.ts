/**
 * What the plane has to report, until somebody takes it.
 *
 * Answers for: counters about once a second, one report of a drain when the last thread has
 * drained, and limits on what waits. Does not know: who listens.
 */

import { endpointKey } from '../contract.ts'
import type { Observation } from '../contract.ts'
import { Delivery } from '../delivery.ts'
import type { Names } from '../parts.ts'
import { Ledger } from './ledger.ts'
import { clearGauges, toEndpointCounters, toListenerCounters } from './path/counters.ts'

const COUNTERS_INTERVAL_MS = 1000

/** Drains that nobody takes; older ones are forgotten. */
const DRAINS_MAX = 10_000

interface EndpointName {
  readonly poolId: string
  readonly endpointId: string
}

export class Observations {
  readonly #listeners: Ledger<string>
  readonly #endpoints: Ledger<EndpointName>
  readonly #alive: () => Iterable<number>
  /** Threads in which an endpoint that leaves has not drained yet. */
  readonly #draining = new Map<string, { readonly name: EndpointName; readonly in: Set<number> }>()
  readonly #drains: EndpointName[] = []
  /** The latest news of each endpoint. */
  readonly #warming = new Map<string, Observation>()
  readonly #timer: NodeJS.Timeout
  #areCountersDue = false
  readonly #delivery = new Delivery()

  /** `alive`: the numbers of threads that run, from 0, less than `threads`. */
  constructor(threads: number, alive: () => Iterable<number>) {
    this.#alive = alive
    this.#listeners = new Ledger(threads)
    this.#endpoints = new Ledger(threads)
    this.#timer = setInterval(() => this.#report(), COUNTERS_INTERVAL_MS)
    this.#timer.unref()
  }

  #report(): void {
    this.#areCountersDue = true
    this.#delivery.ring()
  }

  /** Where each thread counts for a listener. */
  listenerRows(listenerId: string): readonly Float64Array[] {
    return this.#listeners.rowsOf(listenerId, listenerId)
  }

  endpointRows(poolId: string, endpointId: string): readonly Float64Array[] {
    return this.#endpoints.rowsOf(endpointKey(poolId, endpointId), { poolId, endpointId })
  }

  /** An endpoint leaves: every thread that runs now will say when it has drained there. */
  expect(name: EndpointName): void {
    const key = endpointKey(name.poolId, name.endpointId)
    this.#draining.set(key, { name, in: new Set(this.#alive()) })
  }

  /** An endpoint is back. */
  stays({ poolId, endpointId }: EndpointName): void {
    this.#draining.delete(endpointKey(poolId, endpointId))
  }

  /** The slow start of an endpoint begins or is over. */
  warming(name: EndpointName, isWarming: boolean): void {
    const key = endpointKey(name.poolId, name.endpointId)
    this.#warming.set(key, { kind: 'warming', ...name, isWarming })
    this.#delivery.ring()
  }

  drained(thread: number, name: EndpointName): void {
    const key = endpointKey(name.poolId, name.endpointId)
    if (!this.#draining.has(key)) this.expect(name)
    this.#drainedIn(key, thread)
  }

  #drainedIn(key: string, thread: number): void {
    const entry = this.#draining.get(key)
    if (entry?.in.delete(thread) !== true || entry.in.size > 0) return
    this.#draining.delete(key)
    if (this.#drains.length === DRAINS_MAX) this.#drains.shift()
    this.#drains.push(entry.name)
    this.#delivery.ring()
  }

  /** A thread has ended: what it counted stays, what it had open is gone. */
  endThread(thread: number): void {
    for (const row of this.#listeners.rowsOfThread(thread)) clearGauges(row, false)
    for (const row of this.#endpoints.rowsOfThread(thread)) clearGauges(row, true)
    for (const key of [...this.#draining.keys()]) this.#drainedIn(key, thread)
  }

  /** Forgets the counters of what is no longer configured. */
  forget(gone: Names): void {
    this.#listeners.forget(gone.listeners)
    this.#endpoints.forget(gone.endpoints)
  }

  close(): void {
    clearInterval(this.#timer)
    this.#areCountersDue = true
    this.#delivery.close()
  }

  iterate(signal: AbortSignal): AsyncGenerator<Observation, void, undefined> {
    return this.#delivery.iterate(() => this.#take(), signal)
  }

  *#take(): Generator<Observation, void, undefined> {
    for (;;) {
      const drain = this.#drains.shift()
      if (drain === undefined) break
      yield { kind: 'drained', ...drain }
    }
    const warming = [...this.#warming.values()]
    this.#warming.clear()
    yield* warming
    if (!this.#areCountersDue) return
    this.#areCountersDue = false
    const listeners = Array.from(this.#listeners.changed(), ({ key, sums }) =>
      toListenerCounters(key, sums),
    )
    const endpoints = Array.from(this.#endpoints.changed(), ({ key, sums }) =>
      toEndpointCounters(key, sums),
    )
    yield { kind: 'counters', listeners, endpoints }
  }
}
