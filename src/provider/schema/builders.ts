/**
 * How attributes are declared: `required.string({ description: '…' })`.
 *
 * The word before the dot says who gives the value, the word after it what the value is. Each pair
 * takes only the options that make sense for it, so that a default on a required attribute, or a
 * plan rule in a data source, does not compile.
 *
 * | for resources      | value from                                             |
 * | ------------------ | ------------------------------------------------------ |
 * | `required`         | the user                                               |
 * | `optional`         | the user, or null                                      |
 * | `defaulted`        | the user, or the default (known at plan)               |
 * | `computed`         | the provider                                           |
 * | `optionalComputed` | the user, or the provider                              |
 * | `writeOnly`        | the user, and it is never stored                       |
 *
 * `data.required`, `data.optional`, `data.computed` are for data sources and ephemeral resources,
 * `setting.required` and `setting.optional` for the provider's own configuration.
 */

import {
  attributeOf,
  isKnown,
  isListValue,
  isMapValue,
  isObjectValue,
  listOf,
  mapOf,
  objectOf,
  setOf,
  toObjectValue,
} from '../values/index.ts'
import type { ObjectValue, Type, Value } from '../values/index.ts'
import type { Attribute, Attributes, BlockShape, Concept, Mode, Nesting } from './attribute.ts'
import { check } from './check.ts'
import type { Check } from './check.ts'
import type { CrossRule } from './cross-rule.ts'
import { t } from './element.ts'
import type { Plain } from './element.ts'
import type { BlockBuilders, Builders, Giver } from './forms.ts'

/** Every option that any builder takes. */
interface AnyOptions {
  readonly description: string
  readonly deprecated?: string
  readonly sensitive?: boolean
  readonly check?: readonly Check<never>[]
  readonly requiresReplace?: true | 'if_configured' | ((change: never) => boolean)
  readonly equivalent?: (a: never, b: never) => boolean
  readonly dependsOn?: readonly string[]
  readonly nullable?: boolean
  readonly default?: unknown
  readonly oneOf?: readonly string[]
  readonly of?: Plain
  readonly attributes?: Attributes
  readonly rules?: readonly CrossRule[]
}

const MODES: Readonly<Record<Giver, Mode>> = {
  required: 'required',
  optional: 'optional',
  defaulted: 'optional',
  computed: 'computed',
  optionalComputed: 'optional_computed',
  writeOnly: 'optional',
}

type ValueShape = Pick<Attribute, 'type' | 'faultsOf' | 'nested'>

function build(kind: { readonly concept: Concept; readonly giver: Giver }) {
  return (shape: ValueShape, options: AnyOptions): Attribute => {
    const { requiresReplace, oneOf } = options
    const choice = oneOf === undefined ? [] : [oneOfTexts(oneOf)]
    const attribute: Attribute = {
      ...shape,
      concept: kind.concept,
      mode: MODES[kind.giver],
      description: options.description,
      deprecated: options.deprecated ?? null,
      isSensitive: options.sensitive ?? false,
      isWriteOnly: kind.giver === 'writeOnly',
      isNullable: options.nullable ?? (kind.giver === 'optional' || kind.giver === 'writeOnly'),
      checks: [...choice, ...(options.check ?? [])],
      default: undefined,
      replace: requiresReplace === true ? 'always' : (requiresReplace ?? null),
      dependsOn: options.dependsOn ?? null,
      equivalent: options.equivalent ?? null,
    }
    if (kind.giver !== 'defaulted') return attribute
    return { ...attribute, default: complete(attribute, options.default as Value) }
  }
}

function oneOfTexts(texts: readonly string[]): Check<string> {
  const shown = texts.map((text) => JSON.stringify(text)).join(', ')
  return check(`must be one of ${shown}`, (value) => texts.includes(value))
}

function plainShape(of: Plain): ValueShape {
  return { type: of.type, faultsOf: of.faultsOf, nested: null }
}

function plainOf(options: AnyOptions): Plain {
  if (options.of === undefined) throw new TypeError('the option `of` is missing')
  return options.of
}

interface AnyBlockOptions extends AnyOptions {
  readonly min?: number
  readonly max?: number
}

