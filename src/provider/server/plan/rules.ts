/**
 * Terraform's own rules for plans and applies, as code. Pure.
 *
 * Terraform checks every answer of a provider and reports "Provider produced invalid plan" or
 * "Provider produced inconsistent result after apply" to a user who can do nothing about it. These
 * are the same rules, so that tests, and a provider in development, find it first. Each function
 * returns one sentence for each rule that is broken.
 */

import { isComputed } from '../../schema/index.ts'
import type { Attribute, Attributes, Schema } from '../../schema/index.ts'
import {
  attributeOf,
  checkRefinements,
  Dynamic,
  equalValues,
  formatPath,
  isKnown,
  isListValue,
  isMapValue,
  isObjectValue,
  isUnknown,
} from '../../values/index.ts'
import type { ObjectValue, Path, Type, Value } from '../../values/index.ts'

export interface PlanChecked {
  readonly schema: Schema
  readonly config: ObjectValue
  readonly prior: ObjectValue | null
  readonly planned: ObjectValue
  readonly replacing: readonly Path[]
}

/** What Terraform would refuse in a plan for a create or an update. */
export function checkPlanned(checked: PlanChecked): readonly string[] {
  const { schema, config, prior, planned, replacing } = checked
  return [
    ...plannedObject({ attributes: schema.attributes, config, prior, planned, path: [] }),
    ...replacing
      .filter((path) => !exists(planned, path) && !exists(prior, path))
      .map((path) => `${formatPath(path)} requires a new object, but there is no such value`),
  ]
}

interface PlannedObject {
  readonly attributes: Attributes
  readonly config: ObjectValue
  readonly prior: ObjectValue | null
  readonly planned: ObjectValue
  readonly path: Path
}

function plannedObject(of: PlannedObject): readonly string[] {
  return Object.entries(of.attributes).flatMap(([name, attribute]) =>
    plannedValue({
      attribute,
      config: attributeOf(of.config, name),
      prior: of.prior === null ? null : attributeOf(of.prior, name),
      planned: attributeOf(of.planned, name),
      path: [...of.path, name],
    }),
  )
}

interface PlannedValue {
  readonly attribute: Attribute
  readonly config: Value
  readonly prior: Value
  readonly planned: Value
  readonly path: Path
}

function plannedValue(of: PlannedValue): readonly string[] {
  const { attribute, config, prior, planned, path } = of
  const { type } = attribute
  const at = formatPath(path)
  if (attribute.isWriteOnly) {
    return planned === null ? [] : [`${at} is write-only and must be planned as null`]
  }
  if (equalValues(type, planned, config)) return []
  if (config === null) {
    return isComputed(attribute) ? [] : [`${at} is not configured and not computed: must be null`]
  }
  const isPrior = prior !== null && equalValues(type, planned, prior)
  if (attribute.nested !== null && isKnown(config)) {
    if (isUnknown(planned)) return [`${at} is configured and cannot be planned as unknown`]
    return plannedNested(of)
  }
  return isPrior ? [] : [`${at} is planned as neither the configured nor the prior value`]
}

function plannedNested({ attribute, config, prior, planned, path }: PlannedValue) {
  const { nested } = attribute
  if (nested === null) return []
  const at = formatPath(path)
  const element = (below: Path, [wanted, was, will]: readonly [Value, Value, Value]) => {
    if (isObjectValue(wanted) && isObjectValue(will)) {
      return plannedObject({
        attributes: nested.attributes,
        config: wanted,
        prior: isObjectValue(was) ? was : null,
        planned: will,
        path: below,
      })
    }
    const isSame = wanted === will || (isUnknown(wanted) && isUnknown(will))
    return isSame ? [] : [`${formatPath(below)} is not planned as it is configured`]
  }
  if (nested.nesting === 'single') return element(path, [config, prior, planned])
  if (isListValue(config) && isListValue(planned)) {
    if (config.length !== planned.length) return [`${at} is planned with another length`]
    if (nested.nesting === 'set') return []
    const was = isListValue(prior) ? prior : []
    return config.flatMap((wanted, index) =>
      element([...path, index], [wanted, was[index] ?? null, planned[index] ?? null]),
    )
  }
  if (isMapValue(config) && isMapValue(planned)) {
    if (config.size !== planned.size) return [`${at} is planned with other keys`]
    const was = isMapValue(prior) ? prior : new Map<string, Value>()
    return [...config].flatMap(([key, wanted]) =>
      element([...path, { key }], [wanted, was.get(key) ?? null, planned.get(key) ?? null]),
    )
  }
  return [`${at} is not planned as it is configured`]
}

