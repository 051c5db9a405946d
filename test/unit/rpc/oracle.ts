/**
 * protobufjs's reflection over the .proto text, as the judge of our tables.
 *
 * Answers for: reading and writing a message of any type the slow way, in the shape our codecs use,
 * and random messages. Does not know: the generated files.
 */

import { join } from 'node:path'
import fc from 'fast-check'
import protobuf from 'protobufjs'

const root = join(import.meta.dirname, '../../..')

/** The types of a .proto file of the project, by the names that the generated files use. */
export async function loadTypes(proto: string): Promise<Map<string, protobuf.Type>> {
  const tree = new protobuf.Root()
  tree.resolvePath = (_origin, path) => (path.startsWith('google/') ? path : join(root, path))
  await tree.load(proto, { keepCase: true })
  tree.resolveAll()
  return new Map(collect(tree).map((type) => [toName(type), type]))
}

/** The types of .proto text. */
export function parseTypes(text: string): Map<string, protobuf.Type> {
  const { root: tree } = protobuf.parse(text, { keepCase: true })
  tree.resolveAll()
  return new Map(collect(tree).map((type) => [toName(type), type]))
}

function collect(space: protobuf.NamespaceBase): protobuf.Type[] {
  return space.nestedArray.flatMap((item) => {
    if (item instanceof protobuf.Type) return [item, ...collect(item)]
    return item instanceof protobuf.Namespace ? collect(item) : []
  })
}

function toName(type: protobuf.ReflectionObject): string {
  if (type.parent instanceof protobuf.Type) return `${toName(type.parent)}_${type.name}`
  return type.fullName.startsWith('.google.') ? `Google_${type.name}` : type.name
}

export type Message = Record<string, unknown>

/** What protobufjs writes for `message`, defaults written out. */
export function encodeSlowly(type: protobuf.Type, message: Message): Uint8Array {
  return type.encode(toOracle(type, message)).finish()
}

function toOracle(type: protobuf.Type, message: Message): Message {
  const fields = type.fieldsArray.map((field) => {
    const value = message[toCamel(field.name)]
    if (value === undefined) return []
    const { resolvedType } = field.resolve()
    const one = (item: unknown): unknown =>
      resolvedType instanceof protobuf.Type ? toOracle(resolvedType, item as Message) : item
    if (value instanceof Map) {
      return [[field.name, Object.fromEntries([...value].map(([key, item]) => [key, one(item)]))]]
    }
    return [[field.name, Array.isArray(value) ? value.map(one) : one(value)]]
  })
  return Object.fromEntries(fields.flat()) as Message
}

/** What protobufjs reads from `bytes`, in the shape of our codecs. */
export function decodeSlowly(type: protobuf.Type, bytes: Uint8Array): Message {
  return fromOracle(type, type.decode(bytes) as unknown as Message)
}

function fromOracle(type: protobuf.Type, message: Message): Message {
  const entries = type.fieldsArray.map((field) => {
    const { resolvedType } = field.resolve()
    const value = message[field.name]
    const one = (item: unknown): unknown => {
      if (resolvedType instanceof protobuf.Type) return fromOracle(resolvedType, item as Message)
      return isLong(item) ? Number(String(item)) : item
    }
    return [
      toCamel(field.name),
      fromField({ field, value, one, has: Object.hasOwn(message, field.name) }),
    ]
  })
  return Object.fromEntries(entries) as Message
}

/** protobufjs's object for 64 bits. */
function isLong(item: unknown): boolean {
  return typeof item === 'object' && item !== null && 'unsigned' in item
}

interface FieldValue {
  readonly field: protobuf.Field
  readonly value: unknown
  readonly has: boolean
  readonly one: (item: unknown) => unknown
}

