/**
 * The embedded data plane: TypeScript in worker threads, nothing to install.
 *
 * Answers for: keeping the contract of `../contract.ts`: a change reaches all threads or none, one
 * at a time, and a thread that dies is replaced by one that knows all, while the others go on.
 * Does not know: what threads do with a connection.
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
  ListeningSocket,
  Observation,
  Succession,
} from '../contract.ts'
import { toBinds, toForeign, toNewBinds } from '../binds.ts'
import type { WantedBind } from '../binds.ts'
import { checkConfig } from '../check.ts'
import { endpointKey } from '../contract.ts'
import { toConnectionsMax } from '../descriptors.ts'
import { toDifferent, toGone } from '../difference.ts'
import { listenersOf, toNames } from '../parts.ts'
import { findTaken } from '../port-check.ts'
import { movingWaiting } from '../waiting.ts'
import { pickerAlgorithms } from '../selection/index.ts'
import { AccessLogs } from './access-logs.ts'
import { knownNothing, toChange } from './change.ts'
import type { Known } from './change.ts'
import type { OccupancyPlace } from './path/occupancy.ts'
import type { ThreadOptions } from './messages.ts'
import { Observations } from './observations.ts'
import { Seatings, toPutListeners } from './seatings.ts'
import { toThreads } from './sharing.ts'
import { Thread, ThreadGone } from './thread.ts'
import type { ThreadKeeper } from './thread.ts'

/** Soon enough for whoever waits, late enough not to spin when threads cannot start. */
const RESTART_DELAY_MS = 200

/**
 * How long TLS sessions begin by the same keys; they are resumed by them once as long again. Who
 * gets hold of the keys can read no more than that (of TLS 1.2; 1.3 agrees on new ones).
 */
const TICKET_KEYS_MS = 12 * 3_600_000
/** See `path/tickets.ts`. */
const TICKET_KEYS_BYTES = 48

export interface EmbeddedOptions {
  readonly log: Logger
  /** Where access logs are kept; without one none are written. */
  readonly accessLogDirectory?: string | undefined
  /**
   * Client connections that all threads may have at once; who comes too many is closed on accept
   * and counted as refused. By default as many as there are file descriptors for.
   */
  readonly connectionsMax?: number
  /** How many threads carry traffic; by default as many as there are cores (`toThreads`). */
  readonly threads?: number
  /** Sockets of a predecessor. The plane has as many threads as the predecessor had for them. */
  readonly inherited?: readonly ListeningSocket[] | undefined
  /** How one is started; tests keep hold of them by it. */
  readonly startThread?: (options: ThreadOptions, keeper: ThreadKeeper) => Thread
}

export const embeddedCapabilities: Capabilities = {
  algorithms: pickerAlgorithms,
  keepsForm: true,
  refusesEveryForm: true,
  tellsCauses: true,
  servesAfterEnd: true,
  keepsConnections: true,
  passesResets: true,
  refusesOtherProtocols: true,
  timesAnswers: true,
  tellsWarming: true,
}

export function createEmbedded(options: EmbeddedOptions): Dataplane {
  return new EmbeddedDataplane(options)
}

class EmbeddedDataplane implements Dataplane {
  readonly name = 'embedded'
  readonly capabilities = embeddedCapabilities
  readonly #log: Logger
  readonly #size: number
  /** None once they were given to the first threads: a thread that dies closes its own. */
  #inherited: readonly ListeningSocket[]
  readonly #startThread: (options: ThreadOptions, keeper: ThreadKeeper) => Thread
  /** By number, from 0; one that died is missing until another has its number. */
  readonly #threads = new Map<number, Thread>()
  readonly #observations: Observations
  readonly #seatings: Seatings
  readonly #accessLogs: AccessLogs
  readonly #occupancy: OccupancyPlace
  readonly #restarts = new Set<NodeJS.Timeout>()
  #ticketKeys = randomBytes(TICKET_KEYS_BYTES)
  readonly #ticketTimer: NodeJS.Timeout
  /** What all threads have, but for one that is being replaced. */
  #known: Known = { ...knownNothing, conditions: new Map() }
  /** What they shall have, while an `apply` is under way; conditions of changed instances alone. */
  #wanted: Known | null = null
  /** Changes wait for one another. */
  #queue: Promise<unknown> = Promise.resolve()
  readonly #closing = new AbortController()

