/**
 * What is true of a group at one moment.
 *
 * Answers for: reading it all, what runs before what is wanted; how each instance stands, and which
 * of the unhealthy ones is to be replaced next. Does not know: what is done about it.
 */

import { availabilityGroup, groupInstance } from '../kinds/index.ts'
import { lookUp, lookUpReferrers } from '../kinds/index.ts'
import type { EngineObject, GroupStateSpec, Launch, World } from '../kinds/index.ts'
import { createBackoff } from '../runtime/index.ts'
import type { Backoff, Logger, Timers } from '../runtime/index.ts'
import type { Condition, GroupState } from './decide.ts'
import { Discovery } from './discovery.ts'
import type { Discovered } from './discovery.ts'
import type { Found, InstanceKeeper } from './keeper.ts'
import * as limits from './limits.ts'
import type { InstanceMemory } from './memory.ts'
import { lookUpState, partition, toGroupState, toSpans } from './view.ts'
import type { GroupObject, InstanceObject, Standing } from './view.ts'
import type { GroupWorld, Service } from './world.ts'

/** Everything that is true of a group at one moment. */
export interface Truth {
  readonly world: World
  /** Undefined when there is no such group, or no more. */
  readonly group: GroupObject | undefined
  readonly instances: readonly InstanceObject[]
  /** What is remembered of the group; undefined: nothing yet. */
  readonly before: EngineObject<GroupStateSpec> | undefined
  /** What runs of this group, whether it should or not. */
  readonly running: ReadonlyMap<string, Found>
  /** Where anything of any group runs, or is about to: address to instance. */
  readonly held: ReadonlyMap<string, string>
  /** What traffic there is for the instances and for what else runs; absent: none. */
  readonly services: ReadonlyMap<string, Service>
}

export interface ObserverOptions {
  readonly world: GroupWorld
  readonly keeper: InstanceKeeper
  readonly timers: Timers
  readonly log: Logger
  /** Something of the group is not as it was. */
  readonly onChange: (groupId: string) => void
}

/** Unhealthy instances of a group are replaced one after the other, slower while it is no use. */
interface Replacing {
  readonly backoff: Backoff
  /** The next one not before. */
  atMs: number
}

interface Outside {
  readonly group: GroupObject
  readonly name: string
  readonly addresses: string
}

export class GroupObserver {
  readonly #world: GroupWorld
  readonly #keeper: InstanceKeeper
  readonly #timers: Timers
  readonly #discovery: Discovery
  readonly #replacing = new Map<string, Replacing>()
  /** By group: the addresses outside its VPC that were told last. */
  readonly #outside = new Map<string, string>()

