/**
 * The queue of writes, and the one loop that works it off.
 *
 * Answers for: what waits while a group runs forms the next group, with what is held for others;
 * limits; cancelling; repeating what could not be done (bringing the agent back, storing events).
 * Does not know: what a commit is, and why a write is held.
 */

import type { EngineError } from '../errors.ts'
import type { EngineObject } from '../kinds/index.ts'
import { createBackoff, pause } from '../runtime/index.ts'
import type { Timers } from '../runtime/index.ts'
import type { Ruling, Transaction } from './arrange.ts'
import type { Committer } from './committer.ts'
import type { Delivery } from './delivery.ts'
import { Holds } from './holds.ts'
import type { HoldLimits } from './holds.ts'
import type { Journal } from './journal.ts'
import type { Lingerers } from './lingering.ts'
import { AGENT_BACKOFF, GROUP_TRANSACTIONS_MAX, TRANSACTIONS_WAITING_MAX } from './limits.ts'
import { toError } from './refusal.ts'
import type { Tally } from './tally.ts'

export interface WriterOptions {
  readonly committer: Committer
  readonly delivery: Delivery
  readonly journal: Journal
  readonly timers: Timers
  readonly holds: HoldLimits
  readonly tally: Tally
  readonly lingerers: Lingerers
}

interface Waiting {
  readonly transaction: Transaction
  /** Monotonic. */
  readonly arrivedMs: number
  /** Its caller has left, and been answered. */
  isOver: boolean
  readonly resolve: (results: readonly EngineObject[]) => void
  readonly reject: (reason: unknown) => void
}

export class Writer {
  readonly #options: WriterOptions
  readonly #closing = new AbortController()
  readonly #waiting = new Set<Waiting>()
  readonly #holds: Holds<Waiting>
  readonly #sync: Chore
  readonly #departures: Chore
  readonly #events: Chore
  #work: Promise<void> | null = null

