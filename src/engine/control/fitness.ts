/**
 * Whether what a store holds fits this program, before it is let near traffic.
 *
 * Answers for: kinds that are known, references that lead somewhere, a configuration that compiles.
 * Does not know: where the state comes from.
 */

import { compileAll } from '../compile/index.ts'
import { Graph, toDangling } from '../graph/index.ts'
import { kinds, toBuiltIns } from '../kinds/index.ts'
import type { Topology } from '../kinds/index.ts'
import type { StoredState } from '../store/index.ts'

/** Why it does not, in a sentence; null when it does. */
export function checkFitness(stored: StoredState, topology: Topology): string | null {
  const graph = new Graph({ kinds, topology })
  for (const { kind, id } of stored.objects) {
    if (graph.kind(kind) === undefined) {
      return `The object ${id} is of the kind "${kind}", which this version does not know.`
    }
  }
  for (const object of [...toBuiltIns(topology), ...stored.objects]) graph.put(object)
  for (const object of stored.objects) {
    const [dangling] = toDangling(object, graph)
    if (dangling !== undefined) {
      return `The ${object.kind} ${object.id} refers to ${dangling.id}, which is not there.`
    }
  }
  try {
    compileAll(graph)
    return null
  } catch (error) {
    return `It gives no configuration: ${error instanceof Error ? error.message : String(error)}.`
  }
}
