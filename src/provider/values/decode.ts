/**
 * MessagePack to values, directed by the type.
 *
 * Takes every spelling that cty allows (integers of any width, decimals as text, any extension as
 * an unknown) and refuses the rest with a ValueError that names the path.
 */

import { canonicalNumber, parseNumber } from './number.ts'
import type { NumberValue } from './number.ts'
import { MsgpackReader } from './msgpack-reader.ts'
import type { Token } from './msgpack-reader.ts'
import { errorBelow, ValueError } from './path.ts'
import type { PathStep } from './path.ts'
import { fromTypeJson, toTypeJson } from './type.ts'
import type { ObjectType, Type } from './type.ts'
import { Dynamic, toObjectValue, UNKNOWN, Unknown, UNKNOWN_NOT_NULL } from './value.ts'
import type { Refinements, Value } from './value.ts'

/** The extension type of an unknown of which something is certain. */
const REFINED_UNKNOWN = 12

/** Decodes one value of a type. Throws a ValueError when the bytes are not such a value. */
export function fromMsgpack(type: Type, bytes: Uint8Array): Value {
  const reader = new MsgpackReader(bytes)
  const value = decode(reader, type)
  if (!reader.isAtEnd) throw new ValueError('there is more after the value')
  return value
}

function decode(reader: MsgpackReader, type: Type): Value {
  const token = reader.next()
  if (token.kind === 'nil') return null
  if (token.kind === 'extension') return decodeUnknown(token)
  switch (type.kind) {
    case 'string':
      if (token.kind !== 'string') throw mismatch(type, token)
      return token.value
    case 'bool':
      if (token.kind !== 'bool') throw mismatch(type, token)
      return token.value
    case 'number':
      return toNumber(token)
    case 'list':
    case 'set':
    case 'tuple':
      if (token.kind !== 'array') throw mismatch(type, token)
      return decodeSequence(reader, type, token.length)
    case 'map':
      if (token.kind !== 'map') throw mismatch(type, token)
      return decodeMap(reader, type.element, token.length)
    case 'object':
      if (token.kind !== 'map') throw mismatch(type, token)
      return decodeObject(reader, type, token.length)
    case 'dynamic':
      if (token.kind !== 'array' || token.length !== 2) throw mismatch(type, token)
      return decodeDynamic(reader)
  }
}

function decodeBelow(reader: MsgpackReader, type: Type, step: PathStep): Value {
  try {
    return decode(reader, type)
  } catch (error) {
    throw errorBelow(step, error)
  }
}

function toNumber(token: Token): NumberValue {
  if (token.kind === 'int') return token.value
  if (token.kind === 'double' && !Number.isNaN(token.value)) return canonicalNumber(token.value)
  const parsed = token.kind === 'string' ? parseNumber(token.value) : null
  if (parsed === null) throw mismatch({ kind: 'number' }, token)
  return parsed
}

type SequenceType = Extract<Type, { readonly kind: 'list' | 'set' | 'tuple' }>

function decodeSequence(reader: MsgpackReader, type: SequenceType, length: number): Value {
  if (type.kind === 'tuple') {
    if (length !== type.elements.length) {
      throw new ValueError(`needs ${type.elements.length} elements, has ${length}`)
    }
    return type.elements.map((of, index) => decodeBelow(reader, of, index))
  }
  const elements: Value[] = []
  for (let index = 0; index < length; index += 1) {
    elements.push(decodeBelow(reader, type.element, index))
  }
  return elements
}

function decodeMap(reader: MsgpackReader, element: Type, length: number): Value {
  const entries = new Map<string, Value>()
  for (let index = 0; index < length; index += 1) {
    const key = decodeKey(reader)
    entries.set(key, decodeBelow(reader, element, { key }))
  }
  return entries
}

function decodeObject(reader: MsgpackReader, type: ObjectType, length: number): Value {
  if (length !== type.attributes.size) {
    throw new ValueError(`needs ${type.attributes.size} attributes, has ${length}`)
  }
  const entries: (readonly [string, Value])[] = []
  for (let index = 0; index < length; index += 1) {
    const name = decodeKey(reader)
    const of = type.attributes.get(name)
    if (of === undefined) throw new ValueError('there is no such attribute', [name])
    entries.push([name, decodeBelow(reader, of, name)])
  }
  const object = toObjectValue(entries)
  if (Object.keys(object).length !== length) throw new ValueError('an attribute is there twice')
  return object
}

function decodeKey(reader: MsgpackReader): string {
  const token = reader.next()
  if (token.kind !== 'string') throw new ValueError(`a key is ${token.kind}, not a string`)
  return token.value
}

function decodeDynamic(reader: MsgpackReader): Value {
  const token = reader.next()
  if (token.kind !== 'binary') throw new ValueError('the type of a dynamic value must be binary')
  const type = readType(token.value.toString('utf8'))
  return new Dynamic(type, decode(reader, type))
}

function readType(text: string): Type {
  try {
    return fromTypeJson(text)
  } catch (error) {
    throw new ValueError(error instanceof Error ? error.message : String(error))
  }
}

type ExtensionToken = Extract<Token, { readonly kind: 'extension' }>

/** Every extension is an unknown; only type 12 says more. */
function decodeUnknown(token: ExtensionToken): Unknown {
  if (token.code !== REFINED_UNKNOWN || token.payload.length < 2) return UNKNOWN
  const reader = new MsgpackReader(token.payload)
  const head = reader.next()
  if (head.kind !== 'map') throw new ValueError('the refinements of an unknown must be a map')
  const refinements: Refinements = {}
  for (let index = 0; index < head.length; index += 1) {
    const key = reader.next()
    Object.assign(refinements, decodeRefinement(reader, key))
  }
  const names = Object.keys(refinements)
  if (names.length === 0) return UNKNOWN
  return names.length === 1 && refinements.notNull ? UNKNOWN_NOT_NULL : new Unknown(refinements)
}

function decodeRefinement(reader: MsgpackReader, key: Token): Refinements {
  const value = reader.next()
  if (key.kind !== 'int') throw new ValueError('the key of a refinement must be a number')
  if (key.value === 1 && value.kind === 'bool') return value.value ? {} : { notNull: true }
  if (key.value === 2 && value.kind === 'string') return { prefix: value.value }
  if ((key.value === 3 || key.value === 4) && value.kind === 'array' && value.length === 2) {
    const bound = { value: toNumber(reader.next()), isInclusive: isTrue(reader.next()) }
    return key.value === 3 ? { lower: bound } : { upper: bound }
  }
  if (value.kind === 'int' && key.value === 5) return { lengthMin: Number(value.value) }
  if (value.kind === 'int' && key.value === 6) return { lengthMax: Number(value.value) }
  if (typeof key.value === 'number' && key.value >= 1 && key.value <= 6) {
    throw new ValueError(`refinement ${key.value} has the wrong form`)
  }
  skip(reader, value)
  return {}
}

function isTrue(token: Token): boolean {
  return token.kind === 'bool' && token.value
}

/** Reads past what a token announced. */
function skip(reader: MsgpackReader, token: Token): void {
  if (token.kind !== 'array' && token.kind !== 'map') return
  const count = token.kind === 'map' ? 2 * token.length : token.length
  for (let index = 0; index < count; index += 1) skip(reader, reader.next())
}

function mismatch(type: Type, token: Token): ValueError {
  return new ValueError(`needs a value of type ${toTypeJson(type)}, has ${token.kind}`)
}
