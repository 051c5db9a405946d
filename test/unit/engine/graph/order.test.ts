import assert from 'node:assert/strict'
import fc from 'fast-check'
import { findCycle, toCreationOrder, toDeletionOrder } from '../../../../src/engine/graph/index.ts'
import { anyObject, createGraph, kinds, orderlyObjects, toIds, toObject } from './model.ts'
import { toReference } from './model.ts'
import type { TestObject } from './model.ts'

function toGraph(objects: readonly TestObject[]) {
  const graph = createGraph()
  for (const object of objects) graph.put(object)
  return graph
}

function toRank({ kind }: TestObject): number {
  return kinds.findIndex((each) => each.name === kind)
}

describe('order', () => {
  it('R2: brings every object up after all it refers to, and lower ranks first', () => {
    fc.assert(
      fc.property(orderlyObjects, (objects) => {
        const ids = toIds(toCreationOrder(objects, toGraph(objects)))
        assert.deepEqual(ids.toSorted(), toIds(objects).toSorted())
        for (const object of objects) {
          for (const { id } of object.spec) assert.ok(ids.indexOf(id) < ids.indexOf(object.id))
          for (const other of objects) {
            if (toRank(other) >= toRank(object)) continue
            assert.ok(ids.indexOf(other.id) < ids.indexOf(object.id))
          }
        }
      }),
    )
  })

  it('R3: brings every object down before all it refers to', () => {
    fc.assert(
      fc.property(orderlyObjects, (objects) => {
        const graph = toGraph(objects)
        const ids = toIds(toDeletionOrder(objects, graph))
        for (const object of objects) {
          for (const { id } of object.spec) assert.ok(ids.indexOf(id) > ids.indexOf(object.id))
        }
      }),
    )
  })

  it('keeps objects that do not depend on each other as they were given', () => {
    const objects = ['a3', 'a1', 'a2'].map((id) => toObject(id))
    assert.deepEqual(toIds(toCreationOrder(objects, toGraph(objects))), ['a3', 'a1', 'a2'])
  })
})

/** Whether some path of references leads from the object back to it. */
function isInCycle(start: TestObject, byId: ReadonlyMap<string, TestObject>): boolean {
  const seen = new Set<string>()
  const waiting = start.spec.map((each) => each.id)
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    if (id === start.id) return true
    if (seen.has(id)) continue
    seen.add(id)
    waiting.push(...(byId.get(id)?.spec.map((each) => each.id) ?? []))
  }
  return false
}

describe('cycles', () => {
  it('are found exactly when there is one, and named along their references', () => {
    fc.assert(
      fc.property(fc.array(anyObject, { maxLength: 12 }), (objects) => {
        const byId = new Map(objects.map((object) => [object.id, object]))
        const unique = [...byId.values()]
        const cycle = findCycle(unique, toGraph(unique))
        const isThereOne = unique.some((object) => isInCycle(object, byId))
        assert.equal(cycle !== null, isThereOne)
        if (cycle === null) return
        assert.equal(cycle.at(0), cycle.at(-1))
        for (const [index, id] of cycle.slice(1).entries()) {
          const from = byId.get(cycle[index] ?? '')
          assert.ok(from?.spec.some((each) => each.id === id))
        }
      }),
    )
  })

  it('are not seen where the start leads nowhere near', () => {
    const knot = [toObject('a1', [toReference('a2')]), toObject('a2', [toReference('a1')])]
    const alone = toObject('c1', [toReference('b1')])
    const graph = toGraph([...knot, alone, toObject('b1')])
    assert.equal(findCycle([alone], graph), null)
    assert.deepEqual(findCycle(knot, graph), ['a1', 'a2', 'a1'])
  })

  it('are refused by the order as a programmer’s error', () => {
    const self = toObject('a1', [toReference('a1')])
    assert.throws(() => toCreationOrder([self], toGraph([self])), /lead back/)
  })
})
