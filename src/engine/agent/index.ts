/**
 * The face of the agent.
 *
 * Answers for: what the processes and the control room may use. See `contract.ts` for what an
 * agent owes.
 */

export { connectAgent } from './remote.ts'
export type { RemoteAgent } from './remote.ts'
export { startAgent } from './start.ts'
export type { RunningAgent, StartAgentOptions } from './start.ts'
export { one, serveAgentMetrics, toPlace, toVitals, writeMetricsAddress } from './metrics/index.ts'
export type { MetricsAddress } from './metrics/index.ts'
export { LatestCounters } from './latest-counters.ts'
export type { Counted } from './latest-counters.ts'
export type {
  Agent,
  AgentInfo,
  AgentReport,
  Family,
  HandOverRequest,
  Labels,
  MetricsState,
  TargetHealth,
  TargetKey,
  TargetReason,
  TargetState,
} from './contract.ts'
