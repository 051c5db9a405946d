/**
 * The controller of availability groups: makes what runs equal to what is declared (R31, R33).
 *
 * Answers for: looking at each group when something may have changed, taking the next steps, and
 * telling those who wait when a group is what it should be.
 * Does not know: how a decision is made (`decide.ts`), how an instance runs (`keeper.ts`).
 *
 * It is driven by level: a look reads the whole truth, steps may be repeated, nothing is carried
 * from one look to the next but counters and times. A group that changes while it is looked at is
 * looked at again.
 *
 * Invariants: - What runs has an object, or is on its way out: an instance is made before it is
 * started, and deleted,
 *    so that it takes no new work, before it is stopped.
 * - What runs is listed before the objects are read: without an object then, it has lost it.
 */

import { EngineError } from '../errors.ts'
import { availabilityGroup } from '../kinds/index.ts'
import type { GroupStateSpec } from '../kinds/index.ts'
import { createBackoff } from '../runtime/index.ts'
import type { Backoff, Cancel, Logger, Timers } from '../runtime/index.ts'
import { findSetback, isProvenLaunch, mayGoBack, toNextRecord } from './bookkeeping.ts'
import type { Usage } from './contract.ts'
import { decide, findFailing, isCrashLooping, isSettled } from './decide.ts'
import type { Decision, GroupState, InstanceState } from './decide.ts'
import { InstanceKeeper } from './keeper.ts'
import type { Drivers } from './keeper.ts'
import * as limits from './limits.ts'
import type { InstanceMemory } from './memory.ts'
import { GroupObserver, isHeldByOther } from './observer.ts'
import type { Truth } from './observer.ts'
import { toNewInstances, toSpans, toStartRequest } from './view.ts'
import type { GroupObject } from './view.ts'
import { toCrashText, toLateText } from './words.ts'
import type { GroupWorld, NewState, Service } from './world.ts'

export interface ControllerOptions {
  readonly world: GroupWorld
  readonly drivers: Drivers
  readonly timers: Timers
  readonly log: Logger
}

/** A group that is being looked after. */
interface Charge {
  isBusy: boolean
  /** Something changed since the look that runs began. */
  isStale: boolean
  /** The last look saw no group, nothing that runs, and nothing to remember. */
  isOver: boolean
  readonly backoff: Backoff
  /** Of the last look; null when it went well. */
  problem: Problem | null
  timer: Cancel | null
  /** Resolved, and replaced, at the end of each look. */
  looked: PromiseWithResolvers<void>
}

interface Problem {
  readonly error: unknown
  readonly attempts: number
}

/** How far a group is from what it should be. */
export type Progress =
  | { readonly kind: 'absent'; readonly running: number }
  | { readonly kind: 'settled' }
  | { readonly kind: 'under_way'; readonly ready: number; readonly size: number }
  /** It will not get there by itself, as far as can be seen; it goes on trying. */
  | { readonly kind: 'stuck'; readonly memory: InstanceMemory; readonly hasPort: boolean }
  /** An instance runs, and has not become healthy in the time it has. */
  | { readonly kind: 'late'; readonly memory: InstanceMemory; readonly graceSeconds: number }
  /** The update of that generation did not work and was taken back. */
  | { readonly kind: 'set_back'; readonly reason: string }
  /** A step was refused, and trying again will not help. */
  | { readonly kind: 'refused'; readonly error: EngineError }

export class GroupController {
  readonly #world: GroupWorld
  readonly #timers: Timers
  readonly #log: Logger
  readonly #keeper: InstanceKeeper
  readonly #observer: GroupObserver
  readonly #charges = new Map<string, Charge>()
  readonly #looks = new Set<Promise<void>>()
  /** Groups with instances to start, when others have been started. */
  readonly #waitingToStart = new Set<string>()
  readonly #closing = new AbortController()
  #stopListening: (() => void) | null = null
  #resync: Cancel | null = null

  constructor(options: ControllerOptions) {
    this.#world = options.world
    this.#timers = options.timers
    this.#log = options.log
    this.#keeper = new InstanceKeeper({
      ...options,
      onChange: (groupId) => {
        for (const waiting of this.#waitingToStart) this.look(waiting)
        this.#waitingToStart.clear()
        this.look(groupId)
      },
    })
    const { keeper, world, timers, log } = { ...options, keeper: this.#keeper }
    const onChange = (groupId: string): void => this.look(groupId)
    this.#observer = new GroupObserver({ world, keeper, timers, log, onChange })
  }

