/**
 * Objects that leave: deleted while in use, they serve until their last user is gone. What nobody
 * uses, but traffic cannot do without, lingers: it serves until there is another, for a while.
 *
 * Answers for: whether an object may leave, who may still refer to it, and when it goes. Pure but
 * for the layer it is given. Does not know: how the operations of a transaction are judged else.
 *
 * Invariant: what is leaving has a user, or lingers. It goes in the very transaction that takes the
 * last one away, or makes another, so that nothing is left to do but for what lingers in vain:
 * `lingering.ts` sees to that, also after a restart.
 */

import { toDependents, toKeepers, toOwned } from '../graph/index.ts'
import type { Graph } from '../graph/index.ts'
import type { EngineObject, Reference } from '../kinds/index.ts'
import { toInUse } from './refusal.ts'

/** What a deletion is to do with an object that is in use. */
export type Parting = 'refuse' | 'leave' | 'cascade'

/** A kind may decide it, whatever the caller asks for. */
export function toParting(
  object: EngineObject,
  { layer, mode }: { readonly layer: Graph; readonly mode: 'strict' | 'defer' },
): Parting {
  const decided = layer.kind(object.kind)?.deletionInUse?.(object)
  return decided ?? (mode === 'defer' ? 'leave' : 'refuse')
}

/** Deletes everything that could not be there without the object. Throws for what others own. */
export function deleteDependents(object: EngineObject, layer: Graph): readonly EngineObject[] {
  const dependents = toDependents(object, layer)
  assertOwn(object, dependents)
  for (const { id } of dependents) layer.delete(id)
  return dependents
}

/** Throws `in_use` when somebody else needs the object. */
export function assertMayLeave(object: EngineObject, layer: Graph): void {
  assertOwn(object, toKeepers(object, layer))
}

function assertOwn(object: EngineObject, users: readonly EngineObject[]): void {
  const strangers = users.filter(({ owner }) => owner !== object.owner)
  if (strangers.length > 0) throw toInUse(object, strangers)
}

/** The references of `object` to what is leaving, but for those that `prior` had already. */
export function toTooLate(
  object: EngineObject,
  prior: EngineObject | undefined,
  layer: Graph,
): readonly Reference[] {
  const had = new Set(prior === undefined ? [] : layer.references(prior).map(({ id }) => id))
  return layer.references(object).filter(({ kind, id, role }) => {
    // What an object is made of comes and goes as long as it serves.
    if (role === 'owned' || had.has(id)) return false
    return layer.get(kind, id)?.leavingMs !== undefined
  })
}

/** How long an object lingers, and what time it is. */
export interface Lingering {
  readonly nowMs: number
  readonly lingerMs: number
}

/** Whether what is leaving since then has lingered long enough; also when the clock was set. */
export function isLingerOver(leavingMs: number, { nowMs, lingerMs }: Lingering): boolean {
  return Math.abs(nowMs - leavingMs) >= lingerMs
}

/** What is leaving and may be kept by who does not refer to it. */
function toKeptOtherwise(layer: Graph): readonly string[] {
  return layer.kinds
    .filter((kind) => kind.keepers !== undefined || kind.lingers !== undefined)
    .flatMap(({ name }) => [...layer.list(name)])
    .filter(({ leavingMs }) => leavingMs !== undefined)
    .map(({ id }) => id)
}

/** Whether traffic cannot do without what is leaving. */
function isLingering(object: EngineObject, layer: Graph): boolean {
  return layer.kind(object.kind)?.lingers?.(object, layer) ?? false
}

/**
 * Deletes what is leaving and has lost its last user by the layer's changes, with what it owns, and
 * so on. Returns what has gone.
 */
export function deleteDeserted(layer: Graph, lingering: Lingering): readonly EngineObject[] {
  const { puts, deletes } = layer.changes()
  const before = puts.map(({ id }) => layer.findBelow(id)).filter((object) => object !== undefined)
  const waiting = new Set(puts.map(({ id }) => id))
  const addTargets = (objects: readonly EngineObject[]): void => {
    for (const object of objects) for (const { id } of layer.references(object)) waiting.add(id)
  }
  addTargets([...before, ...deletes])
  for (const id of toKeptOtherwise(layer)) waiting.add(id)
  const gone: EngineObject[] = []
  for (const id of waiting) {
    waiting.delete(id)
    const object = layer.find(id)
    if (object?.leavingMs === undefined || toKeepers(object, layer).length > 0) continue
    if (!isLingerOver(object.leavingMs, lingering) && isLingering(object, layer)) continue
    const going = [object, ...toOwned(object, layer)]
    addTargets(going)
    for (const each of going) layer.delete(each.id)
    gone.push(...going)
  }
  return gone
}
