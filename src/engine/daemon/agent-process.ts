/**
 * The agent process: a data plane, the agent that drives it, its socket, and a watch over the guard
 * that watches over it.
 *
 * Answers for: wiring. Does not know: what either does, or whether control is there.
 */

import { startAgent } from '../agent/index.ts'
import { createDataplane, dataplanes } from '../dataplane/registry.ts'
import { EngineError } from '../errors.ts'
import { readWanted, untilAborted } from '../runtime/index.ts'
import { version } from '../../version.ts'
import { STOP_GRACE_MS, runDaemon } from './frame.ts'
import type { Daemon, DaemonOptions } from './frame.ts'
import { Supervisor } from './supervisor.ts'

const DATAPLANE = 'embedded'

export function runAgentProcess(options: DaemonOptions): Promise<number> {
  return runDaemon({ role: 'agent', options, work: (daemon) => serve(daemon, options) })
}

async function serve(daemon: Daemon, options: DaemonOptions): Promise<void> {
  const { paths, logger, stop } = daemon
  // It was started while the engine was being stopped.
  if ((await readWanted(paths.wantedFile)) === null) return
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
  const { logLevel } = options
  const guard = new Supervisor({ role: 'guard', paths, logger, logLevel })
  await Promise.race([done, untilAborted(stop)])
  const letGo = guard.end()
  if (stop.aborted) await agent.stop(STOP_GRACE_MS)
  await Promise.all([done, letGo])
}
