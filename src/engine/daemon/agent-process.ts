/**
 * The agent process: a data plane, the agent that drives it, its socket, and a watch over the guard
 * that watches over it.
 *
 * Answers for: wiring. Does not know: what either does, or whether control is there.
 */

import { join } from 'node:path'
import { serveAgentMetrics, startAgent } from '../agent/index.ts'
import type { RunningAgent } from '../agent/index.ts'
import { readDataPlane } from '../client/index.ts'
import { endStrayHaproxy, resolveDataPlane } from '../dataplane/choice.ts'
import { createDataplane } from '../dataplane/registry.ts'
import { readWanted, untilAborted } from '../runtime/index.ts'
import { version } from '../../version.ts'
import { dataPlaneDirectory } from './data-plane.ts'
import { STOP_GRACE_MS, runDaemon } from './frame.ts'
import type { Daemon, DaemonOptions } from './frame.ts'
import { handOver, receiveInheritance } from './hand-over.ts'
import { Supervisor } from './supervisor.ts'

export interface AgentOptions extends DaemonOptions {
  /** From an agent that runs and has started this process for it. */
  readonly takesOver: boolean
}

export function runAgentProcess(options: AgentOptions): Promise<number> {
  const { takesOver } = options
  return runDaemon({ role: 'agent', options, takesOver, work: (daemon) => serve(daemon, options) })
}

async function serve(daemon: Daemon, options: AgentOptions): Promise<void> {
  const { paths, logger, stop } = daemon
  // It was started while the engine was being stopped.
  if ((await readWanted(paths.wantedFile)) === null) return
  const inheritance = options.takesOver ? await receiveInheritance() : null
  const { logLevel } = options
  const inherited = inheritance?.sockets
  const name = await resolveDataPlane(await readDataPlane(paths.dataPlaneFile))
  if (name !== 'haproxy' && inheritance === null) {
    // Of an agent that was killed: its sockets are in the way of ours.
    await endStrayHaproxy(dataPlaneDirectory(paths, 'haproxy'), 0)
  }
  const dataplane = createDataplane(name, {
    log: logger,
    inherited,
    directory: dataPlaneDirectory(paths, name),
    accessLogDirectory: join(paths.agentDirectory, 'access-log'),
  })
  const start = startAgent({
    directory: paths.agentDirectory,
    dataplane,
    socketPath: paths.agentSocket,
    logger,
    version,
    handOver: (request) => handOver({ daemon, options, running }, request),
    ...(inheritance === null ? {} : { beforeSocket: () => inheritance.takeRole(daemon) }),
  })
  const running: RunningAgent = await start.catch(async (error: unknown) => {
    await inheritance?.decline(error instanceof Error ? error.message : String(error))
    throw error
  })
  inheritance?.end()
  logger.info('ready', { socket: paths.agentSocket })
  const guard = new Supervisor({ role: 'guard', paths, logger, logLevel })
  const { agent, done } = running
  // After handing over the guard is the successor's to watch over.
  void agent.whenNotRunning.then(() => guard.end())
  const metrics = serveAgentMetrics({ agent, file: paths.metricsFile, version, logger })
  await Promise.race([done, untilAborted(stop)])
  if (stop.aborted) await agent.stop(STOP_GRACE_MS)
  await Promise.all([done, guard.end(), metrics])
}
