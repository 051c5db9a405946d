/**
 * The latest counters of every listener and endpoint.
 *
 * Answers for: one row of each, whoever reports only what has changed; rows of what is gone do not
 * stay. Does not know: who counts, or how often.
 */

import { endpointKey, noEndpointCounters } from '../dataplane/contract.ts'
import type { EndpointCounters, ListenerCounters } from '../dataplane/contract.ts'
import type { ProxyInstance, ProxyPool } from '../ir/index.ts'
import type { TargetKey } from './contract.ts'

export interface Counted {
  readonly listeners: readonly ListenerCounters[]
  readonly endpoints: readonly EndpointCounters[]
}

export class LatestCounters {
  readonly #listeners = new Map<string, ListenerCounters>()
  readonly #endpoints = new Map<string, EndpointCounters>()
  /** Sums of what has left each pool. */
  readonly #departed = new Map<string, EndpointCounters>()
  #atMs: number | null = null

  take({ listeners, endpoints }: Counted, nowMs: number): void {
    this.#atMs = nowMs
    for (const row of listeners) this.#listeners.set(row.listenerId, row)
    for (const row of endpoints) this.#endpoints.set(endpointKey(row.poolId, row.endpointId), row)
  }

  /** Endpoints that are gone; what they counted stays in their pool's sum. */
  forget(targets: readonly TargetKey[]): void {
    for (const { poolId, endpointId } of targets) {
      const row = this.endpoint(poolId, endpointId)
      if (row === undefined) continue
      this.#endpoints.delete(endpointKey(poolId, endpointId))
      const before = this.#departed.get(poolId) ?? noEndpointCounters(poolId, '')
      this.#departed.set(poolId, add(before, { ...row, active: 0, connectionsActive: 0 }))
    }
  }

  /** Of all endpoints that the pool has and had, so that totals never go back. */
  pool({ id, endpoints }: ProxyPool): EndpointCounters {
    const departed = this.#departed.get(id) ?? noEndpointCounters(id, '')
    return endpoints
      .map((endpoint) => this.endpoint(id, endpoint.id))
      .filter((row) => row !== undefined)
      .reduce(add, departed)
  }

  /** Forgets all listeners, and the past of all pools, but those of `instances`. */
  retain(instances: readonly ProxyInstance[]): void {
    const ids = new Set(
      instances.flatMap((instance) => instance.listeners.map((listener) => listener.id)),
    )
    for (const id of this.#listeners.keys()) if (!ids.has(id)) this.#listeners.delete(id)
    const pools = new Set(instances.flatMap((instance) => instance.pools.map(({ id }) => id)))
    for (const id of this.#departed.keys()) if (!pools.has(id)) this.#departed.delete(id)
  }

  clear(): void {
    this.#atMs = null
    this.#listeners.clear()
    this.#endpoints.clear()
    this.#departed.clear()
  }

  /** Whether anything was ever counted. */
  get any(): boolean {
    return this.#atMs !== null
  }

  get all(): Counted {
    return { listeners: [...this.#listeners.values()], endpoints: [...this.#endpoints.values()] }
  }

  listener(id: string): ListenerCounters | undefined {
    return this.#listeners.get(id)
  }

  endpoint(poolId: string, endpointId: string): EndpointCounters | undefined {
    return this.#endpoints.get(endpointKey(poolId, endpointId))
  }

  /**
   * The rows of `instances`, in their order, and when the last of any came; null before the first.
   * Rows of other listeners are forgotten.
   */
  of(instances: readonly ProxyInstance[]): Counted & { readonly atMs: number | null } {
    this.retain(instances)
    const listeners = instances.flatMap((instance) => instance.listeners)
    const pools = instances.flatMap((instance) => instance.pools)
    return {
      atMs: this.#atMs,
      listeners: listeners.map(({ id }) => this.listener(id)).filter((row) => row !== undefined),
      endpoints: pools
        .flatMap((pool) => pool.endpoints.map(({ id }) => this.endpoint(pool.id, id)))
        .filter((row) => row !== undefined),
    }
  }
}

/** The ids are those of `one`. */
function add(one: EndpointCounters, other: EndpointCounters): EndpointCounters {
  const more = new Map<string, unknown>(Object.entries(other))
  const sums = Object.entries(one).map(([name, value]: [string, unknown]) => {
    const addend = more.get(name)
    if (typeof value === 'number') return [name, value + Number(addend)]
    if (!Array.isArray(value) || !Array.isArray(addend)) return [name, value]
    return [name, value.map((count, index) => Number(count) + Number(addend[index] ?? 0))]
  })
  return Object.fromEntries(sums) as EndpointCounters
}
