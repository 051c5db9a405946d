/**
 * From what a resource returned to what Terraform may store. Pure.
 *
 * Values that mean the same as the expected ones take their spelling, write-only values go, and
 * what cannot be stored (an unknown, a wrong type, a null that was promised not to be) is found
 * here, before it would cost the user the whole state.
 */

import { absentValue, nestedElements } from '../../schema/index.ts'
import type { Attribute, Attributes, Schema } from '../../schema/index.ts'
import {
  attributeOf,
  formatPath,
  isKnown,
  isListValue,
  isMapValue,
  isObjectValue,
  isWhollyKnown,
  toMsgpack,
  toObjectValue,
  ValueError,
} from '../../values/index.ts'
import type { ObjectValue, Path, Type, Value } from '../../values/index.ts'
import { isEquivalent } from './merge.ts'
import { isCompatible } from './rules.ts'

/** The returned state with the expected spelling: that of the plan, or of the prior state. */
export function settle(
  attributes: Attributes,
  of: { readonly returned: ObjectValue; readonly expected: ObjectValue | null },
): ObjectValue {
  const { returned, expected } = of
  const names = new Set([...Object.keys(attributes), ...Object.keys(returned)])
  return toObjectValue(
    [...names].flatMap((name) => {
      const attribute = attributes[name]
      if (!Object.hasOwn(returned, name) && attribute?.isWriteOnly !== true) return []
      if (attribute === undefined) return [[name, attributeOf(returned, name)] as const]
      const before = expected === null ? null : attributeOf(expected, name)
      return [[name, settleValue(attribute, [attributeOf(returned, name), before])] as const]
    }),
  )
}

type Pair = readonly [returned: Value, expected: Value]

function settleValue(attribute: Attribute, [returned, expected]: Pair): Value {
  if (attribute.isWriteOnly) return null
  if (isEquivalent(attribute, { prior: expected, merged: returned })) return expected
  const { nested } = attribute
  if (nested === null || !isKnown(returned)) return returned
  const inside = (element: Value, before: Value): Value =>
    isObjectValue(element)
      ? settle(nested.attributes, {
          returned: element,
          expected: isObjectValue(before) ? before : null,
        })
      : element
  if (nested.nesting === 'single') return inside(returned, expected)
  if (isMapValue(returned)) {
    const before = isMapValue(expected) ? expected : new Map<string, Value>()
    return new Map([...returned].map(([key, of]) => [key, inside(of, before.get(key) ?? null)]))
  }
  if (!isListValue(returned)) return returned
  const before = isListValue(expected) ? expected : []
  if (nested.nesting === 'list') {
    return returned.map((element, index) => inside(element, before[index] ?? null))
  }
  const free = [...before]
  return returned.map((element) => {
    const index = free.findIndex((other) => {
      return isCompatible(elementType(attribute), [other, inside(element, other)])
    })
    return index === -1 ? element : inside(element, free.splice(index, 1)[0] ?? null)
  })
}

function elementType({ type }: Attribute): Type {
  return type.kind === 'set' ? type.element : type
}

/** One sentence for each reason why a state cannot be stored; nothing when it can. */
export function checkStorable(schema: Schema, state: ObjectValue): readonly string[] {
  try {
    toMsgpack(schema.type, state)
  } catch (error) {
    if (error instanceof ValueError) return [error.message]
    throw error
  }
  return checkObject(schema.attributes, { object: state, path: [] })
}

interface Located {
  readonly object: ObjectValue
  readonly path: Path
}

function checkObject(attributes: Attributes, { object, path }: Located): readonly string[] {
  return Object.entries(attributes).flatMap(([name, attribute]) => {
    const value = attributeOf(object, name)
    const at = [...path, name]
    if (attribute.nested === null && !isWhollyKnown(value)) {
      return [`${formatPath(at)} is still unknown`]
    }
    if (value === null) return isNullLegal(attribute) ? [] : [`${formatPath(at)} is null`]
    const { nested } = attribute
    if (nested === null) return []
    if (!isWhollyKnown(value)) return [`${formatPath(at)} is or has something still unknown`]
    return nestedElements(nested, value).flatMap(({ step, object: element }) =>
      checkObject(nested.attributes, { object: element, path: step === null ? at : [...at, step] }),
    )
  })
}

function isNullLegal(attribute: Attribute): boolean {
  return attribute.isNullable || attribute.isWriteOnly
}

/**
 * The best state that can be stored when an operation failed: each attribute from the first of
 * these objects that has a value fit to be stored for it, else null.
 */
export function salvage(schema: Schema, candidates: readonly ObjectValue[]): ObjectValue {
  return toObjectValue(
    Object.entries(schema.attributes).map(([name, attribute]) => {
      const values = candidates
        .filter((candidate) => Object.hasOwn(candidate, name))
        .map((candidate) => attributeOf(candidate, name))
      const found = values.find((value) => isStorable(attribute, value))
      const best = attribute.isWriteOnly ? null : (found ?? absentValue(attribute))
      return [name, best] as const
    }),
  )
}

function isStorable(attribute: Attribute, value: Value): boolean {
  if (!isWhollyKnown(value)) return false
  try {
    toMsgpack(attribute.type, value)
    return true
  } catch (error) {
    if (error instanceof ValueError) return false
    throw error
  }
}
