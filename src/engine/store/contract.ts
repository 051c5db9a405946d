/**
 * What a store owes the control process: the desired state, durable, and the event log.
 *
 * Answers for: the contract kept by every store, proved by `test/contract/store`.
 * Does not know: what an object means.
 *
 * Duties of an implementer:
 *  1. `commit` is atomic and durable: when it resolves, a power cut loses nothing of it; when it
 *     rejects (`StoreError`), nothing of it is there.
 *  2. `load` returns what the acknowledged commits left, and nothing else.
 *  3. Events are numbered without gaps, in commit order, and trimmed to `EVENTS_KEPT_MAX`.
 */

import type { EngineObject } from '../kinds/index.ts'

/** The oldest events go first beyond this many. */
export const EVENTS_KEPT_MAX = 100_000

export interface Store {
  load(): Promise<StoredState>
  commit(batch: Batch): Promise<void>
  events(query: EventQuery): Promise<readonly EngineEvent[]>
  /** The whole at one moment, while commits go on; null where it is in no file. */
  copy(): Promise<StoreCopy | null>
  close(): Promise<void>
}

/** A store file that nobody writes to. */
export interface StoreCopy {
  readonly path: string
  /** That of the last commit in it. */
  readonly revision: number
  /** Idempotent. */
  remove(): Promise<void>
}

/** The most that `events` is asked for at a time. */
export const EVENTS_PAGE_MAX = 1_000

export interface StoredState {
  /** That of the last commit; 0 for an empty store. */
  readonly revision: number
  /** In no particular order. */
  readonly objects: readonly EngineObject[]
  readonly lastEvent: EngineEvent | null
}

export interface Batch {
  /** Greater than the last one; a batch of events alone may repeat it. */
  readonly revision: number
  readonly puts: readonly EngineObject[]
  readonly deletes: readonly { readonly kind: string; readonly id: string }[]
  readonly events: readonly EventInit[]
}

/**
 * One step the engine took, for people and tests: the order of things can be seen in it (R2, R3).
 */
export interface EventInit {
  readonly atMs: number
  readonly type: EventType
  readonly kind: string
  readonly objectId: string
  readonly objectName: string
  readonly owner: string
  /** A sentence: why, or what changed. */
  readonly message: string
}

export type EventType =
  | 'created'
  /** Made by a run that ended too early to know of it, and taken over by the next. */
  | 'adopted'
  | 'updated'
  /** Deleted, and serving until its last user is gone. */
  | 'leaving'
  | 'deleted'
  | 'refused'
  | 'target_up'
  | 'target_down'
  | 'instance_started'
  | 'instance_stopped'
  /** It ended without being asked to, or could not be started. */
  | 'instance_failed'
  /** Its time is nearly over (a certificate's). */
  | 'expires_soon'
  | 'expired'
  /** A policy has changed the size of a group. */
  | 'scaled'
  /** An update did not work, and the group has its former launch again. */
  | 'rolled_back'
  | 'engine_started'
  | 'agent_connected'
  | 'agent_lost'

export interface EngineEvent extends EventInit {
  /** 1, 2, 3, … over the life of the store. */
  readonly sequence: number
}

export interface EventQuery {
  /** Only events after this sequence number; 0 for all. */
  readonly after: number
  readonly limit: number
}

/** The medium failed: full, read-only, damaged. Nothing of the batch is stored. */
export class StoreError extends Error {
  constructor(message: string, options?: { cause: unknown }) {
    super(message, options)
    this.name = 'StoreError'
  }
}
