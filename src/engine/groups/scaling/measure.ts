/**
 * What policies go by, from what was counted. Pure.
 *
 * Answers for: averages over the instances that serve; rates between two counts. Does not know:
 * who counts.
 */

import type { ScalingMetric } from '../../kinds/index.ts'
import type { Usage } from '../contract.ts'
import type { Work } from '../world.ts'

/** Everything that was counted of the instances that serve, at one moment. */
export interface Count {
  /** Monotonic. */
  readonly atMs: number
  /** How many serve. */
  readonly serving: number
  /** By instance; what is not known is left out. */
  readonly usage: ReadonlyMap<string, Usage>
  readonly work: ReadonlyMap<string, Work>
}

/**
 * The average of the metric over the instances that are in both counts; null when there is none, or
 * when the counters began anew in between.
 */
export function measure(metric: ScalingMetric, before: Count, now: Count): number | null {
  const seconds = (now.atMs - before.atMs) / 1000
  if (seconds <= 0) return null
  switch (metric) {
    case 'cpu':
      return average(now.usage, (id, { cpuMs }) => {
        const spentMs = difference(cpuMs, before.usage.get(id)?.cpuMs)
        return spentMs === null ? null : (spentMs / (seconds * 1000)) * 100
      })
    case 'memory':
      return average(now.usage, (_, usage) => (usage.memoryBytes / usage.memoryBytesMax) * 100)
    case 'requests_per_instance':
      return average(now.work, (id, { requestsTotal }) => {
        const requests = difference(requestsTotal, before.work.get(id)?.requestsTotal)
        return requests === null ? null : requests / seconds
      })
    case 'active_connections_per_instance':
      return average(now.work, (_, { active }) => active)
  }
}

function average<T>(
  counts: ReadonlyMap<string, T>,
  valueOf: (id: string, count: T) => number | null,
): number | null {
  const values = [...counts]
    .map(([id, count]) => valueOf(id, count))
    .filter((value) => value !== null)
  if (values.length === 0) return null
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

function difference(now: number, before: number | undefined): number | null {
  return before === undefined || now < before ? null : now - before
}
