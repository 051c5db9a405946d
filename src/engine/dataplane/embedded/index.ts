/**
 * The embedded data plane: TypeScript in worker threads, nothing to install.
 *
 * Answers for: keeping the contract of `../contract.ts`: a change reaches all threads or none, one
 * at a time, and a thread that dies is replaced by one that knows all. Does not know: what threads
 * do with a connection.
 */

import { randomBytes } from 'node:crypto'
import type { Problem, ProxyConfig } from '../../ir/index.ts'
import type { Logger } from '../../runtime/contract.ts'
import type {
  ApplyOutcome,
  Capabilities,
  Conditions,
  Dataplane,
  EndpointChange,
  Observation,
} from '../contract.ts'
import { endpointKey } from '../contract.ts'
import { pickerAlgorithms } from '../selection/index.ts'
import { knownNothing, toBinds, toChange, toNewBinds } from './change.ts'
import type { Known } from './change.ts'
import { checkConfig } from './check.ts'
import type { ThreadOptions } from './messages.ts'
import { Observations } from './observations.ts'
import { Thread, ThreadGone } from './thread.ts'
import type { ThreadKeeper } from './thread.ts'

/** Soon enough for whoever waits, late enough not to spin when threads cannot start. */
const RESTART_DELAY_MS = 200

/**
 * How long TLS sessions are resumed by the same keys: who gets hold of the keys can read no more
 * than that (of TLS 1.2; 1.3 agrees on new ones).
 */
const TICKET_KEYS_MS = 12 * 3_600_000
/** As OpenSSL has it: a name, a key for HMAC, a key for AES. */
const TICKET_KEYS_BYTES = 48

export interface EmbeddedOptions {
  readonly log: Logger
  /** How many threads carry traffic; 1 by default. */
  readonly threads?: number
  /** How one is started; tests keep hold of them by it. */
  readonly startThread?: (options: ThreadOptions, keeper: ThreadKeeper) => Thread
}

export function createEmbedded(options: EmbeddedOptions): Dataplane {
  return new EmbeddedDataplane(options)
}

class EmbeddedDataplane implements Dataplane {
  readonly name = 'embedded'
  readonly capabilities: Capabilities = { algorithms: pickerAlgorithms }
  readonly #log: Logger
  readonly #size: number
  readonly #startThread: (options: ThreadOptions, keeper: ThreadKeeper) => Thread
  readonly #threads = new Map<number, Thread>()
  readonly #observations: Observations
  readonly #restarts = new Set<NodeJS.Timeout>()
  #ticketKeys = randomBytes(TICKET_KEYS_BYTES)
  readonly #ticketTimer: NodeJS.Timeout
  #threadCount = 0
  /** What all threads have, but for one that is being replaced. */
  #known: Known = knownNothing
  /** What they shall have, while an `apply` is under way. */
  #wanted: Known | null = null
  /** Changes wait for one another. */
  #queue: Promise<unknown> = Promise.resolve()
  readonly #closing = new AbortController()

  constructor(options: EmbeddedOptions) {
    this.#log = options.log
    this.#size = options.threads ?? 1
    this.#startThread =
      options.startThread ?? ((threadOptions, keeper) => new Thread(threadOptions, keeper))
    this.#observations = new Observations(this.#size)
    for (let index = 0; index < this.#size; index++) this.#start()
    this.#ticketTimer = setInterval(() => this.#changeTicketKeys(), TICKET_KEYS_MS).unref()
  }

  #start(): Thread {
    const number = ++this.#threadCount
    const thread = this.#startThread(
      { reusePort: this.#size > 1, ticketKeys: this.#ticketKeys },
      {
        onDrained: (poolId, endpointId) => this.#observations.drained(poolId, endpointId),
        onCounters: (counters) => this.#observations.count(number, counters),
        onEnded: (cause) => this.#onThreadEnded(number, cause),
      },
    )
    this.#threads.set(number, thread)
    return thread
  }

