/**
 * The engine as its users see it: resources and the command line call this and nothing else.
 *
 * Answers for: the engine API in terms of objects; `remote.ts` keeps it over gRPC.
 * Does not know: Terraform.
 *
 * Every method throws `EngineError` from the closed table and honours `signal` promptly. Calls have
 * a deadline of their own (`CALL_DEADLINE_MS`), writes a longer one (`WRITE_DEADLINE_MS`).
 */

import type { EndpointCounters, ListenerCounters, TargetHealth } from '../agent/contract.ts'
import type { EngineError } from '../errors.ts'
import type { Maker, Topology } from '../kinds/index.ts'
import type { EngineEvent } from '../store/contract.ts'

/** A call that reads. */
export const CALL_DEADLINE_MS = 25_000

/** A write: it may wait for its turn, for the agent, and for first probes. */
export const WRITE_DEADLINE_MS = 120_000

/** Objects in one page of a list. */
export const PAGE_SIZE_MAX = 1_000

export interface EngineClient {
  /**
   * Atomic: all or nothing, judged by the final state, in any order. Resolves when live. Results
   * are in the order of the operations.
   */
  transact(operations: readonly Operation[], signal: AbortSignal): Promise<readonly ApiObject[]>
  /** The same judgement without doing it: what `transact` would refuse, or null. */
  check(operations: readonly Operation[], signal: AbortSignal): Promise<EngineError | null>
  /**
   * Waits for what a write began and does not end with it: null when it is done, or when there is
   * nothing to wait for; after some seconds a sentence that says how far it is, for whoever asks
   * again. Throws when it will come to nothing.
   */
  settle(query: SettleQuery, signal: AbortSignal): Promise<string | null>
  /** Null when there is no such object, or it is leaving. */
  get(kind: string, id: string, signal: AbortSignal): Promise<ApiObject | null>
  list(query: ListQuery, signal: AbortSignal): Promise<Page>
  /** Everything at once, for a bulk refresh or a status tree. */
  snapshot(signal: AbortSignal): Promise<Snapshot>
  /**
   * Tells that somebody has noted these ids: the objects are no lost creations (`Maker`). Ids of
   * what is not there are passed over.
   */
  claim(ids: readonly string[], signal: AbortSignal): Promise<void>
  /**
   * While it is followed, the run (`Maker`) is there: what it has made is not taken for lost.
   * Yields once, when the engine knows.
   */
  attend(run: string, signal: AbortSignal): AsyncIterable<void>
  health(backendServiceId: string, signal: AbortSignal): Promise<readonly TargetHealth[]>
  /** What the agent has counted, of all that is configured. */
  counters(signal: AbortSignal): Promise<Counters>
  /** Events after `after`; with `follow` it goes on until aborted. */
  events(query: EventsQuery, signal: AbortSignal): AsyncIterable<EngineEvent>
  /**
   * What changes, as it changes, until aborted: from a revision on, or after the present state.
   * Throws `history_gone` when the changes since `after` are not kept any more: then begin anew.
   */
  watch(query: WatchQuery, signal: AbortSignal): AsyncIterable<WatchPart>
  /** What users have declared, at one moment, in a lasting order; what is leaving is there too. */
  exportObjects(options: ExportOptions, signal: AbortSignal): Promise<Exported>
  /** The bytes of a backup file: the whole store at one moment, while work goes on. Admin only. */
  backup(signal: AbortSignal): AsyncIterable<Uint8Array>
  /** Exported objects, with their ids, in one transaction. Admin only, as exporting secrets is. */
  importObjects(query: ImportQuery, signal: AbortSignal): Promise<Imported>
  info(signal: AbortSignal): Promise<EngineInfo>
  /** Ends the engine. With `keepAgent` traffic goes on and the next start adopts the agent. */
  stop(options: StopOptions, signal: AbortSignal): Promise<void>
  close(): void
}

/** An object as the API shows it; `spec` is the kind's, in spec names, complete. */
export interface ApiObject {
  readonly kind: string
  readonly id: string
  readonly name: string
  readonly owner: string
  readonly tags: Readonly<Record<string, string>>
  readonly generation: number
  readonly createdMs: number
  /**
   * Since when it is leaving: deleted, and serving until its last user is gone. Null: it is not.
   * Objects that are leaving are only shown where that is asked for.
   */
  readonly leavingMs: number | null
  /** True: nobody is known to have noted its id (`claim`). */
  readonly unclaimed?: true
  readonly spec: Readonly<Record<string, unknown>>
}

export type Operation = PutOperation | DeleteOperation

