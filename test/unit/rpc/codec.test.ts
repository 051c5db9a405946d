/** The table codec against protobufjs's reflection, and against input nobody should send. */

import assert from 'node:assert/strict'
import fc from 'fast-check'
import protobuf from 'protobufjs'
import { maxMessageDepth, message } from '../../../src/rpc/index.ts'
import type { Codec } from '../../../src/rpc/index.ts'
import * as goplugin from '../../../src/provider/plugin/goplugin.gen.ts'
import * as health from '../../../src/provider/plugin/health.gen.ts'
import * as tfplugin from '../../../src/provider/wire/tfplugin6.gen.ts'
import { arbitraryMessage, decodeSlowly, encodeSlowly, loadTypes, parseTypes } from './oracle.ts'

const Mood = { NONE: 0, GOOD: 1, BAD: -1 } as const

/** Every kind of field that the tables know; `everyKindProto` says the same. */
const EveryKind: Codec<Record<string, unknown>> = message(() => [
  [1, 'aDouble', 'double'],
  [2, 'aFloat', 'float'],
  [3, 'anInt32', 'int32'],
  [4, 'anUint32', 'uint32'],
  [5, 'aSint32', 'sint32'],
  [6, 'aFixed32', 'fixed32'],
  [7, 'aSfixed32', 'sfixed32'],
  [8, 'anInt64', 'int64'],
  [9, 'anUint64', 'uint64'],
  [10, 'aSint64', 'sint64'],
  [11, 'aFixed64', 'fixed64'],
  [12, 'aSfixed64', 'sfixed64'],
  [13, 'aBool', 'bool'],
  [14, 'aString', 'string'],
  [15, 'aBytes', 'bytes'],
  [16, 'mood', Mood],
  [17, 'child', EveryKind, 'optional'],
  [18, 'maybeInt', 'int32', 'optional'],
  [19, 'maybeText', 'string', 'optional'],
  [20, 'manyInts', 'sint64', 'repeated'],
  [21, 'manyMoods', Mood, 'repeated'],
  [22, 'manyTexts', 'string', 'repeated'],
  [23, 'manyChildren', EveryKind, 'repeated'],
  [24, 'manyDoubles', 'double', 'repeated'],
  [25, 'numbers', 'uint32', 'map'],
  [26, 'children', EveryKind, 'map'],
  [27, 'oneText', 'string', 'oneof choice'],
  [28, 'oneInt', 'int64', 'oneof choice'],
  [29, 'oneChild', EveryKind, 'oneof choice'],
  [536870911, 'last', 'bool'],
])

const everyKindProto = `
syntax = "proto3";
enum Mood { NONE = 0; GOOD = 1; BAD = -1; }
message EveryKind {
  double a_double = 1; float a_float = 2; int32 an_int32 = 3; uint32 an_uint32 = 4;
  sint32 a_sint32 = 5; fixed32 a_fixed32 = 6; sfixed32 a_sfixed32 = 7; int64 an_int64 = 8;
  uint64 an_uint64 = 9; sint64 a_sint64 = 10; fixed64 a_fixed64 = 11; sfixed64 a_sfixed64 = 12;
  bool a_bool = 13; string a_string = 14; bytes a_bytes = 15; Mood mood = 16;
  EveryKind child = 17; optional int32 maybe_int = 18; optional string maybe_text = 19;
  repeated sint64 many_ints = 20; repeated Mood many_moods = 21; repeated string many_texts = 22;
  repeated EveryKind many_children = 23; repeated double many_doubles = 24;
  map<string, uint32> numbers = 25; map<string, EveryKind> children = 26;
  oneof choice { string one_text = 27; int64 one_int = 28; EveryKind one_child = 29; }
  bool last = 536870911;
}`

type AnyCodec = Codec<Record<string, unknown>>

interface Case {
  readonly name: string
  readonly type: protobuf.Type
  readonly codec: AnyCodec
}

function checkRoundTrip({ name, type, codec }: Case, numRuns: number): void {
  fc.assert(
    fc.property(arbitraryMessage(type, 2), (value) => {
      assert.deepEqual(decodeSlowly(type, codec.encode(value)), value, `${name}: written wrongly`)
      assert.deepEqual(codec.decode(encodeSlowly(type, value)), value, `${name}: read wrongly`)
      assert.deepEqual(codec.decode(codec.encode(value)), value, `${name}: not itself again`)
    }),
    { numRuns },
  )
}