  constructor(options: WriterOptions) {
    const { committer, delivery, journal, lingerers } = options
    const wake = (): void => this.wake()
    this.#options = options
    this.#holds = new Holds({ limits: options.holds, timers: options.timers, wake })
    this.#sync = new Chore({
      isWanted: () => delivery.isInDoubt,
      attempt: () => committer.sync(this.#closing.signal),
      wake,
    })
    this.#departures = new Chore({
      isWanted: () => lingerers.isDue,
      attempt: async () => (await committer.letGo(this.#closing.signal)) && !lingerers.isDue,
      wake,
    })
    lingerers.begin(wake)
    this.#events = new Chore({
      isWanted: () => journal.hasWaiting,
      attempt: () => committer.storeEvents(),
      wake,
    })
  }

  /** Writes that wait for their turn. */
  get waiting(): number {
    return this.#waiting.size
  }

  /** Writes that wait for other writes. */
  get held(): number {
    return this.#holds.size
  }

  /** Has what is due done: transactions first, then bringing the agent back, and so on. */
  wake(): void {
    if (this.#work !== null || !this.#hasWork()) return
    this.#work = this.#runAll().finally(() => {
      this.#work = null
      this.wake()
    })
  }

  /** The agent was met again: no more waiting before the next attempt. */
  syncSoon(): void {
    this.#sync.hurry()
    this.wake()
  }

  /**
   * Resolves when the transaction is live and stored. Throws `EngineError`; or the signal's reason
   * at once, while the transaction may still be carried out.
   */
  async submit(transaction: Transaction, signal: AbortSignal): Promise<readonly EngineObject[]> {
    signal.throwIfAborted()
    if (this.#closing.signal.aborted) throw toStopping()
    if (this.#waiting.size >= TRANSACTIONS_WAITING_MAX) {
      this.#options.tally.refuse('unavailable')
      throw toError('unavailable', `The engine has ${this.#waiting.size} writes waiting already.`)
    }
    const { promise, resolve, reject } = Promise.withResolvers<readonly EngineObject[]>()
    const arrivedMs = this.#options.timers.monotonicMs()
    const waiting = { transaction, arrivedMs, isOver: false, resolve, reject }
    const abort = (): void => {
      waiting.isOver = true
      this.#waiting.delete(waiting)
      this.#holds.drop(waiting)
      reject(signal.reason)
    }
    signal.addEventListener('abort', abort, { once: true })
    this.#waiting.add(waiting)
    this.#holds.note(waiting)
    this.wake()
    return promise.finally(() => signal.removeEventListener('abort', abort))
  }

  /** Refuses what waits, lets the group that runs end, stores the last events. */
  async close(): Promise<void> {
    for (const { reject } of this.#waiting) reject(toStopping())
    this.#waiting.clear()
    this.#closing.abort()
    await this.#work
    for (const { reject } of this.#holds.take().keys()) reject(toStopping())
    await this.#options.committer.storeEvents()
    this.#options.lingerers.close()
    for (const chore of this.#chores()) chore.cancel()
  }

  #hasWork(): boolean {
    if (this.#closing.signal.aborted) return false
    return this.#hasWrites() || this.#chores().some(({ isDue }) => isDue)
  }

  /** The most urgent first. */
  #chores(): readonly Chore[] {
    return [this.#sync, this.#departures, this.#events]
  }

  #hasWrites(): boolean {
    return this.#waiting.size > 0 || this.#holds.isDue
  }

  async #runAll(): Promise<void> {
    while (this.#hasWork()) {
      if (this.#hasWrites()) await this.#commitGroup()
      else
        await this.#chores()
          .find(({ isDue }) => isDue)
          ?.run()
    }
  }

  async #commitGroup(): Promise<void> {
    const group = new Map(this.#holds.take())
    for (const waiting of [...this.#waiting].slice(0, GROUP_TRANSACTIONS_MAX)) {
      this.#waiting.delete(waiting)
      group.set(waiting, this.#holds.toFirstPatience(waiting, group.size))
    }
    const writes = [...group].map(([{ transaction }, patience]) => ({ transaction, patience }))
    const { committer, tally, timers } = this.#options
    const startMs = timers.monotonicMs()
    tally.running = group.size
    const rulings = await committer.commit(writes, this.#closing.signal)
    tally.running = 0
    tally.groups += 1
    tally.groupsMs += timers.monotonicMs() - startMs
    for (const [place, waiting] of [...group.keys()].entries()) {
      this.#settle(waiting, rulings[place])
    }
  }

  #settle(waiting: Waiting, ruling: Ruling | undefined): void {
    if (ruling !== undefined) this.#options.tally.settle(ruling)
    if (ruling?.kind === 'accepted') waiting.resolve(ruling.results)
    else if (ruling?.kind === 'refused') waiting.reject(ruling.error)
    else if (ruling === undefined) waiting.reject(toUnanswered())
    else if (!waiting.isOver) this.#holds.keep(waiting, ruling.wait)
  }
}

function toUnanswered(): EngineError {
  return toError('internal', 'A write was left without an answer.')
}

function toStopping(): EngineError {
  return toError('unavailable', 'The engine is stopping.')
}

interface ChoreOptions {
  readonly isWanted: () => boolean
  /** Whether it is done. */
  readonly attempt: () => Promise<boolean>
  readonly wake: () => void
}

/** Something to be done as soon as it is wanted, and again after a while when it fails. */
class Chore {
  readonly #options: ChoreOptions
  readonly #backoff = createBackoff(AGENT_BACKOFF)
  /** While the next attempt is put off; aborted when it is not any more. */
  #delay: AbortController | null = null

  constructor(options: ChoreOptions) {
    this.#options = options
  }

  get isDue(): boolean {
    return this.#delay === null && this.#options.isWanted()
  }

  async run(): Promise<void> {
    if (await this.#options.attempt()) {
      this.#backoff.reset()
      return
    }
    this.#delay = new AbortController()
    void this.#wakeAfter(this.#backoff.nextMs(), this.#delay.signal)
  }

  /** The next attempt is due now. */
  hurry(): void {
    this.cancel()
    this.#backoff.reset()
  }

  cancel(): void {
    this.#delay?.abort()
    this.#delay = null
  }

  async #wakeAfter(delayMs: number, signal: AbortSignal): Promise<void> {
    const isOver = await pause(delayMs, signal).then(
      () => true,
      () => false,
    )
    if (!isOver) return
    this.#delay = null
    this.#options.wake()
  }
}
