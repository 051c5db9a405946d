/**
 * Backend service: how traffic reaches the servers of one group (R15 to R29).
 *
 * Answers for: its spec, its pool of endpoints with zones judged (R7).
 * Does not know: listeners; which algorithms a data plane has, the plane says that itself.
 */

import type { CookiePersistence, Problem, ProbeDefinition, ProxyEndpoint } from '../ir/index.ts'
import { toHostPort } from '../ir/index.ts'
import { canonical, flag, id, matching, normalList, oneOf } from './declare.ts'
import { optional, orDefaults, orNull, parseAs, port, record, whole } from './declare.ts'
import type { SpecOf } from './declare.ts'
import { toDrainedMembers } from './drain.ts'
import { instance } from './instance.ts'
import type { InstanceSpec } from './instance.ts'
import { lookUp } from './object.ts'
import type { EngineObject, GroupSpec, InstanceDraft, Kind } from './object.ts'
import type { Member, Reference, World } from './object.ts'
import { checkUnchanged, toProblem } from './problems.ts'
import { toDialRule, toRules } from './security_group.ts'
import { serverGroup } from './server_group.ts'
import { toCodeRange, toCodeRanges, toNormalCodes } from '../ir/index.ts'
import { toMembership, vpc } from './vpc.ts'

/** The kind by name only: that file belongs to the groups and comes and goes with them. */
const availabilityGroupName = 'availability_group'

const codesMax = 64

const successCode = canonical('a class, status or range such as 2xx, 301 or 200-204', (input) =>
  toCodeRange(input) === null ? null : input,
)

/** The defaults are those of R28. Timeouts longer than the interval are legal. */
const healthCheckSchema = record({
  enabled: optional(flag(), true),
  protocol: orNull(oneOf(['HTTP', 'TCP'])),
  method: optional(oneOf(['HEAD', 'GET']), 'HEAD'),
  path: optional(matching(/^\/[\x21-\x7e]{0,2047}$/, 'a path that starts with "/"'), '/'),
  host: orNull(matching(/^[A-Za-z0-9._:[\]-]{1,255}$/, 'a host name, with a port or without')),
  port: orNull(port()),
  timeoutMs: optional(whole(100, 300_000), 5000),
  intervalMs: optional(whole(100, 300_000), 3000),
  unhealthyThreshold: optional(whole(1, 10), 3),
  healthyThreshold: optional(whole(1, 10), 3),
  successCodes: optional(normalList(successCode, { max: codesMax, toNormalForm: toNormalCodes }), [
    '2xx',
    '3xx',
  ]),
})

/** `__Host-` and `__Secure-` are names that browsers take over TLS only. */
const sessionPersistenceSchema = record({
  enabled: flag(),
  cookieName: optional(
    matching(
      /^(?!__(?:host|secure)-)[A-Za-z0-9_.-]{1,64}$/i,
      '1 to 64 letters, digits, "_", "-" and ".", not beginning with "__Host-" or "__Secure-"',
    ),
    'LBSESSION',
  ),
  cookieExpireSeconds: optional(whole(0, 86_400), 0),
})

const schema = record({
  lbInstanceId: id(),
  protocol: oneOf(['HTTP', 'TCP']),
  port: port(),
  algorithm: optional(
    oneOf(['weighted_round_robin', 'weighted_least_connections', 'source_ip']),
    'weighted_round_robin',
  ),
  serverGroupId: orNull(id()),
  availabilityGroupId: orNull(id()),
  availabilityGroupWeight: optional(whole(0, 100), 10),
  sessionPersistence: orNull(sessionPersistenceSchema),
  proxyProtocol: optional(flag(), false),
  healthCheck: orDefaults(healthCheckSchema),
  connectionDrainingSeconds: optional(whole(0, 3600), 300),
  failOpen: optional(flag(), false),
  connectTimeoutMs: optional(whole(1, 3_600_000), 5000),
  responseTimeoutMs: optional(whole(1, 3_600_000), 60_000),
  maxConnectionsPerServer: orNull(whole(1, 1_000_000)),
  slowStartSeconds: optional(whole(0, 900), 0),
})

export type BackendServiceSpec = SpecOf<typeof schema>

export const backendService: Kind<BackendServiceSpec> = {
  name: 'backend_service',
  idPrefix: 'bes',
  rank: 4,
  parse: parseWithGroup,
  references: toReferences,
  check: (object, prior, world) => [
    ...checkUnchanged(object, prior, ['lbInstanceId']),
    ...checkPersistence(object.spec),
    ...checkProxyProtocol(object.spec),
    ...checkVpc(object, world),
    ...checkEndpoints(object, world),
  ],
  claims: toClaims,
  instanceOf: (object) => object.spec.lbInstanceId,
  emit,
}