function everyKind(): Case {
  const type = parseTypes(everyKindProto).get('EveryKind')
  assert(type)
  return { name: 'EveryKind', type, codec: EveryKind }
}

async function toCases(proto: string, module: object): Promise<readonly Case[]> {
  const types = await loadTypes(proto)
  const codecs = new Map<string, unknown>(Object.entries(module))
  return [...types].flatMap(([name, type]) => {
    const codec = codecs.get(name)
    return codec === undefined ? [] : [{ name, type, codec: codec as AnyCodec }]
  })
}

describe('protobuf codec', () => {
  it('agrees with protobufjs on every kind of field', () => checkRoundTrip(everyKind(), 100))

  const files: readonly [string, object, number][] = [
    ['proto/tfplugin6.proto', tfplugin, 100],
    ['proto/goplugin.proto', goplugin, 3],
    ['proto/health.proto', health, 2],
  ]
  for (const [proto, module, atLeast] of files) {
    it(`agrees with protobufjs on every message of ${proto}`, async () => {
      const cases = await toCases(proto, module)
      assert(cases.length >= atLeast, `only ${cases.length} messages were found`)
      for (const each of cases) checkRoundTrip(each, 10)
    })
  }

  it('has a codec for every message that is not a name space', async () => {
    for (const [name, type] of await loadTypes('proto/tfplugin6.proto')) {
      const isNameSpace = type.fieldsArray.length === 0 && type.nestedArray.length > 0
      assert.equal(name in tfplugin, !isNameSpace, name)
    }
  })

  it('writes zero where presence says something: index 0 of a path', () => {
    const bytes = tfplugin.AttributePath_Step.encode({ elementKeyInt: 0 })
    assert.deepEqual(bytes, Buffer.from([0x18, 0]))
    assert.equal(tfplugin.AttributePath_Step.decode(bytes).elementKeyInt, 0)
    const error = tfplugin.FunctionError.decode(
      tfplugin.FunctionError.encode({ functionArgument: 0 }),
    )
    assert.equal(error.functionArgument, 0)
  })

  it('writes nothing for defaults', () => {
    const value = {
      aDouble: 0,
      anInt64: 0,
      aString: '',
      aBytes: new Uint8Array(0),
      mood: Mood.NONE,
    }
    assert.equal(EveryKind.encode({ ...value, manyInts: [], numbers: new Map() }).length, 0)
  })

  it('reads StopProvider.Response.Error, capital E and all', () => {
    assert.deepEqual(tfplugin.StopProvider_Response.decode(Buffer.from('\n\x02no')), {
      error: 'no',
    })
  })

  it('lets the last member of a oneof win', () => {
    const two = Buffer.concat([EveryKind.encode({ oneText: 'a' }), EveryKind.encode({ oneInt: 1 })])
    const { oneText, oneInt } = EveryKind.decode(two)
    assert.deepEqual({ oneText, oneInt }, { oneText: undefined, oneInt: 1 })
  })

  it('reads lists of numbers that are not packed', () => {
    const unpacked = Buffer.from([0xa0, 0x01, 0x02, 0xa0, 0x01, 0x04])
    assert.deepEqual(EveryKind.decode(unpacked)['manyInts'], [1, 2])
  })

  it('reads a member that an enumeration does not have as 0', () => {
    assert.equal(EveryKind.decode(Buffer.from([0x80, 0x01, 0x09]))['mood'], Mood.NONE)
  })

  it('gives a map entry without a value the empty one', () => {
    const bytes = Buffer.from([0xd2, 0x01, 0x03, 0x0a, 0x01, 0x61])
    const children = EveryKind.decode(bytes)['children']
    assert(children instanceof Map)
    assert.deepEqual(children.get('a'), EveryKind.decode(Buffer.alloc(0)))
  })

  it('keeps map keys that plain objects cannot hold', () => {
    const numbers = new Map([
      ['__proto__', 1],
      ['constructor', 2],
    ])
    assert.deepEqual(EveryKind.decode(EveryKind.encode({ numbers }))['numbers'], numbers)
  })
})

