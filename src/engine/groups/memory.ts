/**
 * What is remembered of one instance between two looks at it.
 *
 * Answers for: how long it has run, how often it failed, when it may be started again. All of it
 * may be forgotten: a new controller begins with nothing and does the same, only sooner or later.
 * Does not know: drivers, the world.
 */

import * as limits from './limits.ts'

/** Times are monotonic milliseconds. */
export class InstanceMemory {
  readonly instanceId: string
  readonly groupId: string
  /** Of its group, for events. */
  name = ''
  owner = ''
  /** What is being done with it right now. */
  task: 'start' | 'stop' | null = null
  /** How often in a row it ended, or could not be started. */
  failures = 0
  /** Not to be started, or stopped, before. */
  retryAtMs = 0
  /** How the last end came about, with its output; null before the first. */
  lastEnd: End | null = null
  /** When it was first seen without an object; null while it has one. */
  leavingSinceMs: number | null = null
  #process: { readonly pid: number; readonly sinceMs: number } | null = null

  constructor(instanceId: string, groupId: string) {
    this.instanceId = instanceId
    this.groupId = groupId
  }

  /** What is to be thought of it when a driver says that it runs as `pid`, or does not (null). */
  observe(pid: number | null, nowMs: number): 'down' | 'starting' | 'up' {
    if (pid === null) this.#process = null
    else if (this.#process?.pid !== pid) this.#process = { pid, sinceMs: nowMs }
    if (this.task === 'start') return 'starting'
    if (this.#process === null) return 'down'
    const ageMs = nowMs - this.#process.sinceMs
    if (ageMs >= limits.FORGIVEN_AFTER_MS) this.failures = 0
    return ageMs >= limits.UP_AFTER_MS ? 'up' : 'starting'
  }

  /** When looking again may give another answer by time alone; null when it will not. */
  nextLookMs(nowMs: number): number | null {
    if (this.task !== null) return null
    if (this.#process === null) return this.retryAtMs > nowMs ? this.retryAtMs : null
    const upAtMs = this.#process.sinceMs + limits.UP_AFTER_MS
    return upAtMs > nowMs ? upAtMs : null
  }

  /** It ended, or could not be started. Returns how long it is left down. */
  fail(end: End, nowMs: number): number {
    this.failures += 1
    this.lastEnd = end
    this.#process = null
    const delayMs = toRestartDelayMs(this.failures)
    this.retryAtMs = nowMs + delayMs
    return delayMs
  }
}

/** How an instance ended. */
export interface End {
  /** `ended with code 1`, to follow its name. */
  readonly how: string
  /** The last it wrote; may be empty. */
  readonly output: string
}

/** 200 ms after the first failure in a row, twice as long after each next one, a minute at most. */
export function toRestartDelayMs(failures: number): number {
  const doublings = Math.min(Math.max(failures - 1, 0), 30)
  return Math.min(limits.RESTART.firstMs * 2 ** doublings, limits.RESTART.maxMs)
}
