/**
 * Where the engine shows how it does, beside its API: metrics, and a dashboard.
 *
 * Answers for: which of them there are to be, and whether they are there. Does not know: what they
 * show.
 */

import { toPlace } from '../agent/index.ts'
import type { MetricsState } from '../agent/index.ts'
import type { Outlet } from '../client/contract.ts'
import type { EngineFile } from './engine-file.ts'

const NOT_KNOWN = 'the agent has not said yet whether it serves them'

export class Outlets {
  readonly #outlets = new Map<Outlet['name'], Outlet>()
  readonly #metricsAt: string | null
  readonly #known = Promise.withResolvers<void>()

  constructor({ metrics, dashboard }: Pick<EngineFile, 'metrics' | 'dashboard'>) {
    this.#metricsAt = metrics === null ? null : toPlace(metrics)
    if (this.#metricsAt === null) this.#known.resolve()
    this.noteMetrics(null)
    if (dashboard !== null) this.noteDashboard(toPlace(dashboard), null)
  }

  list(): readonly Outlet[] {
    return [...this.#outlets.values()]
  }

  /** What the agent says of metrics; null: it is not there. */
  noteMetrics(state: MetricsState | null): void {
    const at = this.#metricsAt
    if (at === null) return
    // An agent that has not looked at its file yet tells of another place.
    const isOurs = state?.at === at
    this.#outlets.set('metrics', {
      name: 'metrics',
      at,
      trouble: isOurs ? state.trouble : NOT_KNOWN,
    })
    if (isOurs) this.#known.resolve()
  }

  noteDashboard(at: string, trouble: string | null): void {
    this.#outlets.set('dashboard', { name: 'dashboard', at, trouble })
  }

  /** Resolves when the agent has said how it serves metrics, if it is to serve any. */
  get untilKnown(): Promise<void> {
    return this.#known.promise
  }
}