/** R29: a server group or an availability group, one of the two. */
function parseWithGroup(input: unknown): BackendServiceSpec | readonly Problem[] {
  const spec = parseAs(schema, input)
  if (!('lbInstanceId' in spec)) return spec
  const { serverGroupId, availabilityGroupId } = spec
  if ((serverGroupId === null) !== (availabilityGroupId === null)) return spec
  const [path, what] =
    serverGroupId === null ? ['serverGroupId', 'none is'] : ['availabilityGroupId', 'both are']
  const message = `Name a server group or an availability group, one of the two; ${what} given.`
  return [toProblem('invalid_argument', [path], message)]
}

function toReferences(spec: BackendServiceSpec): readonly Reference[] {
  return [
    { kind: instance.name, id: spec.lbInstanceId, path: ['lbInstanceId'] },
    ...toGroupReferences(spec),
  ]
}

function toGroupReferences(spec: BackendServiceSpec): readonly Reference[] {
  const { serverGroupId, availabilityGroupId } = spec
  if (serverGroupId !== null) {
    return [{ kind: serverGroup.name, id: serverGroupId, path: ['serverGroupId'] }]
  }
  if (availabilityGroupId === null) return []
  const path = ['availabilityGroupId']
  return [{ kind: availabilityGroupName, id: availabilityGroupId, path }]
}

/** Every kind of group has `GroupSpec`'s fields in its spec. */
function toGroup(spec: BackendServiceSpec, world: World): EngineObject<GroupSpec> | undefined {
  const [reference] = toGroupReferences(spec)
  if (reference === undefined) return undefined
  return world.get(reference.kind, reference.id) as EngineObject<GroupSpec> | undefined
}

/** R21: cookies are a matter of HTTP. */
function checkPersistence(spec: BackendServiceSpec): readonly Problem[] {
  if (spec.protocol === 'HTTP' || toPersistence(spec) === null) return []
  const message = 'Session persistence is by a cookie, so it is for HTTP; this service speaks TCP.'
  return [toProblem('invalid_argument', ['sessionPersistence'], message)]
}

/** R23: over HTTP the client's address is in X-Forwarded-For (R22). */
function checkProxyProtocol(spec: BackendServiceSpec): readonly Problem[] {
  if (spec.protocol === 'TCP' || !spec.proxyProtocol) return []
  const message = 'The PROXY protocol is for TCP; over HTTP, X-Forwarded-For names the client.'
  return [toProblem('invalid_argument', ['proxyProtocol'], message)]
}

/** R6: the group's servers must be in the instance's VPC. */
function checkVpc(object: EngineObject<BackendServiceSpec>, world: World): readonly Problem[] {
  const group = toGroup(object.spec, world)
  const home = lookUp(world, instance, object.spec.lbInstanceId)
  if (group === undefined || home === undefined || group.spec.vpcId === home.spec.vpcId) return []
  const path = object.spec.serverGroupId === null ? 'availabilityGroupId' : 'serverGroupId'
  const message =
    `The group "${group.name}" is in the VPC ${group.spec.vpcId}, ` +
    `the instance "${home.name}" in ${home.spec.vpcId ?? 'none'}: they must be in the same one.`
  return [toProblem('outside_vpc', [path], message)]
}

/** Servers with and without a port of their own may meet at the same one. */
function checkEndpoints(
  object: EngineObject<BackendServiceSpec>,
  world: World,
): readonly Problem[] {
  const group = toGroup(object.spec, world)
  if (group === undefined) return []
  const seen = new Set<string>()
  for (const member of world.members(group)) {
    const key = toHostPort(member.address, member.port ?? object.spec.port)
    if (seen.has(key)) {
      const message = `The group "${group.name}" has the server ${key} twice at this port.`
      return [toProblem('invalid_argument', ['port'], message)]
    }
    seen.add(key)
  }
  return []
}

/** Makes an endpoint of a member of the group; null when it is none. */
type EndpointMaker = (member: Member) => ProxyEndpoint | null

/** Reads what all members have in common once, for many of them. */
function toEndpointMaker(
  { spec }: EngineObject<BackendServiceSpec>,
  group: EngineObject,
  world: World,
): EndpointMaker {
  const home = lookUp(world, instance, spec.lbInstanceId)
  if (home === undefined) return () => null
  const drained = toDrainedMembers(group, world)
  const mayDial = toDialRule(toRules(home.spec.securityGroupIds, world))
  // R6: whatever a group says, and whatever answers to a name: one by one.
  const isInside = toMembership(
    lookUp(world, vpc, home.spec.vpcId ?? '')?.spec ?? { cidrBlocks: [] },
  )
  return (member) => {
    if (!isInside(member.address)) return null
    return toEndpoint({ member, spec, home: home.spec, drained, mayDial })
  }
}