  constructor({ world, keeper, timers, log, onChange }: ObserverOptions) {
    this.#world = world
    this.#keeper = keeper
    this.#timers = timers
    this.#discovery = new Discovery({
      ...{ timers, log, onChange },
      ask: (launch, signal) => this.#ask(launch, signal),
    })
  }

  async readTruth(groupId: string): Promise<Truth> {
    const all = await this.#keeper.list()
    const occupants = [...all, ...this.#keeper.starting]
    const world = this.#world.read()
    const group = lookUp(world, availabilityGroup, groupId)
    const instances = group === undefined ? [] : lookUpReferrers(world, groupInstance, groupId)
    const running = new Map(
      all.filter((each) => each.groupId === groupId).map((each) => [each.instanceId, each]),
    )
    const concerned = new Set([...instances.map(({ id }) => id), ...running.keys()])
    return {
      world,
      group,
      instances,
      before: group === undefined ? undefined : lookUpState(group, world),
      running,
      held: new Map(occupants.map(({ address, instanceId }) => [address, instanceId])),
      services: this.#world.services(concerned),
    }
  }

  /** What decisions about the group are made of. */
  toState(group: GroupObject, truth: Truth): GroupState {
    return toGroupState({
      group,
      world: truth.world,
      discovered: this.#discover(group, truth.world),
      isBlind: truth.instances.some(({ id }) => truth.services.get(id) === 'unknown'),
      standingOf: (instance) => this.#toStanding({ group, instance }, truth),
    })
  }

  #discover(group: GroupObject, world: World): readonly string[] | null {
    const { launch } = group.spec
    if (launch.dns === null) return null
    const addresses = this.#discovery.addressesOf(group.id, launch)
    if (addresses === null) return null
    const { inside, outside } = partition(group, addresses, world)
    this.#tellOutside({ group, name: launch.dns.name, addresses: outside.join(', ') })
    return inside
  }

  /** Once for as long as they are the same. */
  #tellOutside({ group, name, addresses }: Outside): void {
    const { id: objectId, name: objectName, owner, kind } = group
    if (addresses === (this.#outside.get(objectId) ?? '')) return
    this.#outside.set(objectId, addresses)
    if (addresses === '') return
    const left = `${name} has addresses outside the VPC ${group.spec.vpcId}`
    const message = `${left}, which are left out: ${addresses}.`
    const atMs = this.#timers.nowMs()
    this.#world.record([{ atMs, type: 'refused', kind, objectId, objectName, owner, message }])
  }

  #toStanding(
    { group, instance }: { readonly group: GroupObject; readonly instance: InstanceObject },
    truth: Truth,
  ): Standing {
    const nowMs = this.#timers.monotonicMs()
    const memory = this.#keeper.memory(instance.id, group.id)
    memory.name = group.name
    memory.owner = group.owner
    const service = truth.services.get(instance.id)
    const found = truth.running.get(instance.id)
    const age = { ageMs: this.#timers.nowMs() - (found?.startedMs ?? 0) }
    const seen = memory.observe(found === undefined ? null : { run: found.run, ...age }, nowMs)
    const condition = seen === 'up' ? toUp(service) : seen
    const isReady = condition === 'ready'
    const stableMs = memory.noteReady(isReady, nowMs)
    const { provenAfterMs, lateAfterMs } = toSpans(group)
    const isBeginning = seen !== 'up' && memory.failures === 0
    this.#condemn(memory, { group, service })
    const isDue = memory.task === null && memory.retryAtMs <= nowMs
    const isWelcome = memory.failures === 0 || group.spec.healthCheck.replaceUnhealthy
    return {
      condition,
      failures: memory.failures,
      mayStart: isDue && isWelcome && !isHeldByOther(instance, truth),
      isUnhealthy: memory.isCondemned,
      isProven: isReady && stableMs >= provenAfterMs,
      // Without an agent nobody can say how it is, and of one that has not begun nobody can yet.
      isLate: !isReady && !isBeginning && service !== 'unknown' && stableMs > lateAfterMs,
    }
  }

  /** Decides whether one that fails its health check is to be replaced: one at a time. */
  #condemn(
    memory: InstanceMemory,
    { group, service }: { readonly group: GroupObject; readonly service: Service | undefined },
  ): void {
    const { type, replaceUnhealthy } = group.spec.healthCheck
    if (type !== 'backend' || !replaceUnhealthy || service !== 'failing') {
      memory.isCondemned = false
      return
    }
    const nowMs = this.#timers.monotonicMs()
    const replacing = this.#toReplacing(group.id)
    const isSpared = memory.upMs(nowMs) < toSpans(group).lateAfterMs || replacing.atMs > nowMs
    if (memory.isCondemned || isSpared) return
    memory.isCondemned = true
    replacing.atMs = nowMs + replacing.backoff.nextMs()
    this.#keeper.recordUnhealthy(memory)
  }

  /** The group is well: the next replacement need not wait for long. */
  noteWell(groupId: string): void {
    this.#replacing.delete(groupId)
  }

  /** There is no such group any more. */
  forget(groupId: string): void {
    this.#discovery.forget(groupId)
    this.#replacing.delete(groupId)
    this.#outside.delete(groupId)
  }

  close(): void {
    this.#discovery.close()
  }

  #toReplacing(groupId: string): Replacing {
    const known = this.#replacing.get(groupId)
    if (known !== undefined) return known
    const replacing = { backoff: createBackoff(limits.REPLACE), atMs: 0 }
    this.#replacing.set(groupId, replacing)
    return replacing
  }

  async #ask(launch: Launch, signal: AbortSignal): Promise<Discovered> {
    const driver = this.#keeper.driverOf(launch)
    if (driver.discover === undefined) throw new Error(`the driver ${driver.name} finds nothing`)
    return driver.discover(launch, signal)
  }
}

/** An instance that is up, and whether what wants to send it traffic does. */
function toUp(service: Service | undefined): Condition {
  return service === undefined || service === 'serving' ? 'ready' : 'running'
}

/** Something that has left still runs at the address: two at one address would be one too many. */
export function isHeldByOther({ id, spec }: InstanceObject, { held }: Truth): boolean {
  return (held.get(spec.address) ?? id) !== id
}
