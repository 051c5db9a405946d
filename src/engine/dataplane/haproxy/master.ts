/**
 * HAProxy's master as a thing that is given configurations: tried, taken, begun, begun again.
 *
 * Answers for: a configuration that is refused changing nothing, a master that runs being found
 * again, and one that ends being started again with all that is known. Does not know: what can be
 * told without a reload.
 */

import { createHash } from 'node:crypto'
import type { ProxyConfig } from '../../ir/index.ts'
import type { Logger } from '../../runtime/contract.ts'
import { toForeign, toNewBinds } from '../binds.ts'
import type { WantedBind } from '../binds.ts'
import type { ApplyOutcome, ListeningSocket } from '../contract.ts'
import { findTaken } from '../port-check.ts'
import { movingWaiting } from '../waiting.ts'
import { toFaults } from './faults.ts'
import type { Files, Given } from './files.ts'
import { findMaster } from './master-socket.ts'
import type { Place } from './place.ts'
import { Program, checkFile } from './program.ts'
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
  /** Whether it goes on when this process is gone. */
  readonly outlives: boolean
  /** Where a predecessor listens: beside its sockets. */
  readonly inherited: readonly ListeningSocket[]
  /** It has ended and `again` is to be called. */
  readonly onEnded: () => void
}

export interface Ending {
  readonly graceMs: number
  /** Somebody else listens at the same addresses: who still waits is theirs. */
  readonly isFollowed: boolean
}

export class Master {
  readonly #options: MasterOptions
  readonly #program: Program
  #inherited: readonly ListeningSocket[]
  #generation = 0
  #mark = ''
  /** Somebody else has started it, so that what it listens on is nobody else's. */
  #isAdopted = false
  #isReloading = false
  #restartDelayMs = RESTART_DELAY_MS
  #restart: NodeJS.Timeout | null = null
  #isClosing = false

  constructor(options: MasterOptions) {
    this.#options = options
    this.#inherited = options.inherited
    const { path, files, outlives } = options
    this.#program = new Program({
      ...{ path, outlives },
      socketPath: files.masterSocket,
      wordsFile: files.wordsFile,
      onEnded: (words) => this.#onEnded(words),
    })
  }

  /** Whether a worker is about to begin that has not been told what comes in meanwhile. */
  get isReloading(): boolean {
    return this.#isReloading
  }

  /** Of the worker that serves. */
  get place(): Place {
    return this.#options.files.place(this.#generation, this.#mark)
  }

  /** Whether the worker that serves was made from this structure. */
  isOf(structure: string): boolean {
    return this.#mark === toMark(structure)
  }

  /** Takes one over that runs; whether there is one. */
  async adopt(): Promise<boolean> {
    const { files, workers, log } = this.#options
    const found = await findMaster(files.masterSocket)
    if (found === null || found.workerPid === null) return false
    for (const generation of await files.generations()) {
      const info = await workers
        .follow(files.place(generation).workerSocket, found.workerPid)
        .catch(() => null)
      if (info === null) continue
      await this.#program.adopt()
      files.own()
      this.#generation = generation
      this.#mark = info.mark
      this.#isAdopted = true
      log.info('HAProxy goes on, adopted', { master: found.masterPid, worker: found.workerPid })
      return true
    }
    return false
  }

  /** Null: the worker of `wanted` serves. Otherwise nothing has changed. */
  async switch(old: ProxyConfig, wanted: Given, signal: AbortSignal): Promise<ApplyOutcome | null> {
    const { files } = this.#options
    const { config } = wanted
    const taken = await findTaken(this.#toForeign(toNewBinds(old, config)))
    if (taken.length > 0) return { kind: 'rejected', problems: taken }
    const generation = this.#generation + 1
    const place = files.place(generation, toMark(wanted.structure))
    const trial = await files.write(wanted, place).catch((error: unknown) => toUnavailable(error))
    if (typeof trial !== 'string') return trial
    const words = await checkFile(trial, this.#options)
    signal.throwIfAborted()
    if (words !== null) {
      const text = renderConfig(wanted.plan, place)
      return { kind: 'rejected', problems: toFaults({ words, text }, config) }
    }
    this.#isReloading = true
    try {
      await files.take(trial)
      this.#generation = generation
      await this.#begin(wanted)
      this.#mark = place.mark
    } catch (error) {
      return toUnavailable(this.#toCause(error))
    } finally {
      this.#isReloading = false
    }
    this.#isAdopted = false
    await this.#whenReleased(toNewBinds(config, old))
    return null
  }

  /** Those that are not ours already. */
  #toForeign(binds: readonly WantedBind[]): readonly WantedBind[] {
    return this.#isAdopted ? [] : toForeign(binds, this.#inherited)
  }

  async #begin(given: Given): Promise<void> {
    const { files } = this.#options
    if (this.#program.isRunning) await this.#program.reload()
    else {
      files.own()
      this.#inherited = []
      this.#program.start(files.configFile)
    }
    await this.#meet(given)
  }

  #toCause(error: unknown): string {
    const words = this.#program.words.trim()
    return words === '' ? String(error) : words
  }

  /** Waits until the worker of this generation answers. */
  async #meet(given: Given): Promise<void> {
    const { files, workers } = this.#options
    const { workerSocket } = files.place(this.#generation)
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
    await files.sweep(this.#generation, given)
  }

  /** The worker before closes what the new one does not want, a moment after it has begun. */
  async #whenReleased(gone: readonly WantedBind[]): Promise<void> {
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
  async again(given: Given): Promise<boolean> {
    if (this.#isClosing || this.#program.isRunning) return false
    const { files, log } = this.#options
    this.#isReloading = true
    try {
      const place = files.place(++this.#generation, toMark(given.structure))
      await files.take(await files.write(given, place))
      await this.#begin(given)
      this.#mark = place.mark
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

  /** It goes on, with another process that has it. */
  leave(): void {
    this.#program.leave()
    this.#options.workers.lose()
  }

  /** Lets work finish for `graceMs`; resolves when nothing is left of it. */
  async stop({ graceMs, isFollowed }: Ending): Promise<void> {
    const { log, workers } = this.#options
    const stop = async (): Promise<{ readonly ended: Promise<void> }> => {
      const ended = this.#program.stop(graceMs)
      await workers.untilStopping()
      return { ended }
    }
    const { ended } = await (isFollowed ? movingWaiting(log, stop) : stop())
    workers.lose()
    await ended
  }
}

function toUnavailable(cause: unknown): ApplyOutcome {
  return { kind: 'unavailable', retryAfterMs: RETRY_AFTER_MS, cause: String(cause) }
}

/** A word that tells structures apart. */
function toMark(structure: string): string {
  return createHash('sha256').update(structure).digest('hex')
}

function delay(timeMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, timeMs))
}
