/**
 * Writing files so that a crash leaves the old one or the new one.
 *
 * Answers for: temp file, fsync, rename, fsync of the directory. Does not know: what is in them.
 */

import { open, readFile, rename, rm } from 'node:fs/promises'

const TEMP_SUFFIX = '.tmp'
const PRIVATE_MODE = 0o600

/** Written and on the medium, under its temporary name. */
export async function stageFile(path: string, text: string): Promise<void> {
  const file = await open(path + TEMP_SUFFIX, 'w', PRIVATE_MODE)
  try {
    await file.writeFile(text)
    await file.datasync()
  } finally {
    await file.close()
  }
}

/** Gives a staged file its name. Survives a power cut once the directory is synced. */
export async function publishFile(path: string): Promise<void> {
  await rename(path + TEMP_SUFFIX, path)
}

export async function discardFile(path: string): Promise<void> {
  await rm(path + TEMP_SUFFIX, { force: true })
}

export async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, 'r')
  try {
    await directory.sync()
  } finally {
    await directory.close()
  }
}

/** Null when there is no such file. */
export async function readIfThere(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
}
