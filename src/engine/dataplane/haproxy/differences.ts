/**
 * What differs between two configurations, as far as endpoints go.
 *
 * Answers for: who may have new work, who has left, what is known of their health. Pure.
 */

import type { ProxyConfig, ProxyEndpoint, ProxyPool } from '../../ir/index.ts'
import type { Condition, Conditions } from '../contract.ts'
import { endpointKey } from '../contract.ts'
import { poolsOf } from '../parts.ts'

export interface Working {
  readonly pool: ProxyPool
  readonly endpoint: ProxyEndpoint
}

/** Endpoints that may be given new work, by `endpointKey`. */
export function toWorking(config: ProxyConfig): ReadonlyMap<string, Working> {
  return new Map(
    poolsOf(config).flatMap((pool) =>
      pool.endpoints
        .filter(({ admission, weight }) => admission === 'admitted' && weight > 0)
        .map((endpoint) => [endpointKey(pool.id, endpoint.id), { pool, endpoint }] as const),
    ),
  )
}

/** Whether it may have work for clients that it knows, whatever its weight. */
export function isKnownTo(pool: ProxyPool | undefined, endpointId: string): boolean {
  if (pool === undefined || pool.persistence === null) return false
  return pool.endpoints.some(({ id, admission }) => id === endpointId && admission === 'admitted')
}

/** The endpoints of `before` that `after` does not have, by `endpointKey`. */
export function toDeparted(
  before: ProxyConfig,
  after: ProxyConfig,
): ReadonlyMap<string, ProxyEndpoint> {
  const stays = new Set(
    poolsOf(after).flatMap((pool) => pool.endpoints.map(({ id }) => endpointKey(pool.id, id))),
  )
  const found = new Map<string, ProxyEndpoint>()
  for (const pool of poolsOf(before)) {
    for (const endpoint of pool.endpoints) {
      const key = endpointKey(pool.id, endpoint.id)
      if (!stays.has(key)) found.set(key, endpoint)
    }
  }
  return found
}

/** What is known of the endpoints that are probed; who is not known is down. */
export function toConditionsOf(
  config: ProxyConfig,
  conditions: Conditions,
): readonly (readonly [string, Condition])[] {
  return poolsOf(config)
    .filter(({ probe }) => probe !== null)
    .flatMap((pool) => pool.endpoints.map(({ id }) => endpointKey(pool.id, id)))
    .map((key) => [key, conditions.get(key) ?? 'down'] as const)
}
