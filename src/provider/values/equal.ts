/**
 * When two values are the same: by type, strings in Unicode's normal form C as Terraform compares
 * them, numbers by value, sets without order. Two unknowns are the same whatever is known of them.
 */

import { numberKey } from './number.ts'
import type { NumberValue } from './number.ts'
import type { Type } from './type.ts'
import { sameType, toTypeJson } from './type.ts'
import type { Value } from './value.ts'
import { attributeOf, Dynamic, isListValue, isMapValue, isObjectValue, isUnknown } from './value.ts'

/** Whether two values of one type are the same. */
export function equalValues(type: Type, a: Value, b: Value): boolean {
  if (a === b) return true
  if (a === null || b === null) return false
  if (isUnknown(a) || isUnknown(b)) return isUnknown(a) && isUnknown(b)
  switch (type.kind) {
    case 'string':
      return typeof a === 'string' && typeof b === 'string' && toNfc(a) === toNfc(b)
    case 'bool':
      return false
    case 'number':
    case 'set':
      return valueKey(type, a) === valueKey(type, b)
    case 'list':
      return equalElements(() => type.element, a, b)
    case 'tuple':
      return equalElements((index) => type.elements[index], a, b)
    case 'map':
      return equalMaps(type.element, a, b)
    case 'object':
      return equalObjects(type.attributes, a, b)
    case 'dynamic':
      return (
        a instanceof Dynamic &&
        b instanceof Dynamic &&
        sameType(a.type, b.type) &&
        equalValues(a.type, a.value, b.value)
      )
  }
}

/** Text that is the same for the same values of a type and differs for different ones. */
export function valueKey(type: Type, value: Value): string {
  if (value === null) return 'null'
  if (isUnknown(value)) return '?'
  switch (type.kind) {
    case 'string':
      return JSON.stringify(toNfc(value as string))
    case 'number':
      return numberKey(value as NumberValue)
    case 'bool':
      return value === true ? 'true' : 'false'
    case 'list':
      return isListValue(value) ? `[${value.map((v) => valueKey(type.element, v)).join()}]` : ''
    case 'set':
      return isListValue(value)
        ? `{${[...new Set(keysOf(type.element, value))].sort().join()}}`
        : ''
    case 'tuple':
      return isListValue(value)
        ? `[${type.elements.map((of, index) => valueKey(of, value[index] ?? null)).join()}]`
        : ''
    case 'map':
      return isMapValue(value) ? `{${mapKeys(type.element, value).sort().join()}}` : ''
    case 'object':
      return isObjectValue(value)
        ? `{${[...type.attributes]
            .map(
              ([name, of]) => `${JSON.stringify(name)}:${valueKey(of, attributeOf(value, name))}`,
            )
            .join()}}`
        : ''
    case 'dynamic':
      return value instanceof Dynamic
        ? `${toTypeJson(value.type)}${valueKey(value.type, value.value)}`
        : ''
  }
}

function toNfc(text: string): string {
  return text.normalize('NFC')
}

function keysOf(type: Type, values: readonly Value[]): string[] {
  return values.map((value) => valueKey(type, value))
}

function mapKeys(element: Type, map: ReadonlyMap<string, Value>): string[] {
  return [...map].map(([key, v]) => `${JSON.stringify(toNfc(key))}:${valueKey(element, v)}`)
}

function equalElements(typeAt: (index: number) => Type | undefined, a: Value, b: Value): boolean {
  if (!isListValue(a) || !isListValue(b) || a.length !== b.length) return false
  return a.every((element, index) => {
    const type = typeAt(index)
    return type !== undefined && equalValues(type, element, b[index] ?? null)
  })
}

function equalMaps(element: Type, a: Value, b: Value): boolean {
  if (!isMapValue(a) || !isMapValue(b) || a.size !== b.size) return false
  return valueKey({ kind: 'map', element }, a) === valueKey({ kind: 'map', element }, b)
}

function equalObjects(attributes: ReadonlyMap<string, Type>, a: Value, b: Value): boolean {
  if (!isObjectValue(a) || !isObjectValue(b)) return false
  for (const [name, type] of attributes) {
    if (!equalValues(type, attributeOf(a, name), attributeOf(b, name))) return false
  }
  return true
}
