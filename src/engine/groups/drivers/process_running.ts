/**
 * An instance that runs, as its driver holds it, and its other forms.
 *
 * Answers for: from what runs to a record, to what callers see, and from processes of which there
 * is no record to one. Does not know: how it is started, watched or ended.
 */

import { EngineError } from '../../errors.ts'
import type { RunningInstance } from '../contract.ts'
import type { Relative } from './process_family.ts'
import type { ProcessRecord } from './process_record.ts'
import type { Ended } from './process_spawn.ts'

export interface Running extends ProcessRecord {
  /** Resolves when the process ends; null for an adopted one, which has to be looked at. */
  readonly ended: Promise<Ended> | null
  /** Set while it is being stopped. */
  stopping: Promise<void> | null
  /** Set by whoever sees the end first; resolves when nothing is left of the instance. */
  gone: Promise<void> | null
}

export function toUnkillable({ pid, instanceId }: Running): EngineError {
  return new EngineError({
    code: 'instance_failed',
    message: `The process ${pid} of the instance ${instanceId} does not end, not even when killed`,
    remedy: 'Look at what it waits for: it is in uninterruptible sleep.',
  })
}

/** How an adopted process ended, only its parent was told. */
export const UNSEEN_END: Ended = { code: null, signal: null }

export function toRunningInstance(running: Running): RunningInstance {
  const { instanceId, groupId, address, pid, startedMs } = running
  return { instanceId, groupId, address, run: `process ${pid}`, startedMs }
}

export function toRecord(running: Running): ProcessRecord {
  const { ended: _, stopping: __, gone: ___, ...record } = running
  return record
}

/**
 * Records for processes that lead a group of their own, the oldest of each instance: descendants
 * that lead one too began later.
 */
export function toUnrecorded(
  relatives: readonly Relative[],
  nowMs: number,
): readonly ProcessRecord[] {
  const oldestFirst = relatives
    .filter(({ process }) => process.pid === process.processGroup)
    .toSorted((a, b) => a.process.startOrder - b.process.startOrder)
  const records = new Map<string, ProcessRecord>()
  for (const { instanceId, process } of oldestFirst) {
    const groupId = process.variable('GROUP_ID')
    const address = process.variable('ADDRESS')
    if (records.has(instanceId) || groupId === null || address === null) continue
    const { pid, startMark } = process
    records.set(instanceId, {
      instanceId,
      groupId,
      address,
      pid,
      startMark,
      startedMs: nowMs,
      memoryBytesMax: null,
    })
  }
  return [...records.values()]
}
