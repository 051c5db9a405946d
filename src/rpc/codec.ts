/**
 * Protobuf messages from tables: the codec behind every `*.gen.ts` file.
 *
 * Answers for: the wire format of proto3 messages, presence, maps, oneofs, unknown fields. Does not
 * know: any message in particular, .proto files (they are read when generating only), gRPC.
 */

import protobuf from 'protobufjs/minimal.js'
import type { Reader, Writer } from 'protobufjs/minimal.js'
import { assertWithin, scalars, toEnumScalar, wireType } from './scalars.ts'
import type { Scalar, ScalarName } from './scalars.ts'

/** How deeply messages may be nested in what is read. */
export const maxMessageDepth = 100

/** What may be given to be encoded: a message of type `T` with any field left out. */
export type Input<T> = T extends Uint8Array
  ? T
  : T extends readonly (infer E)[]
    ? readonly Input<E>[]
    : T extends ReadonlyMap<string, infer V>
      ? ReadonlyMap<string, Input<V>>
      : T extends object
        ? { readonly [K in keyof T]?: Input<T[K]> | undefined }
        : T

/** A message type between JavaScript and the wire. */
export interface Codec<T> {
  /** A field that is left out has its default. Throws a TypeError for a value of the wrong type. */
  encode(message: Input<T>): Buffer

  /**
   * Unknown fields are skipped; absent ones have their defaults. Bytes are views of `bytes`: copy
   * those that outlive it. Throws for input that is cut short or malformed, and for 64-bit integers
   * beyond 2^53.
   */
  decode(bytes: Uint8Array): T
}

/** The members of an enumeration by name. */
export type EnumValues = Readonly<Record<string, number>>

/**
 * `optional`: absent is not the default value. `oneof …`: optional, and at most one of the fields
 * of that group is set. `map`: string keys, and the type is the values'.
 */
type Mode = 'repeated' | 'map' | 'optional' | `oneof ${string}`

/** Field number, name in TypeScript, type, and mode unless the field is a plain one. */
export type FieldSpec = readonly [
  number: number,
  name: string,
  type: ScalarName | EnumValues | Codec<unknown>,
  mode?: Mode,
]

/** The codec of a message. `table` is asked for when the codec is first used. */
export function message<T>(table: () => readonly FieldSpec[]): Codec<T> {
  return new MessageCodec<T>(table)
}

type Fields = Record<string, unknown>

interface Place {
  readonly target: Fields
  readonly reader: Reader
  readonly depth: number
}

/** One value of any type; a message counts as a value. */
interface Kind extends Omit<Scalar, 'read'> {
  read(reader: Reader, depth: number): unknown
}

/** One field of a message, ready for use. */
interface Field {
  readonly name: string
  /** What a message without this field has here. */
  blank(): unknown
  write(writer: Writer, value: unknown): void
  /** By tag: how a value that carries this tag is taken in. */
  readonly readers: ReadonlyMap<number, (place: Place) => void>
}

class MessageCodec<T> implements Codec<T> {
  readonly #table: () => readonly FieldSpec[]
  #fields: readonly Field[] | undefined
  readonly #readers = new Map<number, (place: Place) => void>()

  constructor(table: () => readonly FieldSpec[]) {
    this.#table = table
  }

  encode(message: Input<T>): Buffer {
    const writer = protobuf.Writer.create()
    this.write(writer, message)
    return toBuffer(writer.finish())
  }

  decode(bytes: Uint8Array): T {
    const reader = protobuf.Reader.create(toBuffer(bytes))
    return this.read(reader, 0) as T
  }

  write(writer: Writer, message: unknown): void {
    const values = toFields(message)
    for (const field of this.#prepared()) {
      const value = values[field.name]
      if (value !== undefined) field.write(writer, value)
    }
  }

