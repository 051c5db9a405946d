/**
 * Small private files that are there whole or not at all.
 *
 * Answers for: writing one so that a reader, and a power failure, finds the old or the new one.
 * Does not know: what is in them.
 */

import { randomBytes } from 'node:crypto'
import { open, rename, rm } from 'node:fs/promises'

/** Throws what the file system says. */
export async function writeWhole(path: string, text: string): Promise<void> {
  const temporary = `${path}.${randomBytes(4).toString('hex')}.tmp`
  try {
    const file = await open(temporary, 'w', 0o600)
    try {
      await file.writeFile(text)
      await file.datasync()
    } finally {
      await file.close()
    }
    await rename(temporary, path)
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
}
