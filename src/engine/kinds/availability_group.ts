/**
 * Availability group: instances made in batches, spread over zones and racks (R31, R33 to R36).
 *
 * Answers for: its spec, its size, which of its instances get traffic. Does not know: which of them
 * run, or how they are started.
 */

import type { Problem } from '../ir/index.ts'
import { backendService } from './backend_service.ts'
import { flag, id, list, oneOf, optional, orDefaults, orNull, parseAs, port } from './declare.ts'
import { record, text, whole } from './declare.ts'
import type { SpecOf } from './declare.ts'
import { groupInstance, racksMax } from './group_instance.ts'
import { groupState } from './group_state.ts'
import { checkLaunch, isInventory, launchSchema } from './launch.ts'
import { lookUpReferrers } from './object.ts'
import type { EngineObject, Kind, Member, World } from './object.ts'
import { checkUnchanged, checkZones, toProblem } from './problems.ts'
import { checkPolicies, policiesSchema } from './scaling_policy.ts'
import { subnet } from './subnet.ts'
import { defaultVpcId, vpc } from './vpc.ts'

export const sizeMax = 300
const zonesMax = 64
const zoneCharactersMax = 64

const healthCheckSchema = record({
  /** `process`: it runs. `backend`: what probes it for a backend service finds it healthy. */
  type: optional(oneOf(['process', 'backend']), 'process'),
  /** A new instance may take so long until it gets traffic, and until its health counts. */
  graceSeconds: optional(whole(0, 7200), 60),
  /** Start it again, or replace it. False: it is left as it is. */
  replaceUnhealthy: optional(flag(), true),
})

const updatePolicySchema = record({
  /** `opportunistic`: instances of an earlier launch stay until they go for another reason. */
  mode: optional(oneOf(['rolling', 'opportunistic']), 'rolling'),
  /** So many more than the size while instances are replaced, and so many fewer that serve. */
  maxSurge: optional(whole(0, sizeMax), 1),
  maxUnavailable: optional(whole(0, sizeMax), 0),
  /** A new one counts once it has had traffic, or has run, for so long. */
  minHealthySeconds: optional(whole(0, 3600), 5),
  autoRollback: optional(flag(), true),
})

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
  /** The size it begins with; null: `minSize`. Later it changes nothing, and need not fit. */
  initialCapacity: orNull(whole(0, sizeMax)),
  /** The size; null: within `minSize` and `maxSize`, whatever it was. */
  desiredCapacity: orNull(whole(0, sizeMax)),
  removalPolicy: optional(oneOf(['default', 'oldest', 'newest']), 'default'),
  scalingPolicies: policiesSchema,
  /** After a policy has changed the size no metric changes it for so long. */
  cooldownSeconds: optional(whole(0, 86_400), 300),
  healthCheck: orDefaults(healthCheckSchema),
  updatePolicy: orDefaults(updatePolicySchema),
  /** Whoever waits for the group waits for so many that are healthy, or all when it has fewer. */
  waitForHealthy: optional(whole(0, sizeMax), 0),
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
    initialCapacity: spec.initialCapacity ?? prior?.spec.initialCapacity ?? spec.minSize,
    racksPerZone: spec.racksPerZone ?? toRacks(spec, world),
  }),
  check: (object, prior, world) => [
    ...checkUnchanged(object, prior, ['vpcId']),
    ...(prior === undefined ? checkSize(object.spec, 'initialCapacity') : []),
    ...checkZones(object.spec.availabilityZones, ['availabilityZones'], world),
    ...checkSubnets(object.spec, world),
  ],
  members: toMembers,
}

function parseWithLaunch(input: unknown): AvailabilityGroupSpec | readonly Problem[] {
  const spec = parseAs(schema, input)
  if (!('launch' in spec)) return spec
  const problems = [
    ...checkSizes(spec),
    ...checkScaling(spec),
    ...checkUpdate(spec),
    ...checkLaunch(spec.launch, spec.port),
    ...checkPool(spec),
  ]
  return problems.length === 0 ? spec : problems
}

