/**
 * What an instance writes to its standard output and standard error.
 *
 * Answers for: files that the process writes by itself, as a pipe would break with the engine;
 * their size, kept near `OUTPUT_BYTES_MAX` by whoever calls `trimOutputs` now and then; the end of
 * them for messages.
 * Does not know: processes.
 */

import { closeSync, openSync } from 'node:fs'
import { open, rename, stat, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

/** Two files of about this size are kept for an instance. */
export const OUTPUT_BYTES_MAX = 1024 * 1024
/** What of it goes into messages. */
export const OUTPUT_TAIL_BYTES_MAX = 4 * 1024

/** While an instance floods its output, which may be gigabytes within the interval of looks. */
const FLOOD_LOOK_INTERVAL_MS = 50
/** The next call finds what still floods. */
const FLOOD_LOOKS_MAX = 100

const CURRENT = 'output.log'
const EARLIER = 'output.1.log'

/**
 * A new file for a process that is about to start, the one before kept beside it; close with
 * `close`.
 */
export async function openOutput(
  instanceDirectory: string,
): Promise<{ readonly file: number; close(): void }> {
  const path = join(instanceDirectory, CURRENT)
  await rename(path, join(instanceDirectory, EARLIER)).catch(ignoreMissing)
  // Appending, so that a process goes on at the beginning after its file was cut to nothing.
  const file = openSync(path, 'a', 0o600)
  return { file, close: () => closeSync(file) }
}

/** Whole lines at the end of what the last process wrote, at most `OUTPUT_TAIL_BYTES_MAX`. */
export async function readOutputTail(instanceDirectory: string): Promise<string> {
  const { text, isWhole } = await readEnd(join(instanceDirectory, CURRENT), OUTPUT_TAIL_BYTES_MAX)
  const firstLineEnd = text.indexOf('\n')
  const lines = isWhole || firstLineEnd === -1 ? text : text.slice(firstLineEnd + 1)
  return lines.trim()
}

/**
 * Moves what is in a file that has grown too large to the earlier one. The process cannot be asked
 * to open another file, so the file is copied and cut; what is written just between is lost.
 * Resolves with whether there was something to cut.
 */
export async function trimOutput(instanceDirectory: string, bytesMax: number): Promise<boolean> {
  const path = join(instanceDirectory, CURRENT)
  try {
    if ((await stat(path)).size <= bytesMax) return false
    const { text } = await readEnd(path, bytesMax)
    await writeFile(join(instanceDirectory, EARLIER), text, { mode: 0o600 })
    await truncate(path, 0)
    return true
  } catch (error) {
    ignoreMissing(error)
    return false
  }
}

/** Trims all of them, and again and again those that are flooded meanwhile. */
export async function trimOutputs(instanceDirectories: readonly string[]): Promise<void> {
  let flooding = instanceDirectories
  for (let look = 0; flooding.length > 0 && look < FLOOD_LOOKS_MAX; look++) {
    if (look > 0) await delay(FLOOD_LOOK_INTERVAL_MS, undefined, { ref: false })
    const trimmed: string[] = []
    for (const directory of flooding) {
      if (await trimOutput(directory, OUTPUT_BYTES_MAX)) trimmed.push(directory)
    }
    flooding = trimmed
  }
}

async function readEnd(
  path: string,
  bytesMax: number,
): Promise<{ readonly text: string; readonly isWhole: boolean }> {
  try {
    await using file = await open(path)
    const { size } = await file.stat()
    const start = Math.max(size - bytesMax, 0)
    const length = size - start
    const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, start)
    return { text: buffer.toString('utf8', 0, bytesRead), isWhole: start === 0 }
  } catch (error) {
    ignoreMissing(error)
    return { text: '', isWhole: true }
  }
}

function ignoreMissing(error: unknown): void {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return
  throw error
}
