/**
 * Which changes of a plan make a new object necessary. Pure.
 *
 * A value that the provider decides and that is merely not known yet is no such change; a
 * configured value that is not known yet is one, because it may differ.
 */

import type { Attribute, Attributes } from '../../schema/index.ts'
import {
  attributeOf,
  equalValues,
  isListValue,
  isMapValue,
  isObjectValue,
  isUnknown,
} from '../../values/index.ts'
import type { ObjectValue, Path, Value } from '../../values/index.ts'
import { isDecidedByProvider } from './merge.ts'

interface Change {
  readonly config: ObjectValue
  readonly prior: ObjectValue
  readonly planned: ObjectValue
}

/** Paths of the changed attributes that need a new object; nothing when the old one can stay. */
export function replacingPaths(attributes: Attributes, change: Change): readonly Path[] {
  return inObject({ attributes, change, path: [] })
}

function inObject(of: {
  readonly attributes: Attributes
  readonly change: Change
  readonly path: Path
}): readonly Path[] {
  const { config, prior, planned } = of.change
  return Object.entries(of.attributes).flatMap(([name, attribute]) =>
    inAttribute({
      attribute,
      path: [...of.path, name],
      config: attributeOf(config, name),
      prior: attributeOf(prior, name),
      planned: attributeOf(planned, name),
    }),
  )
}

interface AttributeChange {
  readonly attribute: Attribute
  readonly path: Path
  readonly config: Value
  readonly prior: Value
  readonly planned: Value
}

function inAttribute(change: AttributeChange): readonly Path[] {
  const { attribute, config, prior, planned, path } = change
  if (equalValues(attribute.type, prior, planned)) return []
  if (isUnknown(planned) && isDecidedByProvider(attribute, config)) return []
  return isReplacing(change) ? [path] : inNested(change)
}

function isReplacing({ attribute, config, prior, planned }: AttributeChange): boolean {
  const { replace } = attribute
  if (replace === null) return false
  if (replace === 'always') return true
  if (replace === 'if_configured') return config !== null
  // The rule takes values of its attribute's type, and these are.
  return replace({ prior, planned } as never)
}

function inNested({ attribute, path, config, prior, planned }: AttributeChange): readonly Path[] {
  const { nested } = attribute
  if (nested === null) return []
  const wanted = config ?? attribute.default ?? null
  const pairs: { readonly path: Path; readonly at: readonly [Value, Value, Value] }[] = []
  if (nested.nesting === 'single') pairs.push({ path, at: [wanted, prior, planned] })
  if (isListValue(planned) && isListValue(prior) && nested.nesting === 'list') {
    for (const [index, element] of planned.entries()) {
      const configured = isListValue(wanted) ? (wanted[index] ?? null) : null
      pairs.push({ path: [...path, index], at: [configured, prior[index] ?? null, element] })
    }
  }
  if (isMapValue(planned) && isMapValue(prior)) {
    for (const [key, element] of planned) {
      const configured = isMapValue(wanted) ? (wanted.get(key) ?? null) : null
      pairs.push({ path: [...path, { key }], at: [configured, prior.get(key) ?? null, element] })
    }
  }
  return pairs.flatMap(({ path: below, at: [before, was, will] }) => {
    if (!isObjectValue(was) || !isObjectValue(will)) return []
    const change = { config: isObjectValue(before) ? before : {}, prior: was, planned: will }
    return inObject({ attributes: nested.attributes, change, path: below })
  })
}
