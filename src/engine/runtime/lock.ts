/**
 * A lock between processes that the kernel releases when its holder dies, however it dies.
 *
 * Answers for: at most one holder per file on this machine, and who it is. Node has no flock;
 * SQLite takes a POSIX record lock on its file, which is what is wanted, so the lock is an empty
 * database.
 * Does not know: what is protected.
 *
 * Invariant: nothing else in the holder's process opens the lock's file. POSIX drops every lock of
 * a process on a file as soon as the process closes any descriptor of that file.
 */

import { chmod, readFile, writeFile } from 'node:fs/promises'
import { EngineError } from '../errors.ts'

const SQLITE_BUSY = 5

export interface Lock {
  /** Idempotent. */
  release(): void
}

/**
 * Takes the lock, or returns null when another holds it for all of `waitMs`. The wait blocks this
 * thread: keep it short. Throws `EngineError` when the file cannot be used.
 */
export async function acquireLock(path: string, waitMs: number): Promise<Lock | null> {
  const lock = await tryLock(path, waitMs)
  if (lock === null) return null
  try {
    await writeFile(holderPath(path), `${process.pid}\n`, { mode: 0o600 })
    return lock
  } catch (cause) {
    lock.release()
    throw toLockError(path, cause)
  }
}

/** Whether a process has the lock, this one included. Throws as `acquireLock`. */
export async function isLockHeld(path: string): Promise<boolean> {
  const lock = await tryLock(path, 0)
  lock?.release()
  return lock === null
}

async function tryLock(path: string, waitMs: number): Promise<Lock | null> {
  // Loaded here, as most starts of the provider find a running engine and need no lock.
  const { DatabaseSync } = await import('node:sqlite')
  try {
    const database = new DatabaseSync(path, { timeout: waitMs })
    const release = (): void => {
      if (database.isOpen) database.close()
    }
    try {
      await chmod(path, 0o600)
      database.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE')
      return { release }
    } catch (error) {
      release()
      throw error
    }
  } catch (cause) {
    if (isBusy(cause)) return null
    throw toLockError(path, cause)
  }
}

function toLockError(path: string, cause: unknown): EngineError {
  const reason = cause instanceof Error ? cause.message : String(cause)
  return new EngineError({
    code: 'unavailable',
    message: `The lock ${path} cannot be taken (${reason})`,
    remedy: 'Check the rights of the directory and the free space of its disk.',
    cause,
  })
}

/** The process that took the lock last, for messages; it may be gone. Null when unknown. */
export async function readLockHolder(path: string): Promise<number | null> {
  try {
    const pid = Number.parseInt(await readFile(holderPath(path), 'utf8'), 10)
    return Number.isSafeInteger(pid) && pid > 0 ? pid : null
  } catch {
    return null
  }
}

/** A file of its own: reading the lock's file would release it. */
function holderPath(path: string): string {
  return `${path}.pid`
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && error.errcode === SQLITE_BUSY
}
