/**
 * Random resources: every giver of a value, every kind of value, nested in every way, with a world
 * behind them that makes up what is computed. And random configurations for them.
 */

import fc from 'fast-check'
import {
  block,
  computed,
  defaulted,
  optional,
  optionalComputed,
  provider,
  required,
  resource,
  t,
  writeOnly,
} from '../../../../src/provider/index.ts'
import type { Attribute, Attributes, Plain, Provider } from '../../../../src/provider/index.ts'
import type { Forms } from '../../../../src/provider/schema/index.ts'
import {
  attributeOf,
  Dynamic,
  isListValue,
  isMapValue,
  isObjectValue,
  isUnknown,
  STRING,
  toObjectValue,
  UNKNOWN,
} from '../../../../src/provider/values/index.ts'
import type { ObjectValue, Type, Value } from '../../../../src/provider/values/index.ts'

type ResourceAttribute = Attribute<Forms, 'resource'>
type Members = Readonly<Record<string, ResourceAttribute>>

const description = 'Random.'
const NAMES = ['alpha', 'beta', 'gamma', 'delta', 'eps']

const plains: readonly Plain[] = [
  t.string,
  t.exactNumber,
  t.bool,
  t.list(t.string),
  t.list(t.bool),
  t.set(t.string),
  t.map(t.exactNumber),
  t.object({ a: t.string, b: t.bool }),
  t.tuple([t.string, t.exactNumber]),
]

/** Where a random attribute is put. */
interface Where {
  readonly depth: number
  readonly isInSet: boolean
  readonly isInAttribute: boolean
  readonly siblings: readonly string[]
}

function plainAttributes(where: Where): fc.Arbitrary<ResourceAttribute> {
  const of = fc.constantFrom(...plains, ...(where.isInSet ? [] : [t.dynamic as Plain]))
  const replaces = where.isInSet ? fc.constant(undefined) : fc.constantFrom(undefined, rules)
  const planned = replaces.map((rule) => (rule === undefined ? {} : { requiresReplace: rule }))
  const keeps = fc
    .option(fc.subarray([...where.siblings]), { nil: undefined })
    .map((dependsOn) => (dependsOn === undefined ? {} : { dependsOn }))
  return fc.oneof(
    fc
      .tuple(of, planned)
      .map(([plain, more]) => required.value({ description, of: plain, ...more })),
    fc
      .tuple(of, planned)
      .map(([plain, more]) => optional.value({ description, of: plain, ...more })),
    of.chain((plain) =>
      givenValues(plain.type).map((value) =>
        defaulted.value({ description, of: plain, default: value }),
      ),
    ),
    fc
      .tuple(of, keeps, fc.boolean())
      .map(([plain, keep, nullable]) =>
        computed.value({ description, of: plain, ...keep, nullable }),
      ),
    fc
      .tuple(of, keeps, planned)
      .map(([plain, keep, more]) =>
        optionalComputed.value({ description, of: plain, ...keep, ...more }),
      ),
    fc.constant(
      defaulted.string({ description, default: 'Ab', equivalent: (a, b) => isSameWord(a, b) }),
    ),
    fc.constant(optional.string({ description, equivalent: (a, b) => isSameWord(a, b) })),
    ...(where.isInSet ? [] : [fc.constant(writeOnly.string({ description }))]),
  )
}

const rules = 'if_configured' as const

function isSameWord(a: string, b: string): boolean {
  return a.toUpperCase() === b.toUpperCase()
}

function nestedAttributes(where: Where): fc.Arbitrary<ResourceAttribute> {
  const below = { ...where, depth: where.depth - 1, isInAttribute: true }
  const inside = membersOf(below)
  const inSet = membersOf({ ...below, isInSet: true }).map(withKey)
  const seen = fc.constant({ seen: computed.string({ description }) })
  return fc.oneof(
    inside.map((attributes) => required.object({ description, attributes })),
    inside.map((attributes) => optional.objectList({ description, attributes })),
    inside.map((attributes) => required.objectMap({ description, attributes })),
    inSet.map((attributes) => optional.objectSet({ description, attributes })),
    inside
      .filter((attributes) => Object.values(attributes).every(({ mode }) => mode !== 'required'))
      .map((attributes) => defaulted.object({ description, attributes, default: {} })),
    inside.map((attributes) => optionalComputed.object({ description, attributes })),
    seen.map((attributes) => computed.objectList({ description, attributes })),
  )
}

