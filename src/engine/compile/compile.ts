/**
 * Objects to proxy configuration, one instance at a time.
 *
 * Answers for: which objects make up an instance's configuration, and that what did not change
 * keeps its identity from one revision to the next.
 * Does not know: any kind by name; a kind says itself what it emits. Pure.
 */

import type { Graph } from '../graph/index.ts'
import type { ProxyInstance, ProxyListener, ProxyPool } from '../ir/index.ts'
import type { EngineObject } from '../kinds/index.ts'
import { share } from './share.ts'

/** The compiled instances by id; the value a data plane compares by identity. */
export type Compiled = ReadonlyMap<string, ProxyInstance>

/**
 * What of each instance may differ: ids of objects, the instance's own among them when all of it
 * may.
 */
export type Touched = ReadonlyMap<string, ReadonlySet<string>>

/** A new map when anything differs; `previous` itself when nothing does. */
export function recompile(previous: Compiled, touched: Touched, graph: Graph): Compiled {
  const next = new Map(previous)
  let isChanged = false
  for (const [id, objectIds] of touched) {
    const before = previous.get(id)
    const stays = objectIds.has(id) ? [] : (before?.pools ?? [])
    const kept = stays.filter((pool) => !objectIds.has(pool.id))
    const after = compileInstance(id, graph, kept)
    const shared = after === null ? undefined : share(before, after)
    if (shared === before) continue
    isChanged = true
    if (shared === undefined) next.delete(id)
    else next.set(id, shared)
  }
  return isChanged ? next : previous
}

/** Every instance of the graph, from nothing. */
export function compileAll(graph: Graph): Compiled {
  const ids = [...graph.all()].filter((object) => isInstance(object, graph)).map(({ id }) => id)
  return recompile(new Map(), new Map(ids.map((id) => [id, new Set([id])])), graph)
}

/** In the order of ids: equal objects give an equal configuration. */
export function toInstances(compiled: Compiled): readonly ProxyInstance[] {
  return [...compiled.values()].toSorted((left, right) => (left.id < right.id ? -1 : 1))
}

/** An instance is an object that belongs to the configuration of itself. */
function isInstance(object: EngineObject, graph: Graph): boolean {
  return graph.kind(object.kind)?.instanceOf?.(object) === object.id
}

/** Null when there is no such instance. `kept`: pools that are known to be as they were. */
function compileInstance(
  id: string,
  graph: Graph,
  kept: readonly ProxyPool[],
): ProxyInstance | null {
  const instance = graph.find(id)
  if (instance === undefined || !isInstance(instance, graph)) return null
  const known = new Map(kept.map((pool) => [pool.id, pool]))
  const draft = { listeners: new Array<ProxyListener>(), pools: new Array<ProxyPool>() }
  for (const kind of graph.kinds) {
    if (kind.emit === undefined) continue
    for (const object of graph.referrers(id, kind.name)) {
      if (kind.instanceOf?.(object) !== id) continue
      // Pools have the ids of their objects, and are what takes long to make.
      const pool = known.get(object.id)
      if (pool === undefined) kind.emit(object, graph, draft)
      else draft.pools.push(pool)
    }
  }
  return { id, name: instance.name, ...draft }
}
