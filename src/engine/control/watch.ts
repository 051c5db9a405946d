/**
 * Watching: the present state, and what changes it, from any revision that is still known.
 *
 * Answers for: that nothing is left out between two `synced` parts, and that it is said when that
 * cannot be. Does not know: who watches.
 */

import type { WatchPart, WatchQuery } from '../client/contract.ts'
import type { Graph } from '../graph/index.ts'
import type { EngineObject } from '../kinds/index.ts'
import { untilEither } from './journal.ts'
import type { Change, History } from './history.ts'
import { toApiObject } from './reader.ts'
import { toError } from './refusal.ts'
import type { Step } from './steps.ts'

export interface Watched {
  readonly graph: Graph
  readonly history: History
  readonly revision: () => number
}

/** Goes on until aborted, then throws the reason. */
export async function* watch(
  { graph, history, revision }: Watched,
  query: WatchQuery,
  signal: AbortSignal,
): AsyncGenerator<WatchPart> {
  signal.throwIfAborted()
  let last = query.after ?? revision()
  if (query.after === null) {
    // Taken in one go: the graph is another one by the time the first part has been read.
    const present = [...graph.all()].filter((object) => isWanted(object, query))
    for (const object of present) yield { type: 'put', object: toApiObject(object) }
    yield { type: 'synced', revision: last }
  }
  for (;;) {
    signal.throwIfAborted()
    const more = history.changed
    const changes: readonly Change[] = history.after(last) ?? refuse(last)
    for (const change of changes) {
      const steps = change.steps.filter(({ object }) => isWanted(object, query))
      yield* steps.map(toPart)
      yield { type: 'synced', revision: change.revision }
      last = change.revision
    }
    if (changes.length === 0) await untilEither(more, signal)
  }
}

function isWanted({ kind, owner }: EngineObject, query: WatchQuery): boolean {
  return (query.kind ?? kind) === kind && (query.owner ?? owner) === owner
}

function toPart({ type, object }: Step): WatchPart {
  const { kind, id } = object
  return type === 'deleted'
    ? { type: 'delete', kind, id }
    : { type: 'put', object: toApiObject(object) }
}

function refuse(revision: number): never {
  throw toError('history_gone', `The changes since revision ${revision} are not kept any more.`)
}
