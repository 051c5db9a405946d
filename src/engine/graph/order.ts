/**
 * In which order objects come up and go down (R2, R3).
 *
 * Answers for: creation order, deletion order, cycles. All of it follows from ranks and references;
 * nobody writes an order down. Pure.
 */

import type { EngineObject } from '../kinds/index.ts'
import type { Graph } from './graph.ts'

/**
 * Every object after those it refers to: by rank, then by references, then as they were given.
 * Throws for a cycle, which `findCycle` finds first.
 */
export function toCreationOrder(
  objects: readonly EngineObject[],
  graph: Graph,
): readonly EngineObject[] {
  const wanted = new Map(objects.map((object) => [object.id, object]))
  const rankOf = (object: EngineObject): number => graph.kind(object.kind)?.rank ?? 0
  const ordered = new Map<string, EngineObject>()
  const open = new Set<string>()
  const visit = (object: EngineObject): void => {
    if (ordered.has(object.id)) return
    if (open.has(object.id)) throw new Error(`the references of ${object.id} lead back to it`)
    open.add(object.id)
    for (const reference of graph.references(object)) {
      const target = wanted.get(reference.id)
      if (target !== undefined) visit(target)
    }
    open.delete(object.id)
    ordered.set(object.id, object)
  }
  for (const object of objects.toSorted((left, right) => rankOf(left) - rankOf(right)))
    visit(object)
  return [...ordered.values()]
}

/** Every object before those it refers to: the creation order, reversed. */
export function toDeletionOrder(
  objects: readonly EngineObject[],
  graph: Graph,
): readonly EngineObject[] {
  return toCreationOrder(objects.toReversed(), graph).toReversed()
}

/** Ids along a cycle that `starts` lead into, the first one again at the end; null when none do. */
export function findCycle(starts: readonly EngineObject[], graph: Graph): readonly string[] | null {
  const done = new Set<string>()
  const trail: string[] = []
  const visit = (object: EngineObject): readonly string[] | null => {
    if (done.has(object.id)) return null
    const seenAt = trail.indexOf(object.id)
    if (seenAt >= 0) return [...trail.slice(seenAt), object.id]
    trail.push(object.id)
    for (const reference of graph.references(object)) {
      const target = graph.get(reference.kind, reference.id)
      const cycle = target === undefined ? null : visit(target)
      if (cycle !== null) return cycle
    }
    trail.pop()
    done.add(object.id)
    return null
  }
  for (const start of starts) {
    const cycle = visit(start)
    if (cycle !== null) return cycle
  }
  return null
}
