/**
 * What callers may read: objects, pages, health.
 *
 * Answers for: the form in which the API shows things. Does not know: who asks.
 */

import { PAGE_SIZE_MAX } from '../client/contract.ts'
import type { ApiObject, ListQuery, Page } from '../client/contract.ts'
import type { Graph } from '../graph/index.ts'
import { kinds } from '../kinds/index.ts'
import type { EngineObject } from '../kinds/index.ts'
import { toError } from './refusal.ts'

export function toApiObject(object: EngineObject): ApiObject {
  const whole = toWholeObject(object)
  return { ...whole, spec: withoutSecrets(object.kind, whole.spec) }
}

/** With its secrets: for a copy of the whole, and for nothing else. */
export function toWholeObject(object: EngineObject): ApiObject {
  const { kind, id, name, owner, tags, generation, createdMs, leavingMs = null, spec } = object
  return {
    ...{ kind, id, name, owner, tags, generation, createdMs, leavingMs },
    ...(object.maker === undefined ? {} : { unclaimed: true }),
    spec: toRecord(spec),
  }
}

export function isLeaving(object: EngineObject): boolean {
  return object.leavingMs !== undefined
}

const secretsOf = new Map(kinds.map(({ name, secrets = [] }) => [name, secrets]))

/** The one place where secrets are kept from callers, whatever they ask for but a whole copy. */
function withoutSecrets(kind: string, spec: ApiObject['spec']): ApiObject['spec'] {
  const secrets = secretsOf.get(kind) ?? []
  if (secrets.length === 0) return spec
  return { ...spec, ...Object.fromEntries(secrets.map((field) => [field, null])) }
}

/** Every kind's spec is an object. */
function toRecord(spec: unknown): Readonly<Record<string, unknown>> {
  if (typeof spec === 'object' && spec !== null) return { ...spec }
  throw new TypeError('a spec that is no object was stored')
}

/** In the order of creation of kinds, then of ids; the cursor is the last object's place. */
export function toPage(query: ListQuery, graph: Graph): Page {
  const limit = Math.min(Math.max(1, query.limit), PAGE_SIZE_MAX)
  const after = query.cursor === null ? null : fromCursor(query.cursor, graph)
  const found: ApiObject[] = []
  for (const [rank, kind] of graph.kinds.entries()) {
    if (query.kind !== null && kind.name !== query.kind) continue
    if (after !== null && rank < after.rank) continue
    const lastId = after !== null && rank === after.rank ? after.id : ''
    const matching = [...graph.list(kind.name)]
      .filter((object) => object.id > lastId && isWanted(object, query))
      .toSorted((left, right) => (left.id < right.id ? -1 : 1))
    found.push(...matching.slice(0, limit + 1 - found.length).map(toApiObject))
    if (found.length > limit) break
  }
  const objects = found.slice(0, limit)
  const last = objects.at(-1)
  const isMore = found.length > limit && last !== undefined
  return { objects, cursor: isMore ? `${last.kind}/${last.id}` : null }
}

function isWanted(object: EngineObject, query: ListQuery): boolean {
  if (isLeaving(object) !== query.leaving) return false
  if (query.owner !== null && object.owner !== query.owner) return false
  return query.name === null || object.name === query.name
}

function fromCursor(cursor: string, graph: Graph): { rank: number; id: string } {
  const [kind, id] = cursor.split('/')
  const rank = graph.kinds.findIndex((each) => each.name === kind)
  if (rank >= 0 && id !== undefined) return { rank, id }
  throw toError('invalid_argument', `The cursor "${cursor}" is not one that a page gave.`)
}