export interface PutOperation {
  readonly type: 'put'
  readonly kind: string
  /** Null creates; otherwise the whole spec replaces that of the object with this id. */
  readonly id: string | null
  readonly name: string
  readonly owner: string
  readonly tags: Readonly<Record<string, string>>
  readonly spec: Readonly<Record<string, unknown>>
  /** A retried create with the same key returns the same object. */
  readonly idempotencyKey: string | null
  /**
   * Who creates, so that what was made for nobody is found again: a creation takes over what a
   * former run of the same scope has made under the same name, when it has gone and nobody is known
   * to have noted the id. Absent: it does not, and what it makes counts as noted.
   */
  readonly maker?: Maker
  /** Refused with `changed_since_plan` when the object has another generation; null: any. */
  readonly expectedGeneration: number | null
}

export interface DeleteOperation {
  readonly type: 'delete'
  readonly kind: string
  readonly id: string
  /**
   * What to do while anything refers to the object. `strict`: refuse, with `in_use`. `defer`: when
   * all of it has the same owner, let the object leave: it is shown no more and takes no new
   * references, and serves until the last one is gone. Refused for what others cannot do without
   * (an instance).
   */
  readonly mode: 'strict' | 'defer'
  /** As for a put; absent: any. */
  readonly expectedGeneration?: number
}

export interface SettleQuery {
  readonly kind: string
  readonly id: string
  /** The object's, with what is waited for; null: as it is, which may be that it is gone. */
  readonly generation: number | null
}

export interface ListQuery {
  readonly kind: string | null
  readonly owner: string | null
  readonly name: string | null
  /** True: only what is leaving, which is not shown otherwise. */
  readonly leaving: boolean
  /** At most `PAGE_SIZE_MAX`. */
  readonly limit: number
  /** From the previous page; null for the first. */
  readonly cursor: string | null
}

export interface Page {
  readonly objects: readonly ApiObject[]
  /** Null when this is the last page. */
  readonly cursor: string | null
}

export interface Snapshot {
  readonly revision: number
  readonly objects: readonly ApiObject[]
  /** What is leaving; not among `objects`. */
  readonly leaving: readonly ApiObject[]
  readonly health: readonly TargetHealth[]
  readonly info: EngineInfo
}

/** Totals since the agent started: they begin anew with it. */
export interface Counters {
  /** When the agent told the latest of them; null while it has told none. */
  readonly atMs: number | null
  readonly listeners: readonly ListenerCounters[]
  readonly endpoints: readonly EndpointCounters[]
}

export interface EventsQuery {
  readonly after: number
  readonly follow: boolean
}

export interface WatchQuery {
  /** The revision of the last `synced` part that was seen; null: the present state comes first. */
  readonly after: number | null
  /** Null: of every kind. */
  readonly kind: string | null
  /** Null: of every owner. */
  readonly owner: string | null
}

export type WatchPart =
  /** New, changed, or leaving. */
  | { readonly type: 'put'; readonly object: ApiObject }
  | { readonly type: 'delete'; readonly kind: string; readonly id: string }
  /** All that led to this revision has been told: the place to go on from. */
  | { readonly type: 'synced'; readonly revision: number }

export interface ExportOptions {
  /** Private keys and such too, which are null otherwise. */
  readonly withSecrets: boolean
}

export interface Exported {
  readonly revision: number
  readonly objects: readonly ApiObject[]
}

export interface ImportQuery {
  /** A secret that is null is kept as it is. */
  readonly objects: readonly ApiObject[]
  /** Deletes every declared object that is not among them. */
  readonly prune: boolean
  /** Judges it, and does nothing. */
  readonly dryRun: boolean
}

export interface Imported {
  /** After it. */
  readonly revision: number
  /** What it did, or would do, in order. */
  readonly steps: readonly ImportedStep[]
}

export interface ImportedStep {
  readonly type: 'created' | 'adopted' | 'updated' | 'leaving' | 'deleted'
  readonly kind: string
  readonly id: string
  readonly name: string
}

export interface EngineInfo {
  readonly version: string
  readonly pid: number
  readonly startedMs: number
  readonly revision: number
  readonly topology: Topology
  /** Null while no agent is connected. */
  readonly agent: AgentSummary | null
  /** Places beside the API where the engine shows how it does. */
  readonly outlets: readonly Outlet[]
}

/** Of `engine.json`: metrics for programs, a dashboard for people. */
export interface Outlet {
  readonly name: 'metrics' | 'dashboard'
  /** Address and port. */
  readonly at: string
  /** Why nothing is served there; null while all is well. */
  readonly trouble: string | null
}

export interface AgentSummary {
  readonly pid: number
  readonly dataplane: string
  /** Numbered by attempts: only equality with another one says anything. */
  readonly revision: number
  /** It serves what is stored. */
  readonly isCurrent: boolean
}

export interface StopOptions {
  readonly keepAgent: boolean
  readonly graceMs: number
}

export type { EndpointCounters, EngineEvent, ListenerCounters, TargetHealth }
