/**
 * Members of a server group: what the group's list and a server of its own have in common (R6,
 * R30).
 *
 * Answers for: the fields of a server, its zone, whether its group's network takes it. Does not
 * know: which of the two declared it.
 */

import type { Problem } from '../ir/index.ts'
import { toHostPort } from '../ir/index.ts'
import { address, flag, optional, orNull, port, record, text, whole } from './declare.ts'
import type { SpecOf } from './declare.ts'
import { lookUp } from './object.ts'
import type { Member, World } from './object.ts'
import { toProblem, toUnknownZone } from './problems.ts'
import { toSubnetFinder } from './subnet.ts'
import type { SubnetFinder } from './subnet.ts'
import { defaultVpcId, toMembership, vpc } from './vpc.ts'

const zoneCharactersMax = 64

export const memberFields = {
  address: address(),
  port: orNull(port()),
  weight: optional(whole(0, 100), 10),
  zone: orNull(text(zoneCharactersMax)),
  enabled: optional(flag(), true),
}

const memberSchema = record(memberFields)

export type MemberSpec = SpecOf<typeof memberSchema>

/** What the zones of servers follow from, read once for many of them. */
export interface Network {
  readonly zones: ReadonlySet<string>
  readonly toSubnet: SubnetFinder
  /** Whether an address is in the VPC, and how to call that; null when there is no VPC. */
  readonly home: { readonly name: string; readonly has: (address: string) => boolean } | null
  /** The zone of servers outside all subnets; null: they must name theirs. */
  readonly fallback: string | null
}

export function toNetwork(vpcId: string, world: World): Network {
  const zones = world.topology.zones.map((zone) => zone.name)
  const home = lookUp(world, vpc, vpcId)
  const prefixes = home?.spec.cidrBlocks.join(', ')
  return {
    zones: new Set(zones),
    toSubnet: toSubnetFinder(vpcId, world),
    home:
      home === undefined
        ? null
        : { name: `"${home.name}" (${prefixes})`, has: toMembership(home.spec) },
    fallback: vpcId === defaultVpcId ? (zones[0] ?? null) : null,
  }
}

interface Place {
  readonly network: Network
  /** The group's: of servers that name none. */
  readonly port: number | null
}

export function toMember(spec: MemberSpec, { network, port: groupPort }: Place): Member {
  const home = spec.zone === null ? network.toSubnet(spec.address) : undefined
  return {
    id: toMemberKey(spec, groupPort),
    address: spec.address,
    port: spec.port ?? groupPort,
    weight: spec.weight,
    zone: toZone(spec, network) ?? '',
    ...(home === undefined ? {} : { subnetId: home.id }),
    enabled: spec.enabled,
  }
}

/** Its own port comes first, then the group's; without either, the backend service decides. */
export function toMemberKey(spec: MemberSpec, groupPort: number | null): string {
  const memberPort = spec.port ?? groupPort
  return memberPort === null ? spec.address : toHostPort(spec.address, memberPort)
}

/**
 * What the user named, else its subnet's zone; in the default VPC one outside all subnets is in the
 * first. Derived and never stored, so that the spec stays what was declared.
 */
function toZone(spec: MemberSpec, network: Network): string | null {
  const zone = spec.zone ?? network.toSubnet(spec.address)?.spec.availabilityZone
  return zone ?? network.fallback
}

/** R6: inside the VPC; and in a zone that is its subnet's. Paths are those of the fields. */
export function checkMember(spec: MemberSpec, network: Network): readonly Problem[] {
  if (network.home === null) return []
  if (network.home.has(spec.address)) return checkZone(spec, network)
  const message = `The server ${spec.address} is outside the VPC ${network.home.name}.`
  return [toProblem('outside_vpc', ['address'], message)]
}

function checkZone(spec: MemberSpec, network: Network): readonly Problem[] {
  const zone = toZone(spec, network)
  if (zone === null) {
    const message = `The server ${spec.address} is in no subnet of its VPC: name its zone.`
    return [toProblem('unknown_zone', ['zone'], message)]
  }
  if (!network.zones.has(zone)) return [toUnknownZone({ zone, known: network.zones }, ['zone'])]
  const home = network.toSubnet(spec.address)
  if (home === undefined || home.spec.availabilityZone === zone) return []
  const place = `the subnet "${home.name}", whose zone is ${home.spec.availabilityZone}`
  const message = `The server ${spec.address} is in ${place}.`
  return [toProblem('invalid_argument', ['zone'], message)]
}
