/**
 * Which pools a new configuration changes.
 *
 * Answers for: comparing by identity, so that the cost is that of the instances that changed. Pure.
 */

import type { ProxyConfig, ProxyInstance, ProxyPool } from '../ir/index.ts'

export interface PoolDifference {
  /** New or changed, in the order of the configuration. */
  readonly put: readonly ProxyPool[]
  readonly removedIds: readonly string[]
}

/** `before` is null when nothing is served yet. */
export function changedPools(before: ProxyConfig | null, next: ProxyConfig): PoolDifference {
  const old = new Set(before?.instances ?? [])
  const kept = new Set(next.instances.filter((instance) => old.has(instance)))
  const gone = poolsOf([...old].filter((instance) => !kept.has(instance)))
  const come = poolsOf(next.instances.filter((instance) => !kept.has(instance)))
  return {
    put: [...come.values()].filter((pool) => gone.get(pool.id) !== pool),
    // A pool may have moved from one instance to another; both have changed then.
    removedIds: [...gone.keys()].filter((id) => !come.has(id)),
  }
}

function poolsOf(instances: readonly ProxyInstance[]): ReadonlyMap<string, ProxyPool> {
  return new Map(instances.flatMap(({ pools }) => pools.map((pool) => [pool.id, pool])))
}
