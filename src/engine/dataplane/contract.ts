/**
 * What a data plane owes the agent.
 *
 * Answers for: the one contract that every plane in `registry.ts` keeps, proved by
 * `test/contract/dataplane`. A plane sees the `ir` only.
 * Does not know: kinds, the store, how health is found out.
 *
 * Duties of an implementer:
 *  1. `apply` is make-before-break: new sockets are bound before old ones are released, and a
 *     rejected configuration leaves the last good one serving untouched.
 *  2. A listener present in both revisions with an unchanged bind never closes its socket.
 *  3. Endpoints that leave a pool, are disabled or reach weight 0 take no new work, finish what
 *     they have for at most `drainTimeoutMs`, then are reported as drained. With session
 *     persistence one at weight 0 goes on for the clients that have its cookie (R21).
 *  4. `setEndpoints` never rebuilds and never waits for I/O.
 *  5. What cannot be carried is a problem of `check`, never silence.
 */

import type { Algorithm, Problem, ProxyConfig } from '../ir/index.ts'

export interface Dataplane {
  readonly name: string
  readonly capabilities: Capabilities

  /** What is wrong with `config` for this plane. No side effects. */
  check(config: ProxyConfig): Promise<readonly Problem[]>

  /**
   * Makes `config` the truth; resolves when it is live (sockets accept) or refused. Unchanged
   * instances are recognised by identity. `conditions` is the health known at this moment.
   */
  apply(config: ProxyConfig, conditions: Conditions, signal: AbortSignal): Promise<ApplyOutcome>

  /**
   * The fast path: health verdicts to the picker, in order, at once. Unknown endpoints: ignored.
   */
  setEndpoints(changes: readonly EndpointChange[]): void

  /** Counters (about once a second) and drained endpoints, until aborted. One consumer. */
  observe(signal: AbortSignal): AsyncIterable<Observation>

  /** Stops accepting, lets work finish for `graceMs`, then ends it. */
  close(graceMs: number): Promise<void>
}

/** Differences between planes; one documented boolean or list each. */
export interface Capabilities {
  /** Which algorithms pools may name. */
  readonly algorithms: readonly Algorithm[]
}

/** Whether an endpoint may get traffic, by `endpointKey`; absent means down. */
export type Conditions = ReadonlyMap<string, Condition>

export type Condition = 'up' | 'down'

export interface EndpointChange {
  readonly poolId: string
  readonly endpointId: string
  readonly condition: Condition
}

/** The key of `Conditions`: endpoints are known by their pool and their id within it. */
export function endpointKey(poolId: string, endpointId: string): string {
  return `${poolId}/${endpointId}`
}

export type ApplyOutcome =
  | { readonly kind: 'applied'; readonly revision: number }
  /** Never retried as it is; the last good configuration keeps serving. */
  | { readonly kind: 'rejected'; readonly problems: readonly Problem[] }
  /** Retried with backoff. */
  | { readonly kind: 'unavailable'; readonly retryAfterMs: number; readonly cause: string }

export type Observation =
  | {
      readonly kind: 'counters'
      readonly listeners: readonly ListenerCounters[]
      readonly endpoints: readonly EndpointCounters[]
    }
  | { readonly kind: 'drained'; readonly poolId: string; readonly endpointId: string }

/** Totals since the plane started; `active` are gauges. */
export interface ListenerCounters {
  readonly listenerId: string
  readonly connectionsTotal: number
  readonly connectionsActive: number
  readonly requestsTotal: number
  readonly bytesIn: number
  readonly bytesOut: number
}

export interface EndpointCounters {
  readonly poolId: string
  readonly endpointId: string
  readonly connectionsTotal: number
  readonly connectionsActive: number
  readonly requestsTotal: number
  readonly failuresTotal: number
}
