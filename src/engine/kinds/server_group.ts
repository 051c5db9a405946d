/**
 * Server group: servers with addresses and weights (R30), inside one VPC (R6).
 *
 * Answers for: its spec, and who its members are: those it lists, or servers of their own.
 * Does not know: who forwards to it.
 */

import type { Problem } from '../ir/index.ts'
import { id, list, optional, orNull, parseAs, port, record, text } from './declare.ts'
import type { SpecOf } from './declare.ts'
import { checkMember, memberFields, toMember, toMemberKey, toNetwork } from './member.ts'
import type { MemberSpec } from './member.ts'
import type { EngineObject, Kind, Member, World } from './object.ts'
import { checkUnchanged, toProblem } from './problems.ts'
import { defaultVpcId, vpc } from './vpc.ts'

/** By name only: that file knows this one. */
const serverName = 'server'

export const serversMax = 10_000
const nameCharactersMax = 128

const schema = record({
  vpcId: optional(id(), defaultVpcId),
  port: orNull(port()),
  /** Null: its members are objects of the kind `server`. */
  servers: orNull(
    list(record({ ...memberFields, name: orNull(text(nameCharactersMax)) }), {
      from: 0,
      to: serversMax,
    }),
  ),
})

export type ServerGroupSpec = SpecOf<typeof schema>

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
  members: toMembers,
}

function toMembers(object: EngineObject<ServerGroupSpec>, world: World): readonly Member[] {
  const { port: groupPort, servers, vpcId } = object.spec
  const network = toNetwork(vpcId, world)
  const specs = servers ?? toServers(object, world).map((server) => server.spec)
  return specs.map((spec) => toMember(spec, { network, port: groupPort }))
}

/** The members that are objects of their own. */
export function toServers(
  group: EngineObject<ServerGroupSpec>,
  world: World,
): readonly EngineObject<MemberSpec>[] {
  return world.referrers(group.id, serverName) as readonly EngineObject<MemberSpec>[]
}

/** R6: whichever way they are declared, as the network may be what has changed. */
function checkServers(object: EngineObject<ServerGroupSpec>, world: World): readonly Problem[] {
  const network = toNetwork(object.spec.vpcId, world)
  const { servers } = object.spec
  if (servers === null) {
    return toServers(object, world)
      .filter(({ leavingMs }) => leavingMs === undefined)
      .flatMap(({ id: objectId, spec }) =>
        checkMember(spec, network).map((problem) => ({ ...problem, objectId, path: [] })),
      )
  }
  return servers.flatMap((server, index) =>
    checkMember(server, network).map((problem) => ({
      ...problem,
      path: ['servers', index, ...problem.path],
    })),
  )
}

function checkUnique({ servers, port: groupPort }: ServerGroupSpec): readonly Problem[] {
  const seen = new Set<string>()
  return (servers ?? []).flatMap((server, index) => {
    const key = toMemberKey(server, groupPort)
    if (!seen.has(key)) {
      seen.add(key)
      return []
    }
    const message = `The server ${key} is listed twice: address and port must be unique.`
    return [toProblem('invalid_argument', ['servers', index], message)]
  })
}
