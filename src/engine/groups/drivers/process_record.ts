/**
 * What is written down of each process that was started, so that the next engine finds it again.
 *
 * Answers for: one directory for an instance, with its record and its output; whole records or
 * none.
 * Does not know: whether the process lives.
 */

import assert from 'node:assert/strict'
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * Who a process is: the pid alone may be somebody else's by now, the pid with its mark never is.
 */
export interface ProcessRecord {
  readonly instanceId: string
  readonly groupId: string
  readonly address: string
  readonly pid: number
  readonly startMark: string
  readonly startedMs: number
  /** Its limit; null: none. */
  readonly memoryBytesMax: number | null
}

const RECORD_FILE = 'process.json'
/** There while a start is under way: between the fork and the program nothing else shows it. */
const STARTING_FILE = 'starting'

/** Ids are the engine's own; none may lead out of the directory. */
export function toInstanceDirectory(directory: string, instanceId: string): string {
  assert.match(instanceId, /^[A-Za-z0-9][A-Za-z0-9_-]{0,127}$/)
  return join(directory, instanceId)
}

export async function makeInstanceDirectory(directory: string, instanceId: string): Promise<void> {
  await mkdir(toInstanceDirectory(directory, instanceId), { recursive: true, mode: 0o700 })
}

/**
 * Replaces the instance's record. Durable against the end of the engine; a power cut ends the
 * process too.
 */
export async function writeRecord(directory: string, record: ProcessRecord): Promise<void> {
  const path = join(toInstanceDirectory(directory, record.instanceId), RECORD_FILE)
  await writeFile(`${path}.new`, JSON.stringify(record), { mode: 0o600 })
  await rename(`${path}.new`, path)
}

type Starting = Pick<ProcessRecord, 'instanceId' | 'memoryBytesMax'>

/** Says that a process is about to be started; `unmarkStarting`: that it is known how it went. */
export async function markStarting(
  directory: string,
  { instanceId, memoryBytesMax }: Starting,
): Promise<void> {
  const path = join(toInstanceDirectory(directory, instanceId), STARTING_FILE)
  await writeFile(path, String(memoryBytesMax ?? ''), { mode: 0o600 })
}

export async function unmarkStarting(directory: string, instanceId: string): Promise<void> {
  await rm(join(toInstanceDirectory(directory, instanceId), STARTING_FILE), { force: true })
}

/** The instances whose start an engine did not see to its end, with their limits of memory. */
export async function readStarting(
  directory: string,
): Promise<ReadonlyMap<string, ProcessRecord['memoryBytesMax']>> {
  const names = await readdir(directory)
  const marks = await Promise.all(
    names.map(async (name) => {
      const path = join(directory, name, STARTING_FILE)
      const text = await readFile(path, 'utf8').catch(() => null)
      return text === null ? [] : [[name, Number(text) || null] as const]
    }),
  )
  return new Map(marks.flat())
}

/** Forgets the process; its output stays for those who ask why it ended. */
export async function removeRecord(directory: string, instanceId: string): Promise<void> {
  await rm(join(toInstanceDirectory(directory, instanceId), RECORD_FILE), { force: true })
}

export async function removeInstanceDirectory(
  directory: string,
  instanceId: string,
): Promise<void> {
  await rm(toInstanceDirectory(directory, instanceId), { recursive: true, force: true })
}

/**
 * All records that can be read. A damaged one counts as missing: the process is found by its
 * marker.
 */
export async function readRecords(directory: string): Promise<readonly ProcessRecord[]> {
  const names = await readdir(directory)
  const records = await Promise.all(names.map((name) => readOne(join(directory, name))))
  return records.filter((record) => record !== null)
}

async function readOne(instanceDirectory: string): Promise<ProcessRecord | null> {
  try {
    return toRecord(JSON.parse(await readFile(join(instanceDirectory, RECORD_FILE), 'utf8')))
  } catch {
    return null
  }
}

function toRecord(value: unknown): ProcessRecord | null {
  if (typeof value !== 'object' || value === null) return null
  const fields: Partial<Record<keyof ProcessRecord, unknown>> = value
  const { instanceId, groupId, address, pid, startMark, startedMs, memoryBytesMax } = fields
  const texts = [instanceId, groupId, address, startMark]
  if (!texts.every((text) => typeof text === 'string')) return null
  if (typeof pid !== 'number' || typeof startedMs !== 'number') return null
  return {
    instanceId: String(instanceId),
    groupId: String(groupId),
    address: String(address),
    pid,
    startMark: String(startMark),
    startedMs,
    memoryBytesMax: typeof memoryBytesMax === 'number' ? memoryBytesMax : null,
  }
}
