/**
 * Committing a group of transactions: judged, live, stored, in this order.
 *
 * Answers for: each transaction's own answer; a refused one leaves nothing of itself; the agent is
 * brought back to the stored state whenever that is in doubt. Does not know: who waits, and when a
 * group begins.
 *
 *     judge each ─▶ compile touched ─▶ agent applies ─▶ store commits ─▶ graph merges ─▶ answers
 *          │refused          rejected│ (more than one: each alone)    │failed
 *          ▼                         ▼                                ▼
 *        answer                    answer              answer; the agent gets the old state back
 *
 * Invariant: `graph` and `compiled` are what the store holds, at every await. One call at a time.
 */

import type { Operation } from '../client/contract.ts'
import { compileAll, recompile } from '../compile/index.ts'
import type { Compiled } from '../compile/index.ts'
import { EngineError } from '../errors.ts'
import { toTouchedInstances } from '../graph/index.ts'
import type { Graph } from '../graph/index.ts'
import type { Problem } from '../ir/index.ts'
import type { EngineObject, Kind } from '../kinds/index.ts'
import { createBackoff, pause } from '../runtime/index.ts'
import type { Clock, Logger } from '../runtime/index.ts'
import type { Batch, EventInit, Store } from '../store/index.ts'
import type { Delivery, DeliveryOutcome } from './delivery.ts'
import type { Journal } from './journal.ts'
import { judge } from './judge.ts'
import { AGENT_BACKOFF, AGENT_CHECK_DEADLINE_MS, AGENT_WAIT_MS } from './limits.ts'
import { toError, toRefusal, toSubject } from './refusal.ts'
import { toEvent } from './steps.ts'
import type { Step } from './steps.ts'

export interface CommitterOptions {
  /** As stored, with what is built in. */
  readonly graph: Graph
  readonly storedRevision: number
  readonly store: Store
  readonly delivery: Delivery
  readonly journal: Journal
  readonly logger: Logger
  readonly clock: Clock
  readonly newId: (kind: Kind) => string
  /** Called after each commit that changed objects, with its steps in order. */
  readonly onChange: (steps: readonly Step[]) => void
}

export interface Transaction {
  readonly operations: readonly Operation[]
  /** Asked by the engine itself: kinds that callers may only read can be written. */
  readonly isEngine: boolean
}

/** What there is now, per operation; or why nothing was done. */
export type Answer = readonly EngineObject[] | EngineError

/** A group as far as it has come. */
interface Group {
  readonly layer: Graph
  readonly answers: readonly Answer[]
  readonly steps: readonly Step[]
}

type Failure =
  | { readonly kind: 'rejected'; readonly error: EngineError }
  | { readonly kind: 'failed'; readonly error: EngineError }

export class Committer {
  readonly #options: CommitterOptions
  #compiled: Compiled
  #storedRevision: number

  constructor(options: CommitterOptions) {
    this.#options = options
    this.#storedRevision = options.storedRevision
    this.#compiled = compileAll(options.graph)
  }

  /** The configuration of the stored state. */
  get compiled(): Compiled {
    return this.#compiled
  }

  get storedRevision(): number {
    return this.#storedRevision
  }

  /**
   * The answers, in order. Later transactions see what earlier ones did. When the agent rejects
   * what the group makes together, each transaction is tried alone.
   */
  async commit(
    transactions: readonly Transaction[],
    signal: AbortSignal,
  ): Promise<readonly Answer[]> {
    const answers = await this.#commitGroup(transactions, signal)
    const refused = transactions.flatMap((transaction, index) => {
      const answer = answers[index]
      return answer instanceof EngineError ? this.#toRefusedEvents(transaction, answer) : []
    })
    this.#options.journal.add(refused)
    return answers
  }

