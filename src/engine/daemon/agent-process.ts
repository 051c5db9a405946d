/**
 * The agent process: a data plane, the agent that drives it, and its socket.
 *
 * Answers for: wiring. Does not know: what either does, or whether control is there.
 */

import { startAgent } from '../agent/index.ts'
import { createDataplane, dataplanes } from '../dataplane/registry.ts'
import { EngineError } from '../errors.ts'
import { untilAborted } from '../runtime/index.ts'
import { version } from '../../version.ts'
import { STOP_GRACE_MS, runDaemon } from './frame.ts'
import type { Daemon, DaemonOptions } from './frame.ts'

const DATAPLANE = 'embedded'

export function runAgentProcess(options: DaemonOptions): Promise<number> {
  return runDaemon({ role: 'agent', options, work: serve })
}

async function serve({ paths, logger, stop }: Daemon): Promise<void> {
  const dataplane = createDataplane(DATAPLANE, { log: logger })
  if (dataplane === null) {
    const names = dataplanes.map(({ name }) => name).join(', ')
    throw new EngineError({
      code: 'invalid_argument',
      message: `There is no data plane "${DATAPLANE}"`,
      remedy: `Name one of: ${names}.`,
    })
  }
  const { agent, done } = await startAgent({
    directory: paths.agentDirectory,
    dataplane,
    socketPath: paths.agentSocket,
    logger,
    version,
  })
  logger.info('ready', { socket: paths.agentSocket })
  await Promise.race([done, untilAborted(stop)])
  if (stop.aborted) await agent.stop(STOP_GRACE_MS)
  await done
}
