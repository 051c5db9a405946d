/**
 * What stands where there is no value: null, except for blocks, which are never null when several
 * of them are possible.
 */

import { toObjectValue } from '../values/index.ts'
import type { ObjectValue, Value } from '../values/index.ts'
import type { Attribute, Attributes } from './attribute.ts'

/** The value of an attribute or block that is not there. */
export function absentValue({ nested }: Attribute): Value {
  if (nested === null || nested.block === null) return null
  if (nested.nesting === 'map') return new Map()
  if (nested.nesting !== 'single') return []
  return nested.block.isGroup ? absentObject(nested.attributes) : null
}

/** An object in which nothing is there. */
export function absentObject(attributes: Attributes): ObjectValue {
  return toObjectValue(
    Object.entries(attributes).map(([name, attribute]) => [name, absentValue(attribute)]),
  )
}
