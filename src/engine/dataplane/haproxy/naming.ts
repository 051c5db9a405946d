/**
 * Names by which HAProxy knows what the engine knows by ids.
 *
 * Answers for: words of letters and digits that stay the same over reloads and restarts, whatever
 * characters an id has. Does not know: what is named.
 */

import { createHash } from 'node:crypto'
import { slotName } from './plan.ts'

/** 80 bits: two ids never share a name. */
const CHARACTERS = 20

export function toFrontName(listenerId: string): string {
  return `l_${toWord(listenerId)}`
}

export function toBackName(poolId: string): string {
  return `p_${toWord(poolId)}`
}

/** The server of HAProxy, as its runtime API has it. */
export function toServerName(poolId: string, slot: number): string {
  return `${toBackName(poolId)}/${slotName(slot)}`
}

function toWord(id: string): string {
  return createHash('sha256').update(id).digest('hex').slice(0, CHARACTERS)
}
