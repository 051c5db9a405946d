/**
 * From the truth about a group to what decisions are made of. Pure.
 *
 * Answers for: the layout of a group, which of its instances are of today's launch, what a new
 * instance gets. Does not know: drivers, what was done before.
 */

import { isDeepStrictEqual } from 'node:util'
import { EngineError } from '../errors.ts'
import { groupInstance, lookUpReferrers, toHomes, toInstancePort } from '../kinds/index.ts'
import type {
  AvailabilityGroupSpec,
  EngineObject,
  GroupInstanceSpec,
  World,
} from '../kinds/index.ts'
import type { StartRequest } from './contract.ts'
import type { GroupState, InstanceState } from './decide.ts'
import type { Layout, Place } from './placement.ts'
import type { NewInstance } from './world.ts'

export type GroupObject = EngineObject<AvailabilityGroupSpec>
export type InstanceObject = EngineObject<GroupInstanceSpec>

/** What is known of an instance beyond its object. */
export type Standing = Pick<InstanceState, 'condition' | 'failures' | 'mayStart'>

export function toGroupState(
  group: GroupObject,
  world: World,
  standingOf: (instance: InstanceObject) => Standing,
): GroupState {
  return {
    size: group.spec.size ?? group.spec.minSize,
    layout: toLayout(group, world),
    removalPolicy: group.spec.removalPolicy,
    instances: lookUpReferrers(world, groupInstance, group.id).map((instance) => ({
      id: instance.id,
      zone: instance.spec.zone,
      rack: instance.spec.rack,
      createdMs: instance.createdMs,
      isCurrent: isCurrent(instance, group),
      ...standingOf(instance),
    })),
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
  return port === group.spec.port && isDeepStrictEqual(launch, group.spec.launch)
}

/**
 * New instances at `places`, each at an address that no object has and that is not in `avoid`.
 * Throws `EngineError` `addresses_exhausted`.
 */
export function toNewInstances(
  { group, places, avoid }: NewInstancesQuestion,
  world: World,
): readonly NewInstance[] {
  const { vpcId, launch, port } = group.spec
  const homes = toHomes({ vpcId, zones: places.map(({ zone }) => zone), avoid }, world)
  return places.map(({ zone, rack }, index) => {
    const home = homes[index]
    if (home === null || home === undefined) throw toExhausted(group, zone)
    const spec = { ...home, groupId: group.id, zone, rack, port, launch }
    return { name: group.name, owner: group.owner, spec }
  })
}

export interface NewInstancesQuestion {
  readonly group: GroupObject
  readonly places: readonly Place[]
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
  const { address, zone, rack, launch } = instance.spec
  return {
    instanceId: instance.id,
    groupId: group.id,
    address,
    port: instance.spec.port ?? toInstancePort(group, world),
    zone,
    rack,
    launch: { driver: launch.driver, ...launch.process },
  }
}
