/**
 * What is to be remembered of a group, and when an update of it is taken back. Pure.
 *
 * Answers for: the size that counts, the launch that was proven, the update that was not. Does not
 * know: how it is stored, who waits for it.
 */

import { isDeepStrictEqual } from 'node:util'
import { isInventory, toSize } from '../kinds/index.ts'
import type { GroupStateSpec, World } from '../kinds/index.ts'
import { findFailing, isProven, isSettled } from './decide.ts'
import type { GroupState, InstanceState } from './decide.ts'
import type { GroupObject } from './view.ts'

export interface Records {
  readonly group: GroupObject
  /** Undefined: nothing is remembered yet. */
  readonly before: GroupStateSpec | undefined
  readonly state: GroupState
}

/** What is to be remembered from now on; null when that is what is remembered already. */
export function toNextRecord({ group, before, state }: Records, world: World) {
  const isFirst = before === undefined || before.proven === null
  const isKnownToWork = isProven(state) || (isFirst && isSettled(state))
  const { launch, port } = group.spec
  const next: GroupStateSpec = {
    groupId: group.id,
    size: toSize(group, world),
    scaledAtMs: before?.scaledAtMs ?? null,
    proven: isKnownToWork ? { launch, port } : (before?.proven ?? null),
    setback: before?.setback ?? null,
  }
  return isDeepStrictEqual(next, before) ? null : next
}

/** The instance for which an update is to be taken back; null when none is, or it cannot be. */
export function findSetback(records: Records): InstanceState | null {
  return mayGoBack(records) ? findFailing(records.state) : null
}

/** Whether there is something to go back to, and going there is wanted. */
export function mayGoBack({ group, before }: Records): boolean {
  const { updatePolicy, launch } = group.spec
  if (!updatePolicy.autoRollback || isInventory(launch)) return false
  const proven = before?.proven ?? null
  return proven !== null && !isProvenLaunch({ group, before })
}

/** Whether what the group says today is what was last proven. */
export function isProvenLaunch({ group, before }: Pick<Records, 'group' | 'before'>): boolean {
  const { launch, port } = group.spec
  return isDeepStrictEqual(before?.proven ?? null, { launch, port })
}