/** Whether a path leads to a value, null included. */
function exists(root: ObjectValue | null, path: Path): boolean {
  let at: Value = root
  for (const step of path) {
    if (typeof step === 'string') {
      if (!isObjectValue(at) || !Object.hasOwn(at, step)) return false
      at = attributeOf(at, step)
    } else if (typeof step === 'number') {
      if (!isListValue(at) || step >= at.length) return false
      at = at[step] ?? null
    } else if ('key' in step) {
      if (!isMapValue(at) || !at.has(step.key)) return false
      at = at.get(step.key) ?? null
    } else {
      return false
    }
  }
  return root !== null
}

/** What Terraform would refuse in the state after a create or an update that succeeded. */
export function checkApplied(checked: {
  readonly schema: Schema
  readonly planned: ObjectValue
  readonly applied: ObjectValue
}): readonly string[] {
  const { schema, planned, applied } = checked
  return compatible({ type: schema.type, planned, applied, path: [] })
}

/**
 * What Terraform would refuse when the plan made again in the apply phase, with everything known,
 * differs from the plan that the user approved.
 */
export function checkReplanned(checked: {
  readonly schema: Schema
  readonly first: ObjectValue
  readonly second: ObjectValue
}): readonly string[] {
  const { schema, first, second } = checked
  return compatible({ type: schema.type, planned: first, applied: second, path: [] })
}

/** Whether a value may come after a planned one: equal, or anything where the plan is unknown. */
export function isCompatible(type: Type, [planned, applied]: readonly [Value, Value]): boolean {
  return compatible({ type, planned, applied, path: [] }).length === 0
}

interface Compatible {
  readonly type: Type
  readonly planned: Value
  readonly applied: Value
  readonly path: Path
}

function compatible({ type, planned, applied, path }: Compatible): readonly string[] {
  const at = formatPath(path)
  if (isUnknown(planned)) {
    if (isUnknown(applied) || planned.refinements === null) return []
    const broken = checkRefinements(planned.refinements, applied)
    return broken === null ? [] : [`${at} ${broken}, as the plan promised`]
  }
  if (equalValues(type, planned, applied)) return []
  if (planned === null || applied === null || isUnknown(applied)) return [differs(at)]
  switch (type.kind) {
    case 'object':
      if (!isObjectValue(planned) || !isObjectValue(applied)) return [differs(at)]
      return [...type.attributes].flatMap(([name, of]) =>
        compatible({
          type: of,
          planned: attributeOf(planned, name),
          applied: attributeOf(applied, name),
          path: [...path, name],
        }),
      )
    case 'list':
    case 'tuple':
      return compatibleList({ type, planned, applied, path })
    case 'map':
      return compatibleMap({ type: type.element, planned, applied, path })
    case 'set':
      return compatibleSet({ type: type.element, planned, applied, path })
    case 'dynamic':
      if (!(planned instanceof Dynamic) || !(applied instanceof Dynamic)) return [differs(at)]
      return compatible({
        type: planned.type,
        planned: planned.value,
        applied: applied.value,
        path,
      })
    default:
      return [differs(at)]
  }
}

function compatibleList({ type, planned, applied, path }: Compatible): readonly string[] {
  if (!isListValue(planned) || !isListValue(applied)) return [differs(formatPath(path))]
  if (planned.length !== applied.length) return [`${formatPath(path)} has another length`]
  return planned.flatMap((element, index) => {
    const of = type.kind === 'list' ? type.element : (elementsOf(type)[index] ?? type)
    return compatible({
      type: of,
      planned: element,
      applied: applied[index] ?? null,
      path: [...path, index],
    })
  })
}

function elementsOf(type: Type): readonly Type[] {
  return type.kind === 'tuple' ? type.elements : []
}

function compatibleMap({ type, planned, applied, path }: Compatible): readonly string[] {
  if (!isMapValue(planned) || !isMapValue(applied)) return [differs(formatPath(path))]
  if (planned.size !== applied.size) return [`${formatPath(path)} has other keys`]
  return [...planned].flatMap(([key, element]) =>
    compatible({
      type,
      planned: element,
      applied: applied.get(key) ?? null,
      path: [...path, { key }],
    }),
  )
}

/** Elements of sets have no names: each must find a partner, and there may be fewer, never more. */
function compatibleSet({ type, planned, applied, path }: Compatible): readonly string[] {
  const at = formatPath(path)
  if (!isListValue(planned) || !isListValue(applied)) return [differs(at)]
  const fits = (one: Value, other: Value): boolean =>
    compatible({ type, planned: one, applied: other, path }).length === 0
  const isComplete = planned.every((element) => applied.some((other) => fits(element, other)))
  const isWithin = applied.every((element) => planned.some((other) => fits(other, element)))
  if (applied.length > planned.length || !isWithin) return [`${at} has elements not planned`]
  return isComplete ? [] : [`${at} lacks a planned element`]
}

function differs(at: string): string {
  return `${at} is not what was planned`
}
