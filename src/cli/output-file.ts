/**
 * A file that a command writes: private, whole or not there, and never over another by accident.
 *
 * Answers for: mode 0600, a name that appears when all is written and on the disk. Does not know:
 * what is in it.
 */

import { link, open, rename, rm } from 'node:fs/promises'
import { EngineError } from '../engine/errors.ts'

const MODE = 0o600

export interface OutputFile {
  readonly path: string
  /** Replaces what has the name. */
  readonly isForced: boolean
}

/** `check` sees the whole file before it has its name. Throws `EngineError`. */
export async function writeOutput(
  { path, isForced }: OutputFile,
  parts: AsyncIterable<Uint8Array>,
  check: (temporary: string) => Promise<void> = async () => {},
): Promise<void> {
  const temporary = `${path}.${process.pid}.partial`
  try {
    const file = await open(temporary, 'wx', MODE)
    try {
      for await (const part of parts) await file.writeFile(part)
      await file.sync()
    } finally {
      await file.close()
    }
    await check(temporary)
    if (isForced) await rename(temporary, path)
    else await link(temporary, path)
  } catch (error) {
    throw toReadable(path, error)
  } finally {
    await rm(temporary, { force: true })
  }
}

function toReadable(path: string, error: unknown): unknown {
  if (!(error instanceof Error) || !('code' in error) || error instanceof EngineError) return error
  const isThere = error.code === 'EEXIST'
  return new EngineError({
    code: 'invalid_argument',
    message: isThere
      ? `${path} is there already`
      : `${path} cannot be written (${String(error.code)})`,
    ...(isThere ? { remedy: 'Name another file, or replace it with --force.' } : {}),
    cause: error,
  })
}