describe('protobuf codec with bad input', () => {
  it('skips unknown fields of every wire type', () => {
    const { type, codec } = everyKind()
    const unknown = protobuf.Writer.create()
    unknown.uint32((1000 << 3) | 0).uint64(7)
    unknown.uint32((1001 << 3) | 1).fixed64(7)
    unknown.uint32((1002 << 3) | 2).string('x')
    unknown.uint32((1003 << 3) | 5).fixed32(7)
    const strange = unknown.finish()
    fc.assert(
      fc.property(arbitraryMessage(type, 2), (value) => {
        const bytes = codec.encode(value)
        assert.deepEqual(codec.decode(Buffer.concat([strange, bytes, strange])), value)
      }),
      { numRuns: 50 },
    )
  })

  it('throws when the message is cut short inside a field', () => {
    const texts = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 300 })
    fc.assert(
      fc.property(texts, fc.nat(), (aString, at) => {
        for (const field of [
          { aString },
          { child: { aString } },
          { children: new Map([[aString, {}]]) },
        ]) {
          const bytes = EveryKind.encode(field)
          const cut = 1 + (at % (bytes.length - 1))
          assert.throws(() => EveryKind.decode(bytes.subarray(0, cut)), RangeError)
          // The same bytes again in a larger memory: a view must end where it says.
          assert.throws(() => EveryKind.decode(new Uint8Array(bytes).subarray(0, cut)), RangeError)
        }
      }),
    )
  })

  it('throws when an inner message claims more than the outer one has', () => {
    const inner = Buffer.from([0x8a, 0x01, 0x02, 0x72, 0x05, 0x61, 0x62, 0x63, 0x64, 0x65])
    assert.throws(() => EveryKind.decode(inner), RangeError)
  })

  it('gives a message or an Error for any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        for (const codec of [EveryKind, tfplugin.GetProviderSchema_Response]) {
          try {
            codec.decode(bytes)
          } catch (error) {
            assert(error instanceof Error)
          }
        }
      }),
      { numRuns: 2_000 },
    )
  })

  it('gives a message or an Error for a damaged message', () => {
    const { type, codec } = everyKind()
    fc.assert(
      fc.property(arbitraryMessage(type, 1), fc.nat(), fc.nat(255), (value, at, byte) => {
        const bytes = codec.encode(value)
        if (bytes.length > 0) bytes[at % bytes.length] = byte
        try {
          codec.decode(bytes)
        } catch (error) {
          assert(error instanceof Error)
        }
      }),
      { numRuns: 500 },
    )
  })

  it('refuses messages that are nested without end', () => {
    let bytes = Buffer.alloc(0)
    for (let depth = 0; depth <= maxMessageDepth + 1; depth++) {
      const writer = protobuf.Writer.create()
      bytes = Buffer.from(
        writer
          .uint32((17 << 3) | 2)
          .bytes(bytes)
          .finish(),
      )
    }
    assert.throws(() => EveryKind.decode(bytes), /nested too deeply/)
  })

  it('refuses integers that a number cannot hold', () => {
    const writer = protobuf.Writer.create()
    const beyond = writer
      .uint32((9 << 3) | 0)
      .uint64('18446744073709551615')
      .finish()
    assert.throws(() => EveryKind.decode(beyond), /beyond 2\^53/)
  })

  const wrong: readonly [string, Record<string, unknown>][] = [
    ['a fraction for an integer', { anInt64: 1.5 }],
    ['a number beyond 2^53', { anInt64: 2 ** 53 }],
    ['a negative number for an unsigned one', { anUint32: -1 }],
    ['a number beyond 32 bits', { anInt32: 2 ** 31 }],
    ['a number for a string', { aString: 1 }],
    ['a string for bytes', { aBytes: 'x' }],
    ['a string for a boolean', { aBool: 'true' }],
    ['a number that an enumeration does not have', { mood: 7 }],
    ['an object for a map', { numbers: {} }],
    ['an object for a list', { manyInts: {} }],
    ['null for a message', { child: null }],
  ]
  for (const [name, value] of wrong) {
    it(`does not write ${name}`, () => {
      assert.throws(() => EveryKind.encode(value), TypeError)
    })
  }
})
