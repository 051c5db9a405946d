import assert from 'node:assert/strict'
import fc from 'fast-check'
import {
  BOOL,
  Decimal,
  Dynamic,
  DYNAMIC,
  equalValues,
  fromMsgpack,
  listOf,
  mapOf,
  NUMBER,
  objectOf,
  parseNumber,
  setOf,
  STRING,
  toMsgpack,
  tupleOf,
  Unknown,
  UNKNOWN,
  UNKNOWN_NOT_NULL,
  ValueError,
} from '../../../../src/provider/values/index.ts'
import type { Type, Value } from '../../../../src/provider/values/index.ts'
import { types, valuesOf } from './arbitrary.ts'

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex')
}

/** The bytes are what Terraform writes for the value, and they read back as the value. */
function check(given: { readonly type: Type; readonly value: Value }, bytes: string): void {
  const packed = bytes.replaceAll(' ', '')
  assert.equal(hex(toMsgpack(given.type, given.value)), packed)
  assert.deepEqual(fromMsgpack(given.type, Buffer.from(packed, 'hex')), given.value)
}

function checkRefused(given: { readonly type: Type; readonly bytes: string }, why: RegExp): void {
  const bytes = Buffer.from(given.bytes.replaceAll(' ', ''), 'hex')
  assert.throws(
    () => fromMsgpack(given.type, bytes),
    (error) => error instanceof ValueError && why.test(error.message),
  )
}

describe('MessagePack: the bytes that Terraform itself writes', () => {
  it('null of any type is nil', () => check({ type: listOf(STRING), value: null }, 'c0'))
  it('a plain unknown is extension 0 with one zero', () =>
    check({ type: STRING, value: UNKNOWN }, 'd40000'))
  it('an unknown that is not null is extension 12 with key 1 false', () =>
    check({ type: STRING, value: UNKNOWN_NOT_NULL }, 'c7030c8101c2'))
  it('an unknown of a dynamic type says nothing more', () => {
    assert.equal(hex(toMsgpack(DYNAMIC, UNKNOWN_NOT_NULL)), 'd40000')
  })
  it('a refined unknown carries prefix, bounds and lengths', () => {
    const prefix = new Unknown({ notNull: true, prefix: 'lb-' })
    check({ type: STRING, value: prefix }, 'd70c 82 01c2 02a36c622d')
  })
  it('a fraction that a double holds exactly is a double', () =>
    check({ type: NUMBER, value: 1.5 }, 'cb3ff8000000000000'))
  it('a fraction that a double does not hold exactly is decimal text', () =>
    check({ type: NUMBER, value: 0.1 }, 'a3302e31'))
  it('an integer beyond 64 bits is decimal text', () =>
    check(
      { type: NUMBER, value: 9223372036854775808n },
      'b3' + Buffer.from('9223372036854775808').toString('hex'),
    ))
  it('an integer beyond 53 bits keeps every digit', () =>
    check({ type: NUMBER, value: 9223372036854775807n }, 'cf7fffffffffffffff'))
  it('infinity is a double', () => check({ type: NUMBER, value: Infinity }, 'cb7ff0000000000000'))
  it('integers take their shortest form', () => {
    check({ type: NUMBER, value: 0 }, '00')
    check({ type: NUMBER, value: 127 }, '7f')
    check({ type: NUMBER, value: 128 }, 'cc80')
    check({ type: NUMBER, value: 8080 }, 'cd1f90')
    check({ type: NUMBER, value: -1 }, 'ff')
    check({ type: NUMBER, value: -33 }, 'd0df')
    check({ type: NUMBER, value: -70000 }, 'd2fffeee90')
  })
  it('an object holds all of its attributes, the absent ones as nil', () =>
    check(
      {
        type: objectOf([
          ['id', STRING],
          ['on', BOOL],
        ]),
        value: { id: null, on: true },
      },
      '82 a26964 c0 a26f6e c3',
    ))
  it('a dynamic value is its type as binary and the value', () =>
    check({ type: DYNAMIC, value: new Dynamic(NUMBER, 3) }, '92c408226e756d6265722203'))
  it('a map keeps the key __proto__', () =>
    check(
      { type: mapOf(STRING), value: new Map([['__proto__', 'x']]) },
      '81a95f5f70726f746f5f5fa178',
    ))
})

