/**
 * Everything that came of an instance: its leading process and all descendants.
 *
 * Answers for: finding them by the marker that they inherit, and ending them without ever
 * signalling a stranger who got a pid or a process group's number since.
 * Does not know: records, who wants them ended.
 */

import { setTimeout as pause } from 'node:timers/promises'
import { EngineError } from '../../errors.ts'
import type { FoundProcess, ProcessTable } from './process_table.ts'

/** In the environment of everything an engine starts: the directory of the driver that did. */
export const MARKER = 'LB_ENGINE_INSTANCES'

/**
 * Looks for what is left, each after killing what the one before found: they may fork meanwhile.
 */
const SWEEPS_MAX = 20
const SWEEP_PAUSE_MS = 25

/** A living process with its instance. */
export interface Relative {
  readonly instanceId: string
  readonly process: FoundProcess
}

export interface Leader {
  readonly pid: number
  readonly startMark: string
}

export interface Families {
  /** A look that begins after the call; calls that come during one look share the next. */
  find(): Promise<readonly Relative[]>
  isAlive(leader: Leader): Promise<boolean>
  /** Signals the leader's process group as long as the leader lives; no longer after. */
  signal(leader: Leader, signal: NodeJS.Signals): Promise<void>
  /**
   * Kills what the instance has left behind, until nothing is found. `endedNow` is the pid of a
   * leader that was seen to end just now; null when it may have ended long ago. Throws
   * `EngineError` when something cannot be killed.
   */
  sweep(instanceId: string, endedNow: number | null): Promise<void>
}

export function createFamilies(directory: string, processes: ProcessTable): Families {
  const scan = async (): Promise<readonly Relative[]> => {
    const found = await processes.find({ name: MARKER, value: directory })
    return found.flatMap((process) => {
      const instanceId = process.variable('INSTANCE_ID')
      return instanceId === null ? [] : [{ instanceId, process }]
    })
  }
  const find = sharing(scan)
  const isAlive = async (leader: Leader): Promise<boolean> =>
    (await processes.startMark(leader.pid)) === leader.startMark

  return {
    find,
    isAlive,
    signal: async (leader, signal) => {
      if (await isAlive(leader)) kill(-leader.pid, signal)
    },
    sweep: async (instanceId, endedNow) => {
      // While the group has members its number is nobody else's; with a leader alive it is another
      // group.
      if (endedNow !== null && (await processes.startMark(endedNow)) === null) {
        kill(-endedNow, 'SIGKILL')
      }
      for (let sweep = 0; sweep < SWEEPS_MAX; sweep++) {
        const left = (await find()).filter((relative) => relative.instanceId === instanceId)
        if (left.length === 0) return
        for (const { process } of left) await killExactly(processes, process)
        await pause(SWEEP_PAUSE_MS)
      }
      throw new EngineError({
        code: 'instance_failed',
        message: `Processes of the instance ${instanceId} do not end, not even when killed`,
        remedy: 'Look for processes in uninterruptible sleep, and at what they wait for.',
      })
    },
  }
}

async function killExactly(processes: ProcessTable, found: FoundProcess): Promise<void> {
  if ((await processes.startMark(found.pid)) === found.startMark) kill(found.pid, 'SIGKILL')
}

/** A pid or, negative, a process group; one that has just gone is as good as signalled. */
function kill(target: number, signal: NodeJS.Signals): void {
  try {
    process.kill(target, signal)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ESRCH') return
    throw error
  }
}

/** One run at a time: a call gets the result of a run that begins after it. */
function sharing<T>(run: () => Promise<T>): () => Promise<T> {
  let current: Promise<unknown> = Promise.resolve()
  let next: Promise<T> | null = null
  const begin = (): Promise<T> => {
    next = null
    const started = run()
    current = started
    return started
  }
  return () => (next ??= current.then(begin, begin))
}