function fromField({ field, value, has, one }: FieldValue): unknown {
  if (field instanceof protobuf.MapField) {
    return new Map(Object.entries(value as Message).map(([key, item]) => [key, one(item)]))
  }
  if (field.repeated) return (value as unknown[]).map(one)
  const isAbsentable = field.resolvedType instanceof protobuf.Type || field.partOf !== null
  if (isAbsentable) return has ? one(value) : undefined
  if (field.type === 'bytes') return Buffer.from(value as Uint8Array)
  return one(value)
}

function toCamel(name: string): string {
  const joined = name.replace(/_+([a-z0-9])/g, (_match, letter: string) => letter.toUpperCase())
  return joined.charAt(0).toLowerCase() + joined.slice(1)
}

const whole32 = fc.integer()
const natural32 = fc.integer({ min: 0, max: 2 ** 32 - 1 })
const natural64 = fc.maxSafeNat()
const scalarValues: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  string: fc.string({ unit: 'grapheme', maxLength: 12 }),
  bytes: fc.uint8Array({ maxLength: 12 }).map((bytes) => Buffer.from(bytes)),
  bool: fc.boolean(),
  double: fc.double({ noNaN: true }),
  float: fc.float({ noNaN: true }),
  int32: whole32,
  sint32: whole32,
  sfixed32: whole32,
  uint32: natural32,
  fixed32: natural32,
  int64: fc.maxSafeInteger(),
  sint64: fc.maxSafeInteger(),
  sfixed64: fc.maxSafeInteger(),
  uint64: natural64,
  fixed64: natural64,
}

/** Random complete messages of a type, nested at most `depth` deep. */
export function arbitraryMessage(type: protobuf.Type, depth: number): fc.Arbitrary<Message> {
  const entries = type.fieldsArray.map((field): [string, fc.Arbitrary<unknown>] => [
    toCamel(field.name),
    arbitraryField(field.resolve(), depth),
  ])
  const whole: fc.Arbitrary<Message> = fc.record(Object.fromEntries(entries), {
    noNullPrototype: true,
  })
  return whole.map((message) => withOneMember(type, message))
}

function arbitraryField(field: protobuf.Field, depth: number): fc.Arbitrary<unknown> {
  const { resolvedType } = field
  const isPlural = field.repeated || field instanceof protobuf.MapField
  if (resolvedType instanceof protobuf.Type && depth === 0) {
    return fc.constant(undefined).map(() => toNothing(field))
  }
  const one = arbitraryOne(field, depth)
  if (field instanceof protobuf.MapField) {
    return fc
      .array(fc.tuple(fc.string({ maxLength: 5 }).filter(isPlainKey), one), { maxLength: 2 })
      .map((pairs) => new Map(pairs))
  }
  if (isPlural) return fc.array(one, { maxLength: 3 })
  const isAbsentable = resolvedType instanceof protobuf.Type || field.partOf !== null
  return isAbsentable ? fc.option(one, { nil: undefined }) : one
}

/** protobufjs keeps maps in plain objects, which cannot hold this key. */
function isPlainKey(key: string): boolean {
  return key !== '__proto__'
}

function toNothing(field: protobuf.Field): unknown {
  if (field instanceof protobuf.MapField) return new Map()
  return field.repeated ? [] : undefined
}

function arbitraryOne(field: protobuf.Field, depth: number): fc.Arbitrary<unknown> {
  const { resolvedType } = field
  if (resolvedType instanceof protobuf.Type) return arbitraryMessage(resolvedType, depth - 1)
  if (resolvedType instanceof protobuf.Enum) {
    return fc.constantFrom(...Object.values(resolvedType.values))
  }
  const scalar = scalarValues[field.type]
  if (scalar === undefined) throw new Error(`no values for ${field.type}`)
  return scalar
}

/** Of each oneof only the first member that is set stays. */
function withOneMember(type: protobuf.Type, message: Message): Message {
  for (const group of type.oneofsArray) {
    const names = group.fieldsArray.map((field) => toCamel(field.name))
    const set = names.filter((name) => message[name] !== undefined)
    for (const name of set.slice(1)) message[name] = undefined
  }
  return message
}
