/**
 * What a change from one configuration to another is about.
 *
 * Answers for: leaving out what both share, by identity, so that a change costs what it touches.
 * Pure. Does not know: what a plane makes of it.
 */

import type { ProxyConfig, ProxyInstance } from '../ir/index.ts'
import { toNames } from './parts.ts'
import type { Names } from './parts.ts'

export interface Difference {
  readonly before: ProxyConfig
  readonly after: ProxyConfig
}

/**
 * Two configurations without the instances, pools and listeners that they share: what a change from
 * one to the other is about. What is known of an endpoint of a shared pool comes by `setEndpoints`.
 */
export function toDifferent(from: ProxyConfig, to: ProxyConfig): Difference {
  const [old, next] = [new Set(from.instances), new Set(to.instances)]
  const before = from.instances.filter((instance) => !next.has(instance))
  const after = to.instances.filter((instance) => !old.has(instance))
  return {
    before: { ...from, instances: withoutPartsOf(before, after) },
    after: { ...to, instances: withoutPartsOf(after, before) },
  }
}

function withoutPartsOf(
  instances: readonly ProxyInstance[],
  others: readonly ProxyInstance[],
): readonly ProxyInstance[] {
  const pools = new Set(others.flatMap((instance) => instance.pools))
  const listeners = new Set(others.flatMap((instance) => instance.listeners))
  return instances.map((instance) => ({
    ...instance,
    pools: instance.pools.filter((pool) => !pools.has(pool)),
    listeners: instance.listeners.filter((listener) => !listeners.has(listener)),
  }))
}

/** The names that only `before` has. */
export function toGone({ before, after }: Difference): Names {
  const [old, kept] = [toNames(before), toNames(after)]
  return {
    listeners: without(old.listeners, kept.listeners),
    endpoints: without(old.endpoints, kept.endpoints),
  }
}

function without(names: ReadonlySet<string>, others: ReadonlySet<string>): ReadonlySet<string> {
  return new Set([...names].filter((name) => !others.has(name)))
}
