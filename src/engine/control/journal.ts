/**
 * The event log, as the control process writes and reads it.
 *
 * Answers for: events that wait for the next commit, and readers that follow. Does not know: what
 * an event means.
 */

import type { Logger } from '../runtime/index.ts'
import type { EngineEvent, EventInit, Store } from '../store/index.ts'
import { EVENTS_PAGE, EVENTS_WAITING_MAX, EVENT_SKEW_MS } from './limits.ts'

export interface JournalQuery {
  readonly after: number
  readonly follow: boolean
}

export class Journal {
  readonly #store: Store
  readonly #logger: Logger
  #waiting: EventInit[] = []
  /** Of the last event that was put in order. */
  #lastMs = 0
  /** Resolved, and replaced, whenever something was stored. */
  #stored = Promise.withResolvers<void>()

  constructor(store: Store, logger: Logger) {
    this.#store = store
    this.#logger = logger
  }

  get hasWaiting(): boolean {
    return this.#waiting.length > 0
  }

  get waiting(): number {
    return this.#waiting.length
  }

  /** Keeps events for the next commit. Events of a transaction go with it instead. */
  add(events: readonly EventInit[]): void {
    this.#waiting.push(...events)
    const excess = this.#waiting.length - EVENTS_WAITING_MAX
    if (excess <= 0) return
    this.#waiting.splice(0, excess)
    this.#logger.warn('events were dropped: the store does not keep up', { dropped: excess })
  }

  /** What waits, for a commit that is about to be. */
  take(): readonly EventInit[] {
    const events = this.#waiting
    this.#waiting = []
    return events
  }

  /** Events as they are to be stored one after the other: times go up as places do. */
  toOrderly(events: readonly EventInit[]): readonly EventInit[] {
    return events.map((event) => {
      const lateMs = this.#lastMs - event.atMs
      if (lateMs > 0 && lateMs <= EVENT_SKEW_MS) return { ...event, atMs: this.#lastMs }
      if (lateMs < 0) this.#lastMs = event.atMs
      return event
    })
  }

  /** The commit failed: the events wait again, before later ones. */
  giveBack(events: readonly EventInit[]): void {
    const later = this.take()
    this.add([...events, ...later])
  }

  /** Tells readers that there is more. */
  announce(): void {
    this.#stored.resolve()
    this.#stored = Promise.withResolvers()
  }

  /** Stored events in order; with `follow` it goes on until aborted, then throws the reason. */
  async *read({ after, follow }: JournalQuery, signal: AbortSignal): AsyncGenerator<EngineEvent> {
    let last = after
    for (;;) {
      signal.throwIfAborted()
      const more = this.#stored.promise
      const page = await this.#store.events({ after: last, limit: EVENTS_PAGE })
      yield* page
      last = page.at(-1)?.sequence ?? last
      if (page.length === EVENTS_PAGE) continue
      if (!follow) return
      await untilEither(more, signal)
    }
  }
}

/** Resolves with `wanted`; throws the signal's reason when that comes first. Leaves no listener. */
export async function untilEither(wanted: Promise<void>, signal: AbortSignal): Promise<void> {
  const aborted = Promise.withResolvers<never>()
  const abort = (): void => aborted.reject(signal.reason)
  signal.addEventListener('abort', abort, { once: true })
  if (signal.aborted) abort()
  try {
    await Promise.race([wanted, aborted.promise])
  } finally {
    signal.removeEventListener('abort', abort)
  }
}
