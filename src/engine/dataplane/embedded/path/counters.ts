/**
 * Counters of one thread: plain numbers on plain objects, since nothing is cheaper to count with.
 *
 * Answers for: their forms, and handing over what changed since the last time. Does not know:
 * totals over threads; the main side adds them up.
 */

import { noEndpointCounters, noListenerCounters } from '../../contract.ts'
import type { EndpointCounters, ListenerCounters } from '../../contract.ts'

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] }

export type ListenerCounts = Mutable<ListenerCounters>
export type EndpointCounts = Mutable<EndpointCounters>

export function newListenerCounts(listenerId: string): ListenerCounts {
  return { ...noListenerCounters(listenerId) }
}

export function newEndpointCounts(poolId: string, endpointId: string): EndpointCounts {
  return { ...noEndpointCounters(poolId, endpointId) }
}

/** Hands over counters that changed since it was last asked. */
export class CountsTaker<Counts extends object> {
  readonly #keyOf: (counts: Counts) => string
  #taken = new Map<string, string>()

  constructor(keyOf: (counts: Counts) => string) {
    this.#keyOf = keyOf
  }

  takeChanged(all: Iterable<Counts>): readonly Counts[] {
    const changed: Counts[] = []
    const seen = new Map<string, string>()
    for (const counts of all) {
      const key = this.#keyOf(counts)
      const print = Object.values(counts).join(' ')
      seen.set(key, print)
      if (this.#taken.get(key) !== print) changed.push({ ...counts })
    }
    this.#taken = seen
    return changed
  }
}
