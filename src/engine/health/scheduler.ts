/**
 * Who is probed when.
 *
 * Answers for: one probe in flight per target, the next at the later of start + interval and the
 * end of the previous (R28); pools with the same definition sharing their probes; what is known
 * staying known when a definition changes in place (R27); endpoints that are not admitted left
 * alone (R7).
 * Does not know: sockets (`StartProbe` does), what traffic follows from health.
 *
 * One timer serves all targets. Starts are spread: at most `PROBE_STARTS_PER_TURN` begin at once,
 * with `TURN_MS` between turns, so that a thousand new servers are not asked in one burst.
 */

import type { ProbeDefinition, ProxyEndpoint, ProxyPool } from '../ir/index.ts'
import type { Cancel, Timers } from '../runtime/index.ts'
import type { Health, ProbeResult, StartProbe } from './contract.ts'
import { DueQueue } from './due.ts'
import { afterProbe, initialHealth, withoutResults } from './state.ts'
import { Target, toDefinitionKey, toQuestionKey, toTargetKey, type Listener } from './target.ts'

/** More than these wait until one ends. High, as servers that never answer hold a place each. */
export const PROBES_IN_FLIGHT_MAX = 4096
export const PROBE_STARTS_PER_TURN = 32
export const TURN_MS = 5

export interface SchedulerOptions {
  readonly timers: Timers
  readonly startProbe: StartProbe
  /** Told when this machine could not probe, with the cause. */
  readonly onTrouble: (cause: string) => void
}

/** Told of the first result, and of each one that changes state or reason. */
export type OnHealth = (endpointId: string, health: Health) => void

export interface WatchOptions {
  /** The watch over the same pool as it was before: what it knows goes on. */
  readonly previous?: PoolWatch | undefined
  /** What is known from elsewhere of an endpoint that `previous` does not know. */
  readonly known?: ((endpointId: string) => Health | undefined) | undefined
  readonly onHealth: OnHealth
}

/** Probes of an endpoint that said something, since it is asked this. */
export interface ProbeCounts {
  readonly total: number
  readonly failures: number
}

/** The probes of one pool, until closed. */
export interface PoolWatch {
  readonly pool: ProxyPool
  /** Null for endpoints that are not probed. */
  healthOf(endpointId: string): Health | null
  /** Null for endpoints that are not probed. */
  countsOf(endpointId: string): ProbeCounts | null
  /** False while an endpoint has had no result, here or under the previous definition. */
  hasResult(endpointId: string): boolean
  /** Idempotent. */
  close(): void
}

export class Scheduler {
  readonly #options: SchedulerOptions
  readonly #targets = new Map<string, Target>()
  readonly #queue = new DueQueue<Target>()
  #inFlight = 0
  #timer: Cancel | null = null
  #timerAtMs = Infinity
  #earliestTurnMs = 0

  constructor(options: SchedulerOptions) {
    this.#options = options
  }

  /** Begins to probe the admitted endpoints of `pool`; new ones at once. */
  watch(pool: ProxyPool, options: WatchOptions): PoolWatch {
    const watch = new Watch(pool, this)
    if (pool.probe !== null) watch.open(pool.probe, options)
    this.#arm()
    return watch
  }