function blocks(where: Where): fc.Arbitrary<ResourceAttribute> {
  const below = { ...where, depth: where.depth - 1 }
  const inside = membersOf(below).filter(hasNoDynamic)
  const inSet = membersOf({ ...below, isInSet: true })
    .map(withKey)
    .filter(hasNoDynamic)
  return fc.oneof(
    inside.map((attributes) => block.single({ description, attributes })),
    inside.map((attributes) => block.list({ description, attributes })),
    inside.map((attributes) => block.map({ description, attributes })),
    inSet.map((attributes) => block.set({ description, attributes })),
  )
}

function hasNoDynamic(attributes: Attributes): boolean {
  return !JSON.stringify(Object.values(attributes).map(({ type }) => typeText(type))).includes(
    'dyn',
  )
}

function typeText(type: Type): string {
  if (type.kind === 'object') return [...type.attributes.values()].map(typeText).join()
  if (type.kind === 'tuple') return type.elements.map(typeText).join()
  return 'element' in type ? typeText(type.element) : type.kind
}

/** Elements of sets are told apart by a key of their own. */
function withKey(attributes: Members): Members {
  return { ...attributes, key: required.string({ description }) }
}

function membersOf(where: Where): fc.Arbitrary<Members> {
  return fc.subarray(NAMES, { minLength: 1 }).chain((names) => {
    const of = names.map((name) => {
      const at = { ...where, siblings: names.filter((other) => other !== name) }
      if (where.depth === 0) return plainAttributes(at)
      return fc.oneof(
        { weight: 3, arbitrary: plainAttributes(at) },
        { weight: 2, arbitrary: nestedAttributes(at) },
        ...(where.isInAttribute ? [] : [{ weight: 1, arbitrary: blocks(at) }]),
      )
    })
    return fc
      .tuple(...of)
      .map((attributes) =>
        Object.fromEntries(
          attributes.map((attribute, index) => [names[index] ?? '', attribute] as const),
        ),
      )
  })
}

/** The attributes of a resource, two levels deep. */
export const randomAttributes: fc.Arbitrary<Members> = membersOf({
  depth: 2,
  isInSet: false,
  isInAttribute: false,
  siblings: [],
})

/* Configurations. */

const words = fc.constantFrom('ab', 'AB', 'Ab', 'x', '', 'ü')

/** Values that a user could write: no null inside lists, sets and maps. */
function givenValues(type: Type): fc.Arbitrary<Value> {
  switch (type.kind) {
    case 'string':
      return words
    case 'number':
      return fc.oneof(fc.integer({ min: -9, max: 9 }), fc.constantFrom(0.1, 10n ** 30n))
    case 'bool':
      return fc.boolean()
    case 'dynamic':
      return fc.constantFrom(new Dynamic(STRING, 'x'), new Dynamic({ kind: 'bool' }, true))
    case 'list':
      return fc.array(givenValues(type.element), { maxLength: 2 })
    case 'set':
      return fc.uniqueArray(givenValues(type.element), { maxLength: 2 })
    case 'map':
      return fc
        .array(fc.tuple(words, givenValues(type.element)), { maxLength: 2 })
        .map((e) => new Map(e))
    case 'tuple':
      return fc.tuple(...type.elements.map(givenValues))
    case 'object':
      return fc
        .tuple(...[...type.attributes.values()].map((of) => fc.option(givenValues(of))))
        .map((of) => toObjectValue([...type.attributes.keys()].map((n, at) => [n, of[at] ?? null])))
  }
}

/** Configurations for attributes. */
export function configsOf(attributes: Attributes): fc.Arbitrary<ObjectValue> {
  const names = Object.keys(attributes)
  return fc
    .tuple(...Object.values(attributes).map(configured))
    .map((values) => toObjectValue(names.map((name, at) => [name, values[at] ?? null] as const)))
}

function configured(attribute: Attribute): fc.Arbitrary<Value> {
  if (attribute.mode === 'computed') return fc.constant(null)
  const value = configuredValue(attribute)
  return attribute.mode === 'required' ? value : fc.option(value)
}

function configuredValue({ type, nested }: Attribute): fc.Arbitrary<Value> {
  if (nested === null) return givenValues(type)
  const one = configsOf(nested.attributes)
  switch (nested.nesting) {
    case 'single':
      return one
    case 'list':
      return fc.array(one, { maxLength: 3 })
    case 'set':
      return fc.uniqueArray(one, { maxLength: 3, selector: (element) => element['key'] })
    case 'map':
      return fc.array(fc.tuple(words, one), { maxLength: 3 }).map((entries) => new Map(entries))
  }
}