describe('MessagePack: what else may arrive', () => {
  it('numbers arrive as any integer, as float32, as float64 and as text', () => {
    for (const bytes of ['03', 'd003', 'd10003', 'cf0000000000000003', 'a133', 'ca40400000']) {
      assert.equal(fromMsgpack(NUMBER, Buffer.from(bytes, 'hex')), 3)
    }
  })
  it('every extension is an unknown, whatever its code', () => {
    for (const bytes of ['d40000', 'd40700', 'c70000', 'd50c8000']) {
      assert.ok(fromMsgpack(STRING, Buffer.from(bytes, 'hex')) instanceof Unknown)
    }
  })
  it('an unknown refinement is skipped', () => {
    assert.deepEqual(
      fromMsgpack(STRING, Buffer.from('c7060c82 01c2 63 9101'.replaceAll(' ', ''), 'hex')),
      UNKNOWN_NOT_NULL,
    )
  })
  it('a decimal with more digits than a double keeps them', () => {
    const value = parseNumber('3.3333333333333333333333333333')
    assert.ok(value instanceof Decimal)
    assert.ok(equalValues(NUMBER, value, fromMsgpack(NUMBER, toMsgpack(NUMBER, value))))
  })
  it('what is not of the type is refused, with its path', () => {
    const type = objectOf([['tags', mapOf(STRING)]])
    checkRefused({ type, bytes: '81a47461677381a16103' }, /^tags\["a"\]: needs .*string.*has int/)
    checkRefused({ type, bytes: '80' }, /needs 1 attributes, has 0/)
    checkRefused({ type: NUMBER, bytes: 'a178' }, /number/)
    checkRefused({ type: STRING, bytes: 'a178c0' }, /more after/)
    checkRefused({ type: STRING, bytes: 'c1' }, /no meaning/)
  })
  it('a length that the message does not have ends at once', () => {
    checkRefused({ type: listOf(STRING), bytes: 'ddffffffff' }, /too early/)
    checkRefused({ type: STRING, bytes: 'dbffffffff' }, /too early/)
  })
  it('what a provider made wrongly is refused with its path, and the value is not shown', () => {
    const type = objectOf([['ports', tupleOf([NUMBER])]])
    assert.throws(() => toMsgpack(type, { ports: ['secret'] }), /^ValueError: ports\[0\]: needs a/)
    assert.throws(
      () => toMsgpack(type, { ports: ['secret'] }),
      (e) => !String(e).includes('secret'),
    )
    assert.throws(() => toMsgpack(type, {}), /ports: the attribute is missing/)
    assert.throws(() => toMsgpack(type, { ports: null, more: 1 }), /more: there is no such/)
  })
  it('a set is sent without duplicates, and its unknown elements stay apart', () => {
    assert.equal(hex(toMsgpack(setOf(STRING), ['a', 'a'])), '91a161')
    assert.equal(hex(toMsgpack(setOf(STRING), [UNKNOWN, UNKNOWN])), '92d40000d40000')
  })
})

describe('MessagePack: every value of every type', () => {
  it('reads back as itself', () => {
    fc.assert(
      fc.property(
        types.chain((type) => fc.tuple(fc.constant(type), valuesOf(type, { hasUnknown: true }))),
        ([type, value]) => {
          const read = fromMsgpack(type, toMsgpack(type, value))
          assert.ok(equalValues(type, value, read))
        },
      ),
      { numRuns: 500 },
    )
  })
  it('random bytes are read or refused, never anything else', () => {
    fc.assert(
      fc.property(types, fc.uint8Array({ maxLength: 40 }), (type, bytes) => {
        try {
          fromMsgpack(type, bytes)
        } catch (error) {
          assert.ok(error instanceof ValueError, String(error))
        }
      }),
      { numRuns: 500 },
    )
  })
})
