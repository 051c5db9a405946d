/**
 * Drain: one member of a group is out of traffic for a while, whoever declared it and whatever that
 * says (maintenance). What is declared stays as it is, so that nobody's plan sees a difference.
 *
 * Answers for: its spec, that the member is there when it begins, and that it ends with its member.
 * Does not know: what a data plane does with it; who may ask for it.
 */

import type { Problem } from '../ir/index.ts'
import { id, orNull, parseAs, record, text } from './declare.ts'
import type { SpecOf } from './declare.ts'
import type { EngineObject, Kind, Reference, World } from './object.ts'
import { checkUnchanged, toProblem } from './problems.ts'

/** By name only: those files come later, or know this one. */
const serverGroupName = 'server_group'
const serverName = 'server'
const availabilityGroupName = 'availability_group'
const groupInstanceName = 'group_instance'

const memberCharactersMax = 128
const byCharactersMax = 128
const reasonCharactersMax = 256

const schema = record({
  serverGroupId: orNull(id()),
  availabilityGroupId: orNull(id()),
  /** `Member.id`: an address, with a port or without, or the id of a group instance. */
  memberId: text(memberCharactersMax),
  /** The member as an object of its own, with which the drain ends. The engine's to fill. */
  objectId: orNull(id()),
  /** Who asked for it, for people. */
  by: text(byCharactersMax),
  /** Why, for people; may be empty. */
  reason: text(reasonCharactersMax),
})

export type DrainSpec = SpecOf<typeof schema>

export const drain: Kind<DrainSpec> = {
  name: 'drain',
  idPrefix: 'drn',
  rank: 3,
  nameIsOptional: true,
  parse: parseWithGroup,
  references: toReferences,
  complete: ({ spec }, _prior, world) => ({ ...spec, objectId: findObject(spec, world) }),
  check: (object, prior, world) => [
    ...checkUnchanged(object, prior, ['serverGroupId', 'availabilityGroupId', 'memberId']),
    ...(prior === undefined ? checkMember(object, world) : []),
  ],
  subject: toSubject,
}

function parseWithGroup(input: unknown): DrainSpec | readonly Problem[] {
  const spec = parseAs(schema, input)
  if (!('memberId' in spec)) return spec
  if ((spec.serverGroupId === null) !== (spec.availabilityGroupId === null)) return spec
  const message = 'Name a server group or an availability group, one of the two.'
  return [toProblem('invalid_argument', ['serverGroupId'], message)]
}

/** Owned by its group and its member: it keeps neither from being deleted. */
function toReferences(spec: DrainSpec): readonly Reference[] {
  const group = toGroupReference(spec)
  if (spec.objectId === null) return [group]
  const kind = spec.serverGroupId === null ? groupInstanceName : serverName
  return [group, { kind, id: spec.objectId, path: ['objectId'], role: 'owned' }]
}

function toGroupReference({ serverGroupId, availabilityGroupId }: DrainSpec): Reference {
  if (serverGroupId !== null) {
    const path = ['serverGroupId']
    return { kind: serverGroupName, id: serverGroupId, path, role: 'owned' }
  }
  const path = ['availabilityGroupId']
  return { kind: availabilityGroupName, id: availabilityGroupId ?? '', path, role: 'owned' }
}

/** The server by its address, also where it is an instance; its group by name. */
function toSubject({ spec }: EngineObject<DrainSpec>, world: World): string {
  const { kind, id: groupId } = toGroupReference(spec)
  const group = world.get(kind, groupId)
  const member = group && world.members(group).find(({ id: known }) => known === spec.memberId)
  const isNamedByAddress = member === undefined || spec.memberId.includes(member.address)
  const server = isNamedByAddress ? spec.memberId : `${member.address} (${spec.memberId})`
  const home = group === undefined ? groupId : `"${group.name}"`
  return `The server ${server} of the group ${home}, by ${spec.by}.`
}

/** Null for a server that its group lists: it is no object. */
function findObject(spec: DrainSpec, world: World): string | null {
  if (spec.availabilityGroupId !== null) return spec.memberId
  const group = world.get(serverGroupName, spec.serverGroupId ?? '')
  if (group === undefined) return null
  const servers = world.referrers(group.id, serverName)
  const at = world.members(group).findIndex((member) => member.id === spec.memberId)
  // Members that are objects are in the order of these.
  return servers[at]?.id ?? null
}

function checkMember(object: EngineObject<DrainSpec>, world: World): readonly Problem[] {
  const { memberId } = object.spec
  const { kind, id: groupId } = toGroupReference(object.spec)
  const group = world.get(kind, groupId)
  if (group === undefined) return []
  if (!world.members(group).some((member) => member.id === memberId)) {
    const message = `The group "${group.name}" (${group.id}) has no member ${memberId}.`
    return [toProblem('not_found', ['memberId'], message)]
  }
  const twin = toDrains(group, world).find(
    (other) => other.id !== object.id && other.spec.memberId === memberId,
  )
  if (twin === undefined) return []
  const message = `The member ${memberId} is drained already, by ${twin.spec.by} (${twin.id}).`
  return [toProblem('invalid_argument', ['memberId'], message)]
}

function toDrains(group: EngineObject, world: World): readonly EngineObject<DrainSpec>[] {
  return world.referrers(group.id, drain.name) as readonly EngineObject<DrainSpec>[]
}

/** Ids of the members of the group that are to be out of traffic. */
export function toDrainedMembers(group: EngineObject, world: World): ReadonlySet<string> {
  return new Set(toDrains(group, world).map(({ spec }) => spec.memberId))
}
