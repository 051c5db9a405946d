/**
 * The control process, put together.
 *
 * Answers for: starting from what is stored, the operations of the engine API in this process, and
 * an orderly end. Does not know: sockets, processes, or who supervises the agent.
 */

import { randomBytes } from 'node:crypto'
import { LatestCounters } from '../agent/index.ts'
import type { Agent, AgentInfo, AgentReport, MetricsState } from '../agent/contract.ts'
import type {
  AgentSummary,
  EngineClient,
  EngineInfo,
  Operation,
  Outlet,
  StopOptions,
} from '../client/contract.ts'
import type { TargetHealth } from '../agent/contract.ts'
import type { EngineError } from '../errors.ts'
import { toInstances } from '../compile/index.ts'
import { Graph } from '../graph/index.ts'
import { BUILT_IN_OWNER, defaultTopology, isProblems, kinds, toBuiltIns } from '../kinds/index.ts'
import type { EngineObject, Kind, Topology, World } from '../kinds/index.ts'
import { systemTimers } from '../runtime/index.ts'
import type { Clock, Logger, Timers } from '../runtime/index.ts'
import type { Service } from '../groups/index.ts'
import type { EventInit, Store, StoredState } from '../store/index.ts'
import { AgentLink } from './agent-link.ts'
import { backUp } from './backup.ts'
import type { Calls } from './calls.ts'
import { Committer } from './committer.ts'
import { Delivery } from './delivery.ts'
import { ExpiryWatch } from './expiry.ts'
import { FiguresTeller } from './figures.ts'
import { HealthCache, toPools } from './health.ts'
import type { TargetNews } from './health.ts'
import { History } from './history.ts'
import { Journal } from './journal.ts'
import { isLeaving, toApiObject, toPage } from './reader.ts'
import { defaultHolds } from './holds.ts'
import type { HoldLimits } from './holds.ts'
import { CLAIMS_MAX, EVENTS_WAITING_MAX } from './limits.ts'
import { Lingerers } from './lingering.ts'
import { toError } from './refusal.ts'
import { Attendance, toFormerRuns } from './lost.ts'
import type { Step } from './steps.ts'
import { Tally } from './tally.ts'
import { toExported, toImportTransaction } from './transfer.ts'
import { watch } from './watch.ts'
import { Writer } from './writer.ts'

export interface ControlOptions {
  /** Open; the control process closes it. */
  readonly store: Store
  readonly agent: Agent
  readonly logger: Logger
  readonly clock: Clock
  readonly version: string
  /** The default topology when left out. */
  readonly topology?: Topology
  /** How long writes may wait for other writes; as `limits.ts` has it when left out. */
  readonly holds?: HoldLimits
  /** For them; the machine's when left out. */
  readonly timers?: Timers
  /** What the agent is to serve as metrics of control; nothing when left out. */
  readonly metrics?: ControlMetrics
  /** Where the engine shows how it does; nowhere when left out. */
  readonly outlets?: () => readonly Outlet[]
}

export interface ControlMetrics {
  /** The calls of the API. */
  readonly calls: Calls
  /** Told how the agent serves them; null: it is not there. */
  readonly onState: (state: MetricsState | null) => void
}

/** The control process: the engine API without a wire, and what its own rooms need beside it. */
export interface Control extends Omit<EngineClient, 'close'> {
  /** As `transact`, for the engine itself: it may write kinds that callers may only read. */
  transactAsEngine(operations: readonly Operation[], signal: AbortSignal): Promise<Results>
  /** The committed state, as kinds look at it. */
  readonly world: World
  /** What pools make of members of groups; those that no pool has, or had, are left out. */
  services(memberIds: ReadonlySet<string>): ReadonlyMap<string, Service>
  /** The object as it is kept, without a copy. */
  find(kind: string, id: string): EngineObject | undefined
  /** Every object of the kind as it is kept. */
  objects(kind: string): readonly EngineObject[]
  /** Adds events that are no steps of a transaction. They are stored soon. */
  record(events: readonly EventInit[]): void
  /** Calls back after each commit with its steps, until the result is called. Must not throw. */
  onChange(listener: (steps: readonly Step[]) => void): () => void
  /** Resolves when somebody has called `stop` and the engine has done its part. */
  readonly stopped: Promise<StopOptions>
  /** Refuses new work, ends what runs, closes the store. The agent goes on. Idempotent. */
  close(): Promise<void>
}

type Results = Awaited<ReturnType<EngineClient['transact']>>

/** Loads the stored state and begins to serve it. Throws `StoreError` when it cannot be read. */
export async function startControl(options: ControlOptions): Promise<Control> {
  return new ControlProcess(options, await options.store.load())
}