  /** Reads up to the reader's end, which the caller has set to the message's. */
  read(reader: Reader, depth: number): Fields {
    if (depth > maxMessageDepth) throw new RangeError('messages are nested too deeply')
    const target: Fields = {}
    for (const field of this.#prepared()) target[field.name] = field.blank()
    while (reader.pos < reader.len) {
      const tag = reader.uint32()
      const take = this.#readers.get(tag)
      if (take === undefined) skip(reader, tag)
      else take({ target, reader, depth })
    }
    if (reader.pos !== reader.len) throw new RangeError('the message ends too early')
    return target
  }

  #prepared(): readonly Field[] {
    if (this.#fields !== undefined) return this.#fields
    const table = this.#table()
    this.#fields = table.map((spec) => toField(spec, table))
    for (const field of this.#fields) {
      for (const [tag, take] of field.readers) this.#readers.set(tag, take)
    }
    return this.#fields
  }
}

/** The same memory as a Buffer, for which protobufjs has the faster reader. */
function toBuffer(bytes: Uint8Array): Buffer {
  if (Buffer.isBuffer(bytes)) return bytes
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

function toFields(message: unknown): Readonly<Fields> {
  if (typeof message !== 'object' || message === null) throw new TypeError('a message was expected')
  return message as Readonly<Fields>
}

function skip(reader: Reader, tag: number): void {
  if (tag >>> 3 === 0) throw new RangeError('a field with number 0 was read')
  reader.skipType(tag & 7)
}

function toKind(type: FieldSpec[2]): Kind {
  if (typeof type === 'string') return scalars[type]
  if (type instanceof MessageCodec) return toMessageKind(type)
  if (isEnum(type)) return toEnumScalar(type)
  throw new TypeError('a type of a field is neither scalar, enumeration nor message')
}

function isEnum(type: Exclude<FieldSpec[2], string>): type is EnumValues {
  return Object.values(type).every((value) => typeof value === 'number')
}

function toMessageKind(codec: MessageCodec<unknown>): Kind {
  return {
    wire: wireType.lengthDelimited,
    zero: undefined,
    isZero: () => false,
    read: (reader, depth) => readWithin(reader, () => codec.read(reader, depth + 1)),
    write(writer, value) {
      codec.write(writer.fork(), value)
      writer.ldelim()
    },
  }
}

/** Reads a length, then what it covers: inside `read` the reader ends there. */
function readWithin<T>(reader: Reader, read: () => T): T {
  const length = reader.uint32()
  assertWithin(reader, length)
  const outerEnd = reader.len
  reader.len = reader.pos + length
  const value = read()
  reader.len = outerEnd
  return value
}

function toField(spec: FieldSpec, table: readonly FieldSpec[]): Field {
  const mode = spec[3]
  if (mode === 'repeated') return toRepeatedField(spec)
  if (mode === 'map') return toMapField(spec)
  return toSingleField(spec, table)
}

function toTag(number: number, wire: number): number {
  return ((number << 3) | wire) >>> 0
}

function toSingleField([number, name, type, mode]: FieldSpec, table: readonly FieldSpec[]): Field {
  const kind = toKind(type)
  const tag = toTag(number, kind.wire)
  const isExplicit = mode !== undefined
  const rivals = toRivals(name, mode, table)
  return {
    name,
    blank: () => (isExplicit ? undefined : kind.zero),
    write(writer, value) {
      if (!isExplicit && kind.isZero(value)) return
      kind.write(writer.uint32(tag), value, name)
    },
    readers: new Map([
      [
        tag,
        ({ target, reader, depth }) => {
          for (const rival of rivals) target[rival] = undefined
          target[name] = kind.read(reader, depth)
        },
      ],
    ]),
  }
}

/** The other members of the same oneof: the last one on the wire wins. */
function toRivals(name: string, mode: Mode | undefined, table: readonly FieldSpec[]): string[] {
  if (mode === undefined || !mode.startsWith('oneof ')) return []
  return table.filter((spec) => spec[3] === mode && spec[1] !== name).map((spec) => spec[1])
}

function toRepeatedField([number, name, type]: FieldSpec): Field {
  const kind = toKind(type)
  const tag = toTag(number, kind.wire)
  const readOne = ({ target, reader, depth }: Place): void => {
    toList(target[name]).push(kind.read(reader, depth))
  }
  const field = { name, blank: () => [] }
  if (kind.wire === wireType.lengthDelimited) {
    return {
      ...field,
      write(writer, value) {
        for (const item of toList(value)) kind.write(writer.uint32(tag), item, name)
      },
      readers: new Map([[tag, readOne]]),
    }
  }
  const packedTag = toTag(number, wireType.lengthDelimited)
  return {
    ...field,
    write(writer, value) {
      const items = toList(value)
      if (items.length === 0) return
      writer.uint32(packedTag).fork()
      for (const item of items) kind.write(writer, item, name)
      writer.ldelim()
    },
    readers: new Map([
      [tag, readOne],
      [packedTag, (place) => readPacked(place, readOne)],
    ]),
  }
}

function readPacked(place: Place, readOne: (place: Place) => void): void {
  const { reader } = place
  readWithin(reader, () => {
    while (reader.pos < reader.len) readOne(place)
    if (reader.pos !== reader.len) throw new RangeError('a packed list ends too early')
  })
}

function toList(value: unknown): unknown[] {
  if (!Array.isArray(value)) throw new TypeError('a list was expected')
  return value
}

function toMapField([number, name, type]: FieldSpec): Field {
  const kind = toKind(type)
  const tag = toTag(number, wireType.lengthDelimited)
  const keyTag = toTag(1, wireType.lengthDelimited)
  const valueTag = toTag(2, kind.wire)
  const readEntry = ({ target, reader, depth }: Place): void => {
    let key: unknown = ''
    let value = kind.zero
    readWithin(reader, () => {
      while (reader.pos < reader.len) {
        const found = reader.uint32()
        if (found === keyTag) key = scalars.string.read(reader)
        else if (found === valueTag) value = kind.read(reader, depth)
        else skip(reader, found)
      }
      if (reader.pos !== reader.len) throw new RangeError('a map entry ends too early')
    })
    toMap(target[name]).set(key, value ?? blankMessage(type))
  }
  return {
    name,
    blank: () => new Map(),
    write(writer, value) {
      for (const [key, item] of toMap(value)) {
        writer.uint32(tag).fork()
        scalars.string.write(writer.uint32(keyTag), key, name)
        kind.write(writer.uint32(valueTag), item, name)
        writer.ldelim()
      }
    },
    readers: new Map([[tag, readEntry]]),
  }
}

/** An entry without a value has the empty message. */
function blankMessage(type: FieldSpec[2]): unknown {
  return type instanceof MessageCodec ? type.decode(new Uint8Array(0)) : undefined
}

function toMap(value: unknown): Map<unknown, unknown> {
  if (!(value instanceof Map)) throw new TypeError('a map was expected')
  return value
}