  /** What `commit` would refuse, or null; the agent is asked when it answers in time. */
  async check(transaction: Transaction, signal: AbortSignal): Promise<EngineError | null> {
    const group = this.#judge([transaction])
    const [answer] = group.answers
    if (answer instanceof EngineError) return answer
    const next = this.#compile(group.layer)
    if (next === this.#compiled) return null
    const deadline = AbortSignal.timeout(AGENT_CHECK_DEADLINE_MS)
    try {
      const both = AbortSignal.any([signal, deadline])
      const problems = await this.#options.delivery.check(next, both)
      return problems.length === 0 ? null : toRejection(problems, group.layer)
    } catch (error) {
      signal.throwIfAborted()
      this.#options.logger.debug('the agent was not asked', { cause: String(error) })
      return null
    }
  }

  /** One attempt to have the agent serve the stored state. Whether it does. */
  async sync(signal: AbortSignal): Promise<boolean> {
    const { delivery, logger } = this.#options
    const outcome = await delivery.attempt(this.#compiled, signal)
    if (outcome.kind === 'applied') {
      logger.info('the agent serves the stored state', { revision: delivery.appliedRevision })
    } else if (outcome.kind === 'rejected') {
      logger.error('the agent refuses the stored state', { problems: outcome.problems })
    }
    return outcome.kind === 'applied'
  }

  /** Stores events that came about without a transaction; false when they have to wait on. */
  async storeEvents(): Promise<boolean> {
    const batch = { revision: this.#storedRevision, puts: [], deletes: [], events: [] }
    return (await this.#store(batch)) === null
  }

  async #commitGroup(
    transactions: readonly Transaction[],
    signal: AbortSignal,
  ): Promise<readonly Answer[]> {
    const group = this.#judge(transactions)
    const failure = group.steps.length === 0 ? null : await this.#makeReal(group, signal)
    if (failure === null) return group.answers
    if (failure.kind === 'failed' || transactions.length === 1) {
      return group.answers.map((answer) => (answer instanceof EngineError ? answer : failure.error))
    }
    const answers: Answer[] = []
    for (const transaction of transactions) {
      answers.push(...(await this.#commitGroup([transaction], signal)))
    }
    return answers
  }

  #judge(transactions: readonly Transaction[]): Group {
    const { clock, newId, graph } = this.#options
    const layer = graph.fork()
    const steps: Step[] = []
    const answers = transactions.map(({ operations, isEngine }): Answer => {
      const own = layer.fork()
      try {
        const verdict = judge(own, operations, { nowMs: clock.nowMs(), newId, isEngine })
        own.merge()
        steps.push(...verdict.steps)
        return verdict.results
      } catch (error) {
        if (error instanceof EngineError) return error
        throw error
      }
    })
    return { layer, answers, steps }
  }

  /** From judged to live and stored; or why the group is refused as a whole. */
  async #makeReal(group: Group, signal: AbortSignal): Promise<Failure | null> {
    const { delivery } = this.#options
    const next = this.#compile(group.layer)
    if (next !== this.#compiled) {
      const outcome = await this.#deliver(next, signal)
      if (outcome.kind === 'rejected') {
        return { kind: 'rejected', error: toRejection(outcome.problems, group.layer) }
      }
      if (outcome.kind === 'unavailable') {
        return { kind: 'failed', error: toUnavailable(outcome.cause) }
      }
    }
    const isLive = next !== this.#compiled
    const revision = isLive ? delivery.appliedRevision : delivery.takeRevision()
    const error = await this.#store(this.#toBatch(group, revision))
    if (error !== null) {
      if (isLive) await this.#takeBack(signal)
      return { kind: 'failed', error }
    }
    group.layer.merge()
    this.#compiled = next
    this.#options.onChange(group.steps)
    return null
  }

  /** The store did not take what is live already: the agent gets the stored state again. */
  async #takeBack(signal: AbortSignal): Promise<void> {
    this.#options.delivery.doubt()
    await this.sync(signal)
  }

  /** Attempts until the agent answers, for at most `AGENT_WAIT_MS`. */
  async #deliver(next: Compiled, signal: AbortSignal): Promise<DeliveryOutcome> {
    const { delivery, clock } = this.#options
    const endMs = clock.monotonicMs() + AGENT_WAIT_MS
    const backoff = createBackoff(AGENT_BACKOFF)
    for (;;) {
      const outcome = await delivery.attempt(next, signal)
      if (outcome.kind !== 'unavailable') return outcome
      const delayMs = Math.max(outcome.retryAfterMs, backoff.nextMs())
      if (signal.aborted || clock.monotonicMs() + delayMs > endMs) return outcome
      await pause(delayMs, signal).catch(() => {})
    }
  }

  #compile(layer: Graph): Compiled {
    const { puts, deletes } = layer.changes()
    const replaced = puts.map((object) => layer.findBelow(object.id))
    const before = [...replaced.filter((object) => object !== undefined), ...deletes]
    const touched = toTouchedInstances(before, this.#options.graph)
    const after = toTouchedInstances(puts, layer)
    return recompile(this.#compiled, new Set([...touched, ...after]), layer)
  }

  #toBatch({ layer, steps }: Group, revision: number): Batch {
    const { puts, deletes } = layer.changes()
    const nowMs = this.#options.clock.nowMs()
    return {
      revision,
      puts,
      deletes: deletes.map(({ kind, id }) => ({ kind, id })),
      events: steps.map((step) => toEvent(step, nowMs)),
    }
  }

  /** Commits the batch with the events that wait; null, or the error for whoever asked. */
  async #store(batch: Batch): Promise<EngineError | null> {
    const { store, journal, logger } = this.#options
    const waiting = journal.take()
    if (waiting.length + batch.events.length + batch.puts.length + batch.deletes.length === 0) {
      return null
    }
    try {
      await store.commit({ ...batch, events: [...waiting, ...batch.events] })
    } catch (error) {
      journal.giveBack(waiting)
      logger.error('the store failed', { cause: String(error) })
      const detail = error instanceof Error ? error.message : String(error)
      return toError('store_failed', `The change was not stored: ${detail}`, { cause: error })
    }
    this.#storedRevision = batch.revision
    journal.announce()
    return null
  }

  #toRefusedEvents({ operations }: Transaction, error: EngineError): readonly EventInit[] {
    const [operation] = operations
    if (operation === undefined) return []
    const existing = operation.id === null ? undefined : this.#options.graph.find(operation.id)
    const put = operation.type === 'put' ? operation : existing
    return [
      {
        atMs: this.#options.clock.nowMs(),
        type: 'refused',
        kind: operation.kind,
        objectId: operation.id ?? '',
        objectName: put?.name ?? '',
        owner: put?.owner ?? '',
        message: `${error.message} (${error.code})`,
      },
    ]
  }
}

function toRejection(problems: readonly Problem[], layer: Graph): EngineError {
  const findings = problems.map((problem) => {
    const object = problem.objectId === null ? undefined : layer.find(problem.objectId)
    const subject = object === undefined ? 'configuration' : toSubject(object)
    return { subject, problem }
  })
  if (findings.length > 0) return toRefusal(findings)
  return toError('data_plane_rejected', 'The data plane refused the configuration, saying nothing.')
}

function toUnavailable(cause: string): EngineError {
  return toError('unavailable', `The agent, which carries the traffic, does not answer: ${cause}`)
}
