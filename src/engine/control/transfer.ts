/**
 * Objects on their way out of one engine and into another.
 *
 * Answers for: what is exported, and the transaction that an import is. Does not know: files.
 */

import type { ApiObject, ImportQuery, Operation } from '../client/contract.ts'
import type { Graph } from '../graph/index.ts'
import { BUILT_IN_OWNER } from '../kinds/index.ts'
import type { EngineObject } from '../kinds/index.ts'
import type { Marks } from './judge.ts'
import { IMPORT_OBJECTS_MAX } from './limits.ts'
import { toApiObject, toWholeObject } from './reader.ts'
import { toError } from './refusal.ts'

/**
 * What users have declared, what is leaving too, in the order of creation of kinds and then of ids.
 * Without what is built in and what the engine makes by itself.
 */
export function toExported(
  graph: Graph,
  { withSecrets }: { readonly withSecrets: boolean },
): readonly ApiObject[] {
  return toDeclared(graph).map(withSecrets ? toWholeObject : toApiObject)
}

function toDeclared(graph: Graph): readonly EngineObject[] {
  return graph.kinds
    .filter(({ engineOnly }) => engineOnly !== true)
    .flatMap(({ name }) =>
      [...graph.list(name)]
        .filter(({ owner }) => owner !== BUILT_IN_OWNER)
        .toSorted((left, right) => (left.id < right.id ? -1 : 1)),
    )
}

export interface ImportTransaction {
  readonly operations: readonly Operation[]
  /** What each object keeps beside its spec, by id. */
  readonly imported: ReadonlyMap<string, Marks>
}

/** Throws `EngineError` when there are too many, or one twice. */
export function toImportTransaction(graph: Graph, query: ImportQuery): ImportTransaction {
  const { objects, prune } = query
  if (objects.length > IMPORT_OBJECTS_MAX) {
    throw toError('limit_exceeded', `An import has at most ${IMPORT_OBJECTS_MAX} objects.`)
  }
  const imported = new Map<string, Marks>(objects.map((object) => [object.id, toMarks(object)]))
  if (imported.size < objects.length) {
    throw toError('invalid_argument', 'An object is in the import twice.')
  }
  const gone = prune ? toDeclared(graph).filter(({ id }) => !imported.has(id)) : []
  const deletes = gone
    .filter(({ leavingMs }) => leavingMs === undefined)
    .map(({ kind, id }): Operation => ({ type: 'delete', kind, id, mode: 'strict' }))
  return { operations: [...deletes, ...objects.map(toPut)], imported }
}

function toMarks({ generation, createdMs, leavingMs }: ApiObject): Marks {
  return { generation: Math.max(1, generation), createdMs, leavingMs }
}

function toPut({ kind, id, name, owner, tags, spec }: ApiObject): Operation {
  return {
    ...{ type: 'put', kind, id, name, owner, tags, spec },
    ...{ idempotencyKey: null, expectedGeneration: null },
  }
}