function buildBlock(nesting: Nesting, isGroup = false) {
  const isOptional = nesting === 'single' && !isGroup
  const make = build({ concept: 'resource', giver: isOptional ? 'optional' : 'required' })
  return (options: AnyBlockOptions): Attribute => {
    const block = { isGroup, itemsMin: options.min ?? 0, itemsMax: options.max ?? 0 }
    return make(nestedShape(nesting, { options, block }), options)
  }
}

function nestedShape(
  nesting: Nesting,
  of: { readonly options: AnyOptions; readonly block?: BlockShape },
): ValueShape {
  const { options, block = null } = of
  const { attributes = {}, rules = [] } = options
  return {
    type: nestedType(nesting, attributes),
    faultsOf: () => [],
    nested: { nesting, attributes, rules, block },
  }
}

function nestedType(nesting: Nesting, attributes: Attributes): Type {
  const object = objectOf(Object.entries(attributes).map(([name, { type }]) => [name, type]))
  switch (nesting) {
    case 'single':
      return object
    case 'list':
      return listOf(object)
    case 'set':
      return setOf(object)
    case 'map':
      return mapOf(object)
  }
}

/** Fills what a default leaves out with the defaults of the nested attributes, else with null. */
function complete(attribute: Attribute, given: Value): Value {
  const { nested } = attribute
  if (nested === null || !isKnown(given)) return given
  const fill = (element: Value): Value => completeObject(nested.attributes, element)
  if (nested.nesting === 'single') return fill(given)
  if (isListValue(given)) return given.map(fill)
  if (isMapValue(given)) return new Map([...given].map(([key, element]) => [key, fill(element)]))
  return given
}

function completeObject(attributes: Attributes, given: Value): Value {
  const object: ObjectValue = isObjectValue(given) ? given : {}
  return toObjectValue(
    Object.entries(attributes).map(([name, attribute]) => {
      const value = attributeOf(object, name)
      const filled = value === null ? (attribute.default ?? null) : complete(attribute, value)
      return [name, filled] as const
    }),
  )
}

/** The builders of one word. The interface above gives them their types; they are one function. */
function builders<C extends Concept, G extends Giver>(concept: C, giver: G): Builders<C, G> {
  const make = build({ concept, giver })
  const untyped = {
    string: (options: AnyOptions) => make(plainShape(t.string), options),
    bool: (options: AnyOptions) => make(plainShape(t.bool), options),
    number: (options: AnyOptions) => make(plainShape(t.number), options),
    int: (options: AnyOptions) => make(plainShape(t.int), options),
    list: (options: AnyOptions) => make(plainShape(t.list(plainOf(options))), options),
    set: (options: AnyOptions) => make(plainShape(t.set(plainOf(options))), options),
    map: (options: AnyOptions) => make(plainShape(t.map(plainOf(options))), options),
    value: (options: AnyOptions) => make(plainShape(plainOf(options)), options),
    object: (options: AnyOptions) => make(nestedShape('single', { options }), options),
    objectList: (options: AnyOptions) => make(nestedShape('list', { options }), options),
    objectSet: (options: AnyOptions) => make(nestedShape('set', { options }), options),
    objectMap: (options: AnyOptions) => make(nestedShape('map', { options }), options),
  }
  return untyped as unknown as Builders<C, G>
}

export const required = builders('resource', 'required')
export const optional = builders('resource', 'optional')
export const defaulted = builders('resource', 'defaulted')
export const computed = builders('resource', 'computed')
export const optionalComputed = builders('resource', 'optionalComputed')
export const writeOnly = builders('resource', 'writeOnly')

/** Attributes of data sources and of ephemeral resources. */
export const data = {
  required: builders('data', 'required'),
  optional: builders('data', 'optional'),
  computed: builders('data', 'computed'),
}

/** Attributes of the provider's own configuration. */
export const setting = {
  required: builders('setting', 'required'),
  optional: builders('setting', 'optional'),
}

/** Blocks in resources. Like the others one function, typed by the interface. */
export const block = {
  single: buildBlock('single'),
  group: buildBlock('single', true),
  list: buildBlock('list'),
  set: buildBlock('set'),
  map: buildBlock('map'),
} as unknown as BlockBuilders
