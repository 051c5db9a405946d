/**
 * What lingers: deleted, used by nobody, and serving for a while because nobody else does.
 *
 * Answers for: knowing when one has lingered long enough, also after a restart, and waking whoever
 * lets it go then. Does not know: why it lingers, or how it goes.
 */

import type { Graph } from '../graph/index.ts'
import type { EngineObject } from '../kinds/index.ts'
import type { Cancel, Clock, Timers } from '../runtime/index.ts'
import { isLingerOver } from './departures.ts'
import type { Step } from './steps.ts'

export interface LingeringOptions {
  /** As stored. */
  readonly graph: Graph
  readonly clock: Pick<Clock, 'nowMs'>
  readonly timers: Pick<Timers, 'after'>
  readonly lingerMs: number
}

export class Lingerers {
  readonly #options: LingeringOptions
  /** Since when, by id. */
  readonly #since = new Map<string, number>()
  #wake: () => void = () => {}
  #alarm: Cancel | null = null

  constructor(options: LingeringOptions) {
    this.#options = options
    for (const kind of options.graph.kinds) {
      if (kind.lingers === undefined) continue
      for (const object of options.graph.list(kind.name)) this.#take(object)
    }
  }

  /** Whether one has lingered long enough. */
  get isDue(): boolean {
    const { clock, lingerMs } = this.#options
    const at = { nowMs: clock.nowMs(), lingerMs }
    return [...this.#since.values()].some((leavingMs) => isLingerOver(leavingMs, at))
  }

  /** Calls back whenever one has lingered long enough. */
  begin(wake: () => void): void {
    this.#wake = wake
    this.#setAlarm()
  }

  /** After a commit. */
  take(steps: readonly Step[]): void {
    for (const { type, object } of steps) {
      if (type === 'deleted') this.#since.delete(object.id)
      else if (this.#options.graph.kind(object.kind)?.lingers !== undefined) this.#take(object)
    }
    this.#setAlarm()
  }

  close(): void {
    this.#alarm?.()
    this.#alarm = null
  }

  #take({ id, leavingMs }: EngineObject): void {
    if (leavingMs !== undefined) this.#since.set(id, leavingMs)
  }

  #setAlarm(): void {
    this.close()
    if (this.#since.size === 0) return
    const { clock, lingerMs, timers } = this.#options
    const dueMs = Math.min(...this.#since.values()) + lingerMs
    // The clock may have been set since.
    const delayMs = Math.min(Math.max(dueMs - clock.nowMs(), 0), lingerMs)
    this.#alarm = timers.after(Math.ceil(delayMs), () => this.#ring())
  }

  /** A timer may come a little early. */
  #ring(): void {
    if (this.isDue) this.#wake()
    else this.#setAlarm()
  }
}
