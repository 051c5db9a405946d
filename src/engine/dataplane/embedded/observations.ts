/**
 * What the plane has to report, until somebody takes it.
 *
 * Answers for: adding up threads, one report of a drain when the last thread has drained, and
 * limits on what waits. Does not know: who listens.
 */

import type { ProxyConfig } from '../../ir/index.ts'
import { endpointKey } from '../contract.ts'
import type { EndpointCounters, ListenerCounters, Observation } from '../contract.ts'
import { Totals } from './totals.ts'

/** Drains that nobody takes; older ones are forgotten. */
const DRAINS_MAX = 10_000

interface Drain {
  readonly poolId: string
  readonly endpointId: string
}

export class Observations {
  readonly #threads: number
  readonly #listeners = new Totals<ListenerCounters>((row) => row.listenerId)
  readonly #endpoints = new Totals<EndpointCounters>((row) =>
    endpointKey(row.poolId, row.endpointId),
  )
  /** In how many threads an endpoint has drained so far. */
  readonly #draining = new Map<string, number>()
  readonly #drains: Drain[] = []
  #hasCounters = false
  #isClosed = false
  #wake: () => void = () => {}

  constructor(threads: number) {
    this.#threads = threads
  }

  drained(poolId: string, endpointId: string): void {
    const key = endpointKey(poolId, endpointId)
    const count = (this.#draining.get(key) ?? 0) + 1
    if (count < this.#threads) {
      this.#draining.set(key, count)
      return
    }
    this.#draining.delete(key)
    if (this.#drains.length === DRAINS_MAX) this.#drains.shift()
    this.#drains.push({ poolId, endpointId })
    this.#wake()
  }

  count(
    thread: number,
    counters: { listeners: readonly ListenerCounters[]; endpoints: readonly EndpointCounters[] },
  ): void {
    this.#listeners.set(thread, counters.listeners)
    this.#endpoints.set(thread, counters.endpoints)
    this.#hasCounters = true
    this.#wake()
  }

  endThread(thread: number): void {
    this.#listeners.end(thread)
    this.#endpoints.end(thread)
  }

  /** Forgets the counters of what is no longer configured. */
  retain(config: ProxyConfig): void {
    const { instances } = config
    this.#listeners.retain(
      new Set(instances.flatMap(({ listeners }) => listeners.map((listener) => listener.id))),
    )
    this.#endpoints.retain(
      new Set(
        instances.flatMap(({ pools }) =>
          pools.flatMap((pool) => pool.endpoints.map(({ id }) => endpointKey(pool.id, id))),
        ),
      ),
    )
  }

  close(): void {
    this.#isClosed = true
    this.#wake()
  }

  async *iterate(signal: AbortSignal): AsyncGenerator<Observation, void, undefined> {
    const wake = (): void => this.#wake()
    signal.addEventListener('abort', wake)
    try {
      while (!signal.aborted) {
        yield* this.#take()
        if (this.#isClosed) return
        await this.#somethingNew(signal)
      }
    } finally {
      signal.removeEventListener('abort', wake)
    }
  }

  *#take(): Generator<Observation, void, undefined> {
    for (;;) {
      const drain = this.#drains.shift()
      if (drain === undefined) break
      yield { kind: 'drained', ...drain }
    }
    if (!this.#hasCounters) return
    this.#hasCounters = false
    yield { kind: 'counters', listeners: this.#listeners.sums(), endpoints: this.#endpoints.sums() }
  }

  async #somethingNew(signal: AbortSignal): Promise<void> {
    const isNew = this.#drains.length > 0 || this.#hasCounters || this.#isClosed || signal.aborted
    if (isNew) return
    await new Promise<void>((resolve) => (this.#wake = resolve))
    this.#wake = () => {}
  }
}
