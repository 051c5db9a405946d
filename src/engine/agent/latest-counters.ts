/**
 * The latest counters of every listener and endpoint.
 *
 * Answers for: one row of each, whoever reports only what has changed; rows of what is gone do not
 * stay. Does not know: who counts, or how often.
 */

import { endpointKey } from '../dataplane/contract.ts'
import type { EndpointCounters, ListenerCounters } from '../dataplane/contract.ts'
import type { ProxyInstance } from '../ir/index.ts'
import type { TargetKey } from './contract.ts'

export interface Counted {
  readonly listeners: readonly ListenerCounters[]
  readonly endpoints: readonly EndpointCounters[]
}

export class LatestCounters {
  readonly #listeners = new Map<string, ListenerCounters>()
  readonly #endpoints = new Map<string, EndpointCounters>()
  #atMs: number | null = null

  take({ listeners, endpoints }: Counted, nowMs: number): void {
    this.#atMs = nowMs
    for (const row of listeners) this.#listeners.set(row.listenerId, row)
    for (const row of endpoints) this.#endpoints.set(endpointKey(row.poolId, row.endpointId), row)
  }

  /** Endpoints that are gone. */
  forget(targets: readonly TargetKey[]): void {
    for (const { poolId, endpointId } of targets) {
      this.#endpoints.delete(endpointKey(poolId, endpointId))
    }
  }

  /** Forgets all listeners but those of `instances`. */
  retainListeners(instances: readonly ProxyInstance[]): void {
    const ids = new Set(
      instances.flatMap((instance) => instance.listeners.map((listener) => listener.id)),
    )
    for (const id of this.#listeners.keys()) if (!ids.has(id)) this.#listeners.delete(id)
  }

  clear(): void {
    this.#atMs = null
    this.#listeners.clear()
    this.#endpoints.clear()
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
    this.retainListeners(instances)
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
