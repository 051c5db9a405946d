/**
 * What a probe's result means for an endpoint (R24, R27).
 *
 * Answers for: the one place where health is decided. Pure: time comes as an argument.
 *
 *     initial ── a success ─────────────────────────────> healthy
 *     initial ── unhealthyThreshold failures in a row ──> unhealthy
 *     healthy ── unhealthyThreshold failures in a row ──> unhealthy
 *     unhealthy ── healthyThreshold successes in a row ─> healthy
 *
 * A result of the other sort begins its row anew. The healthy threshold is for recovery: a new
 * server is let in by its first success.
 */

import type { Health, HealthState, ProbeResult } from './contract.ts'

/** After how many results in a row the state changes; 1 or more. */
export interface Thresholds {
  readonly unhealthyThreshold: number
  readonly healthyThreshold: number
}

/** Before any result. */
export function initialHealth(nowMs: number): Health {
  return { state: 'initial', reason: null, successes: 0, failures: 0, sinceMs: nowMs }
}

export interface Finding {
  readonly health: Health
  readonly result: ProbeResult
  readonly thresholds: Thresholds
  readonly nowMs: number
}

/** The health after one more result. One that says nothing of the server changes nothing. */
export function afterProbe({ health, result, thresholds, nowMs }: Finding): Health {
  switch (result.kind) {
    case 'unknown':
      return health
    case 'success': {
      const successes = health.successes + 1
      const state = isRecovered(health.state, successes, thresholds) ? 'healthy' : health.state
      const reason = state === 'unhealthy' ? health.reason : null
      return { state, reason, successes, failures: 0, sinceMs: since(health, state, nowMs) }
    }
    case 'failure': {
      const failures = health.failures + 1
      const isDown = health.state === 'unhealthy' || failures >= thresholds.unhealthyThreshold
      const state = isDown ? 'unhealthy' : health.state
      const reason = isDown ? result.reason : null
      return { state, reason, successes: 0, failures, sinceMs: since(health, state, nowMs) }
    }
  }
}

function isRecovered(state: HealthState, successes: number, thresholds: Thresholds): boolean {
  return state !== 'unhealthy' || successes >= thresholds.healthyThreshold
}

function since(health: Health, state: HealthState, nowMs: number): number {
  return state === health.state ? health.sinceMs : nowMs
}

/** The same state, before any result: for an endpoint that is asked something else from now on. */
export function withoutResults(health: Health): Health {
  return { ...health, successes: 0, failures: 0 }
}