/** Whether a member of the service's group gets new work, so far as that is declared. */
export function toServingTest(
  object: EngineObject<BackendServiceSpec>,
  world: World,
): (member: Member) => boolean {
  const group = toGroup(object.spec, world)
  if (group === undefined) return () => false
  const toEndpointOf = toEndpointMaker(object, group, world)
  return (member) => {
    const endpoint = toEndpointOf(member)
    return endpoint !== null && endpoint.admission === 'admitted' && endpoint.weight > 0
  }
}

/** Somebody who serves: a group may be taken before its servers are made. */
function toClaims(object: EngineObject<BackendServiceSpec>, world: World): readonly string[] {
  const group = toGroup(object.spec, world)
  // Who goes himself needs nobody.
  const isThere = world.get(backendService.name, object.id) !== undefined
  if (group === undefined || !isThere) return []
  const isServing = toServingTest(object, world)
  return world.members(group).some((member) => isServing(member)) ? [`${object.id} served`] : []
}

function emit(object: EngineObject<BackendServiceSpec>, world: World, draft: InstanceDraft): void {
  const { spec } = object
  const group = toGroup(spec, world)
  if (lookUp(world, instance, spec.lbInstanceId) === undefined || group === undefined) return
  const endpoints = world
    .members(group)
    .map(toEndpointMaker(object, group, world))
    .filter((endpoint) => endpoint !== null)
    .toSorted((left, right) => (left.id < right.id ? -1 : 1))
  draft.pools.push({
    id: object.id,
    name: object.name,
    protocol: toProxyProtocol(spec.protocol),
    algorithm: spec.algorithm,
    endpoints,
    proxyProtocol: spec.proxyProtocol,
    persistence: toPersistence(spec),
    probe: toProbe(spec),
    failOpen: spec.failOpen,
    connectionsMaxPerEndpoint: spec.maxConnectionsPerServer,
    slowStartMs: spec.slowStartSeconds * 1000,
    connectTimeoutMs: spec.connectTimeoutMs,
    responseTimeoutMs: spec.responseTimeoutMs,
    drainTimeoutMs: spec.connectionDrainingSeconds * 1000,
  })
}

interface EndpointSource {
  readonly member: Member
  readonly spec: BackendServiceSpec
  readonly home: InstanceSpec
  readonly drained: ReadonlySet<string>
  readonly mayDial: ReturnType<typeof toDialRule>
}

/** The id holds the port, so that a server at a new port is probed and drained as a new one. */
function toEndpoint(source: EndpointSource): ProxyEndpoint {
  const { member, spec } = source
  const endpointPort = member.port ?? spec.port
  return {
    id: member.port === null ? toHostPort(member.id, spec.port) : member.id,
    address: member.address,
    port: endpointPort,
    weight: member.weight ?? spec.availabilityGroupWeight,
    zone: member.zone,
    admission: toAdmission(source, endpointPort),
  }
}

/**
 * R7: zones come first, they are the stronger reason. R8: a server that may not be dialled where it
 * serves, or where its health is asked for, is not used. What is out of use anyway keeps its reason
 * when it is drained.
 */
function toAdmission(
  { member, spec, home, drained, mayDial }: EndpointSource,
  endpointPort: number,
): ProxyEndpoint['admission'] {
  if (!home.availabilityZones.includes(member.zone)) return 'outside_zones'
  if (!member.enabled) return 'disabled'
  const { enabled: isProbed, port: probePort } = spec.healthCheck
  const ports = isProbed && probePort !== null ? [endpointPort, probePort] : [endpointPort]
  const { address } = member
  if (!ports.every((each) => mayDial({ address, port: each }))) return 'denied'
  return drained.has(member.id) ? 'drained' : 'admitted'
}

function toPersistence({ sessionPersistence }: BackendServiceSpec): CookiePersistence | null {
  if (sessionPersistence?.enabled !== true) return null
  const { cookieName, cookieExpireSeconds } = sessionPersistence
  return { cookieName, maxAgeSeconds: cookieExpireSeconds }
}

function toProbe(spec: BackendServiceSpec): ProbeDefinition | null {
  const { enabled, protocol, successCodes, ...rest } = spec.healthCheck
  if (!enabled) return null
  return {
    ...rest,
    protocol: toProxyProtocol(protocol ?? spec.protocol),
    // Another port than that of the traffic is another program's.
    proxyProtocol: spec.proxyProtocol && spec.healthCheck.port === null,
    successCodes: toCodeRanges(successCodes),
  }
}

export function toProxyProtocol(protocol: 'HTTP' | 'TCP'): 'http' | 'tcp' {
  return protocol === 'HTTP' ? 'http' : 'tcp'
}
