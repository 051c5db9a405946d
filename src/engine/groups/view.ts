/**
 * From the truth about a group to what decisions are made of. Pure.
 *
 * Answers for: the layout of a group, which of its instances are of today's launch, what a new
 * instance gets. Does not know: drivers, what was done before.
 */

import { isDeepStrictEqual } from 'node:util'
import { EngineError } from '../errors.ts'
import {
  groupInstance,
  groupState,
  isInventory,
  lookUp,
  lookUpReferrers,
  toHomes,
  toInstancePort,
  toMembership,
  toOwnPort,
  toSize,
  toSubnetFinder,
  vpc,
} from '../kinds/index.ts'
import type {
  AvailabilityGroupSpec,
  EngineObject,
  GroupInstanceSpec,
  GroupStateSpec,
  World,
} from '../kinds/index.ts'
import type { StartRequest } from './contract.ts'
import type { GroupState, InstanceState, Wanted } from './decide.ts'
import type { Spans } from './memory.ts'
import type { Candidate, Layout } from './placement.ts'
import type { NewInstance } from './world.ts'

export type GroupObject = EngineObject<AvailabilityGroupSpec>
export type InstanceObject = EngineObject<GroupInstanceSpec>

/** What is known of an instance beyond its object. */
export type Standing = Pick<
  InstanceState,
  'condition' | 'failures' | 'mayStart' | 'isUnhealthy' | 'isProven' | 'isLate'
>

/** What the engine remembers of the group; undefined before it has looked at it. */
export function lookUpState(
  group: GroupObject,
  world: World,
): EngineObject<GroupStateSpec> | undefined {
  return lookUpReferrers(world, groupState, group.id)[0]
}

export interface GroupView {
  readonly group: GroupObject
  readonly world: World
  /**
   * Addresses inside the VPC that the group's name has; null when it has no name, or the answer is
   * not known.
   */
  readonly discovered: readonly string[] | null
  readonly standingOf: (instance: InstanceObject) => Standing
  /** Nobody can say now which instances serve. */
  readonly isBlind: boolean
}

export function toGroupState(view: GroupView): GroupState {
  const { group, world, discovered, standingOf, isBlind } = view
  const { launch, removalPolicy, updatePolicy } = group.spec
  const layout = toLayout(group, world)
  const instances = lookUpReferrers(world, groupInstance, group.id)
  const inventory = isInventory(launch) ? toInventory({ group, layout, discovered }, world) : null
  const isLost = ({ spec }: InstanceObject): boolean =>
    inventory !== null &&
    spec.launch.driver === launch.driver &&
    !inventory.some(({ address }) => address === spec.address)
  const held = new Set(instances.map(({ spec }) => spec.address))
  const named = discovered === null ? instances.length : (inventory?.length ?? 0)
  return {
    size: launch.dns === null ? toSize(group, world) : Math.min(named, group.spec.maxSize),
    layout,
    removalPolicy,
    update: updatePolicy,
    isBlind,
    candidates: inventory?.filter(({ address }) => !held.has(address)) ?? null,
    instances: instances.map((instance) => ({
      id: instance.id,
      zone: instance.spec.zone,
      rack: instance.spec.rack,
      createdMs: instance.createdMs,
      isCurrent: isCurrent(instance, group),
      isLost: isLost(instance) && (launch.dns === null || discovered !== null),
      ...standingOf(instance),
    })),
  }
}

/** Where the group's instances are of themselves: in a pool, or at what a name has. */
function toInventory(
  { group, layout, discovered }: InventoryQuestion,
  world: World,
): readonly Candidate[] {
  const { pool, dns } = group.spec.launch
  const inZones = new Map(layout.zones.map((zone) => [zone, new Array<string>()]))
  for (const zone of layout.zones) inZones.get(zone)?.push(...(pool?.addresses[zone] ?? []))
  const find = toSubnetFinder(group.spec.vpcId, world)
  for (const address of dns === null ? [] : (discovered ?? [])) {
    const zone = find(address)?.spec.availabilityZone ?? layout.zones[0]
    inZones.get(zone ?? '')?.push(address)
  }
  return [...inZones].flatMap(([zone, addresses]) =>
    addresses.map((address, at) => ({ zone, rack: at % layout.racksPerZone, address })),
  )
}

