/**
 * Whether another engine has taken the place of this one.
 *
 * Answers for: a state directory that was removed under a running process, and in which another
 * process has the same role now. Until then the old one goes on, as traffic may depend on it.
 * Does not know: what ends.
 */

import { existsSync, statSync } from 'node:fs'
import { isLockHeld, readLockHolder } from '../runtime/index.ts'

const LOOK_EVERY_MS = 250

export interface Place {
  readonly stateDirectory: string
  /** The lock of the role. */
  readonly lockPath: string
}

/** Calls `onDisplaced` once, within seconds. Keeps no process alive. */
export function watchPlace(place: Place, onDisplaced: () => void): void {
  const own = identify(place.stateDirectory)
  const look = async (): Promise<void> => {
    const now = identify(place.stateDirectory)
    if (now !== null && now !== own && (await isTaken(place))) return onDisplaced()
    lookLater()
  }
  const lookLater = (): void => {
    // What cannot be read now may be read the next time.
    setTimeout(() => void look().catch(lookLater), LOOK_EVERY_MS).unref()
  }
  lookLater()
}

/** In a directory that is another one, the lock is another file: to look does not release ours. */
async function isTaken({ lockPath }: Place): Promise<boolean> {
  if (!existsSync(lockPath) || (await readLockHolder(lockPath)) === process.pid) return false
  return isLockHeld(lockPath)
}

/** The number of a file may be given again; its time of birth is not. Null: it is not there. */
function identify(path: string): string | null {
  const stat = statSync(path, { bigint: true, throwIfNoEntry: false })
  return stat === undefined ? null : [stat.dev, stat.ino, stat.birthtimeNs].join(':')
}
