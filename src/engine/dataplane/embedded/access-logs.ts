/**
 * Access logs on disk: a file for each listener, appended by one writer.
 *
 * Answers for: one write at a time per file, a limit on a file's size and on how many old ones are
 * kept, and telling when lines are written or lost. Does not know: what is in a line.
 */

import { appendFile, mkdir, rename, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Logger } from '../../runtime/contract.ts'

const FILE_BYTES_MAX = 64 * 1024 * 1024
/** Beside the current one: `.1` is the latest. */
const OLD_FILES_MAX = 4
const FILE_MODE = 0o600
const DIRECTORY_MODE = 0o700

export class AccessLogs {
  readonly #directory: string | null
  readonly #log: Logger
  readonly #files = new Map<string, LogFile>()

  /** With no directory nothing is written. */
  constructor(directory: string | null, log: Logger) {
    this.#directory = directory
    this.#log = log
  }

  /** Resolves when the lines are written, or will never be. */
  async write(listenerId: string, lines: Uint8Array): Promise<void> {
    if (this.#directory === null) return
    let file = this.#files.get(listenerId)
    if (file === undefined) {
      file = new LogFile(join(this.#directory, `${listenerId}.log`))
      this.#files.set(listenerId, file)
    }
    try {
      await mkdir(this.#directory, { recursive: true, mode: DIRECTORY_MODE })
      await file.append(lines)
    } catch (error) {
      this.#log.warn('lines of an access log were lost', { listenerId, error: String(error) })
    }
  }
}

class LogFile {
  readonly #path: string
  /** Writes wait for one another; each thread bounds what it has waiting. */
  #last: Promise<void> = Promise.resolve()

  constructor(path: string) {
    this.#path = path
  }

  append(lines: Uint8Array): Promise<void> {
    const written = this.#last.then(() => this.#append(lines))
    this.#last = written.catch(() => {})
    return written
  }

  async #append(lines: Uint8Array): Promise<void> {
    const size = await stat(this.#path).then(
      (found) => found.size,
      () => 0,
    )
    if (size >= FILE_BYTES_MAX) await this.#rotate()
    await appendFile(this.#path, lines, { mode: FILE_MODE })
  }

  async #rotate(): Promise<void> {
    for (let number = OLD_FILES_MAX - 1; number >= 1; number--) {
      // There may be fewer so far.
      await rename(`${this.#path}.${number}`, `${this.#path}.${number + 1}`).catch(() => {})
    }
    await rename(this.#path, `${this.#path}.1`)
  }
}
