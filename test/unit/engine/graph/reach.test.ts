import assert from 'node:assert/strict'
import fc from 'fast-check'
import {
  toConcerned,
  toDangling,
  toDependents,
  toKeepers,
  toOwned,
} from '../../../../src/engine/graph/index.ts'
import { toTouchedInstances } from '../../../../src/engine/graph/index.ts'
import { createStack, declare } from '../kinds/world.ts'
import { anyObject, createGraph, toIds, toObject, toReference } from './model.ts'
import type { TestObject } from './model.ts'

function toGraph(objects: readonly TestObject[]) {
  const graph = createGraph()
  for (const object of objects) graph.put(object)
  return graph
}

/** The ids of the instances that a change of the object touches. */
function checkTouched(id: string, expected: readonly string[]): void {
  const world = createStack()
  const instance = { subnetId: 'subnet-local-a', availabilityZones: ['local-a'] }
  declare(world, { kind: 'instance', id: 'lb-2', spec: instance })
  const service = { lbInstanceId: 'lb-2', protocol: 'HTTP', port: 1, serverGroupId: 'sgr-1' }
  declare(world, { kind: 'backend_service', id: 'bes-2', spec: service })
  declare(world, { kind: 'server_group', id: 'sgr-2', spec: {} })
  const object = world.find(id)
  assert.ok(object)
  assert.deepEqual([...toTouchedInstances([object], world)].toSorted(), expected)
}

describe('what a change touches', () => {
  it('is the instance of a listener or a backend service, and no other', () => {
    checkTouched('lsn-1', ['lb-1'])
    checkTouched('bes-1', ['lb-1'])
    checkTouched('bes-2', ['lb-2'])
  })
  it('is every instance that forwards to a group', () => checkTouched('sgr-1', ['lb-1', 'lb-2']))
  it('is nothing for a group that nobody uses', () => checkTouched('sgr-2', []))
  it('is every instance of the VPC for a subnet: the zones of servers follow from it', () => {
    checkTouched('subnet-local-a', ['lb-1', 'lb-2'])
    checkTouched('subnet-local-b', ['lb-1', 'lb-2'])
    checkTouched('vpc-default', ['lb-1', 'lb-2'])
  })

  it('is what the whole touches, for a part of it', () => {
    const graph = toGraph([
      toObject('a1'),
      toObject('b1', [toReference('a1')]),
      toObject('c1', [toReference('a1', 'part')]),
      toObject('c2', [toReference('a1', 'owned')]),
      toObject('c3', [toReference('b1')]),
    ])
    const check = (id: string, expected: readonly string[]) => {
      const object = graph.find(id)
      assert.ok(object)
      assert.deepEqual([...toTouchedInstances([object], graph)], expected)
    }
    check('c1', ['b1'])
    check('c2', ['b1'])
    check('c3', [])
  })

  it('comes to an end, whatever refers to whatever', () => {
    fc.assert(
      fc.property(fc.array(anyObject, { maxLength: 15 }), (objects) => {
        const graph = toGraph(objects)
        for (const id of toTouchedInstances(objects, graph)) assert.ok(id.startsWith('b'))
        for (const object of objects) toOwned(object, graph)
      }),
    )
  })
})

describe('ends that dangle', () => {
  it('are references to nothing, or to an object of another kind', () => {
    const there = toReference('a1')
    const nothing = toReference('a9')
    const other = { ...toReference('a1'), kind: 'b' }
    const object = toObject('c1', [there, nothing, other])
    const graph = toGraph([toObject('a1'), object])
    assert.deepEqual(toDangling(object, graph), [nothing, other])
  })
})

