/**
 * HAProxy's master as a thing that is given configurations: tried, taken, begun, begun again.
 *
 * Answers for: a configuration that is refused changing nothing, and a master that ends being
 * started again with all that is known. Does not know: what can be told without a reload.
 */

import type { ProxyConfig } from '../../ir/index.ts'
import type { Logger } from '../../runtime/contract.ts'
import type { ApplyOutcome } from '../contract.ts'
import { toNewBinds } from '../embedded/change.ts'
import { findTaken } from '../embedded/port-check.ts'
import { toFaults } from './faults.ts'
import type { Files } from './files.ts'
import type { Place } from './place.ts'
import type { Plan } from './plan.ts'
import { Program } from './program.ts'
import { renderConfig } from './render.ts'
import type { Workers } from './workers.ts'

const START_TIMEOUT_MS = 10_000
const LOOK_EVERY_MS = 5
const RELEASE_TIMEOUT_MS = 2000
const RETRY_AFTER_MS = 500
const RESTART_DELAY_MS = 50
const RESTART_DELAY_MAX_MS = 5000

export interface MasterOptions {
  readonly log: Logger
  /** The program. */
  readonly path: string
  readonly files: Files
  readonly workers: Workers
  /** It has ended and `again` is to be called. */
  readonly onEnded: () => void
}

/** A configuration with its plan. */
export interface Given {
  readonly config: ProxyConfig
  readonly plan: Plan
}

export class Master {
  readonly #options: MasterOptions
  readonly #program: Program
  #generation = 0
  #isReloading = false
  #restartDelayMs = RESTART_DELAY_MS
  #restart: NodeJS.Timeout | null = null
  #isClosing = false

  constructor(options: MasterOptions) {
    this.#options = options
    const { path, files } = options
    this.#program = new Program({
      path,
      directory: files.directory,
      onEnded: (words) => this.#onEnded(words),
    })
  }

  /** Whether a worker is about to begin that has not been told what comes in meanwhile. */
  get isReloading(): boolean {
    return this.#isReloading
  }

  /** Of the worker that serves. */
  get place(): Place {
    return this.#options.files.place(this.#generation)
  }

  /** Null: the worker of `wanted` serves. Otherwise nothing has changed. */
  async switch(old: ProxyConfig, wanted: Given, signal: AbortSignal): Promise<ApplyOutcome | null> {
    const { files } = this.#options
    const { config, plan } = wanted
    const taken = await findTaken(toNewBinds(old, config))
    if (taken.length > 0) return { kind: 'rejected', problems: taken }
    const generation = this.#generation + 1
    const trial = await files.write(config, plan, generation)
    const words = await this.#program.check(trial)
    signal.throwIfAborted()
    if (words !== null) {
      const text = renderConfig(plan, files.place(generation))
      return { kind: 'rejected', problems: toFaults({ words, text }, config) }
    }
    this.#isReloading = true
    try {
      await files.take(trial)
      this.#generation = generation
      if (this.#program.isRunning) await this.#program.reload()
      else this.#program.start(files.configFile)
      await this.#meet()
    } catch (error) {
      const cause = this.#toCause(error)
      return { kind: 'unavailable', retryAfterMs: RETRY_AFTER_MS, cause }
    } finally {
      this.#isReloading = false
    }
    await this.#whenReleased(toNewBinds(config, old))
    return null
  }

  #toCause(error: unknown): string {
    const words = this.#program.words.trim()
    return words === '' ? String(error) : words
  }

  /** Waits until the worker of this generation answers. */
  async #meet(): Promise<void> {
    const { files, workers } = this.#options
    const { workerSocket } = this.place
    const deadlineMs = performance.now() + START_TIMEOUT_MS
    for (;;) {
      try {
        await workers.follow(workerSocket)
        break
      } catch (error) {
        const isOver = performance.now() > deadlineMs || !this.#program.isRunning
        if (isOver || this.#program.words.includes('[ALERT]')) throw error
      }
      await delay(LOOK_EVERY_MS)
    }
    this.#restartDelayMs = RESTART_DELAY_MS
    await files.sweep((name) => workerSocket.endsWith(`/${name}`))
  }

  /** The worker before closes what the new one does not want, a moment after it has begun. */
  async #whenReleased(gone: ReturnType<typeof toNewBinds>): Promise<void> {
    const deadlineMs = performance.now() + RELEASE_TIMEOUT_MS
    while (gone.length > 0 && performance.now() < deadlineMs) {
      if ((await findTaken(gone)).length === 0) return
      await delay(LOOK_EVERY_MS)
    }
  }

  #onEnded(words: string): void {
    const { workers, log, onEnded } = this.#options
    workers.lose()
    if (this.#isClosing || this.#isReloading) return
    log.error('HAProxy ended, starting it again', { words })
    this.#restart = setTimeout(onEnded, this.#restartDelayMs)
    this.#restartDelayMs = Math.min(RESTART_DELAY_MAX_MS, this.#restartDelayMs * 2)
  }

  /** After its end: whether the worker of `given` serves. If not, there is another end to come. */
  async again({ config, plan }: Given): Promise<boolean> {
    if (this.#isClosing || this.#program.isRunning) return false
    const { files, log } = this.#options
    this.#isReloading = true
    try {
      this.#generation++
      await files.take(await files.write(config, plan, this.#generation))
      this.#program.start(files.configFile)
      await this.#meet()
      return true
    } catch (error) {
      log.error('HAProxy does not start', { words: this.#toCause(error) })
      return false
    } finally {
      this.#isReloading = false
      if (!this.#program.isRunning) this.#onEnded(this.#program.words)
    }
  }

  /** Nothing is started from now on. */
  close(): void {
    this.#isClosing = true
    if (this.#restart !== null) clearTimeout(this.#restart)
  }

  /** Lets work finish for `graceMs`; resolves when nothing is left of it. */
  async stop(graceMs: number): Promise<void> {
    const stopped = this.#program.stop(graceMs)
    this.#options.workers.lose()
    await stopped
  }
}

function delay(timeMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, timeMs))
}
