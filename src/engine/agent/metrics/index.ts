/** The face of the metrics: all that the agent knows, at `/metrics`. */

import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { Logger } from '../../runtime/index.ts'
import type { LocalAgent } from '../local.ts'
import { serveMetrics } from './endpoint.ts'
import { toExposition } from './exposition.ts'
import { toFamilies } from './families.ts'

export { writeMetricsAddress } from './endpoint.ts'
export type { MetricsAddress } from './endpoint.ts'

const LOOP_DELAY_RESOLUTION_MS = 20
const NANOSECONDS = 1e9

export interface AgentMetrics {
  readonly agent: LocalAgent
  /** Says whether and where; see `writeMetricsAddress`. */
  readonly file: string
  readonly version: string
  readonly logger: Logger
}

/** Serves the agent's metrics until it does not run any more. */
export async function serveAgentMetrics(options: AgentMetrics): Promise<void> {
  const { agent, file, version, logger } = options
  const ending = new AbortController()
  void agent.whenNotRunning.then(() => ending.abort())
  const delay = monitorEventLoopDelay({ resolution: LOOP_DELAY_RESOLUTION_MS })
  delay.enable()
  const startedMs = Date.now() - process.uptime() * 1000
  const toSeconds = (nanoseconds: number): number =>
    Math.max(0, nanoseconds / NANOSECONDS - LOOP_DELAY_RESOLUTION_MS / 1000)
  const text = (): Iterable<string> =>
    toExposition(
      toFamilies({
        ...agent.standing,
        ...{ version, startedMs, residentBytes: process.memoryUsage.rss() },
        loopDelays: {
          p50: toSeconds(delay.percentile(50)),
          p99: toSeconds(delay.percentile(99)),
          max: toSeconds(delay.max),
        },
      }),
    )
  await serveMetrics({ file, logger, text }, ending.signal)
  delay.disable()
}
