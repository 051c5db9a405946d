/**
 * Availability group: instances made in batches, spread over zones and racks (R31, R33 to R36).
 *
 * Answers for: its spec, its size, which of its instances get traffic. Does not know: which of them
 * run, or how they are started.
 */

import type { Problem } from '../ir/index.ts'
import { backendService } from './backend_service.ts'
import { id, list, oneOf, optional, orNull, parseAs, port, record } from './declare.ts'
import { text, whole } from './declare.ts'
import type { SpecOf } from './declare.ts'
import { groupInstance, racksMax } from './group_instance.ts'
import { checkLaunch, launchSchema } from './launch.ts'
import { lookUpReferrers } from './object.ts'
import type { EngineObject, Kind, Member, World } from './object.ts'
import { checkUnchanged, checkZones, toProblem } from './problems.ts'
import { subnet } from './subnet.ts'
import { defaultVpcId, vpc } from './vpc.ts'

export const sizeMax = 300
const zonesMax = 64
const zoneCharactersMax = 64

const schema = record({
  vpcId: optional(id(), defaultVpcId),
  availabilityZones: list(text(zoneCharactersMax), { from: 1, to: zonesMax }),
  /** Null: what the topology has in every one of the zones. */
  racksPerZone: orNull(whole(1, racksMax)),
  launch: launchSchema,
  /** Where instances listen, told to them as PORT; null: at the backend service's port (R35). */
  port: orNull(port()),
  minSize: whole(0, sizeMax),
  maxSize: whole(0, sizeMax),
  /** The size to begin with; null: `minSize`. Changing it later changes nothing. */
  initialCapacity: orNull(whole(0, sizeMax)),
  /** The size; null: within `minSize` and `maxSize`, whatever it was. */
  desiredCapacity: orNull(whole(0, sizeMax)),
  removalPolicy: optional(oneOf(['default', 'oldest', 'newest']), 'default'),
  /** How many instances there should be now. The engine's own: what callers say is overwritten. */
  size: orNull(whole(0, sizeMax)),
})

export type AvailabilityGroupSpec = SpecOf<typeof schema>

export const availabilityGroup: Kind<AvailabilityGroupSpec> = {
  name: 'availability_group',
  idPrefix: 'avg',
  rank: 3,
  parse: parseWithLaunch,
  references: (spec) => [{ kind: vpc.name, id: spec.vpcId, path: ['vpcId'] }],
  complete: ({ spec }, prior, world) => ({
    ...spec,
    racksPerZone: spec.racksPerZone ?? toRacks(spec, world),
    size: toSize(spec, prior?.spec),
  }),
  check: (object, prior, world) => [
    ...checkUnchanged(object, prior, ['vpcId']),
    ...checkZones(object.spec.availabilityZones, ['availabilityZones'], world),
    ...checkSubnets(object.spec, world),
  ],
  members: toMembers,
}

function parseWithLaunch(input: unknown): AvailabilityGroupSpec | readonly Problem[] {
  const spec = parseAs(schema, input)
  if (!('launch' in spec)) return spec
  const problems = [...checkSizes(spec), ...checkLaunch(spec.launch, spec.port)]
  return problems.length === 0 ? spec : problems
}

function checkSizes(spec: AvailabilityGroupSpec): readonly Problem[] {
  const { minSize, maxSize } = spec
  if (minSize > maxSize) {
    const message = `The smallest size ${minSize} is greater than the largest, ${maxSize}.`
    return [toProblem('invalid_argument', ['minSize'], message)]
  }
  return (['initialCapacity', 'desiredCapacity'] as const).flatMap((field) => {
    const value = spec[field]
    if (value === null || (value >= minSize && value <= maxSize)) return []
    const message = `The size must be from ${minSize} to ${maxSize}, not ${value}.`
    return [toProblem('invalid_argument', [field], message)]
  })
}

/** Racks that every zone of the group has. Unknown zones are a problem of `check`. */
function toRacks(spec: AvailabilityGroupSpec, world: World): number {
  const racks = world.topology.zones
    .filter((zone) => spec.availabilityZones.includes(zone.name))
    .map((zone) => zone.racks)
  return Math.max(Math.min(...racks, racksMax), 1)
}

function toSize(spec: AvailabilityGroupSpec, prior: AvailabilityGroupSpec | undefined): number {
  if (spec.desiredCapacity !== null) return spec.desiredCapacity
  const before = prior === undefined ? spec.initialCapacity : prior.size
  return Math.min(Math.max(before ?? spec.minSize, spec.minSize), spec.maxSize)
}

/** Instances get addresses of their zone's subnets. */
function checkSubnets(spec: AvailabilityGroupSpec, world: World): readonly Problem[] {
  const served = new Set(
    lookUpReferrers(world, subnet, spec.vpcId).map((each) => each.spec.availabilityZone),
  )
  const known = new Set(world.topology.zones.map((zone) => zone.name))
  return spec.availabilityZones.flatMap((zone, index) => {
    if (served.has(zone) || !known.has(zone)) return []
    const message = `The VPC ${spec.vpcId} has no subnet in the zone ${zone} for its instances.`
    return [toProblem('unknown_zone', ['availabilityZones', index], message)]
  })
}

/** All of one weight, the backend service's (R36). */
function toMembers(group: EngineObject<AvailabilityGroupSpec>, world: World): readonly Member[] {
  return lookUpReferrers(world, groupInstance, group.id).map(({ id: instanceId, spec }) => ({
    id: instanceId,
    address: spec.address,
    port: spec.port,
    weight: null,
    zone: spec.zone,
    enabled: true,
  }))
}

/**
 * The port that instances are reached at, as far as it is known: the group's own, else the one that
 * all its backend services have (R35). Null when there is none yet, or when they differ.
 */
export function toInstancePort(
  group: EngineObject<AvailabilityGroupSpec>,
  world: World,
): number | null {
  if (group.spec.port !== null) return group.spec.port
  const services = lookUpReferrers(world, backendService, group.id)
  const ports = new Set(services.map(({ spec }) => spec.port))
  const [only] = ports
  return ports.size === 1 && only !== undefined ? only : null
}