  /** Begins to look after all groups, and after everything that runs. */
  async start(): Promise<void> {
    this.#stopListening = this.#world.onChange((groupIds) => {
      for (const groupId of groupIds) this.look(groupId)
    })
    await this.#lookAtAll()
  }

  /** Something about the group may have changed. Returns at once; any number of calls is fine. */
  look(groupId: string): void {
    if (this.#closing.signal.aborted) return
    const charge = this.#toCharge(groupId)
    charge.isStale = true
    if (charge.isBusy) return
    charge.isBusy = true
    const looking = this.#lookWhileStale(groupId, charge).finally(() => this.#looks.delete(looking))
    this.#looks.add(looking)
  }

  /** `generation`: of the group that is asked for; null: as it is. */
  async progress(groupId: string, generation: number | null = null): Promise<Progress> {
    const truth = await this.#observer.readTruth(groupId)
    const { group, before } = truth
    if (group === undefined || group.leavingMs !== undefined) {
      return { kind: 'absent', running: group === undefined ? truth.running.size : 0 }
    }
    const setback = before?.spec.setback ?? null
    if (setback !== null && setback.generation === generation) {
      return { kind: 'set_back', reason: setback.reason }
    }
    const refusal = toRefusal(this.#charges.get(groupId)?.problem ?? null)
    if (refusal !== null) return { kind: 'refused', error: refusal }
    return this.#measure(group, truth)
  }

  #measure(group: GroupObject, truth: Truth): Progress {
    const { updatePolicy, waitForHealthy, healthCheck } = group.spec
    const state = this.#observer.toState(group, truth)
    const records = { group, before: truth.before?.spec, state }
    const isRolled = updatePolicy.mode === 'opportunistic' || isProvenLaunch(records)
    const healthy = state.instances.filter(({ condition }) => condition === 'ready').length
    const isHealthy = healthy >= Math.min(waitForHealthy, state.size)
    if (isSettled(state) && isRolled && isHealthy) return { kind: 'settled' }
    const failing = mayGoBack(records) ? null : findFailing(state)
    const looping = state.instances.find(isCrashLooping) ?? null
    if (looping !== null && !mayGoBack(records)) {
      const memory = this.#keeper.memory(looping.id, group.id)
      return { kind: 'stuck', memory, hasPort: group.spec.port !== null }
    }
    // Others may be healthy enough, and yet a roll will not get past one without traffic.
    const isHeldUp = !isHealthy || (!isRolled && failing?.condition === 'running')
    if (failing?.isLate === true && isHeldUp) {
      const memory = this.#keeper.memory(failing.id, group.id)
      return { kind: 'late', memory, graceSeconds: healthCheck.graceSeconds }
    }
    const ready = state.instances.filter(
      (each) => each.isCurrent && each.condition === 'ready',
    ).length
    return { kind: 'under_way', ready, size: state.size }
  }

  /** The last that an instance wrote. */
  output(instanceId: string): Promise<string> {
    return this.#keeper.output(instanceId)
  }

  usage(instanceIds: ReadonlySet<string>): Promise<ReadonlyMap<string, Usage>> {
    return this.#keeper.usage(instanceIds)
  }

  /** Resolves at the end of the next look at the group, or when `limitMs` have passed. */
  async nextLook(groupId: string, limitMs: number): Promise<void> {
    const { promise } = this.#toCharge(groupId).looked
    const timeout = Promise.withResolvers<void>()
    const cancel = this.#timers.after(limitMs, timeout.resolve)
    await Promise.race([promise, timeout.promise]).finally(cancel)
  }

  /** Aborted when the controller is closed. */
  get closed(): AbortSignal {
    return this.#closing.signal
  }

  /** Takes no more steps; what runs goes on running. Resolves when no step is under way. */
  async close(): Promise<void> {
    this.#closing.abort()
    this.#stopListening?.()
    this.#resync?.()
    this.#observer.close()
    for (const charge of this.#charges.values()) {
      charge.timer?.()
      charge.looked.resolve()
    }
    await this.#keeper.close()
    await Promise.all(this.#looks)
  }

  async #lookAtAll(): Promise<void> {
    const groups = [...this.#world.read().list(availabilityGroup.name)].map(({ id }) => id)
    const running = (await this.#keeper.list()).map(({ groupId }) => groupId)
    for (const groupId of new Set([...groups, ...running, ...this.#charges.keys()])) {
      this.look(groupId)
    }
    if (this.#closing.signal.aborted) return
    this.#resync = this.#timers.after(limits.RESYNC_INTERVAL_MS, () => {
      this.#lookAtAll().catch((error: unknown) => this.#log.error('No look at groups', { error }))
    })
  }

  async #lookWhileStale(groupId: string, charge: Charge): Promise<void> {
    while (charge.isStale && !this.#closing.signal.aborted) {
      charge.isStale = false
      charge.timer?.()
      const nextMs = await this.#attempt(groupId, charge)
      charge.timer = nextMs === null ? null : this.#lookAt(groupId, nextMs)
      charge.looked.resolve()
      charge.looked = Promise.withResolvers()
    }
    charge.isBusy = false
    if (!charge.isOver) return
    this.#charges.delete(groupId)
    // Whoever asked since for the next look would wait for ever.
    charge.looked.resolve()
  }

  #lookAt(groupId: string, atMs: number): Cancel {
    const delayMs = Math.max(atMs - this.#timers.monotonicMs(), 0)
    return this.#timers.after(delayMs, () => this.look(groupId))
  }

  /** One look. Returns when the next is due if nothing happens; null for none. Never throws. */
  async #attempt(groupId: string, charge: Charge): Promise<number | null> {
    try {
      const nextMs = await this.#takeSteps(groupId, charge)
      charge.problem = null
      charge.backoff.reset()
      return nextMs
    } catch (error) {
      if (this.#closing.signal.aborted) return null
      charge.problem = { error, attempts: (charge.problem?.attempts ?? 0) + 1 }
      this.#log.warn('A group cannot be brought further', { groupId, error })
      return this.#timers.monotonicMs() + charge.backoff.nextMs()
    }
  }

  async #takeSteps(groupId: string, charge: Charge): Promise<number | null> {
    const truth = await this.#observer.readTruth(groupId)
    const dues = this.#letGo(groupId, truth)
    await this.#forget(groupId, truth)
    if (truth.group !== undefined) dues.push(...(await this.#advance(truth.group, truth)))
    if (truth.group === undefined) this.#observer.forget(groupId)
    const isKnown = this.#keeper.memoriesOf(groupId).length > 0
    charge.isOver = truth.group === undefined && truth.running.size === 0 && !isKnown
    return dues.length === 0 ? null : Math.min(...dues)
  }

  /** Stops what runs without an object, once it has no more work. Returns when to look again. */
  #letGo(groupId: string, truth: Truth): number[] {
    const nowMs = this.#timers.monotonicMs()
    const wanted = new Set(truth.instances.map(({ id }) => id))
    const dues: number[] = []
    for (const found of truth.running.values()) {
      if (wanted.has(found.instanceId)) continue
      const memory = this.#keeper.memory(found.instanceId, groupId)
      memory.leavingSinceMs ??= nowMs
      if (memory.task !== null) continue
      if (memory.retryAtMs > nowMs) dues.push(memory.retryAtMs)
      else if (isDrained(truth.services.get(found.instanceId), nowMs - memory.leavingSinceMs)) {
        this.#keeper.stop(memory, found.driver)
      } else dues.push(nowMs + limits.SERVICE_LOOK_MS)
    }
    return dues
  }

  async #forget(groupId: string, truth: Truth): Promise<void> {
    const wanted = new Set(truth.instances.map(({ id }) => id))
    for (const memory of this.#keeper.memoriesOf(groupId)) {
      const { instanceId, task } = memory
      if (wanted.has(instanceId) || truth.running.has(instanceId) || task !== null) continue
      await this.#keeper.forget(memory)
    }
  }

  async #advance(group: GroupObject, truth: Truth): Promise<readonly number[]> {
    // Before anything is judged: what comes to be due meanwhile is looked at again.
    const nowMs = this.#timers.monotonicMs()
    const state = this.#observer.toState(group, truth)
    const records = { group, before: truth.before?.spec, state }
    const failing = findSetback(records)
    if (failing !== null) {
      await this.#goBack({ group, failing }, truth)
      return []
    }
    const decision = decide(state)
    this.#startSome({ group, ids: decision.start }, truth)
    const record = toNextRecord(records, truth.world)
    await this.#change({ group, decision, record }, truth)
    if (isSettled(state) && state.instances.every(({ condition }) => condition === 'ready')) {
      this.#observer.noteWell(group.id)
    }
    return this.#toDues({ group, state, nowMs }, truth)
  }

  #toDues({ group, state, nowMs }: Judged, truth: Truth): readonly number[] {
    const spans = toSpans(group)
    const dues = truth.instances
      .map(({ id }) => this.#keeper.memory(id, group.id).nextLookMs(nowMs, spans))
      .filter((due) => due !== null)
    const isWaiting =
      state.instances.length > state.size ||
      state.instances.some(({ condition }) => condition === 'running') ||
      truth.instances.some((instance) => isHeldByOther(instance, truth))
    return isWaiting ? [...dues, nowMs + limits.SERVICE_LOOK_MS] : dues
  }

  /** The group gets the launch again that was proven, and those who wait are told why. */
  async #goBack(
    { group, failing }: { readonly group: GroupObject; readonly failing: InstanceState },
    { before }: Truth,
  ): Promise<void> {
    if (before === undefined || before.spec.proven === null) return
    const { proven } = before.spec
    const memory = this.#keeper.memory(failing.id, group.id)
    const why = await this.#toFailure(failing, { memory, group })
    const reason = `${why}\nThe group has its former launch again, which its instances keep.`
    const setback = { generation: group.generation, reason }
    this.#log.warn('An update is taken back', { groupId: group.id, instanceId: failing.id })
    await this.#world.transact(
      {
        group: { before: group, spec: { ...group.spec, ...proven } },
        state: { owner: group.owner, before, spec: { ...before.spec, setback } },
      },
      this.#closing.signal,
    )
    const { id: objectId, name: objectName, owner, kind } = group
    const [message = ''] = why.split('\n')
    const atMs = this.#timers.nowMs()
    this.#world.record([{ atMs, type: 'rolled_back', kind, objectId, objectName, owner, message }])
    this.look(group.id)
  }

  async #toFailure(
    failing: InstanceState,
    { memory, group }: { readonly memory: InstanceMemory; readonly group: GroupObject },
  ): Promise<string> {
    if (isCrashLooping(failing)) return toCrashText(memory)
    const { graceSeconds } = group.spec.healthCheck
    return toLateText({ memory, graceSeconds, output: await this.output(memory.instanceId) })
  }

  #startSome(
    { group, ids }: { readonly group: GroupObject; readonly ids: readonly string[] },
    truth: Truth,
  ): void {
    const wanted = truth.instances.filter(({ id }) => ids.includes(id))
    const free = this.#keeper.freeStarts
    for (const instance of wanted.slice(0, free)) {
      this.#keeper.start(toStartRequest({ instance, group }, truth.world))
    }
    if (wanted.length > free) this.#waitingToStart.add(group.id)
  }

  /** Makes and deletes instances in one transaction, which has the group looked at again. */
  async #change({ group, decision, record }: Change, truth: Truth): Promise<void> {
    const { create, remove } = decision
    const state: NewState | null =
      record === null ? null : { owner: group.owner, before: truth.before, spec: record }
    if (create.length === 0 && remove.length === 0 && state === null) return
    const avoid = new Set(truth.held.keys())
    const creates = toNewInstances({ group, places: create, avoid }, truth.world)
    const deletes = remove.map(({ id }) => id)
    for (const { id, reason } of remove) this.#log.info('An instance goes', { id, reason })
    const changes = { creates, deletes, ...(state === null ? {} : { state }) }
    await this.#world.transact(changes, this.#closing.signal)
    this.look(group.id)
  }

  #toCharge(groupId: string): Charge {
    const known = this.#charges.get(groupId)
    if (known !== undefined) return known
    const charge: Charge = {
      isBusy: false,
      isStale: false,
      isOver: false,
      backoff: createBackoff(limits.STEP_BACKOFF),
      problem: null,
      timer: null,
      looked: Promise.withResolvers(),
    }
    this.#charges.set(groupId, charge)
    return charge
  }
}

interface Judged {
  readonly group: GroupObject
  readonly state: GroupState
  /** No later than when the state was judged. */
  readonly nowMs: number
}

interface Change {
  readonly group: GroupObject
  readonly decision: Decision
  /** What is to be remembered; null: nothing new. */
  readonly record: GroupStateSpec | null
}

/** The problem when trying again will not help, and has been tried. */
function toRefusal(problem: Problem | null): EngineError | null {
  if (problem === null || problem.attempts < limits.STEP_ATTEMPTS_MAX) return null
  const { error } = problem
  return error instanceof EngineError && !error.retryable ? error : null
}

/** Whether something without an object may be stopped after `waitedMs`. */
function isDrained(service: Service | undefined, waitedMs: number): boolean {
  if (service === undefined) return true
  const limitMs = service === 'unknown' ? limits.DRAIN_UNKNOWN_MAX_MS : limits.DRAIN_MAX_MS
  return waitedMs >= limitMs
}
