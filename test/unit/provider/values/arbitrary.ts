/**
 * Random types and random values of them, for property tests.
 */

import fc from 'fast-check'
import {
  BOOL,
  canonicalNumber,
  Dynamic,
  DYNAMIC,
  listOf,
  mapOf,
  NUMBER,
  objectOf,
  parseNumber,
  setOf,
  STRING,
  toObjectValue,
  tupleOf,
  UNKNOWN,
  Unknown,
  UNKNOWN_NOT_NULL,
} from '../../../../src/provider/values/index.ts'
import type { NumberValue, Type, Value } from '../../../../src/provider/values/index.ts'

/** Keys as users invent them, the dangerous ones among them. */
export const keys: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom('__proto__', 'constructor', 'a', 'toString', '', 'ключ', '7'),
  fc.string(),
)

export const numbers: fc.Arbitrary<NumberValue> = fc.oneof(
  fc.integer(),
  fc.maxSafeInteger(),
  fc.bigInt({ min: -(2n ** 90n), max: 2n ** 90n }).map(canonicalNumber),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(canonicalNumber),
  fc
    .tuple(fc.bigInt({ min: -(10n ** 40n), max: 10n ** 40n }), fc.integer({ min: -60, max: 60 }))
    .map(([digits, power]) => parseNumber(`${digits}e${power}`) ?? 0),
)

const scalars: fc.Arbitrary<Type> = fc.constantFrom(STRING, NUMBER, BOOL)

const composite = fc.letrec<{ type: Type }>((tie) => ({
  type: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    scalars,
    fc.constant(DYNAMIC),
    tie('type').map(listOf),
    tie('type').map(mapOf),
    scalars.map(setOf),
    fc.array(tie('type'), { maxLength: 3 }).map(tupleOf),
    fc
      .uniqueArray(keys, { maxLength: 4 })
      .chain((names) => fc.tuple(fc.constant(names), fc.tuple(...names.map(() => tie('type')))))
      .map(([names, of]) => objectOf(names.map((name, at) => [name, of[at] ?? STRING] as const))),
  ),
}))

/** Types of every kind, nested a little. */
export const types: fc.Arbitrary<Type> = composite.type

interface ValueOptions {
  readonly hasUnknown: boolean
}

/** Values of a type, null among them, and unknown ones when asked. */
export function valuesOf(type: Type, options: ValueOptions): fc.Arbitrary<Value> {
  const rare: fc.Arbitrary<Value>[] = [fc.constant(null)]
  if (options.hasUnknown) rare.push(unknownsOf(type))
  return fc.oneof({ weight: 5, arbitrary: knownOf(type, options) }, ...rare)
}

function unknownsOf(type: Type): fc.Arbitrary<Value> {
  if (type.kind === 'dynamic') return fc.constant(UNKNOWN)
  if (type.kind === 'string') {
    return fc.constantFrom(UNKNOWN, UNKNOWN_NOT_NULL, new Unknown({ notNull: true, prefix: 'lb-' }))
  }
  if (type.kind === 'number') {
    const lower = { value: 1, isInclusive: true }
    return fc.constantFrom(UNKNOWN, UNKNOWN_NOT_NULL, new Unknown({ lower }))
  }
  return fc.constantFrom(UNKNOWN, UNKNOWN_NOT_NULL)
}

function knownOf(type: Type, options: ValueOptions): fc.Arbitrary<Value> {
  switch (type.kind) {
    case 'string':
      return keys
    case 'number':
      return numbers
    case 'bool':
      return fc.boolean()
    case 'list':
      return fc.array(valuesOf(type.element, options), { maxLength: 4 })
    case 'set':
      return fc.uniqueArray(knownOf(type.element, options), { maxLength: 4, selector: String })
    case 'map':
      return fc
        .array(fc.tuple(keys, valuesOf(type.element, options)), { maxLength: 4 })
        .map((entries) => new Map(entries))
    case 'tuple':
      return fc.tuple(...type.elements.map((of) => valuesOf(of, options)))
    case 'object':
      return fc
        .tuple(...[...type.attributes.values()].map((of) => valuesOf(of, options)))
        .map((of) => toObjectValue([...type.attributes.keys()].map((n, at) => [n, of[at] ?? null])))
    case 'dynamic':
      return scalars.chain((of) => knownOf(of, options).map((value) => new Dynamic(of, value)))
  }
}
