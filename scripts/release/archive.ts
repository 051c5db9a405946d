/**
 * A zip archive with the same bytes for the same files, wherever and whenever it is made.
 *
 * Answers for: order, times and modes that do not depend on the machine. Does not know: what is in
 * the files.
 */

import { createWriteStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { ZipFile } from 'yazl'

const REGULAR_FILE = 0o100000

export interface Entry {
  /** In the archive, with forward slashes. */
  readonly name: string
  /** A file's path, or the bytes themselves. */
  readonly from: string | Buffer
  readonly isExecutable: boolean
}

/** Writes the archive to `path`. */
export async function writeArchive(path: string, entries: readonly Entry[]): Promise<void> {
  const zip = new ZipFile()
  // An archive tells a time without its zone, from 1980 on in every zone.
  const mtime = new Date(1980, 0, 2)
  for (const { name, from, isExecutable } of entries.toSorted((a, b) =>
    a.name < b.name ? -1 : 1,
  )) {
    const mode = REGULAR_FILE | (isExecutable ? 0o755 : 0o644)
    const options = { mtime, forceDosTimestamp: true, mode }
    if (typeof from === 'string') zip.addFile(from, name, options)
    else zip.addBuffer(from, name, options)
  }
  const written = pipeline(zip.outputStream, createWriteStream(path))
  zip.end()
  await written
}
