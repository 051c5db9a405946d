import assert from 'node:assert/strict'
import fc from 'fast-check'
import {
  compareNumbers,
  DYNAMIC,
  Dynamic,
  equalValues,
  formatPath,
  fromJson,
  fromTypeJson,
  mapOf,
  NUMBER,
  objectOf,
  parseJson,
  parseNumber,
  setOf,
  STRING,
  toJson,
  toTypeJson,
  UNKNOWN,
} from '../../../../src/provider/values/index.ts'
import { numbers, types, valuesOf } from './arbitrary.ts'

describe('JSON of the state: nothing is lost', () => {
  it('a number keeps every digit', () => {
    assert.equal(fromJson(NUMBER, parseJson('12345678901234567890')), 12345678901234567890n)
    assert.equal(
      toJson(NUMBER, fromJson(NUMBER, parseJson('0.1000000000000000000001'))),
      '1000000000000000000001e-22',
    )
  })
  it('a key may be __proto__', () => {
    const map = fromJson(mapOf(STRING), parseJson('{"__proto__":"x"}'))
    assert.deepEqual(map, new Map([['__proto__', 'x']]))
  })
  it('attributes that the state lacks become null, strangers are refused or ignored', () => {
    const type = objectOf([['id', STRING]])
    assert.deepEqual(fromJson(type, parseJson('{}')), { id: null })
    assert.throws(() => fromJson(type, parseJson('{"old":1}')), /old: there is no such attribute/)
    const options = { ignoreUnknownAttributes: true }
    assert.deepEqual(fromJson(type, parseJson('{"id":"a","old":1}'), options), { id: 'a' })
  })
  it('a dynamic value is kept with its type', () => {
    const text = '{"value":3,"type":"number"}'
    assert.deepEqual(fromJson(DYNAMIC, parseJson(text)), new Dynamic(NUMBER, 3))
    assert.equal(toJson(DYNAMIC, new Dynamic(NUMBER, 3)), text)
  })
  it('an unknown cannot be written', () => {
    assert.throws(() => toJson(STRING, UNKNOWN), /unknown/)
  })
  it('every known value reads back as itself', () => {
    fc.assert(
      fc.property(
        types.chain((type) => fc.tuple(fc.constant(type), valuesOf(type, { hasUnknown: false }))),
        ([type, value]) => {
          assert.ok(equalValues(type, value, fromJson(type, parseJson(toJson(type, value)))))
        },
      ),
      { numRuns: 300 },
    )
  })
})

describe('types, numbers, equality and paths', () => {
  it('every type reads back from its JSON', () => {
    fc.assert(
      fc.property(types, (type) => {
        assert.equal(toTypeJson(fromTypeJson(toTypeJson(type))), toTypeJson(type))
      }),
    )
  })
  it('text that is no type is refused', () => {
    for (const text of ['"strin"', '[]', '["list"]', '["object",3]', '3', '["tuple",{}]']) {
      assert.throws(() => fromTypeJson(text), SyntaxError)
    }
  })
  it('equal numbers have one form however they are written', () => {
    assert.equal(parseNumber('1e3'), 1000)
    assert.equal(parseNumber('-0.0'), 0)
    assert.equal(parseNumber('0.50'), 0.5)
    assert.equal(parseNumber('1.0e25'), 10n ** 25n)
    assert.equal(parseNumber('1e99999999'), null)
    assert.equal(parseNumber('0x10'), null)
  })
  it('numbers have one order', () => {
    fc.assert(
      fc.property(numbers, numbers, (a, b) => {
        // `===`, as the negative of 0 is another value to `equal`.
        assert.ok(compareNumbers(a, b) === -compareNumbers(b, a))
        assert.equal(compareNumbers(a, b) === 0, equalValues(NUMBER, a, b))
      }),
    )
  })
  it('strings are compared in normal form C', () => {
    assert.ok(equalValues(STRING, 'e\u0301', '\u00e9'))
  })
  it('sets are compared without order, lists are not', () => {
    assert.ok(equalValues(setOf(STRING), ['a', 'b'], ['b', 'a']))
    assert.ok(!equalValues({ kind: 'list', element: STRING }, ['a', 'b'], ['b', 'a']))
  })
  it('a path reads as the user would write it', () => {
    assert.equal(formatPath(['servers', 0, 'port']), 'servers[0].port')
    assert.equal(formatPath(['tags', { key: 'a b' }]), 'tags["a b"]')
    assert.equal(formatPath(['servers', { element: null }, 'port']), 'servers[(element)].port')
  })
})
