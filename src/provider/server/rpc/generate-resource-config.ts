/**
 * GenerateResourceConfig: the configuration that somebody would write for an object that exists.
 * What the provider decides is left out, and so is what is as its default says.
 */

import { absentValue } from '../../schema/index.ts'
import type { Attribute, Attributes, Schema } from '../../schema/index.ts'
import {
  attributeOf,
  equalValues,
  isListValue,
  isMapValue,
  isObjectValue,
  toObjectValue,
} from '../../values/index.ts'
import type { ObjectValue, Value } from '../../values/index.ts'

export function generateResourceConfig({ attributes }: Schema, state: ObjectValue): ObjectValue {
  return generateObject(attributes, state)
}

function generateObject(attributes: Attributes, state: ObjectValue): ObjectValue {
  return toObjectValue(
    Object.entries(attributes).map(
      ([name, attribute]) => [name, generate(attribute, attributeOf(state, name))] as const,
    ),
  )
}

function generate(attribute: Attribute, value: Value): Value {
  const { mode, nested, type, default: usual } = attribute
  if (mode === 'computed' || attribute.isWriteOnly || value === null) return absentValue(attribute)
  if (usual !== undefined && equalValues(type, value, usual)) return absentValue(attribute)
  if (nested === null) return value
  const inside = (element: Value): Value =>
    isObjectValue(element) ? generateObject(nested.attributes, element) : element
  if (nested.nesting === 'single') return inside(value)
  if (isListValue(value)) return value.map(inside)
  return isMapValue(value) ? new Map([...value].map(([key, of]) => [key, inside(of)])) : value
}