class ControlProcess implements Control {
  readonly #options: ControlOptions
  readonly #startedMs: number
  readonly #graph: Graph
  readonly #history: History
  readonly #journal: Journal
  readonly #delivery: Delivery
  readonly #committer: Committer
  readonly #writer: Writer
  readonly #health = new HealthCache()
  readonly #attendance: Attendance
  readonly #counters = new LatestCounters()
  readonly #link: AgentLink
  readonly #lingerers: Lingerers
  readonly #expiry: ExpiryWatch
  readonly #figures: FiguresTeller | null
  readonly #listeners = new Set<(steps: readonly Step[]) => void>()
  readonly #closing = new AbortController()
  readonly #stopped = Promise.withResolvers<StopOptions>()
  #earlyNews: readonly TargetNews[] = []
  /** Verdicts up to here are in the event log, or were the business of an earlier process. */
  #healthKnownMs: number
  /** The agent that is connected has told how everything is. */
  #isHealthKnown = false
  #closed: Promise<void> | null = null

  constructor(options: ControlOptions, stored: StoredState) {
    const { store, agent, clock, topology = defaultTopology } = options
    const logger = options.logger.child({ room: 'control' })
    this.#options = options
    this.#startedMs = clock.nowMs()
    this.#attendance = new Attendance(options.timers ?? systemTimers)
    this.#healthKnownMs = stored.lastEvent?.atMs ?? 0
    this.#graph = new Graph({ kinds, topology })
    for (const object of toBuiltIns(topology)) this.#graph.put(object)
    for (const object of stored.objects) this.#graph.put(toCurrent(object))
    this.#history = new History(stored.revision)
    this.#journal = new Journal(store, logger)
    this.#delivery = new Delivery(agent, stored.revision)
    const tally = new Tally()
    const { timers = systemTimers, holds = defaultHolds } = options
    const { lingerMs } = holds
    this.#lingerers = new Lingerers({ graph: this.#graph, clock, timers, lingerMs })
    this.#committer = new Committer({
      ...{ graph: this.#graph, storedRevision: stored.revision, store, delivery: this.#delivery },
      ...{ journal: this.#journal, logger, clock, newId: (kind) => this.#toNewId(kind) },
      lingerMs,
      isAttended: (run) => this.#attendance.has(run),
      onChange: (steps) => this.#announce(steps),
      tally,
    })
    this.#writer = new Writer({
      committer: this.#committer,
      delivery: this.#delivery,
      journal: this.#journal,
      ...{ timers, holds, lingerers: this.#lingerers, tally },
    })
    this.record([this.#toEngineEvent('engine_started', `Version ${options.version}.`)])
    this.#expiry = new ExpiryWatch({
      ...{ graph: this.#graph, clock, timers: options.timers ?? systemTimers },
      toldMs: stored.lastEvent?.atMs ?? 0,
      record: (events) => this.record(events),
    })
    this.#figures = this.#tellFigures(tally)
    this.#link = new AgentLink({
      ...{ agent, logger },
      onMet: (info) => this.#meet(info),
      onLost: (info) => this.#lose(info),
      onReport: (report, isFirst) => this.#takeIn(report, isFirst),
    })
    this.#writer.wake()
  }

  get stopped(): Promise<StopOptions> {
    return this.#stopped.promise
  }

  async transact(operations: readonly Operation[], signal: AbortSignal): Promise<Results> {
    const isAttended = (run: string): boolean => this.#attendance.has(run)
    const former = toFormerRuns(operations, { graph: this.#graph, isAttended })
    if (former.size > 0) await this.#attendance.untilGone(former, signal)
    const results = await this.#writer.submit({ operations, isEngine: false }, signal)
    return results.map(toApiObject)
  }

  async transactAsEngine(operations: readonly Operation[], signal: AbortSignal): Promise<Results> {
    const results = await this.#writer.submit({ operations, isEngine: true }, signal)
    return results.map(toApiObject)
  }

  /** A write is live when it returns: here is nothing to wait for. */
  async settle(): Promise<null> {
    return null
  }

  async check(operations: readonly Operation[], signal: AbortSignal): Promise<EngineError | null> {
    return this.#committer.check({ operations, isEngine: false }, signal)
  }

  async get(...[kind, id]: Parameters<EngineClient['get']>): ReturnType<EngineClient['get']> {
    const object = this.find(kind, id)
    return object === undefined || isLeaving(object) ? null : toApiObject(object)
  }

  async list(...[query]: Parameters<EngineClient['list']>): ReturnType<EngineClient['list']> {
    return toPage(query, this.#graph)
  }

  async snapshot(signal: AbortSignal): ReturnType<EngineClient['snapshot']> {
    const all = [...this.#graph.all()]
    return {
      revision: this.#committer.storedRevision,
      objects: all.filter((object) => !isLeaving(object)).map(toApiObject),
      leaving: all.filter(isLeaving).map(toApiObject),
      health: [...toPools(this.#committer.compiled)].flatMap((pool) =>
        this.#health.toTargets(pool),
      ),
      info: await this.info(signal),
    }
  }

  async claim(ids: readonly string[], signal: AbortSignal): Promise<void> {
    if (ids.length > CLAIMS_MAX) {
      throw toError('limit_exceeded', `At most ${CLAIMS_MAX} ids are claimed at a time.`)
    }
    const claims = ids.filter((id) => this.#graph.find(id)?.maker !== undefined)
    if (claims.length === 0) return
    await this.#writer.submit({ operations: [], isEngine: false, claims }, signal)
  }

  attend(...[run, signal]: Parameters<EngineClient['attend']>): AsyncGenerator<void> {
    return this.#attendance.attend(run, AbortSignal.any([signal, this.#closing.signal]))
  }

  async health(backendServiceId: string): Promise<readonly TargetHealth[]> {
    for (const pool of toPools(this.#committer.compiled)) {
      if (pool.id === backendServiceId) return this.#health.toTargets(pool)
    }
    throw toError('not_found', `There is no backend service with the id ${backendServiceId}.`)
  }

  async counters(): ReturnType<EngineClient['counters']> {
    return this.#counters.of(toInstances(this.#committer.compiled))
  }

  events(
    ...[query, signal]: Parameters<EngineClient['events']>
  ): ReturnType<EngineClient['events']> {
    return this.#journal.read(query, AbortSignal.any([signal, this.#closing.signal]))
  }

  watch(...[query, signal]: Parameters<EngineClient['watch']>): ReturnType<EngineClient['watch']> {
    const watched = {
      graph: this.#graph,
      history: this.#history,
      revision: () => this.#committer.storedRevision,
    }
    return watch(watched, query, AbortSignal.any([signal, this.#closing.signal]))
  }

  async exportObjects(
    ...[options]: Parameters<EngineClient['exportObjects']>
  ): ReturnType<EngineClient['exportObjects']> {
    const revision = this.#committer.storedRevision
    return { revision, objects: toExported(this.#graph, options) }
  }

  async importObjects(
    ...[query, signal]: Parameters<EngineClient['importObjects']>
  ): ReturnType<EngineClient['importObjects']> {
    const transaction = { ...toImportTransaction(this.#graph, query), isEngine: false }
    const steps = await this.#committer.preview(transaction, signal)
    if (!query.dryRun && steps.length > 0) await this.#writer.submit(transaction, signal)
    return {
      revision: this.#committer.storedRevision,
      steps: steps.map(({ type, object: { kind, id, name } }) => ({ type, kind, id, name })),
    }
  }

  backup(signal: AbortSignal): ReturnType<EngineClient['backup']> {
    const { store, version, clock } = this.#options
    const both = AbortSignal.any([signal, this.#closing.signal])
    return backUp(store, { engine: version, createdMs: clock.nowMs() }, both)
  }

  async info(_signal?: AbortSignal): Promise<EngineInfo> {
    const agent = this.#link.info
    return {
      version: this.#options.version,
      pid: process.pid,
      startedMs: this.#startedMs,
      revision: this.#committer.storedRevision,
      topology: this.#graph.topology,
      agent: agent === null ? null : this.#toSummary(agent),
      outlets: this.#options.outlets?.() ?? [],
    }
  }

  async stop(options: StopOptions): Promise<void> {
    await this.close()
    if (!options.keepAgent) await this.#stopAgent(options.graceMs)
    this.#stopped.resolve(options)
  }

  get world(): World {
    return this.#graph
  }

  services(memberIds: ReadonlySet<string>): ReadonlyMap<string, Service> {
    if (this.#link.info === null || !this.#isHealthKnown) {
      return new Map([...memberIds].map((id) => [id, 'unknown']))
    }
    return this.#health.toServices(toPools(this.#committer.compiled), memberIds)
  }

  find(kind: string, id: string): EngineObject | undefined {
    return this.#graph.get(kind, id)
  }

  objects(kind: string): readonly EngineObject[] {
    return [...this.#graph.list(kind)]
  }

  record(events: readonly EventInit[]): void {
    this.#journal.add(events)
    this.#writer.wake()
  }

  onChange(listener: (steps: readonly Step[]) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  close(): Promise<void> {
    this.#closed ??= this.#close()
    return this.#closed
  }

  async #close(): Promise<void> {
    this.#closing.abort(toError('unavailable', 'The engine is stopping.'))
    this.#expiry.close()
    this.#figures?.close()
    await this.#link.close()
    await this.#writer.close()
    await this.#options.store.close()
  }

  #tellFigures(tally: Tally): FiguresTeller | null {
    const { agent, version, timers = systemTimers, metrics, logger } = this.#options
    if (metrics === undefined) return null
    return new FiguresTeller({
      ...{ agent, version, timers, tally, logger, calls: metrics.calls, graph: this.#graph },
      ...{ journal: this.#journal, writer: this.#writer },
      storedRevision: () => this.#committer.storedRevision,
    })
  }

  /** The agent may be gone already, which is what was wanted. */
  async #stopAgent(graceMs: number): Promise<void> {
    try {
      await this.#options.agent.stop(graceMs)
    } catch (error) {
      this.#options.logger.warn('the agent did not confirm its end', { cause: String(error) })
    }
  }

  #toSummary({ pid, dataplane }: AgentInfo): AgentSummary {
    const { appliedRevision: revision, isInDoubt } = this.#delivery
    return { pid, dataplane, revision, isCurrent: !isInDoubt }
  }

  #announce(steps: readonly Step[]): void {
    this.#history.add({ revision: this.#committer.storedRevision, steps })
    // What is not known now was refused: nobody will ask for it.
    const news = this.#earlyNews
    this.#earlyNews = []
    this.#tell(news)
    this.#earlyNews = []
    this.#expiry.take(steps)
    this.#lingerers.take(steps)
    for (const listener of this.#listeners) listener(steps)
  }

  #meet(info: AgentInfo): void {
    this.#delivery.meet(info)
    const message = `Process ${info.pid} with the data plane "${info.dataplane}".`
    this.record([this.#toEngineEvent('agent_connected', message)])
    this.#figures?.hurry()
    this.#writer.syncSoon()
  }

  #lose(info: AgentInfo): void {
    this.#isHealthKnown = false
    this.#options.metrics?.onState(null)
    this.record([this.#toEngineEvent('agent_lost', `Process ${info.pid} does not answer.`)])
  }

  #takeIn(report: AgentReport, isFirst: boolean): void {
    if (isFirst) this.#counters.clear()
    if (report.kind === 'metrics') this.#options.metrics?.onState(report.metrics)
    if (report.kind === 'counters') this.#counters.take(report, this.#options.clock.nowMs())
    if (report.kind === 'gone') {
      this.#health.forget(report.targets)
      this.#counters.forget(report.targets)
    }
    if (report.kind !== 'targets') return
    this.#isHealthKnown = true
    const news = isFirst
      ? this.#health.replace(report.targets, this.#healthKnownMs)
      : this.#health.update(report.targets)
    for (const { sinceMs } of report.targets) {
      this.#healthKnownMs = Math.max(this.#healthKnownMs, sinceMs)
    }
    this.#tell(news)
  }

  /** News of a service that is live but not stored yet wait for its commit. */
  #tell(news: readonly TargetNews[]): void {
    const [known, early] = [new Array<EventInit>(), new Array<TargetNews>()]
    for (const each of news.toSorted(byTime)) {
      const service = this.#graph.find(each.target.poolId)
      if (service === undefined) early.push(each)
      else known.push(toTargetEvent(each, service))
    }
    this.#earlyNews = [...this.#earlyNews, ...early].slice(-EVENTS_WAITING_MAX)
    if (known.length > 0) this.record(known)
  }

  #toEngineEvent(type: EventInit['type'], message: string): EventInit {
    const none = { kind: 'engine', objectId: '', objectName: '', owner: BUILT_IN_OWNER }
    return { atMs: this.#options.clock.nowMs(), type, ...none, message }
  }

  #toNewId(kind: Kind): string {
    const id = `${kind.idPrefix}-${randomBytes(ID_RANDOM_BYTES).toString('hex')}`
    return this.#graph.find(id) === undefined ? id : this.#toNewId(kind)
  }
}

function byTime({ target: left }: TargetNews, { target: right }: TargetNews): number {
  return left.sinceMs - right.sinceMs
}

/** As this version understands it: what an earlier one did not know has its default. */
function toCurrent(object: EngineObject): EngineObject {
  const spec = kinds.find(({ name }) => name === object.kind)?.parse(object.spec)
  return spec === undefined || isProblems(spec) ? object : { ...object, spec }
}

/** 64 random bits: no two ids of one engine meet. */
const ID_RANDOM_BYTES = 8

function toTargetEvent({ type, target }: TargetNews, service: EngineObject): EventInit {
  const place = `${target.endpointId} (${target.zone})`
  const message =
    type === 'target_up'
      ? `The server ${place} is up and gets traffic.`
      : `The server ${place} is down (${target.reason ?? 'unknown'}) and gets no traffic.`
  const { kind, id, name, owner } = service
  return { atMs: target.sinceMs, type, kind, objectId: id, objectName: name, owner, message }
}
