/**
 * What stands in a configuration, whichever instance it stands in.
 *
 * Answers for: its pools and listeners, their names, and which endpoint may get traffic. Pure.
 */

import type { ProxyConfig, ProxyEndpoint, ProxyListener, ProxyPool } from '../ir/index.ts'
import { endpointKey } from './contract.ts'
import type { Conditions } from './contract.ts'

export function poolsOf(config: ProxyConfig): readonly ProxyPool[] {
  return config.instances.flatMap((instance) => instance.pools)
}

export function listenersOf(config: ProxyConfig): readonly ProxyListener[] {
  return config.instances.flatMap((instance) => instance.listeners)
}

export interface Names {
  readonly listeners: ReadonlySet<string>
  /** As `endpointKey` has them. */
  readonly endpoints: ReadonlySet<string>
}

/** The names of all listeners and endpoints. */
export function toNames(config: ProxyConfig): Names {
  return {
    listeners: new Set(listenersOf(config).map(({ id }) => id)),
    endpoints: new Set(
      poolsOf(config).flatMap((pool) => pool.endpoints.map(({ id }) => endpointKey(pool.id, id))),
    ),
  }
}

/** With no probe nobody says an endpoint is down. */
export function isUp(pool: ProxyPool, endpoint: ProxyEndpoint, conditions: Conditions): boolean {
  return pool.probe === null || conditions.get(endpointKey(pool.id, endpoint.id)) === 'up'
}
