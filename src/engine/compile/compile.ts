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

/** A new map when anything differs; `previous` itself when nothing does. */
export function recompile(previous: Compiled, touched: Iterable<string>, graph: Graph): Compiled {
  const next = new Map(previous)
  let isChanged = false
  for (const id of touched) {
    const before = previous.get(id)
    const after = compileInstance(id, graph)
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
  return recompile(new Map(), ids, graph)
}

/** In the order of ids: equal objects give an equal configuration. */
export function toInstances(compiled: Compiled): readonly ProxyInstance[] {
  return [...compiled.values()].toSorted((left, right) => (left.id < right.id ? -1 : 1))
}

/** An instance is an object that belongs to the configuration of itself. */
function isInstance(object: EngineObject, graph: Graph): boolean {
  return graph.kind(object.kind)?.instanceOf?.(object) === object.id
}

/** Null when there is no such instance. */
function compileInstance(id: string, graph: Graph): ProxyInstance | null {
  const instance = graph.find(id)
  if (instance === undefined || !isInstance(instance, graph)) return null
  const draft = { listeners: new Array<ProxyListener>(), pools: new Array<ProxyPool>() }
  for (const kind of graph.kinds) {
    if (kind.emit === undefined) continue
    for (const object of graph.referrers(id, kind.name)) {
      if (kind.instanceOf?.(object) === id) kind.emit(object, graph, draft)
    }
  }
  return { id, name: instance.name, ...draft }
}
