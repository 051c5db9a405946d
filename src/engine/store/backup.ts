/**
 * The form of a backup: a line of JSON that says what it is, then a store file.
 *
 * Answers for: writing it from a copy of a store, and taking it apart again, when every byte is as
 * it was written. Does not know: what is in the store; who stops or starts the engine.
 */

import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { open, stat } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { StoreError } from './contract.ts'

const FORMAT = 'lb-backup'
const VERSION = 1
const HEADER_BYTES_MAX = 4_096
const FILE_MODE = 0o600

export interface BackupHeader {
  readonly format: typeof FORMAT
  readonly version: number
  /** The version of the program that made it. */
  readonly engine: string
  readonly revision: number
  readonly createdMs: number
  /** Of what follows the header. */
  readonly bytes: number
  readonly sha256: string
}

export interface BackupAbout {
  readonly engine: string
  readonly revision: number
  readonly createdMs: number
}

/** The bytes of the backup, out of a copy of a store that nobody writes to. */
export async function* writeBackup(copyPath: string, about: BackupAbout): AsyncGenerator<Buffer> {
  const { size: bytes } = await stat(copyPath)
  const sha256 = await toDigest(copyPath)
  const header: BackupHeader = { format: FORMAT, version: VERSION, ...about, bytes, sha256 }
  yield Buffer.from(`${JSON.stringify(header)}\n`)
  for await (const chunk of createReadStream(copyPath)) yield chunk as Buffer
}

async function toDigest(path: string, from = 0): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path, { start: from })) hash.update(chunk as Buffer)
  return hash.digest('hex')
}

/** Throws `StoreError` that names the file and says what is wrong with it. */
export async function checkBackup(path: string): Promise<BackupHeader> {
  return (await inspect(path)).header
}

/** Writes the store file to `target`, which must not exist. Throws as `checkBackup`. */
export async function unpackBackup(path: string, target: string): Promise<BackupHeader> {
  const { header, offset } = await inspect(path)
  await pipeline(
    createReadStream(path, { start: offset }),
    createWriteStream(target, { flags: 'wx', mode: FILE_MODE, flush: true }),
  )
  return header
}

async function inspect(path: string): Promise<{ header: BackupHeader; offset: number }> {
  const { line, size } = await readFirstLine(path)
  const header = parseHeader(path, line)
  const offset = Buffer.byteLength(line) + 1
  if (size - offset !== header.bytes) {
    const found = size - offset
    const message = `it has ${found} bytes after its first line and should have ${header.bytes}`
    throw toUnfit(path, message)
  }
  if ((await toDigest(path, offset)) !== header.sha256) {
    throw toUnfit(path, 'its content differs from its checksum')
  }
  return { header, offset }
}

async function readFirstLine(path: string): Promise<{ line: string; size: number }> {
  try {
    const file = await open(path, 'r')
    try {
      const { size } = await file.stat()
      const { buffer, bytesRead } = await file.read(Buffer.alloc(HEADER_BYTES_MAX), 0)
      const end = buffer.subarray(0, bytesRead).indexOf('\n')
      if (end >= 0) return { line: buffer.toString('utf8', 0, end), size }
    } finally {
      await file.close()
    }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error)
    throw toUnfit(path, `it cannot be read (${code})`)
  }
  throw toUnfit(path, 'it is no backup of an engine')
}

function parseHeader(path: string, line: string): BackupHeader {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    throw toUnfit(path, 'it is no backup of an engine')
  }
  if (typeof value !== 'object' || value === null || !('format' in value)) {
    throw toUnfit(path, 'it is no backup of an engine')
  }
  // The digest that follows says whether the rest is true as well.
  const header = value as BackupHeader
  if (header.format !== FORMAT) throw toUnfit(path, 'it is no backup of an engine')
  if (header.version > VERSION) {
    throw toUnfit(path, `it was made by a newer version (${header.engine}): use that one`)
  }
  return header
}

function toUnfit(path: string, reason: string): StoreError {
  return new StoreError(`The file ${path} was not used: ${reason}.`)
}
