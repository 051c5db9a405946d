/**
 * What the control process asks of an agent, and what an agent reports.
 *
 * Answers for: the one face of the agent; `remote.ts` keeps it over the agent's own socket.
 * Does not know: kinds, the store.
 */

import type { ApplyOutcome, EndpointCounters, ListenerCounters } from '../dataplane/contract.ts'
import type { Admission, Problem, ProxyConfig } from '../ir/index.ts'
import type { ProbeFailure } from '../health/contract.ts'
import type { Family } from './metrics/exposition.ts'

export { DURATION_BOUNDS_MS, dataPlaneChoices, isDataPlaneChoice } from '../dataplane/contract.ts'
export type { DataPlaneChoice } from '../dataplane/contract.ts'
export type { ApplyOutcome, EndpointCounters, ListenerCounters } from '../dataplane/contract.ts'
export type { Family, Labels } from './metrics/exposition.ts'

export interface Agent {
  info(signal: AbortSignal): Promise<AgentInfo>
  /** What the data plane would refuse of `config`. No side effects. */
  check(config: ProxyConfig, signal: AbortSignal): Promise<readonly Problem[]>
  /**
   * Makes `config` live and keeps it on disk as the last good one. Endpoints that are new get their
   * first probe before their pool uses them, for at most `FIRST_VERDICT_WAIT_MS`. Calls are served
   * in order and the last one wins, whatever its revision: a control process that died before its
   * commit comes back with an older one. Content that is served already costs nothing.
   */
  apply(config: ProxyConfig, signal: AbortSignal): Promise<ApplyOutcome>
  /**
   * All targets first, then changes as they come, and counters about once a second. A slow reader
   * misses what has changed again meanwhile, never the latest.
   */
  watch(signal: AbortSignal): AsyncIterable<AgentReport>
  /**
   * Metrics of the control process, to be served beside the agent's own until the next call, and
   * for no longer than somebody watches.
   */
  tell(families: readonly Family[], signal: AbortSignal): Promise<void>
  /** Ends the agent and its data plane, letting work finish for `graceMs`. */
  stop(graceMs: number): Promise<void>
}

export interface HandOverRequest {
  /** The words that run the command line, to be followed by a command. */
  readonly program: readonly string[]
  /** How long connections of this agent may go on. */
  readonly drainMs: number
}

export interface AgentInfo {
  readonly pid: number
  readonly version: string
  readonly dataplane: string
  /** The revision being served; 0 for none. */
  readonly revision: number
}

export type AgentReport =
  | { readonly kind: 'targets'; readonly targets: readonly TargetHealth[] }
  /** Of no configuration any more, and drained. */
  | { readonly kind: 'gone'; readonly targets: readonly TargetKey[] }
  | {
      readonly kind: 'counters'
      readonly listeners: readonly ListenerCounters[]
      readonly endpoints: readonly EndpointCounters[]
    }
  | { readonly kind: 'metrics'; readonly metrics: MetricsState }

/** Whether metrics are served where they are to be. */
export interface MetricsState {
  /** Address and port. */
  readonly at: string
  /** Why they are not; null while they are. */
  readonly trouble: string | null
}

export interface TargetKey {
  readonly poolId: string
  readonly endpointId: string
}

/** One endpoint of one pool, as `lb_target_health` shows it. */
export interface TargetHealth extends TargetKey {
  readonly address: string
  readonly port: number
  readonly zone: string
  readonly weight: number
  readonly state: TargetState
  /** Null when there is nothing to explain: healthy with its whole weight, initial, unchecked. */
  readonly reason: TargetReason | null
  /** When the state began, milliseconds since the epoch. */
  readonly sinceMs: number
}

export type TargetState = 'initial' | 'healthy' | 'unhealthy' | 'draining' | 'unused' | 'unchecked'

/**
 * How an endpoint stands that is not admitted. One that security groups keep the instance from
 * dialling is as good as down: no connection to it can be made (R8).
 */
export function toRefused(
  admission: Exclude<Admission, 'admitted'>,
): Pick<TargetHealth, 'state' | 'reason'> {
  if (admission === 'denied') return { state: 'unhealthy', reason: 'connect_failed' }
  return { state: 'unused', reason: admission }
}

export type TargetReason =
  ProbeFailure | 'outside_zones' | 'disabled' | 'drained' | 'draining' | 'warming_up'
