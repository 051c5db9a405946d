/**
 * Unix sockets as files: whether somebody answers there, and taking away what a dead process left.
 *
 * Does not know: what is spoken.
 */

import { lstat, unlink } from 'node:fs/promises'
import { connect } from 'node:net'
import { EngineError } from '../errors.ts'

const CONNECT_DEADLINE_MS = 1_000

/** Whether a process accepts connections at `path`. Never throws. */
export function isListening(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ path })
    const answer = (listening: boolean): void => {
      socket.destroy()
      resolve(listening)
    }
    socket.setTimeout(CONNECT_DEADLINE_MS, () => answer(false))
    socket.once('connect', () => answer(true))
    socket.once('error', () => answer(false))
  })
}

/**
 * Removes the socket at `path` if there is one. For holders of the lock only: with it, whatever
 * lies there was left by a process that died. Throws when something else than a socket lies there.
 */
export async function removeStaleSocket(path: string): Promise<void> {
  try {
    const found = await lstat(path)
    if (!found.isSocket()) {
      throw new EngineError({
        code: 'invalid_argument',
        message: `${path} is in the way: the engine's socket belongs there`,
        remedy: 'Move it away.',
      })
    }
    await unlink(path)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error
  }
}
