/** The face of the metrics: all that the agent knows, at `/metrics`. */

import { systemTimers, VitalsMonitor } from '../../runtime/index.ts'
import type { Logger } from '../../runtime/index.ts'
import type { LocalAgent } from '../local.ts'
import { serveMetrics } from './endpoint.ts'
import { toExposition } from './exposition.ts'
import { toFamilies } from './families.ts'

export { toPlace, writeMetricsAddress } from './endpoint.ts'
export type { MetricsAddress } from './endpoint.ts'
export { one, toVitals } from './process.ts'

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
  const monitor = new VitalsMonitor(systemTimers)
  const serving = {
    ...{ file, logger },
    text: async (format: Parameters<typeof toExposition>[1]) => {
      const vitals = await monitor.read()
      return toExposition(toFamilies({ ...agent.standing, version, vitals }), format)
    },
    onState: (state: Parameters<LocalAgent['noteMetrics']>[0]) => agent.noteMetrics(state),
    untilHurried: () => agent.untilTold(),
  }
  await serveMetrics(serving, ending.signal)
  monitor.close()
}
