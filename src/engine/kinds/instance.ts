/**
 * Instance: the load balancer itself, with its zones, its network and its address (R4 to R9).
 *
 * Answers for: its spec, its private address. Does not know: listeners, backend services.
 */

import type { Problem } from '../ir/index.ts'
import { isUsable, toAddress, toPrefix } from '../ir/index.ts'
import { address, flag, id, list, optional, orNull, parseAs, record, text } from './declare.ts'
import type { SpecOf } from './declare.ts'
import { eip } from './eip.ts'
import { lookUp, lookUpReferrers } from './object.ts'
import type { EngineObject, Kind, Reference, World } from './object.ts'
import { checkUnchanged, checkZones, isProblems, toClash, toProblem } from './problems.ts'
import { checkGroups, openGroupId, securityGroup } from './security_group.ts'
import { subnet } from './subnet.ts'
import type { SubnetSpec } from './subnet.ts'
import { vpc } from './vpc.ts'

const descriptionCharactersMax = 256
const zoneCharactersMax = 64
const zonesMax = 64
const securityGroupsMax = 4

const schema = record({
  description: optional(text(descriptionCharactersMax), ''),
  availabilityZones: list(text(zoneCharactersMax), { from: 1, to: zonesMax }),
  vpcId: orNull(id()),
  subnetId: id(),
  privateIpAddress: orNull(address()),
  /** R8: the built-in one, with every port open, when none is given. */
  securityGroupIds: optional(list(id(), { from: 1, to: securityGroupsMax }), [openGroupId]),
  eipId: orNull(id()),
  /** The EIP's address, for whoever reads; chosen by the engine. */
  publicIpAddress: orNull(address()),
  enabled: optional(flag(), true),
  deletionProtection: optional(flag(), false),
  /** Deleting it deletes its listeners and backend services too. */
  forceDestroy: optional(flag(), false),
})

export type InstanceSpec = SpecOf<typeof schema>

export const instance: Kind<InstanceSpec> = {
  name: 'instance',
  idPrefix: 'lb',
  rank: 2,
  parse: (input) => parseAs(schema, input),
  references: toReferences,
  complete,
  check: (object, prior, world) => [
    ...checkUnchanged(object, prior, ['subnetId', 'vpcId']),
    ...checkZones(object.spec.availabilityZones, ['availabilityZones'], world),
    ...checkNetwork(object, world),
    ...checkGroups({ groupIds: object.spec.securityGroupIds, vpcId: object.spec.vpcId }, world),
    ...checkEip(object, world),
  ],
  checkDelete: (object) =>
    object.spec.deletionProtection
      ? toProblem(
          'deletion_protected',
          ['deletionProtection'],
          'Deletion protection is on: switch it off first, then delete.',
        )
      : null,
  // Nothing can serve without the instance it is on.
  deletionInUse: ({ spec }) => (spec.forceDestroy ? 'cascade' : 'refuse'),
  addresses: ({ spec }) => (spec.privateIpAddress === null ? [] : [spec.privateIpAddress]),
  instanceOf: (object) => object.id,
}

function toReferences(spec: InstanceSpec): readonly Reference[] {
  const toReference = (kind: string, id: string | null, path: string): readonly Reference[] =>
    id === null ? [] : [{ kind, id, path: [path] }]
  return [
    ...toReference(subnet.name, spec.subnetId, 'subnetId'),
    ...toReference(vpc.name, spec.vpcId, 'vpcId'),
    ...toReference(eip.name, spec.eipId, 'eipId'),
    ...spec.securityGroupIds.map((groupId, index) => ({
      kind: securityGroup.name,
      id: groupId,
      path: ['securityGroupIds', index],
    })),
  ]
}

/** The VPC follows from the subnet (R5); the address, once given out, is kept. */
function complete(
  object: EngineObject<InstanceSpec>,
  prior: EngineObject<InstanceSpec> | undefined,
  world: World,
): InstanceSpec | readonly Problem[] {
  const home = lookUp(world, subnet, object.spec.subnetId)
  if (home === undefined) return object.spec
  const given = object.spec.privateIpAddress ?? toKept(object, prior)
  const privateIpAddress = given ?? toAllocated(home, world)
  if (isProblems(privateIpAddress)) return privateIpAddress
  const { vpcId, eipId } = object.spec
  const publicIpAddress = (eipId === null ? null : lookUp(world, eip, eipId)?.spec.address) ?? null
  return { ...object.spec, vpcId: vpcId ?? home.spec.vpcId, privateIpAddress, publicIpAddress }
}

function toKept(
  object: EngineObject<InstanceSpec>,
  prior: EngineObject<InstanceSpec> | undefined,
): string | null {
  if (prior === undefined || prior.spec.subnetId !== object.spec.subnetId) return null
  return prior.spec.privateIpAddress
}

function toAllocated(home: EngineObject<SubnetSpec>, world: World): string | readonly Problem[] {
  const block = toPrefix(home.spec.cidrBlock)
  const free = block === null ? null : world.lowestFree(block)
  if (free !== null) return free
  const message = `The subnet "${home.name}" (${home.spec.cidrBlock}) has no free address.`
  return [toProblem('addresses_exhausted', ['subnetId'], message)]
}

function checkNetwork(object: EngineObject<InstanceSpec>, world: World): readonly Problem[] {
  const home = lookUp(world, subnet, object.spec.subnetId)
  const { vpcId, privateIpAddress } = object.spec
  if (home === undefined || privateIpAddress === null) return []
  const problems: Problem[] = []
  if (vpcId !== home.spec.vpcId) {
    const message = `The subnet is in the VPC ${home.spec.vpcId}: name that one or none.`
    problems.push(toProblem('invalid_argument', ['vpcId'], message))
  }
  const block = toPrefix(home.spec.cidrBlock)
  const parsed = toAddress(privateIpAddress)
  if (block !== null && parsed !== null && !isUsable(block, parsed)) {
    const { cidrBlock } = home.spec
    const message = `The address ${privateIpAddress} is not one of the subnet's (${cidrBlock}).`
    problems.push(toProblem('invalid_argument', ['privateIpAddress'], message))
  }
  return [...problems, ...checkAddressFree({ object, address: privateIpAddress }, world)]
}

/** R9: one EIP is one instance's. */
function checkEip(object: EngineObject<InstanceSpec>, world: World): readonly Problem[] {
  const { eipId } = object.spec
  if (eipId === null) return []
  const rival = lookUpReferrers(world, instance, eipId).find(({ id: other }) => other !== object.id)
  if (rival === undefined) return []
  const message = `The EIP ${eipId} is bound to the instance "${rival.name}" (${rival.id}).`
  return [toClash(toProblem('address_in_use', ['eipId'], message), rival)]
}

function checkAddressFree(
  { object, address }: { object: EngineObject<InstanceSpec>; address: string },
  world: World,
): readonly Problem[] {
  const holder = world.holders(address).find((other) => other.id !== object.id)
  if (holder === undefined) return []
  const { kind, name, id } = holder
  const message = `The address ${address} belongs to the ${kind} "${name}" (${id}).`
  return [toClash(toProblem('address_in_use', ['privateIpAddress'], message), holder)]
}
