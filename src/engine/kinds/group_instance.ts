/**
 * Group instance: one instance of an availability group, at its place and its own address (R31,
 * R33).
 *
 * Answers for: its spec, and addresses that nobody else has. It says what should run; that it runs
 * is the groups' business. Made, changed and deleted by the engine alone, and deleted with its
 * group.
 */

import type { Problem } from '../ir/index.ts'
import { isUsable, toAddress, toLowestFree, toPrefix } from '../ir/index.ts'
import { address, id, orNull, parseAs, port, record, text, whole } from './declare.ts'
import type { SpecOf } from './declare.ts'
import { launchSchema } from './launch.ts'
import { lookUp, lookUpReferrers } from './object.ts'
import type { EngineObject, Kind, World } from './object.ts'
import { checkUnchanged, toProblem } from './problems.ts'
import { serverGroup } from './server_group.ts'
import { subnet, toHeldAddresses } from './subnet.ts'

/** By name only: that file knows this one. */
const availabilityGroupName = 'availability_group'

const zoneCharactersMax = 64
export const racksMax = 1000

const schema = record({
  groupId: id(),
  /** Null: it is where it is, and no address was given out. */
  subnetId: orNull(id()),
  zone: text(zoneCharactersMax),
  rack: whole(0, racksMax - 1),
  address: address(),
  /** Null: the backend service's (R35). */
  port: orNull(port()),
  launch: launchSchema,
})

export type GroupInstanceSpec = SpecOf<typeof schema>

export const groupInstance: Kind<GroupInstanceSpec> = {
  name: 'group_instance',
  idPrefix: 'avi',
  rank: 3,
  engineOnly: true,
  parse: (input) => parseAs(schema, input),
  references: (spec) => [
    { kind: availabilityGroupName, id: spec.groupId, path: ['groupId'], role: 'owned' },
    ...(spec.subnetId === null
      ? []
      : [{ kind: subnet.name, id: spec.subnetId, path: ['subnetId'] } as const]),
  ],
  check: (object, prior, world) => [
    ...checkUnchanged(object, prior, ['groupId', 'subnetId', 'zone', 'rack', 'address']),
    ...checkAddress(object, world),
  ],
  addresses: (object) => [object.spec.address],
}

function checkAddress(object: EngineObject<GroupInstanceSpec>, world: World): readonly Problem[] {
  const { address: own, subnetId } = object.spec
  if (subnetId === null) return []
  const home = lookUp(world, subnet, subnetId)
  const block = home === undefined ? null : toPrefix(home.spec.cidrBlock)
  const parsed = toAddress(own)
  if (block === null || parsed === null || !isUsable(block, parsed)) {
    const message = `The address ${own} is not one of the subnet ${subnetId}.`
    return [toProblem('invalid_argument', ['address'], message)]
  }
  const others = (home === undefined ? [] : toHeldAddresses(home, world).get(own)) ?? []
  return others
    .filter((other) => other.id !== object.id)
    .map((other) => {
      const message = `The address ${own} belongs to "${other.name}" (${other.id}).`
      return toProblem('address_in_use', ['address'], message)
    })
}

export interface Home {
  readonly subnetId: string
  readonly address: string
}

export interface HomeSearch {
  readonly vpcId: string
  /** The zone of each new instance. */
  readonly zones: readonly string[]
  /** Addresses that are taken although no object holds them. */
  readonly avoid: ReadonlySet<string>
}

/**
 * A free address for each new instance: the lowest of its zone's subnet that no object, no server
 * of a server group and nobody in `avoid` has. Null where the zone has none left.
 */
export function toHomes(search: HomeSearch, world: World): readonly (Home | null)[] {
  const taken = new Set(search.avoid)
  for (const group of world.list(serverGroup.name)) {
    for (const server of world.members(group)) taken.add(server.address)
  }
  for (const each of world.list(groupInstance.name) as Iterable<EngineObject<GroupInstanceSpec>>) {
    if (each.spec.subnetId === null) taken.add(each.spec.address)
  }
  const subnets = lookUpReferrers(world, subnet, search.vpcId)
  for (const home of subnets) {
    for (const held of toHeldAddresses(home, world).keys()) taken.add(held)
  }
  return search.zones.map((zone) => {
    for (const home of subnets) {
      const block = toPrefix(home.spec.cidrBlock)
      const isLeaving = home.leavingMs !== undefined
      if (home.spec.availabilityZone !== zone || block === null || isLeaving) continue
      const free = toLowestFree(block, taken)
      if (free === null) continue
      taken.add(free)
      return { subnetId: home.id, address: free }
    }
    return null
  })
}
