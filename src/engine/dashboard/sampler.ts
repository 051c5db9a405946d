/**
 * One look at the engine a second, for as long as anybody watches.
 *
 * Answers for: that many watchers cost no more than one, and nobody costs nothing. Does not know:
 * who watches, how views travel.
 */

import type { EngineClient, EngineEvent } from '../client/index.ts'
import { pause } from '../runtime/index.ts'
import type { Clock } from '../runtime/index.ts'
import type { DashboardView } from './model.ts'
import { ViewMaker } from './view.ts'

const SAMPLE_EVERY_MS = 1_000
/** Whoever comes so soon after a look gets what it saw. */
const FRESH_MS = 500
const SAMPLE_DEADLINE_MS = 10_000
export const EVENTS_SHOWN_MAX = 50

/** What the dashboard asks of the engine. */
export type DashboardSource = Pick<EngineClient, 'snapshot' | 'counters' | 'events'>

/** Given a view, or why there is none this time. */
export type Watcher = (view: DashboardView | Error) => void

export interface SamplerOptions {
  readonly source: DashboardSource
  readonly clock: Clock
}

export class Sampler {
  readonly #options: SamplerOptions
  readonly #maker = new ViewMaker()
  readonly #watchers = new Set<Watcher>()
  #events: EngineEvent[] = []
  #latest: { readonly view: DashboardView; readonly atMs: number } | null = null
  #under: Promise<DashboardView> | null = null
  #isRunning = false

  constructor(options: SamplerOptions) {
    this.#options = options
  }

  /** At once, then once a second, until aborted. */
  watch(watcher: Watcher, signal: AbortSignal): void {
    if (signal.aborted) return
    this.#watchers.add(watcher)
    signal.addEventListener('abort', () => this.#watchers.delete(watcher), { once: true })
    this.look().then(
      (view) => void (this.#watchers.has(watcher) && watcher(view)),
      (error: unknown) => void (this.#watchers.has(watcher) && watcher(toError(error))),
    )
    if (!this.#isRunning) void this.#run()
  }

  /** The present; whoever asks meanwhile gets the same. */
  look(): Promise<DashboardView> {
    const latest = this.#latest
    if (latest !== null && this.#options.clock.monotonicMs() - latest.atMs < FRESH_MS) {
      return Promise.resolve(latest.view)
    }
    this.#under ??= this.#look().finally(() => {
      this.#under = null
    })
    return this.#under
  }

  async #run(): Promise<void> {
    this.#isRunning = true
    const { signal } = new AbortController()
    for (;;) {
      await pause(SAMPLE_EVERY_MS, signal)
      if (this.#watchers.size === 0) break
      const view = await this.look().catch(toError)
      for (const watcher of this.#watchers) watcher(view)
    }
    this.#isRunning = false
  }

  async #look(): Promise<DashboardView> {
    const { source, clock } = this.#options
    const signal = AbortSignal.timeout(SAMPLE_DEADLINE_MS)
    const [snapshot, counters] = await Promise.all([
      source.snapshot(signal),
      source.counters(signal),
      this.#follow(signal),
    ])
    const events = this.#events.toReversed()
    const view = this.#maker.toView({ snapshot, counters, events, atMs: clock.nowMs() })
    this.#latest = { view, atMs: clock.monotonicMs() }
    return view
  }

  async #follow(signal: AbortSignal): Promise<void> {
    const after = this.#events.at(-1)?.sequence ?? 0
    for await (const event of this.#options.source.events({ after, follow: false }, signal)) {
      this.#events.push(event)
      if (this.#events.length >= 2 * EVENTS_SHOWN_MAX) this.#trim()
    }
    this.#trim()
  }

  #trim(): void {
    this.#events = this.#events.slice(-EVENTS_SHOWN_MAX)
  }
}

function toError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error))
}
