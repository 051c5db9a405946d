/**
 * What the main side and its threads say to each other. Structured-clone values only, and shared
 * memory: health and weights never travel, they stand in the pickers.
 *
 * Answers for: the forms. A change of structure goes in steps, so that several threads make it
 * together or not at all: `prepare` binds what is new, `seat` makes known who will sit where, then
 * the main side opens the seats, and `commit` makes the rest the truth.
 */

import type { Bind, Problem, ProxyEndpoint, ProxyListener, ProxyPool } from '../../ir/index.ts'
import type { WantedBind } from '../binds.ts'
import type { LogPage } from './path/access-log.ts'
import type { OccupancyPlace } from './path/occupancy.ts'
import type { SharedPickerPlace } from '../selection/index.ts'

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

/** The way from one configuration to the next; names whole listeners and pools. */
export interface PathChange {
  readonly pools: readonly PoolChange[]
  readonly removedPoolIds: readonly string[]
  readonly listeners: readonly ProxyListener[]
  readonly removedListenerIds: readonly string[]
}

/** An endpoint on the seat that it has in every thread. */
export interface SeatedEndpoint {
  readonly seat: number
  readonly endpoint: ProxyEndpoint
  /** Where this thread counts for it. */
  readonly cells: Float64Array
}

/** What a thread learns of a pool before seats are opened. */
export interface PoolSeats {
  readonly settings: PoolSettings
  readonly picker: SharedPickerPlace
  /** Another number is another picker. */
  readonly pickerNumber: number
  /** New endpoints and changed ones. */
  readonly seated: readonly SeatedEndpoint[]
}

/** What a thread learns of a pool after seats were opened and closed. */
export interface PoolLeavers {
  readonly poolId: string
  /** Who sits there leaves. */
  readonly cleared: readonly number[]
}

export interface PutListener {
  readonly config: ProxyListener
  /** Where this thread counts for it. */
  readonly cells: Float64Array
}

/** The last step of a change, as a thread is told. */
export interface ThreadCommit {
  readonly pools: readonly PoolLeavers[]
  readonly removedPoolIds: readonly string[]
  readonly listeners: readonly PutListener[]
  readonly removedListenerIds: readonly string[]
}

export type ToThread =
  | { readonly kind: 'prepare'; readonly ticket: number; readonly binds: readonly WantedBind[] }
  | { readonly kind: 'seat'; readonly ticket: number; readonly pools: readonly PoolSeats[] }
  | { readonly kind: 'commit'; readonly ticket: number; readonly change: ThreadCommit }
  | { readonly kind: 'abort' }
  | { readonly kind: 'logged'; readonly page: LogPage }
  | { readonly kind: 'tell_sockets'; readonly ticket: number }
  | { readonly kind: 'retire' }
  | { readonly kind: 'ticket_keys'; readonly ticketKeys: Uint8Array }
  | { readonly kind: 'close'; readonly graceMs: number }

export type FromThread =
  /** The answer to `prepare`, and to any other step without problems. */
  | { readonly kind: 'done'; readonly ticket: number; readonly problems: readonly Problem[] }
  | {
      readonly kind: 'sockets'
      readonly ticket: number
      readonly sockets: readonly ThreadSocket[]
    }
  | { readonly kind: 'drained'; readonly poolId: string; readonly endpointId: string }
  | { readonly kind: 'log'; readonly listenerId: string; readonly page: LogPage }
  | { readonly kind: 'closed' }

/** What a thread is started with. */
export interface ThreadOptions {
  /** Its number among the threads, from 0. */
  readonly number: number
  /** Client connections of all threads. */
  readonly occupancy: OccupancyPlace
  /** By which TLS sessions are resumed: all threads have the same. */
  readonly ticketKeys: Uint8Array
  /** Sockets of a predecessor, to be listened on instead of binding anew. */
  readonly inherited: readonly ThreadSocket[]
}

/** A listening socket and its descriptor. */
export interface ThreadSocket {
  readonly bind: Bind
  readonly file: number
}
