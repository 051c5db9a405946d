/**
 * Committing a group of writes: judged, live, stored, in this order.
 *
 * Answers for: each write's own ruling; a refused one leaves nothing of itself; the agent is
 * brought back to the stored state whenever that is in doubt. Does not know: who waits, how long,
 * and when a group begins.
 *
 *     arrange ─▶ compile touched ─▶ agent applies ─▶ store commits ─▶ graph merges ─▶ rulings
 *       │refused, or waits     rejected│ (more than one: each alone)    │failed
 *       ▼                              ▼                                ▼
 *     ruling                         ruling              ruling; the agent gets the old state back
 *
 * Invariant: `graph` and `compiled` are what the store holds, at every await. One call at a time.
 */

import { compileAll, recompile } from '../compile/index.ts'
import type { Compiled } from '../compile/index.ts'
import type { EngineError } from '../errors.ts'
import { toTouched } from '../graph/index.ts'
import type { Graph } from '../graph/index.ts'
import type { Problem } from '../ir/index.ts'
import type { Kind } from '../kinds/index.ts'
import { createBackoff, pause } from '../runtime/index.ts'
import type { Clock, Logger } from '../runtime/index.ts'
import type { Batch, EventInit, Store } from '../store/index.ts'
import { arrange, impatient } from './arrange.ts'
import type { Arrangement, Ruling, Transaction, Write } from './arrange.ts'
import type { Delivery, DeliveryOutcome } from './delivery.ts'
import type { Journal } from './journal.ts'
import { AGENT_BACKOFF, AGENT_CHECK_DEADLINE_MS, AGENT_WAIT_MS } from './limits.ts'
import { toError, toRefusal, toSubject } from './refusal.ts'
import { toEvent } from './steps.ts'
import type { Step } from './steps.ts'
import type { Tally } from './tally.ts'

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
  /** See `HoldLimits`. */
  readonly lingerMs: number
  /** Whether a run that makes objects is there. */
  readonly isAttended: (run: string) => boolean
  /** Called after each commit that changed objects, with its steps in order. */
  readonly onChange: (steps: readonly Step[]) => void
  readonly tally: Tally
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
   * The rulings, in order. Later writes see what earlier ones did. When the agent rejects what the
   * group makes together, each is tried alone, or with those that it only fits together with.
   */
  async commit(writes: readonly Write[], signal: AbortSignal): Promise<readonly Ruling[]> {
    const rulings = await this.#commitGroup(writes, signal)
    const refused = writes.flatMap(({ transaction }, place) => {
      const ruling = rulings[place]
      return ruling?.kind === 'refused' ? this.#toRefusedEvents(transaction, ruling.error) : []
    })
    this.#options.journal.add(refused)
    return rulings
  }

  /** What `commit` would refuse, or null; the agent is asked when it answers in time. */
  async check(transaction: Transaction, signal: AbortSignal): Promise<EngineError | null> {
    const { rulings, layer } = this.#arrange([{ transaction, patience: impatient }])
    const [ruling] = rulings
    if (ruling?.kind === 'refused') return ruling.error
    const next = this.#compile(layer)
    if (next === this.#compiled) return null
    const deadline = AbortSignal.timeout(AGENT_CHECK_DEADLINE_MS)
    try {
      const both = AbortSignal.any([signal, deadline])
      const problems = await this.#options.delivery.check(next, both)
      return problems.length === 0 ? null : toRejection(problems, layer)
    } catch (error) {
      signal.throwIfAborted()
      this.#options.logger.debug('the agent was not asked', { cause: String(error) })
      return null
    }
  }

  /** The steps that the transaction would take. Throws `EngineError` when it is refused. */
  async preview(transaction: Transaction, signal: AbortSignal): Promise<readonly Step[]> {
    const refusal = await this.check(transaction, signal)
    if (refusal !== null) throw refusal
    return this.#arrange([{ transaction, patience: impatient }]).steps
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

  /** Has what has lingered long enough go. Whether it has. */
  async letGo(signal: AbortSignal): Promise<boolean> {
    const transaction = { operations: [], isEngine: true }
    const [ruling] = await this.commit([{ transaction, patience: impatient }], signal)
    return ruling?.kind === 'accepted'
  }

  /** Stores events that came about without a transaction; false when they have to wait on. */
  async storeEvents(): Promise<boolean> {
    const batch = { revision: this.#storedRevision, puts: [], deletes: [], events: [] }
    return (await this.#store(batch)) === null
  }

  async #commitGroup(writes: readonly Write[], signal: AbortSignal): Promise<readonly Ruling[]> {
    const group = this.#arrange(writes)
    const failure = isIdle(group) ? null : await this.#makeReal(group, signal)
    if (failure === null) return group.rulings
    const { error } = failure
    if (failure.kind === 'failed' || group.units[0]?.length === writes.length) {
      return group.rulings.map((ruling) =>
        ruling.kind === 'accepted' ? { kind: 'refused', error } : ruling,
      )
    }
    return this.#commitApart(writes, group, signal)
  }

  /** Each unit by itself, and each other write by itself. */
  async #commitApart(
    writes: readonly Write[],
    { units }: Arrangement,
    signal: AbortSignal,
  ): Promise<readonly Ruling[]> {
    const rulings = new Map<number, Ruling>()
    const unitOf = new Map(units.flatMap((unit) => unit.map((place) => [place, unit] as const)))
    for (const place of writes.keys()) {
      if (rulings.has(place)) continue
      const unit = unitOf.get(place) ?? [place]
      const own = unit.map((each) => writes[each]).filter((write) => write !== undefined)
      const answers = await this.#commitGroup(own, signal)
      for (const [index, each] of unit.entries()) {
        const answer = answers[index]
        if (answer !== undefined) rulings.set(each, answer)
      }
    }
    const inOrder = [...rulings].toSorted(([left], [right]) => left - right)
    return inOrder.map(([, ruling]) => ruling)
  }

  #arrange(writes: readonly Write[]): Arrangement {
    const { clock, newId, isAttended, graph, lingerMs } = this.#options
    return arrange(graph, writes, { nowMs: clock.nowMs(), lingerMs, newId, isAttended })
  }

  /** From judged to live and stored; or why the group is refused as a whole. */
  async #makeReal(group: Arrangement, signal: AbortSignal): Promise<Failure | null> {
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
    const touched = new Map(toTouched(before, this.#options.graph))
    for (const [id, objectIds] of toTouched(puts, layer)) {
      touched.set(id, new Set([...objectIds, ...(touched.get(id) ?? [])]))
    }
    return recompile(this.#compiled, touched, layer)
  }

  #toBatch({ layer, steps }: Arrangement, revision: number): Batch {
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
      const events = journal.toOrderly([...waiting, ...batch.events])
      await store.commit({ ...batch, events })
    } catch (error) {
      journal.giveBack(waiting)
      logger.error('the store failed', { cause: String(error) })
      const detail = error instanceof Error ? error.message : String(error)
      return toError('store_failed', `The change was not stored: ${detail}`, { cause: error })
    }
    this.#storedRevision = batch.revision
    this.#options.tally.commits += 1
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

function isIdle({ layer }: Arrangement): boolean {
  const { puts, deletes } = layer.changes()
  return puts.length + deletes.length === 0
}

/** The caller does not know the ids of what is being created. */
function toRejection(problems: readonly Problem[], layer: Graph): EngineError {
  const findings = problems.map((problem) => {
    const object = problem.objectId === null ? undefined : layer.find(problem.objectId)
    if (object === undefined) return { subject: 'configuration', problem }
    const isNew = layer.findBelow(object.id) === undefined
    const own = isNew ? { ...problem, objectId: null } : problem
    return { subject: toSubject(object), problem: own }
  })
  if (findings.length > 0) return toRefusal(findings)
  return toError('data_plane_rejected', 'The data plane refused the configuration, saying nothing.')
}

function toUnavailable(cause: string): EngineError {
  return toError('unavailable', `The agent, which carries the traffic, does not answer: ${cause}`)
}
