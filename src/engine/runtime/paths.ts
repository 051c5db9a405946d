/**
 * Where everything of one engine lives on disk.
 *
 * Answers for: the state directory's name, the names of the files in it, and where a socket goes
 * when the state directory's path is too long for one. The same input gives the same answer in
 * every process of this machine, which is how the engine is found.
 * Does not know: whether any of it exists; `state-directory.ts` makes it.
 */

import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { realpathSync } from 'node:fs'
import { homedir } from 'node:os'
import { basename, dirname, isAbsolute, join, resolve } from 'node:path'
import { EngineError } from '../errors.ts'

const PROGRAM = 'terraform-provider-lb'

/** Kernels take 104 (macOS) to 108 (Linux) bytes with the closing zero. */
export const SOCKET_PATH_BYTES_MAX = 100

/** Not `os.tmpdir()`: two shells may differ in TMPDIR, and must still find one engine. */
const SOCKET_FALLBACK_PARENT = '/tmp'

/** What of the machine decides where the state is. */
export interface Surroundings {
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Null when the user has none. */
  readonly homeDirectory: string | null
  readonly workingDirectory: string
}

export function thisMachine(): Surroundings {
  return {
    environment: process.env,
    homeDirectory: findHomeDirectory(),
    workingDirectory: process.cwd(),
  }
}

/** Service users may have no entry at all, for which Node throws, or `/nonexistent`. */
function findHomeDirectory(): string | null {
  try {
    const home = homedir()
    return isAbsolute(home) && home !== '/nonexistent' ? home : null
  } catch {
    return null
  }
}

/**
 * The state directory, absolute and without symbolic links: `explicit`, else `$LB_STATE_DIR`, else
 * `$XDG_STATE_HOME/terraform-provider-lb`, else `~/.local/state/terraform-provider-lb`. Need not
 * exist. Throws `EngineError` when there is nowhere to put it, and for an empty name: whoever gives
 * one has meant another engine than that of the default.
 */
export function resolveStateDirectory(
  explicit: string | null,
  machine: Surroundings = thisMachine(),
): string {
  const { LB_STATE_DIR: fromEnvironment, XDG_STATE_HOME: stateHome } = machine.environment
  const chosen = explicit ?? fromEnvironment
  if (chosen === '') throw toNameless(explicit === null ? 'LB_STATE_DIR' : 'The state directory')
  if (chosen !== undefined) return toCanonical(resolve(machine.workingDirectory, chosen))
  // The XDG specification has relative paths ignored.
  if (stateHome && isAbsolute(stateHome)) return toCanonical(join(stateHome, PROGRAM))
  if (machine.homeDirectory !== null) {
    return toCanonical(join(machine.homeDirectory, '.local', 'state', PROGRAM))
  }
  throw new EngineError({
    code: 'invalid_argument',
    message: 'There is no home directory to keep the state of the engine in',
    remedy: 'Name a directory in LB_STATE_DIR (or in embedded.state_dir of the provider).',
  })
}

function toNameless(what: string): EngineError {
  return new EngineError({
    code: 'invalid_argument',
    message: `${what} is an empty text`,
    remedy: 'Name a directory, or leave it out for the default.',
  })
}

/** Two names of one directory must give one engine: follows links as far as the path exists. */
function toCanonical(path: string): string {
  const missing: string[] = []
  let existing = path
  while (dirname(existing) !== existing) {
    try {
      return join(realpathSync(existing), ...missing)
    } catch {
      missing.unshift(basename(existing))
      existing = dirname(existing)
    }
  }
  return path
}

/** What is in a state directory, beside the store's file. Who writes is named; nobody else does. */
export interface StatePaths {
  readonly stateDirectory: string
  /** Agent: the last good configuration. */
  readonly agentDirectory: string
  /** Control: where the agent serves metrics. */
  readonly metricsFile: string
  /** Instance drivers: what they started. */
  readonly instancesDirectory: string
  /** Control: which data plane the agent is to have. */
  readonly dataPlaneFile: string
  readonly logDirectory: string
  readonly engineSocket: string
  readonly agentSocket: string
  /** Held by the process of that role while it lives. */
  readonly controlLock: string
  readonly agentLock: string
  readonly guardLock: string
  /** Held by whoever is starting an engine, so that one is started and not ten. */
  readonly startLock: string
  /** The same for the agent; also held while one agent takes over from another. */
  readonly agentStartLock: string
  readonly guardStartLock: string
  /** Held by whoever is replacing the engine by another program. */
  readonly upgradeLock: string
  /** Says that the engine is to run, and from which program; gone when it was stopped. */
  readonly wantedFile: string
  /** Copies of this program, so that a daemon does not depend on where it was started from. */
  readonly programsDirectory: string
  /** Locks of agents that a newer one has replaced and that still have connections. */
  readonly leavingDirectory: string
}

/** `stateDirectory` as `resolveStateDirectory` returns it. */
export function statePaths(stateDirectory: string): StatePaths {
  assert.ok(isAbsolute(stateDirectory), `not absolute: ${stateDirectory}`)
  const sockets = socketDirectory(stateDirectory)
  return {
    stateDirectory,
    agentDirectory: join(stateDirectory, 'agent'),
    metricsFile: join(stateDirectory, 'metrics.json'),
    instancesDirectory: join(stateDirectory, 'instances'),
    dataPlaneFile: join(stateDirectory, 'data-plane.json'),
    logDirectory: join(stateDirectory, 'log'),
    engineSocket: join(sockets, 'engine.sock'),
    agentSocket: join(sockets, 'agent.sock'),
    controlLock: join(stateDirectory, 'control.lock'),
    agentLock: join(stateDirectory, 'agent.lock'),
    guardLock: join(stateDirectory, 'guard.lock'),
    startLock: join(stateDirectory, 'start.lock'),
    agentStartLock: join(stateDirectory, 'agent-start.lock'),
    guardStartLock: join(stateDirectory, 'guard-start.lock'),
    upgradeLock: join(stateDirectory, 'upgrade.lock'),
    wantedFile: join(stateDirectory, 'wanted.json'),
    programsDirectory: join(stateDirectory, 'programs'),
    leavingDirectory: join(stateDirectory, 'leaving'),
  }
}

/** The state directory itself, or a short one of its own when the path would be too long. */
function socketDirectory(stateDirectory: string): string {
  const longest = join(stateDirectory, 'engine.sock')
  if (Buffer.byteLength(longest) <= SOCKET_PATH_BYTES_MAX) return stateDirectory
  const digest = createHash('sha256').update(stateDirectory).digest('hex').slice(0, 16)
  return join(SOCKET_FALLBACK_PARENT, `lb-${process.getuid?.() ?? 0}-${digest}`)
}

/** Where a daemon role logs: JSON lines, and beside it what Node itself says when it dies. */
export function logPaths(
  paths: StatePaths,
  role: DaemonRole,
): { readonly log: string; readonly stderr: string } {
  return {
    log: join(paths.logDirectory, `${role}.log`),
    stderr: join(paths.logDirectory, `${role}.stderr`),
  }
}

/** The processes of an engine; the guard does nothing but start the agent again. */
export type DaemonRole = 'control' | 'agent' | 'guard'
