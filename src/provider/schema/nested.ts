/**
 * Walking the objects inside nested attributes, whatever holds them.
 */

import { attributeOf, isListValue, isMapValue, isObjectValue } from '../values/index.ts'
import type { ObjectValue, PathStep, Value } from '../values/index.ts'
import { isSecret } from './attribute.ts'
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
      isObjectValue(object) ? [{ step: elementStep(shape, { object, index }), object }] : [],
    )
  }
  if (isMapValue(value)) {
    return [...value].flatMap(([key, object]) =>
      isObjectValue(object) ? [{ step: { key }, object }] : [],
    )
  }
  return []
}

/** The step to an element of a nested list or set; in a set it is named by what tells it apart. */
export function elementStep(
  { nesting, attributes }: Pick<NestedShape, 'nesting' | 'attributes'>,
  { object, index }: { readonly object: ObjectValue; readonly index: number },
): PathStep {
  if (nesting !== 'set') return index
  const words = Object.entries(attributes)
    .filter(([, attribute]) => !isSecret(attribute))
    // What must be given tells elements apart best.
    .toSorted(([, a], [, b]) => Number(b.mode === 'required') - Number(a.mode === 'required'))
    .flatMap(([name]) => {
      const value = attributeOf(object, name)
      const isPlain = typeof value === 'string' || typeof value === 'number'
      return isPlain && value !== '' ? [`${name} = ${JSON.stringify(value)}`] : []
    })
  const label = words.slice(0, LABEL_ATTRIBUTES).join(', ')
  return label === '' ? { element: object } : { element: object, label }
}

const LABEL_ATTRIBUTES = 2

/** Where the null elements of a nested collection are. */
export function nullElements(value: Value): readonly PathStep[] {
  if (isListValue(value)) return value.flatMap((of, index) => (of === null ? [index] : []))
  if (isMapValue(value)) return [...value].flatMap(([key, of]) => (of === null ? [{ key }] : []))
  return []
}