/** R6: what a name has inside the group's VPC, and what outside, where nobody may be dialled. */
export function partition(
  { spec }: GroupObject,
  addresses: readonly string[],
  world: World,
): { readonly inside: readonly string[]; readonly outside: readonly string[] } {
  const isMember = toMembership(lookUp(world, vpc, spec.vpcId)?.spec ?? { cidrBlocks: [] })
  return {
    inside: addresses.filter((address) => isMember(address)),
    outside: addresses.filter((address) => !isMember(address)),
  }
}

interface InventoryQuestion {
  readonly group: GroupObject
  readonly layout: Layout
  readonly discovered: readonly string[] | null
}

/** How long an instance of the group has to be ready, and how long it may take to be. */
export function toSpans({ spec }: GroupObject): Spans {
  return {
    provenAfterMs: spec.updatePolicy.minHealthySeconds * 1000,
    lateAfterMs: spec.healthCheck.graceSeconds * 1000,
  }
}

/** Zones in the order of the topology, whatever order the user wrote (R33). */
function toLayout({ spec }: GroupObject, world: World): Layout {
  const known = world.topology.zones.map(({ name }) => name)
  const chosen = known.filter((name) => spec.availabilityZones.includes(name))
  // A topology that has lost zones leaves those that were chosen, so that nothing is moved for it.
  const zones = chosen.length > 0 ? chosen : spec.availabilityZones
  return { zones, racksPerZone: spec.racksPerZone ?? 1 }
}

function isCurrent(instance: InstanceObject, group: GroupObject): boolean {
  const { launch, port } = instance.spec
  if (port !== toOwnPort(group.spec)) return false
  // One that is there of itself is what it is, whatever others there are.
  if (isInventory(launch)) return launch.driver === group.spec.launch.driver
  return isDeepStrictEqual(launch, group.spec.launch)
}

/**
 * New instances at `places`, each at its own address, else at one that no object has and that is
 * not in `avoid`. Throws `EngineError` `addresses_exhausted`.
 */
export function toNewInstances(
  { group, places, avoid }: NewInstancesQuestion,
  world: World,
): readonly NewInstance[] {
  const { vpcId, launch } = group.spec
  const port = toOwnPort(group.spec)
  const searched = places.filter(({ address }) => address === undefined)
  const homes = toHomes({ vpcId, zones: searched.map(({ zone }) => zone), avoid }, world)
  return places.map((place) => {
    const { zone, rack, address } = place
    const found = homes[searched.indexOf(place)]
    const home = address === undefined ? found : { subnetId: null, address }
    if (home === null || home === undefined) throw toExhausted(group, zone)
    const spec = { ...home, groupId: group.id, zone, rack, port, launch }
    return { name: group.name, owner: group.owner, spec }
  })
}

export interface NewInstancesQuestion {
  readonly group: GroupObject
  readonly places: readonly Wanted[]
  /** Addresses where something still runs. */
  readonly avoid: ReadonlySet<string>
}

function toExhausted(group: GroupObject, zone: string): EngineError {
  return new EngineError({
    code: 'addresses_exhausted',
    message: `The zone ${zone} has no free address for another instance of "${group.name}".`,
    remedy: 'Choose more zones or a smaller size, or delete what holds the addresses.',
  })
}

/** What a driver is asked to start. The port is the group's, else the backend service's (R35). */
export function toStartRequest(
  { instance, group }: { readonly instance: InstanceObject; readonly group: GroupObject },
  world: World,
): StartRequest {
  const { address, zone, rack, launch, port } = instance.spec
  return {
    instanceId: instance.id,
    groupId: group.id,
    address,
    port: port ?? toInstancePort(group, world),
    zone,
    rack,
    launch,
  }
}
