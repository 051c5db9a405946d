/**
 * The face of health: probing endpoints, and what follows for their state.
 *
 * Answers for: R24 to R28. Does not know: data planes, reports, configuration files.
 */

export type { Health, HealthState, ProbeFailure, StartProbe } from './contract.ts'
export type { Cancel, Timers } from '../runtime/index.ts'
export { systemTimers } from '../runtime/index.ts'
export { startProbe } from './probe.ts'
export { Scheduler } from './scheduler.ts'
export type {
  OnHealth,
  PoolWatch,
  ProbeCounts,
  SchedulerOptions,
  WatchOptions,
} from './scheduler.ts'
