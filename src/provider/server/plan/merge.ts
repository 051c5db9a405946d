/**
 * The heart of planning: configuration + prior state + defaults → what will be. Pure.
 *
 * For each attribute, in this order:
 *
 * | configuration       | planned                                                             |
 * | ------------------- | ------------------------------------------------------------------- |
 * | (write-only)        | null                                                                |
 * | unknown             | the unknown                                                         |
 * | a value             | the value, or the prior one when the two are equivalent             |
 * | null, with default  | as if the default were configured                                   |
 * | null, computed      | derived by the resource, else the prior value, else unknown;        |
 * |                     | unknown too when something changes that it depends on               |
 * | null                | null                                                                |
 *
 * Nested objects are merged the same way, each with the prior object that it continues: lists by
 * index, maps by key, sets by the attributes that the user gives.
 */

import type { Attribute, Attributes, NestedShape } from '../../schema/index.ts'
import {
  attributeOf,
  equalValues,
  isKnown,
  isListValue,
  isMapValue,
  isObjectValue,
  isUnknown,
  isWhollyKnown,
  toObjectValue,
  UNKNOWN,
  UNKNOWN_NOT_NULL,
} from '../../values/index.ts'
import type { ObjectValue, Value } from '../../values/index.ts'

export interface Merge {
  readonly config: ObjectValue
  /** Null when there is no prior object. */
  readonly prior: ObjectValue | null
  /** Something in the resource changes: what depends on everything is not known any more. */
  readonly isChange: boolean
  /** Values that the resource derived, by name of a top-level attribute. */
  readonly derived: ObjectValue
}

/** What will be. */
export function mergeObject(attributes: Attributes, merge: Merge): ObjectValue {
  const names = Object.keys(attributes)
  const planned = new Map(
    names.map((name) => [name, mergeAttribute({ attributes, name, merge })] as const),
  )
  forgetDependents({ attributes, merge, planned })
  return toObjectValue(planned)
}

/** Whether the provider decides the value, because nobody else does. */
export function isDecidedByProvider(attribute: Attribute, configured: Value): boolean {
  return (
    configured === null &&
    attribute.default === undefined &&
    (attribute.mode === 'computed' || attribute.mode === 'optional_computed')
  )
}

/** What stands for a computed value until it is applied. */
export function unknownOf(attribute: Attribute): Value {
  return attribute.isNullable ? UNKNOWN : UNKNOWN_NOT_NULL
}

interface Named {
  readonly attributes: Attributes
  readonly name: string
  readonly merge: Merge
}

function mergeAttribute({ attributes, name, merge }: Named): Value {
  const attribute = attributes[name]
  if (attribute === undefined || attribute.isWriteOnly) return null
  const configured = attributeOf(merge.config, name)
  if (isDecidedByProvider(attribute, configured)) return decide({ attribute, name, merge })
  const wanted = configured ?? attribute.default ?? null
  if (!isKnown(wanted)) return wanted
  const prior = merge.prior === null ? null : attributeOf(merge.prior, name)
  const merged = mergeNested({ attribute, wanted, prior, isChange: merge.isChange })
  return isEquivalent(attribute, { prior, merged }) ? prior : merged
}

function decide({ attribute, name, merge }: Omit<Named, 'attributes'> & Of): Value {
  if (Object.hasOwn(merge.derived, name)) return attributeOf(merge.derived, name)
  const prior = merge.prior === null ? null : attributeOf(merge.prior, name)
  const isKept = merge.prior !== null && (prior !== null || attribute.isNullable)
  const isForgotten = merge.isChange && attribute.dependsOn === null
  return isKept && !isForgotten ? prior : unknownOf(attribute)
}

interface Of {
  readonly attribute: Attribute
}

/** Two known values of which the attribute says that they mean the same. */
export function isEquivalent(
  attribute: Attribute,
  { prior, merged }: { readonly prior: Value; readonly merged: Value },
): boolean {
  const { equivalent } = attribute
  if (equivalent === null || !isKnown(prior) || !isKnown(merged)) return false
  if (!isWhollyKnown(merged) || !isWhollyKnown(prior)) return false
  // Both values are of the attribute's type: they were decoded by it.
  return equivalent(prior as never, merged as never)
}

