/**
 * Making the state directory, and making sure that it is private.
 *
 * Answers for: existence, owner and rights of the directories that hold state, keys and sockets.
 * Does not know: what is in them.
 */

import { chmod, mkdir, readdir, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Stats } from 'node:fs'
import { EngineError } from '../errors.ts'
import type { StatePaths } from './paths.ts'

const PRIVATE_MODE = 0o700
/** Rights of others; with any of them a directory is not private. */
const OTHERS_MASK = 0o077
/** One of these marks a directory as a state directory that an engine has used before. */
const MARKS: readonly string[] = ['engine.db', 'control.lock', 'start.lock', 'agent']

/**
 * Makes the state directory and its parts with mode 0700 where they do not exist. Idempotent, safe
 * beside others doing the same. Throws `EngineError`: when it cannot be made, belongs to another
 * user, or is open to others and cannot be narrowed.
 */
export async function ensureStateDirectory(paths: StatePaths): Promise<void> {
  const directory = paths.stateDirectory
  await makePrivate(directory)
  // The engine's own directory may be narrowed; somebody's project or /tmp must not be.
  await assertPrivate(directory, { narrow: await looksLikeOurs(directory) })
  const { logDirectory, agentDirectory, instancesDirectory } = paths
  const { programsDirectory, leavingDirectory } = paths
  for (const part of [
    logDirectory,
    agentDirectory,
    instancesDirectory,
    programsDirectory,
    leavingDirectory,
  ]) {
    await makePrivate(part)
  }
  await ensureSocketDirectory(paths)
}

/** The same for the short directory of the sockets, when the state directory's path is too long. */
async function ensureSocketDirectory(paths: StatePaths): Promise<void> {
  const directory = dirname(paths.engineSocket)
  if (directory === paths.stateDirectory) return
  await makePrivate(directory)
  // It lies in a directory where everybody may write: its owner is what tells a trap from ours.
  await assertPrivate(directory, { narrow: true })
}

async function makePrivate(directory: string): Promise<void> {
  try {
    await makeWithParents(directory)
  } catch (cause) {
    throw unusable({ directory, why: `cannot be made (${toReason(cause)})`, cause })
  }
}

/**
 * Not Node's `recursive`: where a directory that is there refuses a new one with ENOENT (as /proc
 * does, and a link to nothing), that never returns.
 */
async function makeWithParents(directory: string): Promise<void> {
  try {
    await mkdir(directory, { mode: PRIVATE_MODE })
  } catch (error) {
    const parent = dirname(directory)
    if (hasCode(error, 'EEXIST') && (await stat(directory)).isDirectory()) return
    if (!hasCode(error, 'ENOENT') || parent === directory) throw error
    await makeWithParents(parent)
    await mkdir(directory, { mode: PRIVATE_MODE }).catch(async (again: unknown) => {
      // Somebody else may have made it meanwhile.
      if (!hasCode(again, 'EEXIST') || !(await stat(directory)).isDirectory()) throw again
    })
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}

async function assertPrivate(directory: string, { narrow }: { narrow: boolean }): Promise<void> {
  const found = await inspect(directory)
  const user = process.getuid?.()
  if (user === undefined) return
  if (found.uid !== user) {
    const why = `belongs to another user (uid ${found.uid}, this is uid ${user})`
    throw unusable({ directory, why })
  }
  if ((found.mode & OTHERS_MASK) === 0) return
  const mode = (found.mode & 0o777).toString(8).padStart(4, '0')
  if (!narrow) {
    const why = `is open to other users (mode ${mode}) and holds files that are not the engine's`
    throw unusable({ directory, why })
  }
  try {
    await chmod(directory, PRIVATE_MODE)
  } catch (cause) {
    const why = `is open to other users (mode ${mode}) and cannot be narrowed (${toReason(cause)})`
    throw unusable({ directory, why, cause })
  }
}

async function inspect(directory: string): Promise<Stats> {
  try {
    return await stat(directory)
  } catch (cause) {
    throw unusable({ directory, why: `cannot be read (${toReason(cause)})`, cause })
  }
}

/** Empty, or used by an engine before. */
async function looksLikeOurs(directory: string): Promise<boolean> {
  try {
    const names = await readdir(directory)
    return names.length === 0 || MARKS.some((mark) => names.includes(mark))
  } catch (cause) {
    throw unusable({ directory, why: `cannot be read (${toReason(cause)})`, cause })
  }
}

function unusable(problem: { directory: string; why: string; cause?: unknown }): EngineError {
  return new EngineError({
    code: 'invalid_argument',
    message: `The state directory ${problem.directory} ${problem.why}`,
    remedy:
      'Name a directory that is writable and only yours, in LB_STATE_DIR or --state-dir ' +
      '(embedded.state_dir of the provider).',
    cause: problem.cause,
  })
}

function toReason(error: unknown): string {
  if (error instanceof Error && 'code' in error) return String(error.code)
  return String(error)
}