function checkSizes(spec: AvailabilityGroupSpec): readonly Problem[] {
  const { minSize, maxSize } = spec
  if (minSize > maxSize) {
    const message = `The smallest size ${minSize} is greater than the largest, ${maxSize}.`
    return [toProblem('invalid_argument', ['minSize'], message)]
  }
  return checkSize(spec, 'desiredCapacity')
}

function checkSize(
  spec: AvailabilityGroupSpec,
  field: 'initialCapacity' | 'desiredCapacity',
): readonly Problem[] {
  const { minSize, maxSize } = spec
  const value = spec[field]
  if (value === null || (value >= minSize && value <= maxSize)) return []
  const message = `The size must be from ${minSize} to ${maxSize}, not ${value}.`
  return [toProblem('invalid_argument', [field], message)]
}

/** Racks that every zone of the group has. Unknown zones are a problem of `check`. */
function toRacks(spec: AvailabilityGroupSpec, world: World): number {
  const racks = world.topology.zones
    .filter((zone) => spec.availabilityZones.includes(zone.name))
    .map((zone) => zone.racks)
  return Math.max(Math.min(...racks, racksMax), 1)
}

/** A size that is enforced and one that follows the load are two. */
function checkScaling(spec: AvailabilityGroupSpec): readonly Problem[] {
  const { scalingPolicies: policies, desiredCapacity, launch } = spec
  if (policies.length > 0 && desiredCapacity !== null) {
    const message = 'With scaling policies the load says the size: leave the desired capacity out.'
    return [toProblem('invalid_argument', ['desiredCapacity'], message)]
  }
  if (launch.driver === 'dns' && (policies.length > 0 || desiredCapacity !== null)) {
    const field = policies.length > 0 ? 'scalingPolicies' : 'desiredCapacity'
    const message = 'With the driver "dns" the name says how many there are.'
    return [toProblem('invalid_argument', [field], message)]
  }
  return checkPolicies(policies)
}

function checkUpdate({ updatePolicy }: AvailabilityGroupSpec): readonly Problem[] {
  const { maxSurge, maxUnavailable } = updatePolicy
  if (maxSurge + maxUnavailable > 0) return []
  const message = 'With neither surge nor unavailable ones, no instance could ever be replaced.'
  return [toProblem('invalid_argument', ['updatePolicy', 'maxSurge'], message)]
}

function checkPool({ launch, availabilityZones, maxSize }: AvailabilityGroupSpec): Problem[] {
  if (launch.pool === null) return []
  const there = Object.entries(launch.pool.addresses)
    .filter(([zone]) => availabilityZones.includes(zone))
    .flatMap(([, addresses]) => addresses)
  if (maxSize <= there.length) return []
  const message = `The pool has ${there.length} addresses in these zones, fewer than ${maxSize}.`
  return [toProblem('invalid_argument', ['maxSize'], message)]
}

/**
 * How many instances there should be: the capacity that is enforced, else what scaling arrived at,
 * else what the group begins with.
 */
export function toSize({ id: groupId, spec }: EngineObject<AvailabilityGroupSpec>, world: World) {
  if (spec.desiredCapacity !== null) return spec.desiredCapacity
  const [state] = lookUpReferrers(world, groupState, groupId)
  const size = state?.spec.size ?? spec.initialCapacity ?? spec.minSize
  return Math.min(Math.max(size, spec.minSize), spec.maxSize)
}

/** Instances get addresses of their zone's subnets. */
function checkSubnets(spec: AvailabilityGroupSpec, world: World): readonly Problem[] {
  if (isInventory(spec.launch)) return []
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

/** The port that the group itself says, the launch before the group; null when neither does. */
export function toOwnPort({ launch, port: own }: AvailabilityGroupSpec): number | null {
  return launch.dns?.port ?? own
}

/**
 * The port that instances are reached at, as far as it is known: the group's own, else the one that
 * all its backend services have (R35). Null when there is none yet, or when they differ.
 */
export function toInstancePort(
  group: EngineObject<AvailabilityGroupSpec>,
  world: World,
): number | null {
  const own = toOwnPort(group.spec)
  if (own !== null) return own
  const services = lookUpReferrers(world, backendService, group.id)
  const ports = new Set(services.map(({ spec }) => spec.port))
  const [only] = ports
  return ports.size === 1 && only !== undefined ? only : null
}
