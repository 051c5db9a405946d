/**
 * Walking the objects inside nested attributes, whatever holds them.
 */

import { isListValue, isMapValue, isObjectValue } from '../values/index.ts'
import type { ObjectValue, PathStep, Value } from '../values/index.ts'
import type { NestedShape } from './attribute.ts'

/** One object of a nested attribute; null is the step of a single one, which adds none. */
export interface NestedElement {
  readonly step: PathStep | null
  readonly object: ObjectValue
}

/** The known objects inside a known nested value; null and unknown elements are left out. */
export function nestedElements(shape: NestedShape, value: Value): readonly NestedElement[] {
  if (shape.nesting === 'single') return isObjectValue(value) ? [{ step: null, object: value }] : []
  if (isListValue(value)) {
    return value.flatMap((object, index) =>
      isObjectValue(object)
        ? [{ step: shape.nesting === 'set' ? { element: object } : index, object }]
        : [],
    )
  }
  if (isMapValue(value)) {
    return [...value].flatMap(([key, object]) =>
      isObjectValue(object) ? [{ step: { key }, object }] : [],
    )
  }
  return []
}

/** Where the null elements of a nested collection are. */
export function nullElements(value: Value): readonly PathStep[] {
  if (isListValue(value)) return value.flatMap((of, index) => (of === null ? [index] : []))
  if (isMapValue(value)) return [...value].flatMap(([key, of]) => (of === null ? [{ key }] : []))
  return []
}
