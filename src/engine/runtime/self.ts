/**
 * How this program starts itself again in another role.
 *
 * Answers for: the command, a clean environment, and a child that outlives its parent and holds
 * nothing of it: no pipe (Terraform would wait on it), no terminal, no secret of its shell.
 * Does not know: what the roles do.
 */

import { spawn } from 'node:child_process'
import { closeSync, existsSync, fstatSync, ftruncateSync, openSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { EngineError } from '../errors.ts'

/** What this process runs, even when its file has no name any more. Linux alone has it. */
const OWN_EXECUTABLE = '/proc/self/exe'

/** What is left in the file of a daemon's standard error is cut to nothing beyond this. */
const STDERR_BYTES_MAX = 1024 * 1024

/**
 * All that a daemon inherits. A list of what is allowed, as nobody can list what must not live on
 * in a daemon: tokens of the shell, TF_* of Terraform, NODE_OPTIONS.
 */
const INHERITED: readonly string[] = [
  'HOME',
  'LANG',
  'LOGNAME',
  'NODE_V8_COVERAGE',
  'PATH',
  'SHELL',
  'TMPDIR',
  'TZ',
  'USER',
  'XDG_CONFIG_HOME',
  'XDG_RUNTIME_DIR',
  'XDG_STATE_HOME',
]

export function toDaemonEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  const kept: Record<string, string> = {}
  for (const name of INHERITED) {
    const value = environment[name]
    if (value !== undefined) kept[name] = value
  }
  return kept
}

/** The words that run this program's command line, to be followed by a command. */
export function selfCommand(): readonly [string, ...string[]] {
  const runsFromSource = import.meta.filename.endsWith('.ts')
  const main = runsFromSource
    ? join(dirname(dirname(import.meta.dirname)), 'main.ts')
    : join(import.meta.dirname, 'lb.cjs')
  return [process.execPath, main]
}

export interface DetachedStart {
  /** The program and its arguments. */
  readonly command: readonly [string, ...string[]]
  readonly workingDirectory: string
  /** Gets what the child writes to standard error, which is little: how Node itself died. */
  readonly stderrFile: string
}

export interface DetachedProcess {
  readonly pid: number
  /** Where this child's part of `stderrFile` begins. */
  readonly stderrFromByte: number
  /** Null while it runs. Only known while this process lives. */
  exit(): ProcessExit | null
  /** Resolves when it ends; never rejects, and does not keep this process alive. */
  readonly ended: Promise<ProcessExit>
}

export interface ProcessExit {
  readonly code: number | null
  readonly signal: string | null
}

/** Starts a process in a session of its own. Throws `EngineError` when it cannot be started. */
export async function startDetached(start: DetachedStart): Promise<DetachedProcess> {
  const [wanted, ...args] = start.command
  const program = toExisting(wanted)
  const stderr = openStderrFile(start.stderrFile)
  try {
    const child = spawn(program, args, {
      cwd: start.workingDirectory,
      env: toDaemonEnvironment(process.env),
      detached: true,
      stdio: ['ignore', 'ignore', stderr.file],
      windowsHide: true,
    })
    let exit: ProcessExit | null = null
    const ended = new Promise<ProcessExit>((resolve) => {
      child.once('exit', (code, signal) => {
        exit = { code, signal }
        resolve(exit)
      })
    })
    const pid = await new Promise<number>((resolve, reject) => {
      child.once('error', reject)
      child.once('spawn', () => resolve(child.pid ?? 0))
    })
    child.unref()
    return { pid, stderrFromByte: stderr.bytes, exit: () => exit, ended }
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new EngineError({
      code: 'unavailable',
      message: `The engine's process cannot be started (${reason})`,
      remedy: `Check that ${program} exists and may be run, and the limits on processes.`,
      cause,
    })
  } finally {
    closeSync(stderr.file)
  }
}

/** A Node that was removed since (by a new `npm ci`) is still what this process runs. */
function toExisting(program: string): string {
  const isGone = program === process.execPath && !existsSync(program)
  return isGone && existsSync(OWN_EXECUTABLE) ? OWN_EXECUTABLE : program
}

function openStderrFile(path: string): { readonly file: number; readonly bytes: number } {
  const file = openSync(path, 'a', 0o600)
  const { size } = fstatSync(file)
  if (size <= STDERR_BYTES_MAX) return { file, bytes: size }
  ftruncateSync(file, 0)
  return { file, bytes: 0 }
}
