/**
 * Finding the engine of this machine, and starting it when none runs.
 *
 * Answers for: one engine per state directory however many ask at once, readiness, and what to tell
 * when it does not come up. Does not know: what the engine does once it answers.
 *
 *   answers? ──yes──▶ its socket
 *      │no
 *   start lock? ──held by another──▶ wait a moment, ask again
 *      │taken
 *   start the daemon ──answers──▶ its socket
 *      ├── ended, another was first ──▶ wait a moment, ask again
 *      └── ended otherwise ──▶ `unavailable`, with its last words
 */

import { existsSync } from 'node:fs'
import { EngineError } from '../errors.ts'
import { acquireLock, createBackoff, ensureStateDirectory, exitCodes } from '../runtime/index.ts'
import { isListening, isLockHeld, logPaths, pause, poll, readLastLines } from '../runtime/index.ts'
import { assertHostRunsEngines, installProgram } from '../runtime/index.ts'
import { readLockHolder, resolveStateDirectory, selfCommand } from '../runtime/index.ts'
import { startDetached, statePaths } from '../runtime/index.ts'
import type { DetachedProcess, Program, StatePaths } from '../runtime/index.ts'
import type { DataPlaneChoice } from '../agent/contract.ts'
import { readDataPlane } from './data-plane.ts'
import { connectEngine } from './remote.ts'

/** From the first look to an engine that answers. */
export const ENGINE_START_DEADLINE_MS = 20_000
const ANSWER_DEADLINE_MS = 2_000
const POLL = { firstMs: 10, maxMs: 100 }
const LAST_WORDS_MAX = 10
/** For calls in flight of a control process that gives way to another. */
const CONTROL_GRACE_MS = 1_000
const CONTROL_END_DEADLINE_MS = 5_000

export interface EnsureOptions {
  /** Null: the default of this machine and user. */
  readonly stateDirectory: string | null
  readonly signal: AbortSignal
  /** What to start when none answers; a copy of this program by default. */
  readonly program?: Program
  /** Of an engine that is started; by default the one that it had, or its configuration says. */
  readonly dataPlane?: DataPlaneChoice | null
}

/** The socket of the engine, or null when none answers. Starts nothing. */
export async function findEngine(options: EnsureOptions): Promise<string | null> {
  const paths = statePaths(resolveStateDirectory(options.stateDirectory))
  return (await answers(paths, options.signal)) ? paths.engineSocket : null
}

/**
 * The socket of an engine that answers; starts one, detached, when none does. Any number of
 * processes may ask at once. Throws `EngineError`: `invalid_argument` for a state directory that
 * cannot be used, `unavailable` with the daemon's last words when it does not start, or when this
 * machine cannot run one.
 */
export async function ensureEngine(options: EnsureOptions): Promise<string> {
  assertHostRunsEngines()
  const { signal } = options
  const paths = statePaths(resolveStateDirectory(options.stateDirectory))
  if (await answers(paths, signal)) return paths.engineSocket
  await ensureStateDirectory(paths)
  const endMs = performance.now() + ENGINE_START_DEADLINE_MS
  const backoff = createBackoff(POLL)
  while (performance.now() < endMs) {
    if (await takeTurn(paths, { ...toStart(options), endMs, signal })) return paths.engineSocket
    await pause(backoff.nextMs(), signal)
    if (await answers(paths, signal)) return paths.engineSocket
  }
  throw await toStuckError(paths)
}

/**
 * The same for an engine that has this data plane: one that runs with another is switched over,
 * which fails no request. Whether there was something to do. Throws `EngineError` also when it
 * cannot be had; then the engine goes on with the one it has.
 */
export async function ensureDataPlane(
  options: EnsureOptions & { readonly dataPlane: DataPlaneChoice },
): Promise<boolean> {
  const { signal } = options
  const paths = statePaths(resolveStateDirectory(options.stateDirectory))
  if (!(await answers(paths, signal))) {
    await ensureEngine(options)
    return true
  }
  if (await hasDataPlane(options)) return false
  await endControl(paths, signal)
  try {
    await ensureEngine(options)
  } catch (error) {
    await ensureEngine({ ...options, dataPlane: null })
    throw error
  }
  return true
}

/** Whether the engine of the state directory was asked for this data plane last. */
export async function hasDataPlane({
  stateDirectory,
  dataPlane,
}: Pick<EnsureOptions, 'stateDirectory'> & {
  readonly dataPlane: DataPlaneChoice
}): Promise<boolean> {
  const paths = statePaths(resolveStateDirectory(stateDirectory))
  return (await readDataPlane(paths.dataPlaneFile)) === dataPlane
}

/** Traffic goes on. */
async function endControl(paths: StatePaths, signal: AbortSignal): Promise<void> {
  const client = connectEngine(paths.engineSocket)
  try {
    await client.stop({ keepAgent: true, graceMs: CONTROL_GRACE_MS }, signal)
  } finally {
    client.close()
  }
  const attempt = async (): Promise<true | null> =>
    (await isLockHeld(paths.controlLock)) ? null : true
  await poll({ attempt, deadlineMs: CONTROL_END_DEADLINE_MS, ...POLL }, signal)
}

interface Limits {
  readonly endMs: number
  readonly signal: AbortSignal
  readonly program: Program | undefined
  /** More words of the command line. */
  readonly words: readonly string[]
}

