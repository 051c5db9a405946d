/**
 * Listener: a port of an instance, and the backend service behind it (R12 to R15).
 *
 * Answers for: its spec, its port being used once, its protocol matching.
 * Does not know: servers.
 */

import type { Bind, ListenerTls, Problem, ProxyCertificate } from '../ir/index.ts'
import { backendService, toProxyProtocol } from './backend_service.ts'
import { certificate } from './certificate.ts'
import type { CertificateSpec } from './certificate.ts'
import { flag, id, list, oneOf, optional, orNull } from './declare.ts'
import { parseAs, port, record, text, whole } from './declare.ts'
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
const certificatesMax = 100
/** R12's default per protocol, as schemas of the field have it. */
const idleTimeoutSecondsDefault = { HTTP: 60, HTTPS: 60, TCP: 1800 } as const

const schema = record({
  lbInstanceId: id(),
  description: optional(text(descriptionCharactersMax), ''),
  protocol: oneOf(['HTTP', 'HTTPS', 'TCP']),
  port: port(),
  backendServiceId: id(),
  /** HTTPS: the first is the default, the others by the name that a client asks for. */
  certificateIds: optional(list(id(), { from: 0, to: certificatesMax }), []),
  /** HTTPS only; null: 1.2. */
  minimumTlsVersion: orNull(oneOf(['1.2', '1.3'])),
  idleTimeoutSeconds: orNull(whole(1, 86_400)),
  /** HTTP and HTTPS; null: none. */
  accessLog: orNull(oneOf(['json', 'combined'])),
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
    ...spec.certificateIds.map((each, index) => ({
      kind: certificate.name,
      id: each,
      path: ['certificateIds', index],
    })),
  ],
  complete: ({ spec }) => ({
    ...spec,
    idleTimeoutSeconds: spec.idleTimeoutSeconds ?? idleTimeoutSecondsDefault[spec.protocol],
  }),
  check: (object, prior, world) => [
    ...checkUnchanged(object, prior, ['lbInstanceId']),
    ...checkPort(object, world),
    ...checkService(object, world),
    ...checkTls(object),
    ...checkAccessLog(object),
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
  if (service.spec.protocol === toServiceProtocol(spec.protocol)) return []
  const message =
    `${who} speaks ${service.spec.protocol}, the listener ${spec.protocol}: ` +
    'HTTP and HTTPS listeners take an HTTP service, TCP listeners a TCP one.'
  return [toClash(toProblem('protocol_mismatch', ['backendServiceId'], message), service)]
}

function toServiceProtocol(protocol: ListenerSpec['protocol']): 'HTTP' | 'TCP' {
  return protocol === 'TCP' ? 'TCP' : 'HTTP'
}

function checkTls({ spec }: EngineObject<ListenerSpec>): readonly Problem[] {
  const { protocol, certificateIds, minimumTlsVersion } = spec
  const toInvalid = (path: Problem['path'], message: string): Problem =>
    toProblem('invalid_argument', path, message)
  if (protocol === 'HTTPS') {
    if (certificateIds.length === 0) {
      return [toInvalid(['certificateIds'], 'An HTTPS listener needs at least one certificate.')]
    }
    return certificateIds.flatMap((each, index) =>
      certificateIds.indexOf(each) === index
        ? []
        : [toInvalid(['certificateIds', index], `The certificate ${each} is repeated.`)],
    )
  }
  const why = `they are for HTTPS, and the listener speaks ${protocol}.`
  return [
    ...(certificateIds.length > 0
      ? [toInvalid(['certificateIds'], `It takes no certificates: ${why}`)]
      : []),
    ...(minimumTlsVersion !== null
      ? [toInvalid(['minimumTlsVersion'], `It takes no version of TLS: ${why}`)]
      : []),
  ]
}

function checkAccessLog({ spec }: EngineObject<ListenerSpec>): readonly Problem[] {
  if (spec.accessLog === null || spec.protocol !== 'TCP') return []
  const message = 'A TCP listener has no requests, and so no access log.'
  return [toProblem('invalid_argument', ['accessLog'], message)]
}

function toTls(spec: ListenerSpec, world: World): ListenerTls | null {
  if (spec.protocol !== 'HTTPS') return null
  const certificates = spec.certificateIds
    .map((each) => lookUp(world, certificate, each))
    .filter((object) => object !== undefined)
    .map((object) => toProxyCertificate(object))
  return { certificates, versionMin: spec.minimumTlsVersion ?? '1.2' }
}

function toProxyCertificate({ id, spec }: EngineObject<CertificateSpec>): ProxyCertificate {
  const { certificatePem, privateKeyPem, domains } = spec
  return { id, certificatePem, privateKeyPem: privateKeyPem ?? '', domains: domains ?? [] }
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
  const { addressInterface } = world.topology
  const place = addressInterface === null ? {} : { interface: addressInterface }
  const inner = { address, port: own, sources, ...place }
  const { publicIpAddress } = home
  if (publicIpAddress === null) return [inner]
  return [inner, { address: publicIpAddress, port: own, ...place }]
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
    protocol: toProxyProtocol(toServiceProtocol(spec.protocol)),
    tls: toTls(spec, world),
    binds: toBinds({ home: home.spec, address, port: spec.port }, world),
    poolId: spec.backendServiceId,
    idleTimeoutMs: (spec.idleTimeoutSeconds ?? idleTimeoutSecondsDefault[spec.protocol]) * 1000,
    ...(access === null ? {} : { access }),
    ...(spec.accessLog === null ? {} : { accessLog: spec.accessLog }),
  })
}
