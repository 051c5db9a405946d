/**
 * The forms that the parts of this room share: what is asked, what came out, what is known.
 *
 * Answers for: probe results and health as values. Does not know: sockets, time, data planes.
 */

import type { ProbeDefinition } from '../ir/index.ts'
import type { Cancel } from '../runtime/contract.ts'

/** What is known of one endpoint by probing it. */
export interface Health {
  readonly state: HealthState
  /** Why the latest probe failed; null unless unhealthy. */
  readonly reason: ProbeFailure | null
  /** Probes in a row that came out like the latest one; one of the two is 0. */
  readonly successes: number
  readonly failures: number
  /** When the state began, milliseconds since the epoch. */
  readonly sinceMs: number
}

/** `initial`: no verdict yet, which is no traffic either. */
export type HealthState = 'initial' | 'healthy' | 'unhealthy'

export type ProbeFailure =
  /** Refused, or no way there. */
  | 'connect_failed'
  | 'connect_timeout'
  /** Connected, and no whole answer within the timeout. */
  | 'request_timeout'
  /** Connected, and the connection ended without an answer. */
  | 'connection_reset'
  /** A status that does not count as success. */
  | 'status_mismatch'
  /** What came is not HTTP/1.0 or 1.1. */
  | 'malformed_response'

export type ProbeResult =
  | { readonly kind: 'success' }
  | { readonly kind: 'failure'; readonly reason: ProbeFailure }
  /** This machine could not ask (no file descriptors, no memory): says nothing of the server. */
  | { readonly kind: 'unknown'; readonly cause: string }

/** One server asked one thing. `port` is the one traffic goes to. */
export interface ProbeQuestion {
  readonly address: string
  readonly port: number
  readonly definition: ProbeDefinition
}

/** Begins a probe; calls `report` exactly once, later, unless cancelled. Never throws. */
export type StartProbe = (question: ProbeQuestion, report: (result: ProbeResult) => void) => Cancel
