/**
 * Server: one member of a server group, as an object of its own (R6, R30).
 *
 * Answers for: its spec, and that its group takes it. Does not know: who forwards to the group.
 */

import type { Problem } from '../ir/index.ts'
import { id, parseAs, record } from './declare.ts'
import type { SpecOf } from './declare.ts'
import { checkMember, memberFields, toMemberKey, toNetwork } from './member.ts'
import { lookUp } from './object.ts'
import type { EngineObject, Kind, World } from './object.ts'
import { checkUnchanged, toClash, toProblem } from './problems.ts'
import { serverGroup, serversMax, toServers } from './server_group.ts'

/** By name only: that file knows this one. */
const backendServiceName = 'backend_service'

const schema = record({ serverGroupId: id(), ...memberFields })

export type ServerSpec = SpecOf<typeof schema>

export const server: Kind<ServerSpec> = {
  name: 'server',
  idPrefix: 'srv',
  rank: 3,
  nameIsOptional: true,
  claims: toClaims,
  parse: (input) => parseAs(schema, input),
  references: (spec) => [
    { kind: serverGroup.name, id: spec.serverGroupId, path: ['serverGroupId'], role: 'part' },
  ],
  check: (object, prior, world) => [
    ...checkUnchanged(object, prior, ['serverGroupId', 'address', 'port']),
    ...checkGroup(object, world),
  ],
}

/** The last server of a group in use leaves a place that another may be about to take. */
function toClaims({ id: own, spec }: EngineObject<ServerSpec>, world: World): readonly string[] {
  const group = lookUp(world, serverGroup, spec.serverGroupId)
  if (group === undefined || world.referrers(group.id, backendServiceName).length === 0) return []
  return toServers(group, world).some(({ id: other }) => other !== own) ? [] : [group.id]
}

function checkGroup(object: EngineObject<ServerSpec>, world: World): readonly Problem[] {
  const group = lookUp(world, serverGroup, object.spec.serverGroupId)
  if (group === undefined) return []
  const place = `The group "${group.name}" (${group.id})`
  if (group.spec.servers !== null) {
    const message = `${place} lists its servers: add this one to the list, or take the list away.`
    return [toClash(toProblem('invalid_argument', ['serverGroupId'], message), group)]
  }
  const siblings = toServers(group, world)
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