  /** Resolves when every endpoint watched had a result, or after `waitMs`. */
  untilFirstResults(watches: Iterable<PoolWatch>, waitMs: number): Promise<void> {
    const fresh = new Set<Target>()
    for (const watch of watches) {
      if (watch instanceof Watch) for (const target of watch.freshTargets()) fresh.add(target)
    }
    if (fresh.size === 0) return Promise.resolve()
    const { promise, resolve } = Promise.withResolvers<void>()
    const listener: Listener = (target) => {
      if (target.isFresh) return
      this.leave(target, listener)
      fresh.delete(target)
      if (fresh.size > 0) return
      cancelWait()
      resolve()
    }
    for (const target of fresh) target.listeners.add(listener)
    const cancelWait = this.#options.timers.after(waitMs, () => {
      for (const target of fresh) this.leave(target, listener)
      resolve()
    })
    return promise
  }

  /** Ends all probes. */
  close(): void {
    for (const target of this.#targets.values()) {
      target.listeners.clear()
      target.cancel?.()
    }
    this.#targets.clear()
    this.#queue.filter(() => false)
    this.#timer?.()
  }

  /** The target for an endpoint; made, and due, when nobody asks it that yet. */
  join(request: JoinRequest, listener: Listener): Target {
    const known = this.#targets.get(request.key)
    const target = known ?? this.#create(request)
    target.listeners.add(listener)
    return target
  }

  leave(target: Target, listener: Listener): void {
    target.listeners.delete(listener)
    if (!target.isClosed || this.#targets.get(target.key) !== target) return
    this.#targets.delete(target.key)
    if (target.cancel !== null) {
      target.cancel()
      target.cancel = null
      this.#inFlight--
      this.#arm()
    }
    // Closed targets leave the queue when their time comes, or here when they are its greater part.
    if (this.#queue.size > 2 * this.#targets.size) {
      this.#queue.filter((queued) => !queued.isClosed)
    }
  }

  #create({ key, endpoint, definition, previous, known }: JoinRequest): Target {
    const nowMs = this.#options.timers.monotonicMs()
    const question = { address: endpoint.address, port: endpoint.port, definition }
    const isSameQuestion =
      previous !== undefined &&
      toQuestionKey(previous.question.definition) === toQuestionKey(definition)
    const nextMs = isSameQuestion && !previous.isFresh ? previous.dueMs : nowMs
    const target = new Target({
      key,
      question,
      health: previous?.health ?? known ?? initialHealth(this.#options.timers.nowMs()),
      isFresh: previous?.isFresh ?? true,
      dueMs: Math.min(nextMs, nowMs + definition.intervalMs),
      counts: previous?.counts,
    })
    if (!isSameQuestion) target.health = withoutResults(target.health)
    this.#targets.set(key, target)
    this.#queue.add(target.dueMs, target)
    return target
  }

  /** Sees to it that the next turn comes when it must. */
  #arm(): void {
    const dueMs = this.#queue.firstDueMs
    if (dueMs === null || this.#inFlight >= PROBES_IN_FLIGHT_MAX) return
    const atMs = Math.max(dueMs, this.#earliestTurnMs)
    if (this.#timer !== null && this.#timerAtMs <= atMs) return
    this.#timer?.()
    this.#timerAtMs = atMs
    const delayMs = Math.max(0, atMs - this.#options.timers.monotonicMs())
    this.#timer = this.#options.timers.after(delayMs, () => this.#turn())
  }

  #turn(): void {
    this.#timer = null
    const nowMs = this.#options.timers.monotonicMs()
    this.#earliestTurnMs = nowMs + TURN_MS
    let starts = 0
    while (starts < PROBE_STARTS_PER_TURN && this.#inFlight < PROBES_IN_FLIGHT_MAX) {
      const dueMs = this.#queue.firstDueMs
      if (dueMs === null || dueMs > nowMs) break
      const target = this.#queue.take()
      if (target === undefined || target.isClosed) continue
      this.#start(target, nowMs)
      starts++
    }
    this.#arm()
  }

  #start(target: Target, nowMs: number): void {
    this.#inFlight++
    target.dueMs = nowMs + target.question.definition.intervalMs
    target.cancel = this.#options.startProbe(target.question, (result) =>
      this.#finish(target, result),
    )
  }

  #finish(target: Target, result: ProbeResult): void {
    this.#inFlight--
    target.cancel = null
    this.#queue.add(target.dueMs, target)
    if (result.kind === 'unknown') this.#options.onTrouble(result.cause)
    else this.#learn(target, result)
    this.#arm()
  }

  #learn(target: Target, result: ProbeResult): void {
    const before = target.health
    const isFirst = target.isFresh
    target.isFresh = false
    target.counts.total += 1
    if (result.kind === 'failure') target.counts.failures += 1
    target.health = afterProbe({
      health: before,
      result,
      thresholds: target.question.definition,
      nowMs: this.#options.timers.nowMs(),
    })
    const { state, reason } = target.health
    const isChanged = state !== before.state || reason !== before.reason
    if (!isFirst && !isChanged) return
    for (const listener of [...target.listeners]) listener(target)
  }
}

interface JoinRequest {
  readonly key: string
  readonly endpoint: ProxyEndpoint
  readonly definition: ProbeDefinition
  readonly previous: Target | undefined
  readonly known: Health | undefined
}

class Watch implements PoolWatch {
  readonly pool: ProxyPool
  readonly #scheduler: Scheduler
  readonly #targets = new Map<string, { target: Target; listener: Listener }>()

  constructor(pool: ProxyPool, scheduler: Scheduler) {
    this.pool = pool
    this.#scheduler = scheduler
  }

  open(definition: ProbeDefinition, options: WatchOptions): void {
    const definitionKey = toDefinitionKey(definition)
    for (const endpoint of this.pool.endpoints) {
      if (endpoint.admission !== 'admitted') continue
      const listener: Listener = (target) => options.onHealth(endpoint.id, target.health)
      const request: JoinRequest = {
        key: toTargetKey(definitionKey, endpoint.address, endpoint.port),
        endpoint,
        definition,
        previous: toWatch(options.previous)?.targetAt(endpoint),
        known: options.known?.(endpoint.id),
      }
      const target = this.#scheduler.join(request, listener)
      this.#targets.set(endpoint.id, { target, listener })
    }
  }

  healthOf(endpointId: string): Health | null {
    return this.#targets.get(endpointId)?.target.health ?? null
  }

  countsOf(endpointId: string): ProbeCounts | null {
    return this.#targets.get(endpointId)?.target.counts ?? null
  }

  hasResult(endpointId: string): boolean {
    return this.#targets.get(endpointId)?.target.isFresh === false
  }

  /** The target of the endpoint with that id, if it is still the same server. */
  targetAt({ id, address, port }: ProxyEndpoint): Target | undefined {
    const target = this.#targets.get(id)?.target
    const isSame = target?.question.address === address && target.question.port === port
    return isSame ? target : undefined
  }

  *freshTargets(): Iterable<Target> {
    for (const { target } of this.#targets.values()) if (target.isFresh) yield target
  }

  close(): void {
    for (const { target, listener } of this.#targets.values()) {
      this.#scheduler.leave(target, listener)
    }
    this.#targets.clear()
  }
}

function toWatch(watch: PoolWatch | undefined): Watch | undefined {
  return watch instanceof Watch ? watch : undefined
}
