/**
 * Values to and from the JSON of a state file, without loss: numbers of any size, keys of any
 * spelling. The state keeps a dynamic value as `{"value": …, "type": …}`. JSON has no unknowns.
 */

import { canonicalNumber, Decimal, parseNumber } from './number.ts'
import { errorBelow, ValueError } from './path.ts'
import { fromTypeJson, toTypeJson } from './type.ts'
import type { ObjectType, Type } from './type.ts'
import {
  attributeOf,
  Dynamic,
  isListValue,
  isMapValue,
  isObjectValue,
  isUnknown,
  toObjectValue,
} from './value.ts'
import type { Value } from './value.ts'
import type { NumberValue } from './number.ts'

/** Parsed JSON whose numbers have lost nothing. */
export type Json =
  null | boolean | string | NumberValue | readonly Json[] | { readonly [key: string]: Json }

/** Parses JSON text and keeps every digit of its numbers. Throws a SyntaxError. */
export function parseJson(text: string): Json {
  const reviver: Reviver = (_key, value, context) => {
    if (typeof value !== 'number') return value
    return parseNumber(context.source ?? String(value)) ?? value
  }
  return JSON.parse(text, reviver as (key: string, value: unknown) => unknown) as Json
}

/** ECMAScript hands the source text of a number to a reviver; the type library lags behind. */
type Reviver = (key: string, value: unknown, context: { readonly source?: string }) => unknown

/** How to treat JSON that does not quite have the form of the type. */
export interface FromJsonOptions {
  /** Leave out attributes that the type does not have, as after a schema lost them. */
  readonly ignoreUnknownAttributes?: boolean
}

/** A value of a type from parsed JSON. Missing attributes become null. Throws a ValueError. */
export function fromJson(type: Type, json: Json, options: FromJsonOptions = {}): Value {
  if (json === null) return null
  switch (type.kind) {
    case 'string':
      return scalarToString(json)
    case 'bool':
      if (json === true || json === 'true') return true
      if (json === false || json === 'false') return false
      throw mismatch(type)
    case 'number':
      return toNumber(json)
    case 'list':
    case 'set':
      if (!isArray(json)) throw mismatch(type)
      return json.map((element, index) => {
        return below(index, () => fromJson(type.element, element, options))
      })
    case 'tuple':
      if (!isArray(json) || json.length !== type.elements.length) throw mismatch(type)
      return type.elements.map((of, index) => {
        return below(index, () => fromJson(of, json[index] ?? null, options))
      })
    case 'map':
      if (!isRecord(json)) throw mismatch(type)
      return new Map(
        Object.entries(json).map(([key, element]) => [
          key,
          below({ key }, () => fromJson(type.element, element, options)),
        ]),
      )
    case 'object':
      return objectFromJson(type, json, options)
    case 'dynamic':
      return dynamicFromJson(json, options)
  }
}

/** The JSON text of a value of a type. Throws a ValueError for unknowns and for a wrong type. */
export function toJson(type: Type, value: Value): string {
  if (value === null) return 'null'
  if (isUnknown(value)) throw new ValueError('JSON cannot carry an unknown value')
  switch (type.kind) {
    case 'string':
    case 'bool':
      return JSON.stringify(value)
    case 'number':
      return numberToJson(value)
    case 'list':
    case 'set':
      if (!isListValue(value)) throw mismatch(type)
      return `[${value.map((element) => toJson(type.element, element)).join()}]`
    case 'tuple':
      if (!isListValue(value)) throw mismatch(type)
      return `[${type.elements.map((of, index) => toJson(of, value[index] ?? null)).join()}]`
    case 'map':
      if (!isMapValue(value)) throw mismatch(type)
      return `{${[...value].map(([key, of]) => toMember(key, toJson(type.element, of))).join()}}`
    case 'object':
      if (!isObjectValue(value)) throw mismatch(type)
      return `{${[...type.attributes]
        .map(([name, of]) => toMember(name, toJson(of, attributeOf(value, name))))
        .join()}}`
    case 'dynamic':
      if (!(value instanceof Dynamic)) throw mismatch(type)
      return `{"value":${toJson(value.type, value.value)},"type":${toTypeJson(value.type)}}`
  }
}

function toMember(name: string, text: string): string {
  return `${JSON.stringify(name)}:${text}`
}

/** Terraform itself turns numbers and bools into strings where a schema changed so. */
function scalarToString(json: Json): string {
  if (typeof json === 'string') return json
  if (typeof json === 'object' && !(json instanceof Decimal)) throw mismatch({ kind: 'string' })
  return String(json)
}

function toNumber(json: Json): NumberValue {
  if (typeof json === 'number' || typeof json === 'bigint' || json instanceof Decimal) return json
  const parsed = typeof json === 'string' ? parseNumber(json) : null
  if (parsed === null) throw mismatch({ kind: 'number' })
  return parsed
}

function numberToJson(value: Value): string {
  const number = canonicalNumber(value as NumberValue)
  if (typeof number === 'number' && !Number.isFinite(number)) {
    throw new ValueError('JSON cannot carry an infinite number')
  }
  return number.toString()
}

function objectFromJson(type: ObjectType, json: Json, options: FromJsonOptions): Value {
  if (!isRecord(json)) throw mismatch(type)
  if (options.ignoreUnknownAttributes !== true) {
    const stranger = Object.keys(json).find((name) => !type.attributes.has(name))
    if (stranger !== undefined) throw new ValueError('there is no such attribute', [stranger])
  }
  return toObjectValue(
    [...type.attributes].map(([name, of]) => {
      const member = Object.hasOwn(json, name) ? (json[name] ?? null) : null
      return [name, below(name, () => fromJson(of, member, options))] as const
    }),
  )
}

function dynamicFromJson(json: Json, options: FromJsonOptions): Value {
  if (!isRecord(json) || !('value' in json) || !('type' in json))
    throw mismatch({ kind: 'dynamic' })
  const type = fromTypeJson(JSON.stringify(json['type']))
  const value = fromJson(type, json['value'] ?? null, options)
  return value === null ? null : new Dynamic(type, value)
}

function isArray(json: Json): json is readonly Json[] {
  return Array.isArray(json)
}

function isRecord(json: Json): json is { readonly [key: string]: Json } {
  return (
    typeof json === 'object' && json !== null && !Array.isArray(json) && !(json instanceof Decimal)
  )
}

function below<T>(step: Parameters<typeof errorBelow>[0], read: () => T): T {
  try {
    return read()
  } catch (error) {
    throw errorBelow(step, error)
  }
}

function mismatch(type: Type): ValueError {
  return new ValueError(`the JSON is not of type ${toTypeJson(type)}`)
}