/** The configuration as it is before everything is known: `coins` say what is not. */
export function masked(
  attributes: Attributes,
  of: { readonly config: ObjectValue; readonly coins: Iterator<boolean> },
): ObjectValue {
  const { config, coins } = of
  return toObjectValue(
    Object.entries(attributes).map(([name, attribute]) => {
      const value = attributeOf(config, name)
      const isMaskable = attribute.mode !== 'computed' && (attribute.nested?.block ?? null) === null
      if (isMaskable && coins.next().value === true) return [name, UNKNOWN] as const
      const { nested } = attribute
      if (nested === null) return [name, value] as const
      const inside = (element: Value): Value =>
        isObjectValue(element) ? masked(nested.attributes, { config: element, coins }) : element
      if (isListValue(value)) return [name, value.map(inside)] as const
      if (isMapValue(value)) {
        return [name, new Map([...value].map(([key, element]) => [key, inside(element)]))] as const
      }
      return [name, inside(value)] as const
    }),
  )
}

/* The world. */

/** Objects by id, and what was made up for them. */
export class World {
  readonly objects = new Map<string, ObjectValue>()
  #count = 0

  /** The object with something made up for whatever is unknown, and words in capitals. */
  complete(attributes: Attributes, desired: ObjectValue): ObjectValue {
    return toObjectValue(
      Object.entries(attributes).map(
        ([name, attribute]) => [name, this.#value(attribute, attributeOf(desired, name))] as const,
      ),
    )
  }

  next(): number {
    this.#count += 1
    return this.#count
  }

  #value(attribute: Attribute, value: Value): Value {
    if (isUnknown(value)) return this.#invent(attribute)
    if (attribute.equivalent !== null && typeof value === 'string') return value.toUpperCase()
    const { nested } = attribute
    if (nested === null) return value
    const inside = (element: Value): Value =>
      isObjectValue(element) ? this.complete(nested.attributes, element) : element
    if (isListValue(value)) return value.map(inside)
    if (isMapValue(value)) return new Map([...value].map(([key, of]) => [key, inside(of)]))
    return inside(value)
  }

  #invent({ type, nested, isNullable }: Attribute): Value {
    const count = this.next()
    if (isNullable && count % 3 === 0) return null
    if (nested === null) return invented(type, count)
    const one = (): ObjectValue =>
      toObjectValue(
        Object.entries(nested.attributes).map(([name, attribute]) => {
          return [name, attribute.isWriteOnly ? null : this.#invent(attribute)] as const
        }),
      )
    if (nested.nesting === 'single') return one()
    return nested.nesting === 'map' ? new Map([['made', one()]]) : [one(), one()]
  }
}

function invented(type: Type, count: number): Value {
  switch (type.kind) {
    case 'string':
      return `made ${count}`
    case 'number':
      return count
    case 'bool':
      return count % 2 === 0
    case 'dynamic':
      return new Dynamic(STRING, `made ${count}`)
    case 'list':
    case 'set':
      return [invented(type.element, count)]
    case 'map':
      return new Map([['made', invented(type.element, count)]])
    case 'tuple':
      return type.elements.map((of) => invented(of, count))
    case 'object':
      return toObjectValue([...type.attributes].map(([name, of]) => [name, invented(of, count)]))
  }
}

/** A provider with one resource `any_thing` of these attributes. */
export function providerOf(members: Members, world: World): Provider {
  const attributes = { ...members, id: computed.string({ description, dependsOn: [] }) }
  const put = (id: string, desired: ObjectValue): never => {
    const made = { ...world.complete(attributes, desired), id }
    world.objects.set(id, made)
    // The types of random attributes are not known to the compiler.
    return made as never
  }
  const thing = resource<World>()({
    type: 'any_thing',
    description,
    attributes,
    create: async ({ desired }) => put(`thing-${world.next()}`, desired as ObjectValue),
    read: async ({ id }) => (world.objects.get(id) ?? null) as never,
    update: async ({ id, desired }) => put(id, desired as ObjectValue),
    delete: async ({ id }) => {
      world.objects.delete(id)
    },
  })
  return provider({
    name: 'any',
    description,
    attributes: {},
    configure: async () => world,
    resources: [thing],
  })
}
