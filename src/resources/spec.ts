/**
 * Attributes to specs and back: `health_check.timeout_ms` is `healthCheck.timeoutMs` in the engine.
 *
 * Answers for: the one rule that names follow, for all resources alike. A resource adds only what
 * the rule does not say. Does not know: any resource, what a value means.
 */

import { isUnknown } from '../provider/index.ts'
import type { Attribute, Attributes } from '../provider/index.ts'

type Spec = Readonly<Record<string, unknown>>
type Values = Readonly<Record<string, unknown>>

/** What every resource has and no spec: the envelope around it. */
const ENVELOPE: ReadonlySet<string> = new Set(['id', 'name', 'tags', 'owner', 'timeouts'])

/** `health_check` → `healthCheck`. */
export function toSpecName(name: string): string {
  const known = specNames.get(name)
  if (known !== undefined) return known
  const specName = name.replaceAll(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())
  specNames.set(name, specName)
  return specName
}

/** By the names of attributes, of which there are as many as are declared. */
const specNames = new Map<string, string>()

/** `healthCheck` → `health_check`. */
export function toAttributeName(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}

/**
 * The spec of what is desired. `except` are attributes that the engine does not keep. An unknown
 * value is left to the engine: null.
 */
export function toSpec(
  attributes: Attributes,
  { desired, except = [] }: { readonly desired: Values; readonly except?: readonly string[] },
): Spec {
  const names = Object.keys(attributes).filter(
    (name) => !ENVELOPE.has(name) && !except.includes(name),
  )
  return toObject(attributes, { values: desired, names })
}

function toObject(
  attributes: Attributes,
  { values, names }: { readonly values: Values; readonly names: readonly string[] },
): Spec {
  return Object.fromEntries(
    names.map((name) => [toSpecName(name), toSpecValue(attributes[name], values[name])]),
  )
}

function toSpecValue(attribute: Attribute | undefined, value: unknown): unknown {
  if (value === null || value === undefined || isUnknown(value)) return null
  const nested = attribute?.nested?.attributes
  if (nested !== undefined) {
    const convert = (element: unknown): Spec =>
      toObject(nested, { values: element as Values, names: Object.keys(nested) })
    return Array.isArray(value) ? value.map(convert) : convert(value)
  }
  return value instanceof Map ? Object.fromEntries(value) : value
}

/** The attributes that a spec gives: not the envelope, nor what the engine does not keep. */
export function fromSpec(
  attributes: Attributes,
  { spec, except = [] }: { readonly spec: Spec; readonly except?: readonly string[] },
): Values {
  const names = Object.keys(attributes).filter(
    (name) => !ENVELOPE.has(name) && !except.includes(name),
  )
  return fromObject(attributes, { spec, names })
}

function fromObject(
  attributes: Attributes,
  { spec, names }: { readonly spec: Spec; readonly names: readonly string[] },
): Values {
  return Object.fromEntries(
    names.map((name) => [name, fromSpecValue(attributes[name], spec[toSpecName(name)])]),
  )
}

function fromSpecValue(attribute: Attribute | undefined, value: unknown): unknown {
  if (value === null || value === undefined) return null
  const nested = attribute?.nested?.attributes
  if (nested !== undefined) {
    const convert = (element: unknown): Values =>
      fromObject(nested, { spec: element as Spec, names: Object.keys(nested) })
    return Array.isArray(value) ? value.map(convert) : convert(value)
  }
  const isMap = typeof value === 'object' && !Array.isArray(value)
  return isMap ? new Map(Object.entries(value)) : value
}
