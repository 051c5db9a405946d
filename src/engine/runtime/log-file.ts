/**
 * A log file of bounded size, and reading the end of one.
 *
 * Answers for: at most `LOG_FILE_BYTES_MAX` in the file and as much again in `<path>.1`; a full or
 * broken disk costs lines, which are counted and reported, and never stops the engine.
 * Does not know: the form of a line.
 */

import { closeSync, fstatSync, openSync, renameSync, writeSync } from 'node:fs'
import { open } from 'node:fs/promises'
import type { LogSink } from './log.ts'

export const LOG_FILE_BYTES_MAX = 8 * 1024 * 1024
const TAIL_BYTES_MAX = 64 * 1024

export interface LogFile {
  readonly sink: LogSink
  close(): void
}

/** Appends to `path`. Throws what the file system says when the file cannot be opened. */
export function openLogFile(path: string, bytesMax: number = LOG_FILE_BYTES_MAX): LogFile {
  let file = openAppending(path)
  let bytes = fstatSync(file).size
  let lost = 0

  const write = (line: string): void => {
    // Written at once: the lines before a crash are the ones that matter.
    bytes += writeSync(file, line)
  }
  const rotate = (): void => {
    renameSync(path, `${path}.1`)
    const next = openAppending(path)
    closeSync(file)
    file = next
    bytes = 0
  }
  const sink = (line: string): void => {
    try {
      if (bytes > 0 && bytes + line.length > bytesMax) rotate()
      if (lost > 0) {
        write(`${JSON.stringify({ level: 'warn', message: 'Lines of the log were lost', lost })}\n`)
        lost = 0
      }
      write(line)
    } catch {
      lost += 1
    }
  }
  return { sink, close: () => closeSync(file) }
}

function openAppending(path: string): number {
  return openSync(path, 'a', 0o600)
}

/** The whole lines at the end of a file, oldest first; none when it cannot be read. */
export async function readLastLines(
  path: string,
  options: { readonly linesMax: number; readonly fromByte?: number },
): Promise<readonly string[]> {
  try {
    await using file = await open(path)
    const { size } = await file.stat()
    const start = Math.max(options.fromByte ?? 0, size - TAIL_BYTES_MAX, 0)
    const length = Math.max(size - start, 0)
    const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, start)
    const lines = buffer.toString('utf8', 0, bytesRead).split('\n')
    return lines.filter((line) => line.trim() !== '').slice(-options.linesMax)
  } catch {
    return []
  }
}
