/**
 * From one configuration to the next, as the changes that threads are told.
 *
 * Answers for: finding what differs, down to single endpoints, so that a change costs what it
 * touches. Pure. Does not know: threads or sockets.
 */

import type {
  ProxyConfig,
  ProxyEndpoint,
  ProxyInstance,
  ProxyListener,
  ProxyPool,
} from '../../ir/index.ts'
import { endpointKey } from '../contract.ts'
import type { Condition, Conditions } from '../contract.ts'
import { bindKey } from './messages.ts'
import type {
  PathChange,
  PlacedEndpoint,
  PoolChange,
  PoolSettings,
  WantedBind,
} from './messages.ts'

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

export interface Difference {
  readonly before: ProxyConfig
  readonly after: ProxyConfig
}

/** The names of all listeners, and of all endpoints as `endpointKey` has them. */
export function toNames(config: ProxyConfig): Names {
  return {
    listeners: new Set(listenersOf(config).map(({ id }) => id)),
    endpoints: new Set(
      poolsOf(config).flatMap((pool) => pool.endpoints.map(({ id }) => endpointKey(pool.id, id))),
    ),
  }
}

export interface Names {
  readonly listeners: ReadonlySet<string>
  readonly endpoints: ReadonlySet<string>
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

/** The sockets that a configuration needs. */
export function toBinds(config: ProxyConfig): readonly WantedBind[] {
  return listenersOf(config).flatMap((listener) =>
    listener.binds.map((bind) => ({ listenerId: listener.id, bind })),
  )
}

/** Those of them that are not bound by `from`. */
export function toNewBinds(from: ProxyConfig, to: ProxyConfig): readonly WantedBind[] {
  const bound = new Set(toBinds(from).map((wanted) => bindKey(wanted.bind)))
  return toBinds(to).filter((wanted) => !bound.has(bindKey(wanted.bind)))
}

/** With no probe nobody says an endpoint is down. */
export function isUp(pool: ProxyPool, endpoint: ProxyEndpoint, conditions: Conditions): boolean {
  return pool.probe === null || conditions.get(endpointKey(pool.id, endpoint.id)) === 'up'
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

function poolsOf(config: ProxyConfig): readonly ProxyPool[] {
  return config.instances.flatMap((instance) => instance.pools)
}

function listenersOf(config: ProxyConfig): readonly ProxyListener[] {
  return config.instances.flatMap((instance) => instance.listeners)
}

function byId<T extends { readonly id: string }>(list: readonly T[]): ReadonlyMap<string, T> {
  return new Map(list.map((item) => [item.id, item]))
}

/** Plain JSON values from one compiler: the same text is the same value. */
function isSame(one: unknown, other: unknown): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other)
}
