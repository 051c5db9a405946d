/**
 * Keeping what is known of endpoints on disk while it changes.
 *
 * Answers for: when it is written: soon after a change, never too often, and now and then without
 * one, so that the file is known to be recent. A disk that fails costs a line in the log.
 */

import type { Cancel, Timers } from '../health/index.ts'
import type { Logger } from '../runtime/index.ts'
import { writeHealth, type Ailing } from './known-health.ts'
import { HEALTH_REFRESH_MS, HEALTH_SAVE_MS, HEALTH_SAVE_PAUSE } from './limits.ts'
import { Line } from './line.ts'

export interface HealthSaverOptions {
  readonly path: string
  readonly timers: Timers
  readonly logger: Logger
  readonly ailing: () => Iterable<Ailing>
}

export class HealthSaver {
  readonly #options: HealthSaverOptions
  readonly #line = new Line(2)
  /** How long the latest write took: with very many endpoints the next one waits longer. */
  #tookMs = 0
  #timer: Cancel | null = null
  #isSoon = false
  #isClosed = false
  /** Said once until a write succeeds again. */
  #isFailing = false

  constructor(options: HealthSaverOptions) {
    this.#options = options
  }

  /** Something changed. */
  note(): void {
    if (this.#isClosed || this.#isSoon) return
    this.#isSoon = true
    this.#wait(Math.max(HEALTH_SAVE_MS, this.#tookMs * HEALTH_SAVE_PAUSE))
  }

  /** Writes now. */
  async flush(): Promise<void> {
    await this.#line.run(() => this.#save())
  }

  /** Never writes again: the file is another's. */
  async leave(): Promise<void> {
    this.#isClosed = true
    this.#timer?.()
    await this.#line.empty()
  }

  /** Writes once more and then never again. */
  async close(): Promise<void> {
    this.#isClosed = true
    this.#timer?.()
    await this.#line.run(() => this.#save())
  }

  #wait(delayMs: number): void {
    this.#timer?.()
    this.#timer = this.#options.timers.after(delayMs, () => {
      this.#isSoon = false
      void this.#line.run(() => this.#save()).then(() => this.#rest())
    })
  }

  #rest(): void {
    if (!this.#isClosed && !this.#isSoon) this.#wait(HEALTH_REFRESH_MS)
  }

  async #save(): Promise<void> {
    const { path, timers, ailing, logger } = this.#options
    const startMs = timers.monotonicMs()
    try {
      await writeHealth(path, { savedMs: timers.nowMs(), ailing: [...ailing()] })
      this.#isFailing = false
      this.#tookMs = timers.monotonicMs() - startMs
    } catch (error) {
      if (this.#isFailing) return
      this.#isFailing = true
      logger.warn('health could not be kept on disk', { path, error: String(error) })
    }
  }
}
