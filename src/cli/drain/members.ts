/**
 * The servers that can be taken out of traffic, and which of them a person means.
 *
 * Answers for: members of groups in all three forms (listed, resources of their own, instances of
 * an availability group), what would be left without them. Pure.
 * Does not know: how a drain is asked for.
 */

import type { ApiObject, TargetHealth } from '../../engine/client/contract.ts'
import { EngineError } from '../../engine/errors.ts'
import { groupIdOf, isMember, textOf, toHostPort } from '../render/scene.ts'
import type { DrainNote, Scene } from '../render/scene.ts'
import { isServing } from '../render/targets.ts'

export interface GroupMember {
  readonly group: ApiObject
  /** As drains call it. */
  readonly id: string
  readonly address: string
  /** Its name and its id as an object, where it has any. */
  readonly names: readonly string[]
  /** What backend services make of it. */
  readonly targets: readonly TargetHealth[]
  /** Null while it is not drained. */
  readonly note: DrainNote | null
}

/** Every member of every group, and drains whose member is not there any more. */
export function toGroupMembers(scene: Scene): readonly GroupMember[] {
  const groups = [...scene.ofKind('server_group'), ...scene.ofKind('availability_group')]
  const servers = Map.groupBy(scene.ofKind('server'), ({ spec }) => spec['serverGroupId'])
  const instances = Map.groupBy(scene.ofKind('group_instance'), ({ spec }) => spec['groupId'])
  const services = Map.groupBy(scene.ofKind('backend_service'), groupIdOf)
  return groups.flatMap((group) => {
    const targets = (services.get(group.id) ?? []).flatMap((each) => scene.targetsOf(each))
    const notes = scene.drainsOf(group.id)
    const present = [
      ...toListed(group),
      ...(servers.get(group.id) ?? []).map((server) => toServer(group, server)),
      ...(instances.get(group.id) ?? []).map(toInstance),
    ]
    const ids = new Set(present.map(({ id }) => id))
    const absent = notes.filter(({ memberId }) => !ids.has(memberId)).map(toAbsent)
    return [...present, ...absent].map((member) => ({
      ...member,
      group,
      targets: targets.filter((target) => isMember(target, member.id)),
      note: notes.find(({ memberId }) => memberId === member.id) ?? null,
    }))
  })
}

type Identity = Pick<GroupMember, 'id' | 'address' | 'names'>

function toListed(group: ApiObject): readonly Identity[] {
  const { servers } = group.spec
  if (!Array.isArray(servers)) return []
  return servers.map((server: Readonly<Record<string, unknown>>) => {
    const names = [textOf(server['name'])].filter((name) => name !== '')
    return { ...toPlace(server, group), names }
  })
}

function toServer(group: ApiObject, { id, name, spec }: ApiObject): Identity {
  return { ...toPlace(spec, group), names: name === '' ? [id] : [name, id] }
}

/** Its id is its member's already. */
function toInstance({ id, name, spec }: ApiObject): Identity {
  return { id, address: textOf(spec['address']), names: [name] }
}

function toPlace(
  spec: Readonly<Record<string, unknown>>,
  group: ApiObject,
): Pick<GroupMember, 'id' | 'address'> {
  const address = textOf(spec['address'])
  const port = spec['port'] ?? group.spec['port']
  return { address, id: typeof port === 'number' ? toHostPort(address, port) : address }
}

function toAbsent({ memberId }: DrainNote): Identity {
  return { id: memberId, address: memberId, names: [] }
}

/**
 * What `word` means: a drain or an object by its id, a server by address, address and port, or
 * name. An address means the server in every group that has it. Throws `EngineError`.
 */
export function findMembers(members: readonly GroupMember[], word: string): readonly GroupMember[] {
  const found = members.filter((member) => isCalled(member, word))
  const addresses = new Set(found.map(({ address }) => address))
  if (addresses.size > 1) {
    const list = found.map((member) => `${toName(member)} of ${member.group.name}`).join(', ')
    throw new EngineError({
      code: 'invalid_argument',
      message: `"${word}" is the name of ${found.length} servers`,
      remedy: `Say which by its address: ${list}.`,
    })
  }
  if (found.length > 0) return found
  throw new EngineError({
    code: 'not_found',
    message: `No group has a server "${word}"`,
    remedy: 'Name it by address, address:port, name or id; `lb status --all` lists them.',
  })
}

function isCalled({ id, address, names, note, targets }: GroupMember, word: string): boolean {
  if ([id, address, note?.drain.id, ...names].includes(word)) return true
  return targets.some((target) => toHostPort(target.address, target.port) === word)
}

/** `127.0.0.1:8081`; instances by their address as well. */
export function toName({ id, address }: Pick<GroupMember, 'id' | 'address'>): string {
  return id.includes(address) ? id : `${address} (${id})`
}

/** The backend services that would have no server left that is well, and have one now. */
export function findDeserted(scene: Scene, leaving: readonly GroupMember[]): readonly ApiObject[] {
  return scene.ofKind('backend_service').filter((service) => {
    const ids = leaving.filter(({ group }) => group.id === groupIdOf(service)).map(({ id }) => id)
    if (ids.length === 0) return false
    const well = scene.targetsOf(service).filter(({ state }) => isServing(state))
    const left = well.filter((target) => !ids.some((id) => isMember(target, id)))
    return well.length > 0 && left.length === 0
  })
}