describe('what goes along with a deletion', () => {
  it('is owned, however deep, and is not merely a user or a part', () => {
    const owner = toObject('a1')
    const graph = toGraph([
      owner,
      toObject('b1', [toReference('a1', 'owned')]),
      toObject('c1', [toReference('b1', 'owned')]),
      toObject('c2', [toReference('a1', 'part')]),
      toObject('c3', [toReference('a1')]),
      toObject('c4', [toReference('a1', 'owned'), toReference('a1')]),
    ])
    assert.deepEqual(toIds(toOwned(owner, graph)), ['b1', 'c1'])
  })
})

/** The naive model: everything is found by looking at every object, again and again. */
class Model {
  readonly #objects: readonly TestObject[]

  constructor(objects: readonly TestObject[]) {
    this.#objects = [...new Map(objects.map((object) => [object.id, object])).values()]
  }

  get all(): readonly TestObject[] {
    return this.#objects
  }

  referrers(id: string, roles?: readonly string[]): readonly string[] {
    return this.#objects
      .filter((object) => {
        const own = object.spec.filter((each) => each.id === id)
        return own.length > 0 && (roles?.includes(strongest(own)) ?? true)
      })
      .map((object) => object.id)
  }

  wholes(id: string): readonly string[] {
    const object = this.#objects.find((each) => each.id === id)
    return (object?.spec ?? [])
      .filter(({ role = 'uses' }) => role !== 'uses')
      .map((each) => each.id)
      .filter((each) => this.#objects.some((other) => other.id === each))
  }

  /** All that `step` leads to, however often it is taken. */
  closure(start: readonly string[], step: (id: string) => readonly string[]): readonly string[] {
    const found = new Set(start)
    for (const id of found) for (const next of step(id)) found.add(next)
    return [...found]
  }
}

function strongest(references: TestObject['spec']): string {
  const roles = references.map(({ role = 'uses' }) => role)
  if (roles.includes('uses')) return 'uses'
  return roles.includes('part') ? 'part' : 'owned'
}

describe('how far a change reaches, as a naive model would find it', () => {
  const check = (expect: (model: Model, graph: ReturnType<typeof toGraph>) => void): void => {
    fc.assert(
      fc.property(fc.array(anyObject, { maxLength: 15 }), (objects) => {
        const model = new Model(objects)
        expect(model, toGraph(model.all))
      }),
    )
  }
  const checkIds = (actual: Iterable<string>, expected: readonly string[], id: string): void =>
    assert.deepEqual(new Set(actual), new Set(expected), id)

  it('R3: whoever refers to an object has to go before it', () => {
    check((model, graph) => {
      for (const object of model.all) {
        const direct = model.referrers(object.id)
        const all = model.closure(direct, (id) => model.referrers(id))
        checkIds(toIds(toDependents(object, graph)), all, object.id)
      }
    })
  })

  it('an object is kept by all that refer to it but what it owns', () => {
    check((model, graph) => {
      for (const object of model.all) {
        const keepers = model.referrers(object.id, ['uses', 'part'])
        checkIds(toIds(toKeepers(object, graph)), keepers, object.id)
        const owned = model.closure(model.referrers(object.id, ['owned']), (id) =>
          model.referrers(id, ['owned']),
        )
        checkIds(toIds(toOwned(object, graph)), owned, object.id)
      }
    })
  })

  it('a change concerns who refers to the object, and who uses what it is a part of', () => {
    check((model, graph) => {
      for (const object of model.all) {
        const others = model.wholes(object.id).flatMap((id) => model.referrers(id, ['uses']))
        const expected = [...model.referrers(object.id), ...others]
        checkIds(toIds(toConcerned(object, graph)), expected, object.id)
      }
    })
  })

  it('a change touches the first instance on every way to users and wholes', () => {
    check((model, graph) => {
      for (const object of model.all) {
        const all = model.closure([object.id], (id) =>
          id.startsWith('b') ? [] : [...model.referrers(id, ['uses']), ...model.wholes(id)],
        )
        const expected = all.filter((id) => id.startsWith('b'))
        checkIds(toTouchedInstances([object], graph), expected, object.id)
      }
    })
  })
})
