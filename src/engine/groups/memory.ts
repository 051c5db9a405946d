/**
 * What is remembered of one instance between two looks at it.
 *
 * Answers for: how long it has run and served, how often it failed, when it may be started again.
 * All of it may be forgotten: a new controller begins with nothing and does the same, sooner or
 * later. Does not know: drivers, the world.
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
  /** It fails its health check, and is to be replaced unless it gets better. */
  isCondemned = false
  #process: { readonly run: string; readonly sinceMs: number } | null = null
  #ready = { is: false, sinceMs: Number.NaN }

  constructor(instanceId: string, groupId: string) {
    this.instanceId = instanceId
    this.groupId = groupId
  }

  /**
   * What is to be thought of it when a driver says that it runs, or does not (null). What an
   * earlier engine has started is as old as it is, not as new as this engine.
   */
  observe(seen: Seen | null, nowMs: number): 'down' | 'starting' | 'up' {
    if (Number.isNaN(this.#ready.sinceMs)) this.#ready.sinceMs = nowMs
    if (seen === null) this.#process = null
    else if (this.#process?.run !== seen.run) {
      const sinceMs = nowMs - Math.max(seen.ageMs, 0)
      this.#process = { run: seen.run, sinceMs }
      // Being started, and waiting for that, is none of the time it may take to serve.
      const isFirst = this.failures === 0 && !this.#ready.is
      if (isFirst) this.#ready.sinceMs = Math.max(this.#ready.sinceMs, sinceMs)
    }
    if (this.task === 'start') return 'starting'
    if (this.#process === null) return 'down'
    const ageMs = nowMs - this.#process.sinceMs
    if (ageMs >= limits.FORGIVEN_AFTER_MS) this.failures = 0
    return ageMs >= limits.UP_AFTER_MS ? 'up' : 'starting'
  }

  /** Takes note whether it is ready; returns for how long it has been so. */
  noteReady(isReady: boolean, nowMs: number): number {
    if (this.#ready.is !== isReady) this.#ready = { is: isReady, sinceMs: nowMs }
    return nowMs - this.#ready.sinceMs
  }

  /** For how long it has run; 0 when it does not. */
  upMs(nowMs: number): number {
    return this.#process === null ? 0 : nowMs - this.#process.sinceMs
  }

  /**
   * When looking again may give another answer by time alone; null when it will not.
   * `provenAfterMs`: how long it has to be ready; `lateAfterMs`: how long it may take to be.
   */
  nextLookMs(nowMs: number, { provenAfterMs, lateAfterMs }: Spans): number | null {
    if (this.task !== null) return null
    if (this.#process === null) return this.retryAtMs > nowMs ? this.retryAtMs : null
    const dues = [
      this.#process.sinceMs + limits.UP_AFTER_MS,
      this.#process.sinceMs + lateAfterMs,
      this.#ready.sinceMs + (this.#ready.is ? provenAfterMs : lateAfterMs),
    ].filter((dueMs) => dueMs > nowMs)
    return dues.length === 0 ? null : Math.min(...dues)
  }

  /** It ended, or could not be started. Returns how long it is left down. */
  fail(end: End, nowMs: number): number {
    this.failures += 1
    this.lastEnd = end
    this.#process = null
    this.noteReady(false, nowMs)
    const delayMs = toRestartDelayMs(this.failures)
    this.retryAtMs = nowMs + delayMs
    return delayMs
  }
}

export interface Seen {
  readonly run: string
  /** Since it was started, by the clock of the machine. */
  readonly ageMs: number
}

export interface Spans {
  readonly provenAfterMs: number
  readonly lateAfterMs: number
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
