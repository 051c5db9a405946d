import assert from 'node:assert/strict'
import fc from 'fast-check'
import type { Graph } from '../../../../src/engine/graph/index.ts'
import { apply, applyToModel, createGraph, kinds, someChange } from './model.ts'
import { toObject, toSortedIds } from './model.ts'
import type { Change, TestObject } from './model.ts'

type Model = ReadonlyMap<string, TestObject>

/** Everything that can be asked of the graph, answered by looking at every object. */
function checkGraph(graph: Graph, model: Model): void {
  for (const kind of kinds) {
    const objects = [...model.values()].filter((object) => object.kind === kind.name)
    assert.deepEqual(toSortedIds(graph.list(kind.name)), toSortedIds(objects))
  }
  assert.deepEqual(toSortedIds(graph.all()), [...model.keys()].toSorted())
  for (const id of ['a0', 'a1', 'a5', 'b0', 'b3', 'c0', 'c5']) {
    assert.equal(graph.find(id), model.get(id))
    assert.equal(graph.get('a', id), id.startsWith('a') ? model.get(id) : undefined)
    for (const kind of kinds) {
      const referrers = [...model.values()].filter(
        (object) => object.kind === kind.name && object.spec.some((each) => each.id === id),
      )
      assert.deepEqual(
        graph.referrers(id, kind.name).map((object) => object.id),
        toSortedIds(referrers),
      )
    }
  }
}

function toModel(changes: readonly Change[], start: Model = new Map()): Model {
  const model = new Map(start)
  for (const change of changes) applyToModel(model, change)
  return model
}

const changes = fc.array(someChange, { maxLength: 30 })

describe('graph', () => {
  it('answers as a plain list of objects would', () => {
    fc.assert(
      fc.property(changes, (each) => {
        const graph = createGraph()
        for (const change of each) apply(graph, change)
        checkGraph(graph, toModel(each))
      }),
    )
  })

  it('shows a layer’s changes in the layer and leaves what is below as it was', () => {
    fc.assert(
      fc.property(changes, changes, changes, (first, second, third) => {
        const base = createGraph()
        for (const change of first) apply(base, change)
        const layer = base.fork()
        for (const change of second) apply(layer, change)
        const upper = layer.fork()
        for (const change of third) apply(upper, change)
        checkGraph(base, toModel(first))
        checkGraph(layer, toModel(second, toModel(first)))
        checkGraph(upper, toModel(third, toModel(second, toModel(first))))
      }),
    )
  })

  it('makes a layer’s changes below when it is merged', () => {
    fc.assert(
      fc.property(changes, changes, (first, second) => {
        const base = createGraph()
        for (const change of first) apply(base, change)
        const layer = base.fork()
        for (const change of second) apply(layer, change)
        layer.merge()
        checkGraph(base, toModel(second, toModel(first)))
      }),
    )
  })

  it('tells what a layer changes, and nothing that it leaves as it was', () => {
    fc.assert(
      fc.property(changes, changes, (first, second) => {
        const base = createGraph()
        for (const change of first) apply(base, change)
        const layer = base.fork()
        for (const change of second) apply(layer, change)
        const before = toModel(first)
        const after = toModel(second, before)
        const puts = [...after.values()].filter((object) => before.get(object.id) !== object)
        const deletes = [...before.values()].filter((object) => !after.has(object.id))
        assert.deepEqual(toSortedIds(layer.changes().puts), toSortedIds(puts))
        assert.deepEqual(toSortedIds(layer.changes().deletes), toSortedIds(deletes))
      }),
    )
  })

  it('finds an object by the key of its creation, through layers, until it is gone', () => {
    const base = createGraph()
    const wanted = { kind: 'a', owner: 'test', idempotencyKey: 'k' }
    base.put(toObject('a1', [], 'k'))
    const layer = base.fork()
    assert.equal(layer.findByIdempotencyKey(wanted)?.id, 'a1')
    assert.equal(layer.findByIdempotencyKey({ ...wanted, owner: 'other' }), undefined)
    assert.equal(layer.findByIdempotencyKey({ ...wanted, kind: 'b' }), undefined)
    assert.equal(layer.findByIdempotencyKey({ ...wanted, idempotencyKey: null }), undefined)
    layer.delete('a1')
    assert.equal(layer.findByIdempotencyKey(wanted), undefined)
    layer.put(toObject('a2', [], 'k'))
    layer.merge()
    assert.equal(base.findByIdempotencyKey(wanted)?.id, 'a2')
  })
})
