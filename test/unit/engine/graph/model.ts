/**
 * A graph of made-up kinds, and the naive model it is compared with.
 *
 * Kinds `a`, `b`, `c` have ranks 0, 1, 2; a spec is a list of references. Objects of kind `b` are
 * instances: they belong to themselves.
 */

import fc from 'fast-check'
import { Graph } from '../../../../src/engine/graph/index.ts'
import { defaultTopology } from '../../../../src/engine/kinds/index.ts'
import type { EngineObject, Kind, Reference } from '../../../../src/engine/kinds/index.ts'

export type Spec = readonly Reference[]
export type TestObject = EngineObject<Spec>

function toKind(name: string, rank: number): Kind<Spec> {
  return {
    name,
    idPrefix: name,
    rank,
    parse: (input) => input as Spec,
    references: (spec) => spec,
  }
}

export const kinds: readonly Kind[] = [
  toKind('a', 0),
  { ...toKind('b', 1), instanceOf: (object) => object.id },
  toKind('c', 2),
]

export function createGraph(): Graph {
  return new Graph({ kinds, topology: defaultTopology })
}

export function toObject(id: string, spec: Spec = [], key: string | null = null): TestObject {
  return {
    ...{ kind: id.slice(0, 1), id, name: id, owner: 'test', tags: {}, spec },
    ...{ generation: 1, idempotencyKey: key, createdMs: 0 },
  }
}

export function toReference(id: string, role?: Reference['role']): Reference {
  const reference = { kind: id.slice(0, 1), id, path: ['to'] }
  return role === undefined ? reference : { ...reference, role }
}

const someId = fc
  .tuple(fc.constantFrom('a', 'b', 'c'), fc.nat({ max: 5 }))
  .map(([kind, index]) => `${kind}${index}`)
const role = fc.constantFrom('uses', 'part', 'owned', undefined)
const reference = fc.tuple(someId, role).map(([id, each]) => toReference(id, each))

/** Any object; its references may lead anywhere, also to nothing. */
export const anyObject = fc
  .tuple(someId, fc.array(reference, { maxLength: 3 }))
  .map(([id, spec]) => toObject(id, spec))

/** References that lead to lower ranks, or to lower numbers of the same one: never in a circle. */
export const orderlyObjects = fc
  .array(anyObject, { maxLength: 18 })
  .map((objects) => new Map(objects.map((object) => [object.id, object])))
  .map((byId) => [...byId.values()].map((object) => toOrderly(object, byId)))

function toOrderly(object: TestObject, byId: ReadonlyMap<string, TestObject>): TestObject {
  const spec = object.spec.filter(({ id }) => id < object.id && byId.has(id))
  return { ...object, spec }
}

export type Change =
  | { readonly type: 'put'; readonly object: TestObject }
  | { readonly type: 'delete'; readonly id: string }

export const someChange: fc.Arbitrary<Change> = fc.oneof(
  { weight: 3, arbitrary: anyObject.map((object): Change => ({ type: 'put', object })) },
  { weight: 1, arbitrary: someId.map((id): Change => ({ type: 'delete', id })) },
)

export function apply(graph: Graph, change: Change): void {
  if (change.type === 'put') graph.put(change.object)
  else graph.delete(change.id)
}

/** What `apply` does, to a plain map. */
export function applyToModel(model: Map<string, TestObject>, change: Change): void {
  if (change.type === 'put') model.set(change.object.id, change.object)
  else model.delete(change.id)
}

export function toIds(objects: Iterable<EngineObject>): readonly string[] {
  return [...objects].map((object) => object.id)
}

export function toSortedIds(objects: Iterable<EngineObject>): readonly string[] {
  return toIds(objects).toSorted()
}
