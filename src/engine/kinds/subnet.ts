/**
 * Subnet: a prefix inside its VPC, in one zone; instances get their private addresses from it.
 *
 * Answers for: its spec, its place in the VPC, which subnet an address is in.
 * Does not know: who holds an address; the world answers that.
 */

import type { Problem } from '../ir/index.ts'
import { contains, covers, overlaps, toAddress, toPrefix } from '../ir/index.ts'
import { id, parseAs, prefix, record, text } from './declare.ts'
import type { SpecOf } from './declare.ts'
import { lookUp, lookUpReferrers } from './object.ts'
import type { EngineObject, Kind, World } from './object.ts'
import { checkUnchanged, checkZones, toClash, toProblem } from './problems.ts'
import { vpc } from './vpc.ts'

/** By name only: that file knows this one. Servers take their zone from the subnet. */
const serverGroupName = 'server_group'

const zoneCharactersMax = 64

const schema = record({
  vpcId: id(),
  cidrBlock: prefix(),
  availabilityZone: text(zoneCharactersMax),
})

export type SubnetSpec = SpecOf<typeof schema>

export const subnet: Kind<SubnetSpec> = {
  name: 'subnet',
  idPrefix: 'subnet',
  rank: 1,
  parse: (input) => parseAs(schema, input),
  // Zones of servers follow from the subnets of their VPC.
  references: (spec) => [{ kind: vpc.name, id: spec.vpcId, path: ['vpcId'], role: 'part' }],
  keepers: (object, world) =>
    world
      .referrers(object.spec.vpcId, serverGroupName)
      .filter((group) => world.members(group).some(({ subnetId }) => subnetId === object.id)),
  check: (object, prior, world) => [
    ...checkUnchanged(object, prior, ['vpcId', 'cidrBlock', 'availabilityZone']),
    ...checkZone(object, world),
    ...checkPrefix(object, world),
  ],
}

function checkZone(object: EngineObject<SubnetSpec>, world: World): readonly Problem[] {
  return checkZones([object.spec.availabilityZone], [], world).map((problem) => ({
    ...problem,
    path: ['availabilityZone'],
  }))
}

function checkPrefix(object: EngineObject<SubnetSpec>, world: World): readonly Problem[] {
  const own = toPrefix(object.spec.cidrBlock)
  const blocks = lookUp(world, vpc, object.spec.vpcId)?.spec.cidrBlocks ?? []
  if (own === null) return []
  const isWithin = blocks.map(toPrefix).some((block) => block !== null && covers(block, own))
  if (!isWithin) {
    const message = `The prefix ${object.spec.cidrBlock} is not in the VPC's ${blocks.join(', ')}.`
    return [toProblem('outside_vpc', ['cidrBlock'], message)]
  }
  return (
    lookUpReferrers(world, subnet, object.spec.vpcId)
      // One that is leaving has a successor.
      .filter((other) => other.id !== object.id && other.leavingMs === undefined)
      .filter((other) => {
        const block = toPrefix(other.spec.cidrBlock)
        return block !== null && overlaps(block, own)
      })
      .map((other) => {
        const message = `The prefix overlaps ${other.spec.cidrBlock} of subnet "${other.name}".`
        return toClash(toProblem('address_in_use', ['cidrBlock'], message), other)
      })
  )
}

/**
 * Every address that the subnet cannot give out: those held in it, and in subnets of other VPCs
 * that have the same addresses, as all are on the same machines.
 */
export function toHeldAddresses(
  home: EngineObject<SubnetSpec>,
  world: World,
): ReadonlyMap<string, readonly EngineObject[]> {
  const own = toPrefix(home.spec.cidrBlock)
  const held = new Map(world.addressesIn(home.id))
  for (const other of world.list(subnet.name) as Iterable<EngineObject<SubnetSpec>>) {
    const block = toPrefix(other.spec.cidrBlock)
    if (other.id === home.id || own === null || block === null || !overlaps(own, block)) continue
    for (const [address, holders] of world.addressesIn(other.id)) {
      held.set(address, [...(held.get(address) ?? []), ...holders])
    }
  }
  return held
}

/** Finds the subnet of the VPC that an address is in, if any; subnets do not overlap. */
export type SubnetFinder = (address: string) => EngineObject<SubnetSpec> | undefined

/** Reads the VPC's subnets once, for many addresses. */
export function toSubnetFinder(vpcId: string, world: World): SubnetFinder {
  const all = lookUpReferrers(world, subnet, vpcId)
  // One that is leaving counts as long as no other has its addresses.
  const subnets = [false, true].flatMap((isLeaving) =>
    all.filter(({ leavingMs }) => (leavingMs !== undefined) === isLeaving),
  )
  const blocks = subnets.map((each) => ({ each, block: toPrefix(each.spec.cidrBlock) }))
  return (addressText) => {
    const address = toAddress(addressText)
    if (address === null) return undefined
    return blocks.find(({ block }) => block !== null && contains(block, address))?.each
  }
}
