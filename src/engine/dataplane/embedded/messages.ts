/**
 * What the main side and its threads say to each other. Structured-clone values only.
 *
 * Answers for: the forms. A change of structure goes in two steps, so that several threads make it
 * together or not at all: `prepare` binds what is new, `commit` makes it the truth.
 */

import type { EndpointCounters, ListenerCounters, Condition } from '../contract.ts'
import type { Bind, Problem, ProxyEndpoint, ProxyListener, ProxyPool } from '../../ir/index.ts'

/** A pool without its endpoints: those travel as changes. */
export type PoolSettings = Omit<ProxyPool, 'endpoints'>

export interface PlacedEndpoint {
  readonly endpoint: ProxyEndpoint
  readonly isUp: boolean
}

/** One pool's way from what a thread has to what it shall have. */
export interface PoolChange {
  readonly settings: PoolSettings
  /** New endpoints and changed ones. */
  readonly put: readonly PlacedEndpoint[]
  readonly remove: readonly string[]
}

/** The way from what a thread has to what it shall have; names whole listeners and pools. */
export interface PathChange {
  readonly pools: readonly PoolChange[]
  readonly removedPoolIds: readonly string[]
  readonly listeners: readonly ProxyListener[]
  readonly removedListenerIds: readonly string[]
}

/** A socket that a change needs, with the listener that asks for it. */
export interface WantedBind {
  readonly listenerId: string
  readonly bind: Bind
}

export interface ConditionChange {
  readonly poolId: string
  readonly endpointId: string
  readonly condition: Condition
}

export type ToThread =
  | { readonly kind: 'prepare'; readonly ticket: number; readonly binds: readonly WantedBind[] }
  | { readonly kind: 'commit'; readonly ticket: number; readonly change: PathChange }
  | { readonly kind: 'abort' }
  | { readonly kind: 'conditions'; readonly changes: readonly ConditionChange[] }
  | { readonly kind: 'ticket_keys'; readonly ticketKeys: Uint8Array }
  | { readonly kind: 'close'; readonly graceMs: number }

export type FromThread =
  | { readonly kind: 'prepared'; readonly ticket: number; readonly problems: readonly Problem[] }
  | { readonly kind: 'committed'; readonly ticket: number }
  | { readonly kind: 'drained'; readonly poolId: string; readonly endpointId: string }
  | {
      readonly kind: 'counters'
      /** Those that changed since the last time. */
      readonly listeners: readonly ListenerCounters[]
      readonly endpoints: readonly EndpointCounters[]
    }
  | { readonly kind: 'closed' }

/** The name of a socket: what a listener binds, whoever owns it. */
export function bindKey(bind: Bind): string {
  return `${bind.address} ${bind.port}`
}

/** What a thread is started with. */
export interface ThreadOptions {
  /** Whether several threads bind the same ports. */
  readonly reusePort: boolean
  /** By which TLS sessions are resumed: all threads have the same. */
  readonly ticketKeys: Uint8Array
}
