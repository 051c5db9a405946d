/**
 * Listener: a port of an instance, and the backend service behind it (R12 to R15).
 *
 * Answers for: its spec, its port being used once, its protocol matching.
 * Does not know: servers.
 */

import type { Bind, Problem } from '../ir/index.ts'
import { backendService, toProxyProtocol } from './backend_service.ts'
import { flag, id, oneOf, optional, orNull, parseAs, port, record, text, whole } from './declare.ts'
import type { SpecOf } from './declare.ts'
import { instance } from './instance.ts'
import type { InstanceSpec } from './instance.ts'
import { lookUp, lookUpReferrers } from './object.ts'
import type { EngineObject, InstanceDraft, Kind, World } from './object.ts'
import { checkUnchanged, toClash, toProblem } from './problems.ts'
import { toAccess, toRules } from './security_group.ts'
import { vpc } from './vpc.ts'

const descriptionCharactersMax = 256
export const listenersPerInstanceMax = 1000
/** R12's default per protocol, as schemas of the field have it. */
const idleTimeoutSecondsDefault = { HTTP: 60, TCP: 1800 } as const

const schema = record({
  lbInstanceId: id(),
  description: optional(text(descriptionCharactersMax), ''),
  protocol: oneOf(['HTTP', 'TCP']),
  port: port(),
  backendServiceId: id(),
  idleTimeoutSeconds: orNull(whole(1, 86_400)),
  enabled: optional(flag(), true),
})

export type ListenerSpec = SpecOf<typeof schema>

export const listener: Kind<ListenerSpec> = {
  name: 'listener',
  idPrefix: 'lsn',
  rank: 5,
  nameIsOptional: true,
  parse: (input) => parseAs(schema, input),
  references: (spec) => [
    { kind: instance.name, id: spec.lbInstanceId, path: ['lbInstanceId'] },
    { kind: backendService.name, id: spec.backendServiceId, path: ['backendServiceId'] },
  ],
  complete: ({ spec }) => ({
    ...spec,
    idleTimeoutSeconds: spec.idleTimeoutSeconds ?? idleTimeoutSecondsDefault[spec.protocol],
  }),
  check: (object, prior, world) => [
    ...checkUnchanged(object, prior, ['lbInstanceId']),
    ...checkPort(object, world),
    ...checkService(object, world),
  ],
  claims: ({ spec }) => [`${spec.lbInstanceId}:${spec.port}`],
  instanceOf: (object) => object.spec.lbInstanceId,
  emit,
}

/** R13: whatever the protocol, and whether it is switched on or not. */
function checkPort(object: EngineObject<ListenerSpec>, world: World): readonly Problem[] {
  const siblings = lookUpReferrers(world, listener, object.spec.lbInstanceId)
  const problems: Problem[] = []
  const rival = siblings.find(
    (other) => other.id !== object.id && other.spec.port === object.spec.port,
  )
  if (rival !== undefined) {
    const who = rival.name === '' ? rival.id : `"${rival.name}" (${rival.id})`
    const message = `The instance's listener ${who} has the port ${object.spec.port} already.`
    problems.push(toClash(toProblem('port_in_use', ['port'], message), rival))
  }
  if (siblings.length > listenersPerInstanceMax) {
    const message = `An instance has at most ${listenersPerInstanceMax} listeners.`
    problems.push(toProblem('limit_exceeded', ['lbInstanceId'], message))
  }
  return problems
}

/** R15, in the final state; and both must be of one instance. */
function checkService(object: EngineObject<ListenerSpec>, world: World): readonly Problem[] {
  const { spec } = object
  const service = lookUp(world, backendService, spec.backendServiceId)
  if (service === undefined) return []
  const who = `The backend service "${service.name}" (${service.id})`
  if (service.spec.lbInstanceId !== spec.lbInstanceId) {
    const message = `${who} belongs to another instance, ${service.spec.lbInstanceId}.`
    return [toProblem('invalid_argument', ['backendServiceId'], message)]
  }
  if (service.spec.protocol === spec.protocol) return []
  const message =
    `${who} speaks ${service.spec.protocol}, the listener ${spec.protocol}: ` +
    'a listener takes a service of its own protocol.'
  return [toClash(toProblem('protocol_mismatch', ['backendServiceId'], message), service)]
}

/**
 * R10, R11: the private address is for the instance's VPC and its peers, the EIP for everyone.
 */
function toBinds(
  { home, address, port: own }: { home: InstanceSpec; address: string; port: number },
  world: World,
): readonly Bind[] {
  const { cidrBlocks } = lookUp(world, vpc, home.vpcId ?? '')?.spec ?? { cidrBlocks: [] }
  const sources = [...new Set([...cidrBlocks, ...world.topology.peerPrefixes])]
  const inner = { address, port: own, sources }
  const { publicIpAddress } = home
  return publicIpAddress === null ? [inner] : [inner, { address: publicIpAddress, port: own }]
}

function emit(object: EngineObject<ListenerSpec>, world: World, draft: InstanceDraft): void {
  const { spec } = object
  const home = lookUp(world, instance, spec.lbInstanceId)
  const address = home?.spec.privateIpAddress ?? null
  if (home === undefined || address === null) return
  if (!home.spec.enabled || !spec.enabled) return
  const rules = toRules(home.spec.securityGroupIds, world)
  const access = toAccess(rules, { direction: 'ingress', port: spec.port })
  draft.listeners.push({
    id: object.id,
    name: object.name,
    protocol: toProxyProtocol(spec.protocol),
    tls: null,
    binds: toBinds({ home: home.spec, address, port: spec.port }, world),
    poolId: spec.backendServiceId,
    idleTimeoutMs: (spec.idleTimeoutSeconds ?? idleTimeoutSecondsDefault[spec.protocol]) * 1000,
    ...(access === null ? {} : { access }),
  })
}
