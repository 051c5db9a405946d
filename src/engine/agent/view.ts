/**
 * How an endpoint stands, from all that is known of it.
 *
 * Answers for: the state and reason that people see, and whether traffic may go there. Pure.
 *
 *     of no configuration, or no longer admitted, with work left ──> draining
 *     outside the zones, or switched off                         ──> unused
 *     not to be dialled, for a security group                    ──> unhealthy
 *     its pool has no health check                               ──> unchecked
 *     else what the probes say                                   ──> initial, healthy, unhealthy
 */

import type { Condition } from '../dataplane/contract.ts'
import type { Health } from '../health/index.ts'
import type { ProxyEndpoint } from '../ir/index.ts'
import { toRefused } from './contract.ts'
import type { TargetHealth } from './contract.ts'

export interface Standing {
  readonly poolId: string
  readonly endpoint: ProxyEndpoint
  /** Null when not probed. */
  readonly health: Health | null
  /** It left, or is not admitted any more, and has work to finish. */
  readonly isDraining: boolean
  /** It came up lately, and gets its weight bit by bit. */
  readonly isWarming: boolean
}

/** `before` is how it stood until now: a state that stays keeps its time. */
export function toTarget(
  standing: Standing,
  before: TargetHealth | undefined,
  nowMs: number,
): TargetHealth {
  const { poolId, endpoint } = standing
  const { state, reason } = stateOf(standing)
  const isSame = before?.state === state && before.reason === reason
  const sinceMs = isSame ? before.sinceMs : nowMs
  return {
    poolId,
    endpointId: endpoint.id,
    address: endpoint.address,
    port: endpoint.port,
    zone: endpoint.zone,
    weight: endpoint.weight,
    state,
    reason,
    sinceMs: isProbed(standing) ? (standing.health?.sinceMs ?? sinceMs) : sinceMs,
  }
}

function stateOf(standing: Standing): Pick<TargetHealth, 'state' | 'reason'> {
  const { endpoint, health, isDraining, isWarming } = standing
  if (isDraining) return { state: 'draining', reason: 'draining' }
  if (endpoint.admission !== 'admitted') return toRefused(endpoint.admission)
  if (health === null) return { state: 'unchecked', reason: isWarming ? 'warming_up' : null }
  if (isWarming && health.state === 'healthy') return { state: 'healthy', reason: 'warming_up' }
  return { state: health.state, reason: health.reason }
}

function isProbed({ endpoint, isDraining }: Standing): boolean {
  return !isDraining && endpoint.admission === 'admitted'
}

/**
 * Whether traffic may go there. `isTrusted`: an endpoint without a verdict counts as up, as it did
 * before the agent was started anew.
 */
export function toCondition(standing: Standing, isTrusted: boolean): Condition {
  const { endpoint, health } = standing
  if (endpoint.admission !== 'admitted') return 'down'
  if (health === null || health.state === 'healthy') return 'up'
  return health.state === 'initial' && isTrusted ? 'up' : 'down'
}
