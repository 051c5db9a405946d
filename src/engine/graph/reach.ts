/**
 * How far a change reaches: ends that dangle, what goes along, what keeps an object, which
 * instances are touched.
 *
 * Answers for: all of it, from references and their roles alone. Does not know: any kind by
 * name. Pure.
 */

import type { EngineObject, Reference } from '../kinds/index.ts'
import type { Graph } from './graph.ts'

/** The references of the object whose target does not exist, or is of another kind. */
export function toDangling(object: EngineObject, graph: Graph): readonly Reference[] {
  return graph
    .references(object)
    .filter((reference) => graph.get(reference.kind, reference.id) === undefined)
}

/** What is deleted together with the object because it is owned by it, however deep. */
export function toOwned(object: EngineObject, graph: Graph): readonly EngineObject[] {
  const found = new Map<string, EngineObject>()
  const visit = (owner: EngineObject): void => {
    for (const referrer of graph.allReferrers(owner.id)) {
      if (found.has(referrer.id) || toRole(referrer, owner.id, graph) !== 'owned') continue
      found.set(referrer.id, referrer)
      visit(referrer)
    }
  }
  visit(object)
  return [...found.values()]
}

/**
 * Whoever the object has to be there for: everything that refers to it but what it owns, and who
 * its kind knows to live by it without a reference.
 */
export function toKeepers(object: EngineObject, graph: Graph): readonly EngineObject[] {
  const referrers = graph
    .allReferrers(object.id)
    .filter((referrer) => toRole(referrer, object.id, graph) !== 'owned')
  return [...referrers, ...(graph.kind(object.kind)?.keepers?.(object, graph) ?? [])]
}

/** Everything that could not be there without the object, however far away. */
export function toDependents(object: EngineObject, graph: Graph): readonly EngineObject[] {
  const found = new Map<string, EngineObject>()
  const waiting = [object]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const fresh = graph.allReferrers(next.id).filter(({ id }) => !found.has(id))
    for (const referrer of fresh) found.set(referrer.id, referrer)
    waiting.push(...fresh)
  }
  return [...found.values()]
}

/** Ids of the load balancer instances whose configuration may look at one of `objects`. */
export function toTouchedInstances(
  objects: readonly EngineObject[],
  graph: Graph,
): ReadonlySet<string> {
  return new Set(toTouched(objects, graph).keys())
}

/**
 * The same, and of each instance the objects whose share of its configuration may look at one of
 * `objects`; the instance itself is among them when all of it may.
 */
export function toTouched(
  objects: readonly EngineObject[],
  graph: Graph,
): ReadonlyMap<string, ReadonlySet<string>> {
  const touched = new Map<string, Set<string>>()
  const seen = new Set<string>()
  const waiting = [...objects]
  for (let object = waiting.pop(); object !== undefined; object = waiting.pop()) {
    if (seen.has(object.id)) continue
    seen.add(object.id)
    const instanceId = graph.kind(object.kind)?.instanceOf?.(object) ?? null
    if (instanceId === null) {
      waiting.push(...toNeighbours(object, graph))
      continue
    }
    const own = touched.get(instanceId) ?? new Set()
    touched.set(instanceId, own.add(object.id))
  }
  return touched
}

/** Whose judgement may change when the object does: what points to it, and who uses its wholes. */
export function toConcerned(object: EngineObject, graph: Graph): readonly EngineObject[] {
  const others = toWholes(object, graph).flatMap((whole) => toUsers(whole, graph))
  return [...graph.allReferrers(object.id), ...others]
}

/** Whoever uses the object, and whatever the object is a part of. */
function toNeighbours(object: EngineObject, graph: Graph): readonly EngineObject[] {
  return [...toUsers(object, graph), ...toWholes(object, graph)]
}

function toUsers(object: EngineObject, graph: Graph): readonly EngineObject[] {
  return graph
    .allReferrers(object.id)
    .filter((referrer) => toRole(referrer, object.id, graph) === 'uses')
}

function toWholes(object: EngineObject, graph: Graph): readonly EngineObject[] {
  return graph
    .references(object)
    .filter((reference) => reference.role === 'part' || reference.role === 'owned')
    .map((reference) => graph.get(reference.kind, reference.id))
    .filter((whole) => whole !== undefined)
}

/** The strongest role among the referrer's references to the target. */
function toRole(
  referrer: EngineObject,
  targetId: string,
  graph: Graph,
): NonNullable<Reference['role']> {
  const roles = graph
    .references(referrer)
    .filter((reference) => reference.id === targetId)
    .map((reference) => reference.role ?? 'uses')
  if (roles.includes('uses')) return 'uses'
  return roles.includes('part') ? 'part' : 'owned'
}
