import assert from 'node:assert/strict'
import { checkName, kinds } from '../../../../src/engine/kinds/index.ts'
import { createStack } from './world.ts'

function checkNameIs(name: string, isAllowed: boolean): void {
  assert.equal(checkName(name).length === 0, isAllowed, JSON.stringify(name))
}

describe('the list of kinds', () => {
  it('has unique names and id prefixes', () => {
    for (const field of ['name', 'idPrefix'] as const) {
      const values = kinds.map((kind) => kind[field])
      assert.deepEqual(values, [...new Set(values)])
    }
  })

  it('R2: is in the order of creation', () => {
    const ranks = kinds.map((kind) => kind.rank)
    assert.deepEqual(
      ranks,
      ranks.toSorted((left, right) => left - right),
    )
  })

  it('R2: has references that never lead to a later rank', () => {
    const world = createStack()
    for (const object of world.all()) {
      for (const reference of world.references(object)) {
        const rank = world.kind(object.kind)?.rank ?? -1
        const targetRank = world.kind(reference.kind)?.rank ?? Infinity
        assert.ok(targetRank <= rank, `${object.kind} → ${reference.kind}`)
      }
    }
  })

  it('refuses anything but an object, without throwing', () => {
    for (const kind of kinds) {
      for (const input of [null, undefined, 1, 'x', [], [{}], true]) {
        assert.ok(Array.isArray(kind.parse(input)), `${kind.name} of ${JSON.stringify(input)}`)
      }
    }
  })
})

describe('names (R4)', () => {
  it('have letters of any script, digits, spaces, "_", "-" and "."', () => {
    for (const name of ['web', 'Web 1', 'a_b-c.d', 'Straße', 'сервер', '负载均衡', 'तारा', '7']) {
      checkNameIs(name, true)
    }
  })

  it('have nothing else', () => {
    for (const name of ['', 'a/b', 'a\nb', 'a\tb', 'a:b', '"', 'a\u0000', '🙂']) {
      checkNameIs(name, false)
    }
  })

  it('have 1 to 128 characters', () => {
    checkNameIs('x'.repeat(128), true)
    checkNameIs('负'.repeat(128), true)
    checkNameIs('x'.repeat(129), false)
  })
})
