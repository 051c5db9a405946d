/**
 * How a process of the engine does: memory, processor, open files, and how late its thread is.
 *
 * Answers for: measuring this process, where the system says so. Does not know: who is told.
 */

import { readdir, readFile } from 'node:fs/promises'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { Timers } from './contract.ts'

const RESOLUTION_MS = 20
/** What is told of delays is of the last one or two of these. */
const WINDOW_MS = 30_000
const NANOSECONDS = 1e9
const MICROSECONDS = 1e6

export interface Vitals {
  readonly startedMs: number
  readonly residentBytes: number
  /** Used by the main thread's objects. */
  readonly heapBytes: number
  /** User and system, all threads, since the start. */
  readonly processorSeconds: number
  /** Null where the system does not say. */
  readonly openFiles: number | null
  readonly openFilesMax: number | null
  /** Seconds that the main thread was late: `p50`, `p99` and `max` of the last minute. */
  readonly loopDelays: LoopDelays
}

export interface LoopDelays {
  readonly p50: number
  readonly p99: number
  readonly max: number
}

/** Measures this process from now on. */
export class VitalsMonitor {
  readonly #histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
  readonly #timers: Timers
  /** Of the window before this one. */
  #former: LoopDelays | null = null
  #windowMs: number

  constructor(timers: Timers) {
    this.#timers = timers
    this.#windowMs = timers.monotonicMs()
    this.#histogram.enable()
  }

  async read(): Promise<Vitals> {
    const { user, system } = process.cpuUsage()
    const { rss, heapUsed } = process.memoryUsage()
    return {
      startedMs: this.#timers.nowMs() - process.uptime() * 1000,
      residentBytes: rss,
      heapBytes: heapUsed,
      processorSeconds: (user + system) / MICROSECONDS,
      openFiles: await countOpenFiles(),
      openFilesMax: await readOpenFilesMax(),
      loopDelays: this.#readDelays(),
    }
  }

  close(): void {
    this.#histogram.disable()
  }

  #readDelays(): LoopDelays {
    const toSeconds = (nanoseconds: number): number =>
      Math.max(0, nanoseconds / NANOSECONDS - RESOLUTION_MS / 1000)
    const now = {
      p50: toSeconds(this.#histogram.percentile(50)),
      p99: toSeconds(this.#histogram.percentile(99)),
      max: toSeconds(this.#histogram.max),
    }
    const former = this.#former ?? now
    if (this.#timers.monotonicMs() - this.#windowMs > WINDOW_MS) {
      this.#former = now
      this.#windowMs = this.#timers.monotonicMs()
      this.#histogram.reset()
    }
    return {
      p50: Math.max(now.p50, former.p50),
      p99: Math.max(now.p99, former.p99),
      max: Math.max(now.max, former.max),
    }
  }
}

/** Every name in that directory is a descriptor; one is that of the look itself. */
async function countOpenFiles(): Promise<number | null> {
  const directory = process.platform === 'linux' ? '/proc/self/fd' : '/dev/fd'
  try {
    return (await readdir(directory)).length - 1
  } catch {
    return null
  }
}

async function readOpenFilesMax(): Promise<number | null> {
  try {
    const limits = await readFile('/proc/self/limits', 'utf8')
    const soft = /^Max open files\s+(\d+)/m.exec(limits)?.[1]
    return soft === undefined ? null : Number(soft)
  } catch {
    return null
  }
}