  #changeTicketKeys(): void {
    this.#ticketKeys = randomBytes(TICKET_KEYS_BYTES)
    const message = { kind: 'ticket_keys', ticketKeys: this.#ticketKeys } as const
    for (const thread of this.#threads.values()) thread.tell(message)
  }

  #onThreadEnded(number: number, cause: string): void {
    this.#threads.delete(number)
    this.#observations.endThread(number)
    if (this.#closing.signal.aborted) return
    this.#log.error('a thread of the data plane ended, starting another', { cause })
    const timer = setTimeout(() => {
      this.#restarts.delete(timer)
      void this.#enqueue(() => this.#replace())
    }, RESTART_DELAY_MS)
    this.#restarts.add(timer)
  }

  /** A new thread in place of one that ended; it learns everything at once. */
  async #replace(): Promise<void> {
    if (this.#closing.signal.aborted) return
    const thread = this.#start()
    try {
      const problems = await thread.prepare(toBinds(this.#known.config), this.#closing.signal)
      for (const problem of problems) this.#log.error(problem.message, { code: problem.code })
      if (problems.length > 0) await thread.terminate()
      else await thread.commit(toChange(knownNothing, this.#known))
    } catch (error) {
      // Its end is noticed by itself, and another follows, unless the plane is closing.
      if (!(error instanceof ThreadGone) && !this.#closing.signal.aborted) throw error
    }
  }

  #enqueue<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#queue.then(work)
    this.#queue = result.catch(() => {})
    return result
  }

  check(config: ProxyConfig): Promise<readonly Problem[]> {
    return Promise.resolve(checkConfig(config))
  }

  apply(config: ProxyConfig, conditions: Conditions, signal: AbortSignal): Promise<ApplyOutcome> {
    return this.#enqueue(async () => {
      signal.throwIfAborted()
      const problems = checkConfig(config)
      if (problems.length > 0) return { kind: 'rejected', problems }
      this.#wanted = { config, conditions: new Map(conditions) }
      try {
        return await this.#switch(this.#wanted, signal)
      } finally {
        this.#wanted = null
      }
    })
  }

  async #switch(wanted: Known, signal: AbortSignal): Promise<ApplyOutcome> {
    const threads = [...this.#threads.values()]
    if (threads.length === 0) return unavailable('no thread of the data plane runs')
    try {
      const binds = toNewBinds(this.#known.config, wanted.config)
      const found = await Promise.all(threads.map((thread) => thread.prepare(binds, signal)))
      const problems = found.find((list) => list.length > 0)
      signal.throwIfAborted()
      if (problems !== undefined) {
        for (const thread of threads) thread.tell({ kind: 'abort' })
        return { kind: 'rejected', problems }
      }
      // From here on a thread that dies comes back with the new configuration.
      const change = toChange(this.#known, wanted)
      this.#known = wanted
      await Promise.all(threads.map((thread) => thread.commit(change)))
      this.#observations.retain(wanted.config)
      return { kind: 'applied', revision: wanted.config.revision }
    } catch (error) {
      for (const thread of threads) thread.tell({ kind: 'abort' })
      if (!(error instanceof ThreadGone)) throw error
      return unavailable(error.message)
    }
  }

  setEndpoints(changes: readonly EndpointChange[]): void {
    for (const known of [this.#known, this.#wanted]) {
      for (const { poolId, endpointId, condition } of changes) {
        known?.conditions.set(endpointKey(poolId, endpointId), condition)
      }
    }
    for (const thread of this.#threads.values()) thread.tell({ kind: 'conditions', changes })
  }

  observe(signal: AbortSignal): AsyncIterable<Observation> {
    return this.#observations.iterate(signal)
  }

  async close(graceMs: number): Promise<void> {
    this.#closing.abort()
    clearInterval(this.#ticketTimer)
    for (const timer of this.#restarts) clearTimeout(timer)
    await this.#queue
    await Promise.all([...this.#threads.values()].map((thread) => thread.close(graceMs)))
    this.#observations.close()
  }
}

function unavailable(cause: string): ApplyOutcome {
  return { kind: 'unavailable', retryAfterMs: RESTART_DELAY_MS * 2, cause }
}
