/**
 * What every process of the engine does around its work: be private, be the only one, log, end
 * well.
 *
 * Answers for: umask, state directory, lock, log, signals, crashes, exit codes.
 * Does not know: the work.
 */

import { join } from 'node:path'
import type { DataPlaneChoice } from '../agent/contract.ts'
import { EngineError } from '../errors.ts'
import { watchPlace } from './displacement.ts'
import { Hold } from './hold.ts'
import { createLogger, ensureStateDirectory, exitCodes } from '../runtime/index.ts'
import { logPaths, openLogFile, readLockHolder, stderrSink, systemClock } from '../runtime/index.ts'
import type { DaemonRole, LogLevel, Logger, StatePaths } from '../runtime/index.ts'
import { version } from '../../version.ts'

/** A predecessor that is about to end gets this long; waiting blocks, so it is short. */
const LOCK_WAIT_MS = 1_000
/** For connections in flight when the engine ends. */
export const STOP_GRACE_MS = 2_000

export interface DaemonOptions {
  readonly paths: StatePaths
  readonly log: 'stderr' | 'file'
  readonly logLevel: LogLevel
  /** Of control; null: `engine.json` of the state directory, if it is there. */
  readonly configFile?: string | null
  /** Of control; null: what its configuration says, or what it had before. */
  readonly dataPlane?: DataPlaneChoice | null
}

export interface Daemon {
  readonly paths: StatePaths
  readonly logger: Logger
  /** Aborted by SIGTERM and SIGINT: end in an orderly way. */
  readonly stop: AbortSignal
  /** The lock of its role. */
  readonly hold: Hold
}

export interface DaemonWork {
  readonly role: DaemonRole
  readonly options: DaemonOptions
  /** The work takes the lock itself, from a predecessor. False by default. */
  readonly takesOver?: boolean
  /** Called with the lock held; the process ends when it resolves. */
  readonly work: (daemon: Daemon) => Promise<void>
}

const lockNames = {
  control: 'controlLock',
  agent: 'agentLock',
  guard: 'guardLock',
} as const satisfies Record<DaemonRole, keyof StatePaths>

/**
 * Runs `work` as a process of its role and ends the process with it, whatever else is still open.
 * Resolves, with the exit code, only when another process has the role.
 */
export async function runDaemon(daemonWork: DaemonWork): Promise<number> {
  const { role, options, work, takesOver = false } = daemonWork
  process.umask(0o077)
  const { paths } = options
  await ensureStateDirectory(paths)
  const lockPath = paths[lockNames[role]]
  const hold = new Hold(lockPath, join(paths.leavingDirectory, `${process.pid}.lock`))
  if (!takesOver && !(await hold.take(LOCK_WAIT_MS))) return tellRunning({ lockPath, paths })
  const log = options.log === 'file' ? openLogFile(logPaths(paths, role).log) : null
  const logger = createLogger({
    sink: log?.sink ?? stderrSink,
    level: options.logLevel,
    clock: systemClock,
    fields: { role, pid: process.pid },
  })
  endOnCrash(logger)
  process.once('exit', () => hold.clear())
  watchPlace({ stateDirectory: paths.stateDirectory, lockPath }, () => {
    // At once: an orderly end would tidy up in the directory of the other one.
    logger.error('another engine runs in the place of the removed state directory')
    process.exit(exitCodes.failed)
  })
  const daemon = { paths, logger, stop: listenForStop(logger), hold }
  logger.info('started', { version, stateDirectory: paths.stateDirectory })
  return process.exit(await toExitCode(work(daemon), logger))
}

async function toExitCode(work: Promise<void>, logger: Logger): Promise<number> {
  try {
    await work
    logger.info('ended')
    return exitCodes.done
  } catch (error) {
    logger.error('failed', { error })
    return error instanceof EngineError ? exitCodes.failed : exitCodes.crashed
  }
}

async function tellRunning(held: { lockPath: string; paths: StatePaths }): Promise<number> {
  const holder = await readLockHolder(held.lockPath)
  const who = holder === null ? 'another process' : `process ${holder}`
  process.stderr.write(`lb: ${who} runs with the state directory ${held.paths.stateDirectory}\n`)
  return exitCodes.alreadyRunning
}

/** A second signal changes nothing: the grace times are short, and kill -9 is always there. */
function listenForStop(logger: Logger): AbortSignal {
  const controller = new AbortController()
  for (const name of ['SIGTERM', 'SIGINT'] as const) {
    process.on(name, () => {
      logger.info('asked to end', { signal: name })
      controller.abort()
    })
  }
  // A daemon outlives the terminal it was started from.
  process.on('SIGHUP', () => logger.debug('ignored', { signal: 'SIGHUP' }))
  return controller.signal
}

/**
 * After a programmer's error nothing is certain: say what it was, and start again from the disk.
 */
function endOnCrash(logger: Logger): void {
  process.on('uncaughtException', (error, origin) => {
    logger.error('crashed', { error, origin })
    process.exit(exitCodes.crashed)
  })
}
