/**
 * Putting a backup in the place of the store, while traffic goes on.
 *
 *   unpack beside it ─▶ open, read all, fits? ─▶ control ends ─▶ swap ─▶ control starts, if it ran
 *            anything wrong: nothing was touched          does not come up: the old one again
 *
 * Answers for: that the store is the old one or the whole new one at every instant, and that the
 * old one is kept. The agent serves its last good configuration all the while. Does not know: what
 * is in a backup.
 */

import { existsSync } from 'node:fs'
import { link, mkdtemp, open, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { ensureEngine } from '../client/index.ts'
import { checkFitness } from '../control/index.ts'
import { EngineError } from '../errors.ts'
import { acquireLock, ensureStateDirectory } from '../runtime/index.ts'
import { resolveStateDirectory, statePaths } from '../runtime/index.ts'
import type { StatePaths } from '../runtime/index.ts'
import { EVENTS_PAGE_MAX, storeFileName, StoreError, stores, unpackBackup } from '../store/index.ts'
import type { BackupHeader, StoredState } from '../store/index.ts'
import { readEngineFile } from './engine-file.ts'
import { stopProcesses } from './stop.ts'

const LOCK_WAIT_MS = 2_000
const KEPT_SUFFIX = '.before-restore'
/** What SQLite keeps beside its file. */
const COMPANIONS = ['-wal', '-shm'] as const

export interface RestoreOptions {
  readonly file: string
  /** Null: the default of this machine and user. */
  readonly stateDirectory: string | null
  readonly signal: AbortSignal
}

export interface Restored {
  readonly header: BackupHeader
  readonly objects: number
  /** The engine ran, and runs again. */
  readonly isRunning: boolean
  /** Where the former store is; null: there was none. */
  readonly formerFile: string | null
}

/** Throws `EngineError`; then the store is what it was. */
export async function restoreStore(options: RestoreOptions): Promise<Restored> {
  const paths = statePaths(resolveStateDirectory(options.stateDirectory))
  await ensureStateDirectory(paths)
  const directory = await mkdtemp(join(paths.stateDirectory, 'restore-'))
  try {
    const header = await unpackBackup(options.file, join(directory, storeFileName))
    const { objects } = await examine(directory, paths)
    const swapped = await swap(paths, { directory, signal: options.signal })
    return { header, objects: objects.length, ...swapped }
  } catch (error) {
    if (!(error instanceof StoreError)) throw error
    const init = { code: 'store_failed', message: error.message, cause: error } as const
    throw new EngineError({ ...init, remedy: 'The store of the engine is as it was.' })
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

/** Reads everything once: each row has a sum of its own. Throws `StoreError`. */
async function examine(directory: string, paths: StatePaths): Promise<StoredState> {
  const { topology } = await readEngineFile({
    stateDirectory: paths.stateDirectory,
    configFile: null,
  })
  const store = await stores.sqlite({ directory })
  try {
    const stored = await store.load()
    for (let after = 0; ;) {
      const page = await store.events({ after, limit: EVENTS_PAGE_MAX })
      const last = page.at(-1)
      if (last === undefined) break
      after = last.sequence
    }
    const fault = checkFitness(stored, topology)
    if (fault !== null) throw new StoreError(`The backup does not fit this engine. ${fault}`)
    return stored
  } finally {
    await store.close()
  }
}

interface Swap {
  readonly directory: string
  readonly signal: AbortSignal
}

async function swap(
  paths: StatePaths,
  { directory, signal }: Swap,
): Promise<Pick<Restored, 'isRunning' | 'formerFile'>> {
  const { stateDirectory } = paths
  const isRunning = await stopProcesses({ stateDirectory, keepAgent: true, signal })
  const current = join(stateDirectory, storeFileName)
  const former = `${current}${KEPT_SUFFIX}`
  const hadStore = existsSync(current)
  await withControlLock(paths, async () => {
    if (hadStore) await setAside(current, { former, stateDirectory })
    await rename(join(directory, storeFileName), current)
    await syncDirectory(stateDirectory)
  })
  if (isRunning) {
    try {
      await ensureEngine({ stateDirectory, signal })
    } catch (error) {
      await withControlLock(paths, () => (hadStore ? rename(former, current) : rm(current)))
      await ensureEngine({ stateDirectory, signal })
      throw error
    }
  }
  return { isRunning, formerFile: hadStore ? former : null }
}

async function withControlLock(paths: StatePaths, work: () => Promise<void>): Promise<void> {
  const lock = await acquireLock(paths.controlLock, LOCK_WAIT_MS)
  if (lock === null) {
    throw new EngineError({
      code: 'unavailable',
      message: 'The engine was started again while its store was to be replaced',
      remedy: 'Stop what starts it (a service manager), then try again.',
    })
  }
  try {
    await work()
  } finally {
    lock.release()
  }
}

/** A second name for the former file; what it has not taken in yet is taken in, or goes along. */
async function setAside(
  current: string,
  { former, stateDirectory }: { readonly former: string; readonly stateDirectory: string },
): Promise<void> {
  const names = ['', ...COMPANIONS]
  await Promise.all(names.map((suffix) => rm(`${former}${suffix}`, { force: true })))
  try {
    await (await stores.sqlite({ directory: stateDirectory })).close()
  } catch (error) {
    // Damaged: that is why it is replaced.
    if (!(error instanceof StoreError)) throw error
  }
  await link(current, former)
  for (const suffix of COMPANIONS) {
    if (existsSync(`${current}${suffix}`)) await rename(`${current}${suffix}`, `${former}${suffix}`)
  }
}

async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path)
  try {
    await directory.sync()
  } finally {
    await directory.close()
  }
}