  constructor(options: EmbeddedOptions) {
    this.#log = options.log
    this.#accessLogs = new AccessLogs(options.accessLogDirectory ?? null, options.log)
    this.#inherited = options.inherited ?? []
    const given = this.#inherited.filter(({ file }) => file !== null)
    const before = given.map(({ thread }) => thread + 1)
    const size = options.threads ?? toThreads()
    this.#size = before.length === 0 ? size : Math.max(...before)
    this.#occupancy = {
      cells: new Int32Array(new SharedArrayBuffer(this.#size * Int32Array.BYTES_PER_ELEMENT)),
      connectionsMax: options.connectionsMax ?? toConnectionsMax(),
    }
    this.#startThread =
      options.startThread ?? ((threadOptions, keeper) => new Thread(threadOptions, keeper))
    this.#observations = new Observations(this.#size, () => this.#threads.keys())
    this.#seatings = new Seatings(this.#size, this.#observations)
    for (let number = 0; number < this.#size; number++) this.#start(number)
    this.#ticketTimer = setInterval(() => this.#changeTicketKeys(), TICKET_KEYS_MS).unref()
  }

  #start(number: number): Thread {
    const thread = this.#startThread(
      {
        number,
        occupancy: this.#occupancy,
        ticketKeys: this.#ticketKeys,
        inherited: this.#inherited.flatMap(({ address, port, thread, file }) =>
          thread === number && file !== null ? [{ bind: { address, port }, file }] : [],
        ),
      },
      {
        onDrained: (poolId, endpointId) =>
          this.#observations.drained(number, { poolId, endpointId }),
        onLog: (listenerId, lines) => this.#accessLogs.write(listenerId, lines),
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
    this.#occupancy.cells[number] = 0
    this.#seatings.forgetThread(number)
    if (this.#closing.signal.aborted) return
    this.#log.error('a thread of the data plane ended, starting another', { cause })
    const timer = setTimeout(() => {
      this.#restarts.delete(timer)
      void this.#enqueue(() => this.#replace(number))
    }, RESTART_DELAY_MS)
    this.#restarts.add(timer)
  }

  /** A new thread in place of one that ended; it learns everything before it accepts anybody. */
  async #replace(number: number): Promise<void> {
    if (this.#closing.signal.aborted) return
    this.#inherited = []
    const thread = this.#start(number)
    const { config } = this.#known
    try {
      await thread.seat(this.#seatings.everythingFor(number))
      const problems = await thread.prepare(toBinds(config), this.#closing.signal)
      for (const problem of problems) this.#log.error(problem.message, { code: problem.code })
      const listeners = listenersOf(config)
      if (problems.length > 0) await thread.terminate()
      else {
        await thread.commit({
          pools: [],
          removedPoolIds: [],
          listeners: toPutListeners(this.#observations, listeners, number),
          removedListenerIds: [],
        })
      }
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
      const { after } = toDifferent(this.#known.config, config)
      const ours = [...toNames(after).endpoints].flatMap((key) => {
        const condition = conditions.get(key)
        return condition === undefined ? [] : [[key, condition] as const]
      })
      this.#wanted = { config, conditions: new Map(ours) }
      try {
        return await this.#switch(this.#wanted, signal)
      } finally {
        this.#wanted = null
      }
    })
  }

  async #switch(wanted: Known, signal: AbortSignal): Promise<ApplyOutcome> {
    const threads = new Map(this.#threads)
    if (threads.size === 0) return unavailable('no thread of the data plane runs')
    try {
      const problems = await this.#bind(
        threads,
        toNewBinds(this.#known.config, wanted.config),
        signal,
      )
      signal.throwIfAborted()
      if (problems.length > 0) {
        this.#abort(threads)
        return { kind: 'rejected', problems }
      }
    } catch (error) {
      this.#abort(threads)
      if (!(error instanceof ThreadGone)) throw error
      return unavailable(error.message)
    }
    return this.#makeTrue(threads, wanted)
  }

  /** With any problem nothing is to stay bound. */
  async #bind(
    threads: Threads,
    binds: readonly WantedBind[],
    signal: AbortSignal,
  ): Promise<readonly Problem[]> {
    if (binds.length === 0) return []
    const foreign = toForeign(binds, this.#inherited)
    this.#inherited = []
    const taken = await findTaken(foreign)
    if (taken.length > 0) return taken
    const found = await all(threads, ([, thread]) => thread.prepare(binds, signal))
    return found.find((list) => list.length > 0) ?? []
  }

  #abort(threads: Threads): void {
    for (const thread of threads.values()) thread.tell({ kind: 'abort' })
  }

  /** From here on a thread that dies comes back with the new configuration. */
  async #makeTrue(threads: Threads, wanted: Known): Promise<ApplyOutcome> {
    const planned = this.#seatings.plan(toChange(this.#known, wanted))
    const gone = toGone(toDifferent(this.#known.config, wanted.config))
    const { conditions } = this.#known
    for (const key of gone.endpoints) conditions.delete(key)
    for (const [key, condition] of wanted.conditions) conditions.set(key, condition)
    this.#known = { config: wanted.config, conditions }
    try {
      const seated = all(threads, ([number, thread]) => thread.seat(planned.seatsFor(number)))
      try {
        if (planned.isWaiting) await seated
      } finally {
        // Whoever replaces threads that are gone learns of the seats, not that they are to open.
        planned.open()
      }
      const committed = all(threads, ([number, thread]) => thread.commit(planned.commitFor(number)))
      await Promise.all([seated, committed])
      return { kind: 'applied', revision: wanted.config.revision }
    } catch (error) {
      if (!(error instanceof ThreadGone)) throw error
      return unavailable(error.message)
    } finally {
      planned.free()
      this.#observations.forget(gone)
    }
  }

  setEndpoints(changes: readonly EndpointChange[]): void {
    for (const known of [this.#known, this.#wanted]) {
      for (const { poolId, endpointId, condition } of changes) {
        known?.conditions.set(endpointKey(poolId, endpointId), condition)
      }
    }
    this.#seatings.setConditions(changes)
  }

  observe(signal: AbortSignal): AsyncIterable<Observation> {
    return this.#observations.iterate(signal)
  }

  readonly succession: Succession = {
    sockets: async () => {
      const threads = [...this.#threads]
      const found = await Promise.all(
        threads.map(async ([number, thread]) => ({
          thread: number,
          sockets: await thread.sockets(),
        })),
      )
      return found.flatMap(({ thread, sockets }) =>
        sockets.map(({ bind, file }) => ({ ...bind, thread, file })),
      )
    },
    retire: async (graceMs) => {
      this.#endRestarts()
      const threads = [...this.#threads.values()]
      const { gone } = await movingWaiting(this.#log, async () => {
        const retiring = threads.map((thread) => thread.retire())
        await Promise.all(threads.map((thread) => thread.heard()))
        return { gone: Promise.all(retiring) }
      })
      const { promise: late, resolve } = Promise.withResolvers<void>()
      const timer = setTimeout(resolve, graceMs)
      await Promise.race([gone, late])
      clearTimeout(timer)
      await this.close(0)
    },
  }

  #endRestarts(): void {
    this.#closing.abort()
    clearInterval(this.#ticketTimer)
    for (const timer of this.#restarts) clearTimeout(timer)
  }

  async close(graceMs: number): Promise<void> {
    this.#endRestarts()
    await this.#queue
    await Promise.all([...this.#threads.values()].map((thread) => thread.close(graceMs)))
    this.#seatings.close()
    this.#observations.close()
  }
}

type Threads = ReadonlyMap<number, Thread>

/** What the threads answered, without those that died meanwhile; throws when all of them did. */
async function all<T>(
  threads: Threads,
  ask: (entry: readonly [number, Thread]) => Promise<T>,
): Promise<readonly T[]> {
  const settled = await Promise.allSettled([...threads].map(ask))
  const failures = settled.flatMap((one) =>
    one.status === 'rejected' ? [one.reason as Error] : [],
  )
  const answers = settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
  const fault = failures.find((failure) => !(failure instanceof ThreadGone))
  const worst = fault ?? (answers.length === 0 ? failures[0] : undefined)
  if (worst !== undefined) throw worst
  return answers
}

function unavailable(cause: string): ApplyOutcome {
  return { kind: 'unavailable', retryAfterMs: RESTART_DELAY_MS * 2, cause }
}
