/**
 * The control process: store, agent, control and API, brought up in this order and down in reverse.
 *
 * Answers for: wiring. Does not know: what any of them does.
 */

import { connectAgent, writeMetricsAddress } from '../agent/index.ts'
import { Calls, startControl, toGroupWorld, withGroups } from '../control/index.ts'
import type { Control, EngineApi } from '../control/index.ts'
import { startGroups } from '../groups/index.ts'
import { installProgram, isListening, pause, poll, selfCommand } from '../runtime/index.ts'
import { systemClock, systemTimers, untilAborted, writeWanted } from '../runtime/index.ts'
import type { StatePaths } from '../runtime/index.ts'
import { stores } from '../store/index.ts'
import { version } from '../../version.ts'
import { readDataPlane } from '../client/index.ts'
import { startApiServers } from './api-servers.ts'
import { settleDataPlane, switchDataPlane } from './data-plane.ts'
import { readEngineFile } from './engine-file.ts'
import type { EngineFile } from './engine-file.ts'
import { STOP_GRACE_MS, runDaemon } from './frame.ts'
import { Outlets } from './outlets.ts'
import type { Daemon, DaemonOptions } from './frame.ts'
import { withOrderlyStop } from './stop-agent.ts'
import { Supervisor } from './supervisor.ts'

/**
 * The API waits so long for an agent, as without one it can only refuse writes. After that it
 * answers all the same, and says that there is none.
 */
const AGENT_WAIT_MS = 5_000
const METRICS_WAIT_MS = 1_500
const MEET_POLL = { firstMs: 5, maxMs: 50 }
/** For calls in flight when the API closes. */
const API_GRACE_MS = 1_000

export function runControlProcess(options: DaemonOptions): Promise<number> {
  return runDaemon({ role: 'control', options, work: (daemon) => control(daemon, options) })
}

async function control(daemon: Daemon, options: DaemonOptions): Promise<void> {
  const { paths, logger } = daemon
  const { stateDirectory } = paths
  // When it is wrong nothing is begun.
  const file = await readEngineFile({ stateDirectory, configFile: options.configFile ?? null })
  const before = await readDataPlane(paths.dataPlaneFile)
  const asked = options.dataPlane ?? null
  const name = await settleDataPlane({ paths, configured: file.dataPlane, asked })
  const { logLevel } = options
  await want(daemon)
  await tellMetrics(daemon, file)
  // Before the store, as it takes the longest and traffic may be waiting for it.
  const supervisor = new Supervisor({ role: 'agent', paths, logger, logLevel })
  try {
    await untilListening(paths)
    await switchDataPlane({ paths, logger, name, before }, daemon.stop)
    await serve({ daemon, supervisor, file })
  } finally {
    // Without control the agent still serves what it has.
    await supervisor.end()
  }
}

/** From now on the engine is to run, from a copy of this program. */
async function want({ paths, logger }: Daemon): Promise<void> {
  try {
    await writeWanted(paths.wantedFile, await installProgram(paths.programsDirectory))
  } catch (error) {
    // A disk that is full. Without a copy it runs from where it is.
    logger.warn('this program could not be copied', { error })
    await writeWanted(paths.wantedFile, selfCommand())
  }
}

/** The agent follows the file, whichever agent it is. */
async function tellMetrics({ paths, logger }: Daemon, { metrics }: EngineFile): Promise<void> {
  await writeMetricsAddress(paths.metricsFile, metrics).catch((error: unknown) => {
    logger.warn('metrics stay as they were', { error })
  })
}

/** Until an agent listens, or for so long that none may come. */
async function untilListening(paths: StatePaths): Promise<void> {
  const attempt = async (): Promise<true | null> =>
    (await isListening(paths.agentSocket)) ? true : null
  const { signal } = new AbortController()
  await poll({ attempt, deadlineMs: AGENT_WAIT_MS, ...MEET_POLL }, signal)
}

/** Until control has met its agent, or for so long that it may not come. */
async function untilMet(control: Control, stop: AbortSignal): Promise<void> {
  const attempt = async (): Promise<true | null> => {
    const { agent } = await control.info(stop)
    return agent === null && !stop.aborted ? null : true
  }
  await poll({ attempt, deadlineMs: AGENT_WAIT_MS, ...MEET_POLL }, new AbortController().signal)
}

interface Parts {
  readonly daemon: Daemon
  readonly supervisor: Supervisor
  readonly file: EngineFile
}

async function serve({ daemon, supervisor, file }: Parts): Promise<void> {
  const { paths, logger, stop } = daemon
  const store = await stores.sqlite({ directory: paths.stateDirectory })
  const agent = withOrderlyStop(connectAgent(paths.agentSocket), { paths, supervisor })
  const clock = systemClock
  const outlets = new Outlets(file)
  const calls = new Calls(clock)
  const control = await startControl({
    store,
    agent,
    logger,
    clock,
    version,
    topology: file.topology,
    ...(file.metrics === null
      ? {}
      : { metrics: { calls, onState: (state) => outlets.noteMetrics(state) } }),
    outlets: () => outlets.list(),
    holds: file.holds,
  })
  await untilMet(control, stop)
  // Whoever starts the engine is told whether metrics are served.
  await Promise.race([outlets.untilKnown, pause(METRICS_WAIT_MS, stop).catch(() => {})])
  const groups = await startGroups({
    world: toGroupWorld(control),
    directory: paths.instancesDirectory,
    timers: systemTimers,
    log: logger,
  })
  const { api, stopped } = withStop(withGroups({ control, groups }))
  const servers = await startApiServers({
    ...{ api, paths, logger },
    ...{ settings: file.api, dashboard: file.dashboard, outlets, calls },
  })
  logger.info('ready', { socket: paths.engineSocket })
  await Promise.race([stopped, untilAborted(stop)])
  if (stop.aborted) await api.stop({ keepAgent: false, graceMs: STOP_GRACE_MS }, stop)
  await servers.close(API_GRACE_MS)
}

/** The same API, and when it has stopped; however often and by whomever it is asked to. */
function withStop(inner: EngineApi): { readonly api: EngineApi; readonly stopped: Promise<void> } {
  const { promise: stopped, resolve, reject } = Promise.withResolvers<void>()
  let stopping: Promise<void> | null = null
  const stop: EngineApi['stop'] = (...args) => {
    stopping ??= inner.stop(...args)
    stopping.then(resolve, reject)
    return stopping
  }
  return { api: { ...inner, stop }, stopped }
}