function toStart({ program, dataPlane }: EnsureOptions): Pick<Limits, 'program' | 'words'> {
  const isNamed = dataPlane !== undefined && dataPlane !== null
  return { program, words: isNamed ? ['--data-plane', dataPlane] : [] }
}

/** Starts an engine if nobody else is about to. Whether one answers now. */
async function takeTurn(paths: StatePaths, limits: Limits): Promise<boolean> {
  const turn = await acquireLock(paths.startLock, 0)
  if (turn === null) return false
  try {
    // The one who had the turn before may have been successful.
    return (await answers(paths, limits.signal)) || (await startEngine(paths, limits))
  } finally {
    turn.release()
  }
}

/** Whether the daemon that was started answers; false when another was first. */
async function startEngine(paths: StatePaths, limits: Limits): Promise<boolean> {
  const { endMs, signal } = limits
  const program = limits.program ?? (await toProgram(paths))
  const child = await startDetached({
    command: [
      ...program,
      ...['engine', 'run', '--log=file', '--state-dir', paths.stateDirectory],
      ...limits.words,
    ],
    workingDirectory: paths.stateDirectory,
    stderrFile: logPaths(paths, 'control').stderr,
  })
  const attempt = async (): Promise<'answers' | 'ended' | null> => {
    if (await answers(paths, signal)) return 'answers'
    return child.exit() === null ? null : 'ended'
  }
  const deadlineMs = endMs - performance.now()
  const outcome = await poll({ attempt, deadlineMs, ...POLL }, signal)
  if (outcome === 'answers') return true
  if (child.exit()?.code === exitCodes.alreadyRunning) return false
  throw await toStartError(paths, child)
}

/** On a disk that is full it runs from where it is. */
function toProgram(paths: StatePaths): Promise<Program> {
  return installProgram(paths.programsDirectory).catch(() => selfCommand())
}

/** Connecting is cheap and tells most; asking tells that it is not merely there. */
async function answers(paths: StatePaths, signal: AbortSignal): Promise<boolean> {
  signal.throwIfAborted()
  if (!(await isListening(paths.engineSocket))) return false
  const client = connectEngine(paths.engineSocket)
  try {
    await client.info(AbortSignal.any([signal, AbortSignal.timeout(ANSWER_DEADLINE_MS)]))
    return true
  } catch {
    signal.throwIfAborted()
    return false
  } finally {
    client.close()
  }
}

async function toStartError(paths: StatePaths, child: DetachedProcess): Promise<EngineError> {
  const exit = child.exit()
  const how =
    exit === null
      ? `does not answer after ${ENGINE_START_DEADLINE_MS / 1000} s`
      : `ended with ${exit.signal ?? `exit code ${exit.code}`}`
  const words = await readLastWords(paths, child)
  const carrier = await findCarrier(paths)
  const carries =
    carrier === null
      ? ''
      : ` What carries traffic runs on as process ${carrier}: \`lb engine stop\` ends it.`
  return new EngineError({
    code: 'unavailable',
    message: [`The engine was started and ${how}`, ...words].join('\n'),
    remedy: `Its log is ${logPaths(paths, 'control').log}.${carries}`,
  })
}

/** The agent, which may have been started, or have been there before; null when there is none. */
async function findCarrier({ agentLock }: StatePaths): Promise<number | null> {
  if (!existsSync(agentLock) || !(await isLockHeld(agentLock))) return null
  return readLockHolder(agentLock)
}

/** What this very process logged, and what Node said when it died. */
async function readLastWords(
  paths: StatePaths,
  child: DetachedProcess,
): Promise<readonly string[]> {
  const { log, stderr } = logPaths(paths, 'control')
  const logged = (await readLastLines(log, { linesMax: 1000 }))
    .map((line) => toWords(line, child.pid))
    .filter((line) => line !== null)
  const fromByte = child.stderrFromByte
  const said = await readLastLines(stderr, { linesMax: LAST_WORDS_MAX, fromByte })
  return [...logged.slice(-LAST_WORDS_MAX), ...said]
}

/** A line of the log as a person reads it; null when another process wrote it. */
function toWords(line: string, pid: number): string | null {
  try {
    const entry: unknown = JSON.parse(line)
    if (typeof entry !== 'object' || entry === null) return null
    if (!('pid' in entry) || entry.pid !== pid) return null
    const level = 'level' in entry ? String(entry.level) : ''
    const message = 'message' in entry ? String(entry.message) : ''
    const error =
      'error' in entry && isRecord(entry.error) ? `: ${String(entry.error.message)}` : ''
    return `${level}: ${message}${error}`
  } catch {
    return null
  }
}

function isRecord(value: unknown): value is { readonly message: unknown } {
  return typeof value === 'object' && value !== null && 'message' in value
}

/** Something holds the state directory and does not answer, or nothing could be started in time. */
async function toStuckError(paths: StatePaths): Promise<EngineError> {
  const holder = await readLockHolder(paths.controlLock)
  const who = holder === null ? 'A process' : `The process ${holder}`
  return new EngineError({
    code: 'unavailable',
    message:
      `${who} holds the state directory ${paths.stateDirectory}, and its engine does not ` +
      `answer within ${ENGINE_START_DEADLINE_MS / 1000} s`,
    remedy: `See ${logPaths(paths, 'control').log}; \`lb engine stop\` ends it.`,
  })
}
