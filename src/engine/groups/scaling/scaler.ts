/**
 * Groups that follow the load (R32).
 *
 * Answers for: looking at each policy when it is due, keeping the size that was decided, an event
 * that says why. Does not know: how a decision is made (`decide.ts`), how a size is made true.
 *
 * Hits are kept in memory: an engine that comes back begins to count anew. The size and the time of
 * the last change are stored, so that it neither forgets what it arrived at nor hurries.
 */

import { EngineError } from '../../errors.ts'
import { availabilityGroup, groupInstance, lookUpReferrers, toSize } from '../../kinds/index.ts'
import type { GroupStateSpec } from '../../kinds/index.ts'
import type { Cancel, Logger, Timers } from '../../runtime/index.ts'
import type { Usage } from '../contract.ts'
import * as limits from '../limits.ts'
import { lookUpState } from '../view.ts'
import type { GroupObject } from '../view.ts'
import type { GroupWorld } from '../world.ts'
import { decideSize, noMemory } from './decide.ts'
import type { Measured, ScalingMemory } from './decide.ts'
import { measure } from './measure.ts'
import type { Count } from './measure.ts'

export interface ScalerOptions {
  readonly world: GroupWorld
  readonly usage: (instanceIds: ReadonlySet<string>) => Promise<ReadonlyMap<string, Usage>>
  readonly timers: Timers
  readonly log: Logger
}

/** What is remembered of a group that has policies. */
interface Watched {
  /** Of the group's: with others everything begins anew. */
  readonly policies: string
  memory: ScalingMemory
  /** When each policy was last looked at. */
  readonly counts: (Count | null)[]
  /** How many instances served when it was last counted. */
  serving: number
}

export class GroupScaler {
  readonly #options: ScalerOptions
  readonly #watched = new Map<string, Watched>()
  readonly #closing = new AbortController()
  #timer: Cancel | null = null
  #looking: Promise<void> = Promise.resolve()

  constructor(options: ScalerOptions) {
    this.#options = options
  }

  start(): void {
    this.#timer = this.#options.timers.after(limits.SCALE_TICK_MS, () => {
      this.#looking = this.lookAtAll().finally(() => {
        if (!this.#closing.signal.aborted) this.start()
      })
    })
  }

  /** Changes no size any more. Resolves when no look is under way. */
  async close(): Promise<void> {
    this.#closing.abort()
    this.#timer?.()
    await this.#looking
  }

  /** One look at every group, at the policies that are due. Never throws. */
  async lookAtAll(): Promise<void> {
    const world = this.#options.world.read()
    const groups = [...world.list(availabilityGroup.name)] as GroupObject[]
    const scaled = groups.filter(({ spec, leavingMs }) => {
      return spec.scalingPolicies.length > 0 && leavingMs === undefined
    })
    const ids = new Set(scaled.map(({ id }) => id))
    for (const id of this.#watched.keys()) if (!ids.has(id)) this.#watched.delete(id)
    await Promise.all(scaled.map((group) => this.#tryLook(group)))
  }

  async #tryLook(group: GroupObject): Promise<void> {
    try {
      await this.#look(group)
    } catch (error) {
      if (this.#closing.signal.aborted) return
      const isOvertaken = error instanceof EngineError && error.code === 'changed_since_plan'
      const level = isOvertaken ? 'debug' : 'warn'
      this.#options.log[level]('A group cannot be scaled', { groupId: group.id, error })
    }
  }

  async #look(group: GroupObject): Promise<void> {
    const { world, timers } = this.#options
    const watched = this.#toWatched(group)
    const measured = await this.#measure(group, watched)
    const graph = world.read()
    const before = lookUpState(group, graph)
    // The controller has not looked at it yet, or somebody has changed it meanwhile.
    const isSame = graph.get(group.kind, group.id)?.generation === group.generation
    if (before === undefined || !isSame) return
    const { minSize, maxSize, cooldownSeconds, scalingPolicies: policies } = group.spec
    const nowMs = timers.nowMs()
    const size = toSize(group, graph)
    const decision = decideSize(
      { policies, minSize, maxSize, cooldownMs: cooldownSeconds * 1000 },
      { nowMs, size, serving: watched.serving, scaledAtMs: before.spec.scaledAtMs, measured },
      watched.memory,
    )
    if (decision.cause !== null) {
      const spec: GroupStateSpec = { ...before.spec, size: decision.size, scaledAtMs: nowMs }
      const state = { owner: group.owner, before, spec }
      await world.transact({ state }, this.#closing.signal)
      this.#record(group, decision.cause)
    }
    watched.memory = decision.memory
  }

  #toWatched({ id, spec }: GroupObject): Watched {
    const policies = JSON.stringify(spec.scalingPolicies)
    const known = this.#watched.get(id)
    if (known?.policies === policies) return known
    const counts = spec.scalingPolicies.map(() => null)
    const watched: Watched = { policies, memory: noMemory, counts, serving: 0 }
    this.#watched.set(id, watched)
    return watched
  }

  /** What policies go by that are due; undefined for the others. */
  async #measure(group: GroupObject, watched: Watched): Promise<readonly (Measured | undefined)[]> {
    const nowMs = this.#options.timers.monotonicMs()
    const { counts } = watched
    const { scalingPolicies: policies } = group.spec
    const isDue = policies.map(({ type, periodSeconds }, index) => {
      const last = counts[index]?.atMs ?? Number.NEGATIVE_INFINITY
      // A little early is in time: ticks are not exact.
      return type !== 'schedule' && nowMs - last >= periodSeconds * 1000 - limits.SCALE_TICK_MS / 4
    })
    if (!isDue.includes(true)) return policies.map(() => undefined)
    const count = await this.#count(group, nowMs)
    watched.serving = count.serving
    return policies.map(({ metric }, index) => {
      if (isDue[index] !== true || metric === null) return undefined
      const last = counts[index] ?? null
      counts[index] = count
      return last === null ? null : measure(metric, last, count)
    })
  }

  /** Of the instances that serve; without a backend service all that there are. */
  async #count(group: GroupObject, atMs: number): Promise<Count> {
    const { world, usage } = this.#options
    const instances = lookUpReferrers(world.read(), groupInstance, group.id)
    const services = world.services(new Set(instances.map(({ id }) => id)))
    const serving = instances
      .map(({ id }) => id)
      .filter((id) => !services.has(id) || services.get(id) === 'serving')
    const ids = new Set(serving)
    const [used, worked] = await Promise.all([usage(ids), world.work(ids)])
    return { atMs, serving: serving.length, usage: used, work: worked }
  }

  #record({ kind, id: objectId, name: objectName, owner }: GroupObject, message: string): void {
    const atMs = this.#options.timers.nowMs()
    this.#options.world.record([
      { atMs, type: 'scaled', kind, objectId, objectName, owner, message },
    ])
  }
}
