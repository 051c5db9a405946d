/**
 * Values to MessagePack, directed by their type: the one form that Terraform accepts.
 *
 * What is not of its type (a missing attribute, a string for a number) is a ValueError with a path,
 * because Terraform would refuse the answer without saying where.
 */

import { canonicalNumber, isExactDouble } from './number.ts'

import { Decimal } from './number.ts'
import { errorBelow, ValueError } from './path.ts'
import type { PathStep } from './path.ts'
import { valueKey } from './equal.ts'
import { MsgpackWriter } from './msgpack-writer.ts'
import { toTypeJson } from './type.ts'
import type { ObjectType, Type } from './type.ts'
import {
  attributeOf,
  Dynamic,
  isListValue,
  isMapValue,
  isObjectValue,
  isUnknown,
  isWhollyKnown,
} from './value.ts'
import type { Refinements, Unknown, Value } from './value.ts'

const INT64_MIN = -(2n ** 63n)
const INT64_MAX = 2n ** 63n - 1n

/** The extension type of an unknown of which something is certain. */
const REFINED_UNKNOWN = 12

const PLAIN_UNKNOWN = Uint8Array.of(0)

/** Encodes a value of a type. Throws a ValueError where the value is not of that type. */
export function toMsgpack(type: Type, value: Value): Uint8Array {
  const writer = new MsgpackWriter()
  encode(writer, type, value)
  return writer.finish()
}

function encode(writer: MsgpackWriter, type: Type, value: Value): void {
  if (value === null) {
    writer.nil()
    return
  }
  if (isUnknown(value)) {
    encodeUnknown(writer, type, value)
    return
  }
  switch (type.kind) {
    case 'string':
      if (typeof value !== 'string') throw mismatch(type, value)
      writer.string(value)
      return
    case 'bool':
      if (typeof value !== 'boolean') throw mismatch(type, value)
      writer.bool(value)
      return
    case 'number':
      encodeNumber(writer, value)
      return
    case 'list':
    case 'set':
    case 'tuple':
      encodeSequence(writer, type, value)
      return
    case 'map':
      if (!isMapValue(value)) throw mismatch(type, value)
      writer.mapHeader(value.size)
      for (const [key, element] of value) {
        writer.string(key)
        encodeBelow(writer, type.element, { step: { key }, value: element })
      }
      return
    case 'object':
      encodeObject(writer, type, value)
      return
    case 'dynamic':
      if (!(value instanceof Dynamic)) throw mismatch(type, value)
      writer.arrayHeader(2)
      writer.binary(Buffer.from(toTypeJson(value.type)))
      encode(writer, value.type, value.value)
  }
}

function encodeBelow(
  writer: MsgpackWriter,
  type: Type,
  below: { readonly step: PathStep; readonly value: Value },
): void {
  try {
    encode(writer, type, below.value)
  } catch (error) {
    throw errorBelow(below.step, error)
  }
}

function encodeNumber(writer: MsgpackWriter, value: Value): void {
  if (typeof value !== 'number' && typeof value !== 'bigint' && !(value instanceof Decimal)) {
    throw mismatch({ kind: 'number' }, value)
  }
  if (Number.isNaN(value)) throw new ValueError('NaN is not a Terraform number')
  const exact = canonicalNumber(value)
  if (typeof exact === 'number') {
    if (Number.isInteger(exact)) writer.int(exact)
    else if (!Number.isFinite(exact) || isExactDouble(exact)) writer.double(exact)
    else writer.string(String(exact))
    return
  }
  if (typeof exact === 'bigint' && exact >= INT64_MIN && exact <= INT64_MAX) writer.int(exact)
  else writer.string(exact.toString())
}

type SequenceType = Extract<Type, { readonly kind: 'list' | 'set' | 'tuple' }>

function encodeSequence(writer: MsgpackWriter, type: SequenceType, value: Value): void {
  if (!isListValue(value)) throw mismatch(type, value)
  if (type.kind === 'tuple') {
    if (value.length !== type.elements.length) {
      throw new ValueError(`needs ${type.elements.length} elements, has ${value.length}`)
    }
    writer.arrayHeader(value.length)
    for (const [index, of] of type.elements.entries()) {
      encodeBelow(writer, of, { step: index, value: value[index] ?? null })
    }
    return
  }
  const elements = type.kind === 'set' ? withoutDuplicates(type.element, value) : value
  writer.arrayHeader(elements.length)
  for (const [index, element] of elements.entries()) {
    const step = type.kind === 'set' ? { element } : index
    encodeBelow(writer, type.element, { step, value: element })
  }
}

/** Unknown elements stay apart: each may become something else. */
function withoutDuplicates(element: Type, values: readonly Value[]): readonly Value[] {
  if (values.length < 2) return values
  const seen = new Set<string>()
  return values.filter((value) => {
    const key = valueKey(element, value)
    if (seen.has(key)) return !isWhollyKnown(value)
    seen.add(key)
    return true
  })
}

function encodeObject(writer: MsgpackWriter, type: ObjectType, value: Value): void {
  if (!isObjectValue(value)) throw mismatch(type, value)
  writer.mapHeader(type.attributes.size)
  for (const [name, of] of type.attributes) {
    if (!Object.hasOwn(value, name)) {
      throw new ValueError('the attribute is missing; give null when it has no value', [name])
    }
    writer.string(name)
    encodeBelow(writer, of, { step: name, value: attributeOf(value, name) })
  }
  for (const name of Object.keys(value)) {
    if (!type.attributes.has(name)) throw new ValueError('there is no such attribute', [name])
  }
}

function encodeUnknown(writer: MsgpackWriter, type: Type, value: Unknown): void {
  const { refinements } = value
  if (refinements === null || type.kind === 'dynamic' || Object.keys(refinements).length === 0) {
    writer.extension(0, PLAIN_UNKNOWN)
    return
  }
  const payload = new MsgpackWriter()
  encodeRefinements(payload, refinements)
  writer.extension(REFINED_UNKNOWN, payload.finish())
}

function encodeRefinements(payload: MsgpackWriter, refinements: Refinements): void {
  payload.mapHeader(Object.keys(refinements).length)
  const { notNull, prefix, lower, upper, lengthMin, lengthMax } = refinements
  if (notNull !== undefined) {
    payload.int(1)
    payload.bool(false)
  }
  if (prefix !== undefined) {
    payload.int(2)
    payload.string(prefix)
  }
  for (const [key, bound] of [[3, lower] as const, [4, upper] as const]) {
    if (bound === undefined) continue
    payload.int(key)
    payload.arrayHeader(2)
    encodeNumber(payload, bound.value)
    payload.bool(bound.isInclusive)
  }
  for (const [key, length] of [[5, lengthMin] as const, [6, lengthMax] as const]) {
    if (length === undefined) continue
    payload.int(key)
    payload.int(length)
  }
}

function mismatch(type: Type, value: Value): ValueError {
  return new ValueError(`needs a value of type ${toTypeJson(type)}, has ${nameOf(value)}`)
}

/** What kind of thing a value is, without showing it: it may be a secret. */
function nameOf(value: Value): string {
  if (Array.isArray(value)) return 'an array'
  if (value instanceof Map) return 'a Map'
  if (value instanceof Dynamic) return 'a dynamic value'
  if (value === undefined) return 'undefined'
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`
}