interface Dependents {
  readonly attributes: Attributes
  readonly merge: Merge
  readonly planned: Map<string, Value>
}

/**
 * Makes unknown what depends on a sibling that changes. A computed sibling may itself be made
 * unknown so, therefore until nothing more changes: at most once per attribute.
 */
function forgetDependents({ attributes, merge, planned }: Dependents): void {
  const { prior, config, derived } = merge
  if (prior === null) return
  const waiting = new Set(
    Object.keys(attributes).filter((name) => {
      const attribute = attributes[name]
      if (attribute === undefined || (attribute.dependsOn?.length ?? 0) === 0) return false
      if (Object.hasOwn(derived, name)) return false
      return isDecidedByProvider(attribute, attributeOf(config, name))
    }),
  )
  const isChanged = (name: string): boolean => {
    const type = attributes[name]?.type
    const value = planned.get(name) ?? null
    return type !== undefined && !equalValues(type, value, attributeOf(prior, name))
  }
  for (let isSettled = false; !isSettled;) {
    isSettled = true
    for (const name of waiting) {
      const attribute = attributes[name]
      if (attribute?.dependsOn?.some(isChanged) !== true) continue
      planned.set(name, unknownOf(attribute))
      waiting.delete(name)
      isSettled = false
    }
  }
}

interface NestedMerge {
  readonly attribute: Attribute
  /** Known: what the user or the default gives. */
  readonly wanted: Value
  readonly prior: Value
  readonly isChange: boolean
}

function mergeNested({ attribute, wanted, prior, isChange }: NestedMerge): Value {
  const { nested } = attribute
  if (nested === null) return wanted
  const mergeElement = (config: Value, before: Value): Value =>
    isObjectValue(config)
      ? mergeObject(nested.attributes, {
          config,
          prior: isObjectValue(before) ? before : null,
          isChange,
          derived: {},
        })
      : config
  if (nested.nesting === 'single') return mergeElement(wanted, prior)
  if (isMapValue(wanted)) {
    const before = isMapValue(prior) ? prior : new Map<string, Value>()
    const entries = [...wanted].map(
      ([key, config]) => [key, mergeElement(config, before.get(key) ?? null)] as const,
    )
    return new Map(entries)
  }
  if (!isListValue(wanted)) return wanted
  const before = isListValue(prior) ? prior : []
  if (nested.nesting === 'list') {
    return wanted.map((config, index) => mergeElement(config, before[index] ?? null))
  }
  const matches = matchSet(nested, { wanted, prior: before })
  return wanted.map((config, index) => mergeElement(config, matches[index] ?? null))
}

/**
 * For each wanted element of a set the prior element that it continues: the first one not yet
 * taken that agrees in everything the user gives. Null when there is none.
 */
export function matchSet(
  nested: NestedShape,
  of: { readonly wanted: readonly Value[]; readonly prior: readonly Value[] },
): readonly (ObjectValue | null)[] {
  const free = of.prior.filter((element) => isObjectValue(element))
  return of.wanted.map((config) => {
    if (!isObjectValue(config)) return null
    const index = free.findIndex((prior) => isContinuation(nested.attributes, { config, prior }))
    return index === -1 ? null : (free.splice(index, 1)[0] ?? null)
  })
}

function isContinuation(
  attributes: Attributes,
  { config, prior }: { readonly config: ObjectValue; readonly prior: ObjectValue },
): boolean {
  const merged = mergeObject(attributes, { config, prior, isChange: false, derived: {} })
  return Object.entries(attributes).every(([name, attribute]) => {
    if (isDecidedByProvider(attribute, attributeOf(config, name))) return true
    const value = attributeOf(merged, name)
    return !isUnknown(value) && equalValues(attribute.type, value, attributeOf(prior, name))
  })
}
