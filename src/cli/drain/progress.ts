/**
 * How far drains have come.
 *
 * Answers for: one line for each server, and whether its last connection is gone. Pure.
 */

import type { Counters, TargetHealth } from '../../engine/client/contract.ts'
import { toName } from './members.ts'
import type { GroupMember } from './members.ts'

export interface Progress {
  readonly member: GroupMember
  /** It gets no traffic and has no work left, as the agent has said. */
  readonly isDone: boolean
  /** Connections that it still has; null while nothing was counted. */
  readonly connections: number | null
}

export function toProgress(members: readonly GroupMember[], counters: Counters): Progress[] {
  const active = new Map(
    counters.endpoints.map((row) => [
      `${row.poolId}/${row.endpointId}`,
      Math.max(row.active, row.connectionsActive),
    ]),
  )
  return members.map((member) => {
    const known = member.targets
      .map(({ poolId, endpointId }) => active.get(`${poolId}/${endpointId}`))
      .filter((count) => count !== undefined)
    return {
      member,
      isDone: member.targets.every(isOut),
      connections: known.length === 0 ? null : known.reduce((sum, count) => sum + count, 0),
    }
  })
}

/** `sinceMs` of 0: the engine says so, and the agent has not confirmed it yet. */
function isOut({ state, sinceMs }: TargetHealth): boolean {
  return state === 'unused' && sinceMs !== 0
}

export function toProgressText({ member, isDone, connections }: Progress): string {
  const what = `${toName(member)} of ${member.group.name}`
  if (isDone) return `${what}: out of traffic, its last connection is gone`
  if (connections === null) return `${what}: draining`
  const noun = connections === 1 ? 'connection' : 'connections'
  return `${what}: draining, ${connections} ${noun} left`
}
