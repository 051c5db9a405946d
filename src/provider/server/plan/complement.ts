/**
 * Attributes that a state does not have yet, because the schema got them later. Pure.
 */

import { absentValue } from '../../schema/index.ts'
import type { Attribute, Attributes } from '../../schema/index.ts'
import {
  attributeOf,
  isListValue,
  isMapValue,
  isObjectValue,
  toObjectValue,
} from '../../values/index.ts'
import type { ObjectValue, Value } from '../../values/index.ts'

/**
 * The state with the defaults of attributes that have one and are null. An object made before the
 * attribute existed behaves as the default says; if it does not, the next refresh tells.
 */
export function complementDefaults(attributes: Attributes, state: ObjectValue): ObjectValue {
  return toObjectValue(
    Object.entries(attributes).map(
      ([name, attribute]) => [name, complement(attribute, attributeOf(state, name))] as const,
    ),
  )
}

function complement(attribute: Attribute, value: Value): Value {
  if (value === null) return attribute.default ?? absentValue(attribute)
  const { nested } = attribute
  if (nested === null) return value
  const inside = (element: Value): Value =>
    isObjectValue(element) ? complementDefaults(nested.attributes, element) : element
  if (nested.nesting === 'single') return inside(value)
  if (isListValue(value)) return value.map(inside)
  return isMapValue(value) ? new Map([...value].map(([key, of]) => [key, inside(of)])) : value
}
