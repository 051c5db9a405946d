/**
 * What a schema says of a configuration: every check at every depth, unknown values left in peace.
 */

import { attributeOf, formatPath, isKnown, isUnknown } from '../values/index.ts'
import type { ObjectValue, Path, Value } from '../values/index.ts'
import { isConfigurable, isSecret } from './attribute.ts'
import type { Attribute, Attributes } from './attribute.ts'
import { brokenRule } from './check.ts'
import type { CrossRule } from './cross-rule.ts'
import { nestedElements, nullElements } from './nested.ts'
import { errorProblem } from './problem.ts'
import type { Problem } from './problem.ts'

/** What is to be validated: an object of these attributes, and where it stands. */
interface Validated {
  readonly attributes: Attributes
  readonly rules: readonly CrossRule[]
  readonly config: ObjectValue
  readonly path: Path
}

/** All problems of a configuration; nothing when it is valid. */
export function validateConfig(
  schema: { readonly attributes: Attributes; readonly rules: readonly CrossRule[] },
  config: ObjectValue,
): readonly Problem[] {
  return validateObject({ attributes: schema.attributes, rules: schema.rules, config, path: [] })
}

function validateObject({ attributes, rules, config, path }: Validated): readonly Problem[] {
  const own = Object.entries(attributes).flatMap(([name, attribute]) =>
    validateAttribute({ attribute, value: attributeOf(config, name), path: [...path, name] }),
  )
  return [...own, ...rules.flatMap((rule) => rule.check(config, path))]
}

interface ValidatedAttribute {
  readonly attribute: Attribute
  readonly value: Value
  readonly path: Path
}

function validateAttribute({ attribute, value, path }: ValidatedAttribute): readonly Problem[] {
  if (isUnknown(value)) return []
  if (!isConfigurable(attribute)) return value === null ? [] : [notConfigurable(path)]
  if (value === null) return attribute.mode === 'required' ? [missing(path)] : []
  const place = { path, isSecret: isSecret(attribute) }
  const faults = attribute.faultsOf(value).map((fault) =>
    brokenRule({
      rule: fault.rule,
      value: valueAt(value, fault.path),
      place: { ...place, path: [...path, ...fault.path] },
    }),
  )
  if (faults.length > 0) return faults
  if (attribute.nested !== null) {
    const problems = validateNested({ attribute, value, path })
    if (problems.length > 0) return problems
  }
  // A check takes values of its attribute's type, and the codec has seen to it that this is one.
  return attribute.checks.flatMap((check) => check(value as never, place))
}

function validateNested({ attribute, value, path }: ValidatedAttribute): readonly Problem[] {
  const { nested } = attribute
  if (nested === null) return []
  const empty = nullElements(value).map((step) =>
    errorProblem({
      path: [...path, step],
      summary: 'Missing value',
      detail: `${formatPath([...path, step])} must not be null.`,
    }),
  )
  const inner = nestedElements(nested, value).flatMap(({ step, object }) =>
    validateObject({
      attributes: nested.attributes,
      rules: nested.rules,
      config: object,
      path: step === null ? path : [...path, step],
    }),
  )
  return [...empty, ...inner]
}

function missing(path: Path): Problem {
  return errorProblem({
    path,
    summary: 'Missing required argument',
    detail: `The argument ${formatPath(path)} is required, and null is no value for it.`,
  })
}

function notConfigurable(path: Path): Problem {
  return errorProblem({
    path,
    summary: 'Value cannot be set',
    detail: `${formatPath(path)} is decided by the provider. Remove it from the configuration.`,
  })
}

/** The value at a path of list and map steps and attributes; null when there is none. */
function valueAt(value: Value, path: Path): Value {
  let at: Value = value
  for (const step of path) {
    if (!isKnown(at) || typeof at !== 'object') return null
    if (typeof step === 'number' && Array.isArray(at)) at = (at as readonly Value[])[step] ?? null
    else if (typeof step === 'string') at = (at as ObjectValue)[step] ?? null
    else if (typeof step === 'object' && 'key' in step && at instanceof Map) {
      at = (at as ReadonlyMap<string, Value>).get(step.key) ?? null
    } else return null
  }
  return at
}
