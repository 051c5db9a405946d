/**
 * From one configuration to the next, as the changes that threads are told.
 *
 * Answers for: finding what differs, down to single endpoints, so that a change costs what it
 * touches. Pure. Does not know: threads or sockets.
 */

import type { ProxyConfig, ProxyPool } from '../../ir/index.ts'
import type { Condition } from '../contract.ts'
import { toDifferent } from '../difference.ts'
import { isUp, listenersOf, poolsOf } from '../parts.ts'
import type { PathChange, PlacedEndpoint, PoolChange, PoolSettings } from './messages.ts'

/** What all threads have: a configuration and the conditions they know. */
export interface Known {
  readonly config: ProxyConfig
  /** By `endpointKey`; kept up to date while the configuration stays. */
  readonly conditions: Map<string, Condition>
}

export const knownNothing: Known = {
  config: { revision: 0, instances: [] },
  conditions: new Map(),
}

export function toChange(from: Known, to: Known): PathChange {
  const { before, after } = toDifferent(from.config, to.config)
  const pools = byId(poolsOf(before))
  const listeners = byId(listenersOf(before))
  const wantedPools = byId(poolsOf(after))
  const wantedListeners = byId(listenersOf(after))
  return {
    pools: [...wantedPools.values()]
      .map((pool) => toPoolChange({ from, to, previous: pools.get(pool.id), pool }))
      .filter((change) => change !== null),
    removedPoolIds: [...pools.keys()].filter((id) => !wantedPools.has(id)),
    listeners: [...wantedListeners.values()].filter(
      (listener) => !isSame(listeners.get(listener.id), listener),
    ),
    removedListenerIds: [...listeners.keys()].filter((id) => !wantedListeners.has(id)),
  }
}

interface PoolStep {
  readonly from: Known
  readonly to: Known
  readonly previous: ProxyPool | undefined
  readonly pool: ProxyPool
}

function toPoolChange(step: PoolStep): PoolChange | null {
  const { previous, pool } = step
  const settings = toSettings(pool)
  const put = toPlaced(step)
  const ids = new Set(pool.endpoints.map((endpoint) => endpoint.id))
  const remove = (previous?.endpoints ?? []).map(({ id }) => id).filter((id) => !ids.has(id))
  const isSettled = previous !== undefined && isSame(toSettings(previous), settings)
  return isSettled && put.length === 0 && remove.length === 0 ? null : { settings, put, remove }
}

function toPlaced(step: PoolStep): readonly PlacedEndpoint[] {
  const { from, to, previous, pool } = step
  const before = byId(previous?.endpoints ?? [])
  const put: PlacedEndpoint[] = []
  for (const endpoint of pool.endpoints) {
    const old = before.get(endpoint.id)
    const wasUp =
      old !== undefined && previous !== undefined && isUp(previous, old, from.conditions)
    const placed = { endpoint, isUp: isUp(pool, endpoint, to.conditions) }
    if (old === undefined || placed.isUp !== wasUp || !isSame(old, endpoint)) put.push(placed)
  }
  return put
}

function toSettings(pool: ProxyPool): PoolSettings {
  const { endpoints: _, ...settings } = pool
  return settings
}

function byId<T extends { readonly id: string }>(list: readonly T[]): ReadonlyMap<string, T> {
  return new Map(list.map((item) => [item.id, item]))
}

/** Plain JSON values from one compiler: the same text is the same value. */
function isSame(one: unknown, other: unknown): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other)
}
