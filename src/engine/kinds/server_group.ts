/**
 * Server group: servers with addresses and weights (R30), inside one VPC (R6).
 *
 * Answers for: its spec, the zones of its servers. Does not know: who forwards to it.
 */

import type { Problem } from '../ir/index.ts'
import { address, flag, id, list, optional, orNull, parseAs } from './declare.ts'
import { port, record, text, whole } from './declare.ts'
import type { SpecOf } from './declare.ts'
import { toHostPort } from './ip.ts'
import { lookUp } from './object.ts'
import type { EngineObject, Kind, World } from './object.ts'
import { checkUnchanged, toProblem, toUnknownZone } from './problems.ts'
import { toSubnetFinder } from './subnet.ts'
import type { SubnetFinder } from './subnet.ts'
import { defaultVpcId, toMembership, vpc } from './vpc.ts'

export const serversMax = 10_000
const nameCharactersMax = 128
const zoneCharactersMax = 64

const serverSchema = record({
  address: address(),
  port: orNull(port()),
  weight: optional(whole(0, 100), 10),
  zone: orNull(text(zoneCharactersMax)),
  enabled: optional(flag(), true),
  name: orNull(text(nameCharactersMax)),
})

const schema = record({
  vpcId: optional(id(), defaultVpcId),
  port: orNull(port()),
  servers: optional(list(serverSchema, { from: 0, to: serversMax }), []),
})

export type ServerGroupSpec = SpecOf<typeof schema>
export type ServerSpec = SpecOf<typeof serverSchema>

export const serverGroup: Kind<ServerGroupSpec> = {
  name: 'server_group',
  idPrefix: 'sgr',
  rank: 3,
  parse: (input) => parseAs(schema, input),
  references: (spec) => [{ kind: vpc.name, id: spec.vpcId, path: ['vpcId'] }],
  check: (object, prior, world) => [
    ...checkUnchanged(object, prior, ['vpcId']),
    ...checkServers(object, world),
    ...checkUnique(object.spec),
  ],
  members: ({ spec }, world) => {
    const network = toNetwork(spec, world)
    return spec.servers.map((server) => ({
      id: toServerKey(server, spec),
      address: server.address,
      port: server.port ?? spec.port,
      weight: server.weight,
      zone: toZone(server, network) ?? '',
      enabled: server.enabled,
    }))
  },
}

/** What the zones of servers follow from, read once per group. */
interface Network {
  readonly zones: ReadonlySet<string>
  readonly toSubnet: SubnetFinder
  /** The zone of servers outside all subnets; null: they must name theirs. */
  readonly fallback: string | null
}

function toNetwork({ vpcId }: ServerGroupSpec, world: World): Network {
  const zones = world.topology.zones.map((zone) => zone.name)
  return {
    zones: new Set(zones),
    toSubnet: toSubnetFinder(vpcId, world),
    fallback: vpcId === defaultVpcId ? (zones[0] ?? null) : null,
  }
}

/**
 * What the user named, else its subnet's zone; in the default VPC one outside all subnets is in the
 * first. Derived and never stored, so that the spec stays what was declared.
 */
function toZone(server: ServerSpec, network: Network): string | null {
  const zone = server.zone ?? network.toSubnet(server.address)?.spec.availabilityZone
  return zone ?? network.fallback
}

function checkServers(object: EngineObject<ServerGroupSpec>, world: World): readonly Problem[] {
  const home = lookUp(world, vpc, object.spec.vpcId)
  if (home === undefined) return []
  const isInside = toMembership(home.spec)
  const network = toNetwork(object.spec, world)
  return object.spec.servers.flatMap((server, index) => {
    const path = ['servers', index]
    if (isInside(server.address)) return checkZone({ server, path: [...path, 'zone'] }, network)
    const place = `"${home.name}" (${home.spec.cidrBlocks.join(', ')})`
    const message = `The server ${server.address} is outside the VPC ${place}.`
    return [toProblem('outside_vpc', [...path, 'address'], message)]
  })
}

function checkZone(
  { server, path }: { readonly server: ServerSpec; readonly path: Problem['path'] },
  network: Network,
): readonly Problem[] {
  const zone = toZone(server, network)
  if (zone === null) {
    const message = `The server ${server.address} is in no subnet of its VPC: name its zone.`
    return [toProblem('unknown_zone', path, message)]
  }
  if (!network.zones.has(zone)) return [toUnknownZone({ zone, known: network.zones }, path)]
  const home = network.toSubnet(server.address)
  if (home === undefined || home.spec.availabilityZone === zone) return []
  const place = `the subnet "${home.name}", whose zone is ${home.spec.availabilityZone}`
  const message = `The server ${server.address} is in ${place}.`
  return [toProblem('invalid_argument', path, message)]
}

function checkUnique(spec: ServerGroupSpec): readonly Problem[] {
  const seen = new Set<string>()
  return spec.servers.flatMap((server, index) => {
    const key = toServerKey(server, spec)
    if (!seen.has(key)) {
      seen.add(key)
      return []
    }
    const message = `The server ${key} is listed twice: address and port must be unique.`
    return [toProblem('invalid_argument', ['servers', index], message)]
  })
}

/** Its own port comes first, then the group's; without either, the backend service decides. */
function toServerKey(server: ServerSpec, spec: ServerGroupSpec): string {
  const port = server.port ?? spec.port
  return port === null ? server.address : toHostPort(server.address, port)
}
