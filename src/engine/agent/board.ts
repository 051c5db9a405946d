/**
 * The board where the agent pins how things stand, and those who look at it.
 *
 * Answers for: every watcher seeing all targets first and the latest of each afterwards. What a
 * slow watcher has not fetched is replaced by what is newer, so it never holds more than one report
 * of each target. Does not know: where the news come from.
 */

import { endpointKey, type EndpointCounters, type ListenerCounters } from '../dataplane/contract.ts'
import type { ProxyConfig } from '../ir/index.ts'
import type { AgentReport, MetricsState, TargetHealth, TargetKey } from './contract.ts'
import { LatestCounters, type Counted } from './latest-counters.ts'
import { REPORT_TARGETS_MAX } from './limits.ts'

export class Board {
  readonly #targets = new Map<string, TargetHealth>()
  readonly #counters = new LatestCounters()
  readonly #watchers = new Set<Watcher>()
  #metrics: MetricsState | null = null

  get(key: string): TargetHealth | undefined {
    return this.#targets.get(key)
  }

  put(target: TargetHealth): void {
    const key = endpointKey(target.poolId, target.endpointId)
    const before = this.#targets.get(key)
    if (before !== undefined && isEqual(before, target)) return
    this.#targets.set(key, target)
    for (const watcher of this.#watchers) watcher.tell(key, target)
  }

  remove(target: TargetKey): void {
    const key = endpointKey(target.poolId, target.endpointId)
    this.#counters.forget([target])
    if (!this.#targets.delete(key)) return
    for (const watcher of this.#watchers) watcher.tell(key, target)
  }

  /** What is of no listener of `config` any more is forgotten; targets are removed one by one. */
  retain(config: ProxyConfig): void {
    this.#counters.retain(config.instances)
  }

  /** Of every listener and endpoint that has been counted for, the latest. */
  get counters(): LatestCounters {
    return this.#counters
  }

  /** Who looks on: a control process, when there is one. */
  get watchers(): number {
    return this.#watchers.size
  }

  get targets(): Iterable<TargetHealth> {
    return this.#targets.values()
  }

  count(counters: Counted, nowMs: number): void {
    this.#counters.take(counters, nowMs)
    for (const watcher of this.#watchers) watcher.count(counters)
  }

  /** Whether metrics are served where they are to be. */
  noteMetrics(state: MetricsState | null): void {
    this.#metrics = state
    if (state !== null) for (const watcher of this.#watchers) watcher.noteMetrics(state)
  }

  /** Ends when aborted. */
  async *watch(signal: AbortSignal): AsyncGenerator<AgentReport> {
    const watcher = new Watcher(this.#targets)
    if (this.#counters.any) watcher.count(this.#counters.all)
    if (this.#metrics !== null) watcher.noteMetrics(this.#metrics)
    this.#watchers.add(watcher)
    const end = (): void => watcher.end()
    signal.addEventListener('abort', end, { once: true })
    try {
      while (!signal.aborted) {
        yield* watcher.take()
        await watcher.news()
      }
    } finally {
      signal.removeEventListener('abort', end)
      this.#watchers.delete(watcher)
    }
  }

  /** Ends all watching, after what was told so far. */
  close(): void {
    for (const watcher of this.#watchers) watcher.end()
  }
}

class Watcher {
  readonly #targets: Map<string, TargetHealth | TargetKey>
  readonly #listeners = new Map<string, ListenerCounters>()
  readonly #endpoints = new Map<string, EndpointCounters>()
  #wake = Promise.withResolvers<void>()
  /** Counted again: told even when nothing is different, so that rates fall to zero in time. */
  #isCounted = false
  #metrics: MetricsState | null = null
  /** The first report comes even without a target: the watcher knows that it has seen all. */
  #isNew = true

  constructor(targets: ReadonlyMap<string, TargetHealth>) {
    this.#targets = new Map(targets)
  }

  tell(key: string, target: TargetHealth | TargetKey): void {
    this.#targets.set(key, target)
    this.#wake.resolve()
  }

  count({ listeners, endpoints }: Counted): void {
    for (const counters of listeners) this.#listeners.set(counters.listenerId, counters)
    for (const counters of endpoints) {
      this.#endpoints.set(endpointKey(counters.poolId, counters.endpointId), counters)
    }
    this.#isCounted = true
    this.#wake.resolve()
  }

  noteMetrics(state: MetricsState): void {
    this.#metrics = state
    this.#wake.resolve()
  }

  end(): void {
    this.#wake.resolve()
  }

  async news(): Promise<void> {
    await this.#wake.promise
    this.#wake = Promise.withResolvers()
  }

  /** What is new since the last time. */
  *take(): Generator<AgentReport> {
    const news = [...this.#targets.values()]
    this.#targets.clear()
    const targets = news.filter((target) => 'state' in target)
    const gone = news.filter((target) => !('state' in target))
    if (this.#isNew && targets.length === 0) yield { kind: 'targets', targets }
    this.#isNew = false
    for (const part of toParts(targets)) yield { kind: 'targets', targets: part }
    for (const part of toParts(gone)) yield { kind: 'gone', targets: part }
    yield* this.#takeCounters()
    const metrics = this.#metrics
    this.#metrics = null
    if (metrics !== null) yield { kind: 'metrics', metrics }
  }

  *#takeCounters(): Generator<AgentReport> {
    const listeners = [...this.#listeners.values()]
    const endpoints = [...this.#endpoints.values()]
    this.#listeners.clear()
    this.#endpoints.clear()
    if (this.#isCounted && listeners.length === 0 && endpoints.length === 0) {
      yield { kind: 'counters', listeners, endpoints }
    }
    this.#isCounted = false
    for (const part of toParts(listeners)) {
      yield { kind: 'counters', listeners: part, endpoints: [] }
    }
    for (const part of toParts(endpoints)) {
      yield { kind: 'counters', listeners: [], endpoints: part }
    }
  }
}

function* toParts<T>(items: readonly T[]): Generator<readonly T[]> {
  for (let start = 0; start < items.length; start += REPORT_TARGETS_MAX) {
    yield items.slice(start, start + REPORT_TARGETS_MAX)
  }
}

function isEqual(a: TargetHealth, b: TargetHealth): boolean {
  return (
    a.state === b.state &&
    a.reason === b.reason &&
    a.sinceMs === b.sinceMs &&
    a.weight === b.weight &&
    a.address === b.address &&
    a.port === b.port &&
    a.zone === b.zone
  )
}
