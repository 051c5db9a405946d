/**
 * Server: one member of a server group, as an object of its own (R6, R30).
 *
 * Answers for: its spec, that its group takes it, and whether traffic can do without it. Does not
 * know: what makes a member serve, or how long one lingers.
 */

import type { Problem } from '../ir/index.ts'
import { backendService, toServingTest } from './backend_service.ts'
import { id, parseAs, record } from './declare.ts'
import type { SpecOf } from './declare.ts'
import { checkMember, memberFields, toMember, toMemberKey, toNetwork } from './member.ts'
import { lookUp, lookUpReferrers } from './object.ts'
import type { EngineObject, Kind, World } from './object.ts'
import { checkUnchanged, toClash, toProblem } from './problems.ts'
import type { MemberSpec } from './member.ts'
import { serverGroup, serversMax, toServers } from './server_group.ts'
import type { ServerGroupSpec } from './server_group.ts'

const schema = record({ serverGroupId: id(), ...memberFields })

export type ServerSpec = SpecOf<typeof schema>

export const server: Kind<ServerSpec> = {
  name: 'server',
  idPrefix: 'srv',
  rank: 3,
  nameIsOptional: true,
  lingers,
  parse: (input) => parseAs(schema, input),
  references: (spec) => [
    { kind: serverGroup.name, id: spec.serverGroupId, path: ['serverGroupId'], role: 'part' },
  ],
  check: (object, prior, world) => [
    ...checkUnchanged(object, prior, ['serverGroupId', 'address', 'port']),
    ...checkGroup(object, world),
  ],
}

/** The last ones that a backend service has: others may be about to take their place. */
function lingers({ spec }: EngineObject<ServerSpec>, world: World): boolean {
  const group = lookUp(world, serverGroup, spec.serverGroupId)
  if (group === undefined || group.spec.servers !== null) return false
  const groupPort = group.spec.port
  const others = toStaying(group, world)
  const key = toMemberKey(spec, groupPort)
  if (others.some((other) => toMemberKey(other.spec, groupPort) === key)) return false
  const place = { network: toNetwork(group.spec.vpcId, world), port: groupPort }
  return lookUpReferrers(world, backendService, group.id).some((service) => {
    const isServing = toServingTest(service, world)
    const isServed = others.some((other) => isServing(toMember(other.spec, place)))
    return !isServed && isServing(toMember(spec, place))
  })
}

function toStaying(
  group: EngineObject<ServerGroupSpec>,
  world: World,
): readonly EngineObject<MemberSpec>[] {
  return toServers(group, world).filter(({ leavingMs }) => leavingMs === undefined)
}

function checkGroup(object: EngineObject<ServerSpec>, world: World): readonly Problem[] {
  const group = lookUp(world, serverGroup, object.spec.serverGroupId)
  if (group === undefined || object.leavingMs !== undefined) return []
  const place = `The group "${group.name}" (${group.id})`
  if (group.spec.servers !== null) {
    const message = `${place} lists its servers: add this one to the list, or take the list away.`
    return [toClash(toProblem('invalid_argument', ['serverGroupId'], message), group)]
  }
  const siblings = toStaying(group, world)
  if (siblings.length > serversMax) {
    const message = `${place} has at most ${serversMax} servers.`
    return [toProblem('limit_exceeded', ['serverGroupId'], message)]
  }
  const key = toMemberKey(object.spec, group.spec.port)
  const twin = siblings.find(
    ({ id: other, spec }) => other !== object.id && toMemberKey(spec, group.spec.port) === key,
  )
  if (twin === undefined) return checkMember(object.spec, toNetwork(group.spec.vpcId, world))
  const message = `${place} has the server ${key} already: ${twin.id}.`
  return [toClash(toProblem('address_in_use', ['address'], message), twin)]
}
