/**
 * Protobuf's scalar types: how each is read, written and left out.
 *
 * Answers for: one value on the wire, and refusing what the wire type cannot hold. Does not know:
 * field numbers, messages, presence.
 */

import assert from 'node:assert'
import type { Reader, Writer } from 'protobufjs/minimal.js'

/** The last three bits of a tag: how long the value is. */
export const wireType = { varint: 0, fixed64: 1, lengthDelimited: 2, fixed32: 5 } as const
type WireType = (typeof wireType)[keyof typeof wireType]

/** A scalar type of protobuf, by its name in a .proto file. 64-bit integers are safe numbers. */
export type ScalarName =
  | 'double'
  | 'float'
  | 'int32'
  | 'uint32'
  | 'sint32'
  | 'fixed32'
  | 'sfixed32'
  | 'int64'
  | 'uint64'
  | 'sint64'
  | 'fixed64'
  | 'sfixed64'
  | 'bool'
  | 'string'
  | 'bytes'

/** One value between JavaScript and the wire. `write` throws a TypeError that names `field`. */
export interface Scalar {
  readonly wire: WireType
  /** What an absent field means. */
  readonly zero: unknown
  isZero(value: unknown): boolean
  /** Throws a RangeError where the input ends too early or a number is not safe. */
  read(reader: Reader): unknown
  write(writer: Writer, value: unknown, field: string): void
}

type NumberWriter = (writer: Writer, value: number) => void

interface IntegerShape {
  readonly wire: WireType
  readonly min: number
  readonly max: number
  /** A number, or protobufjs's object for 64 bits, whose text is the number. */
  readonly read: (reader: Reader) => unknown
  readonly write: NumberWriter
}

function integer({ wire, min, max, read, write }: IntegerShape): Scalar {
  return {
    wire,
    zero: 0,
    isZero: (value) => value === 0,
    read: (reader) => toSafeNumber(read(reader)),
    write(writer, value, field) {
      const fits = typeof value === 'number' && Number.isInteger(value)
      if (!fits || value < min || value > max) {
        throw new TypeError(`${field}: an integer from ${min} to ${max} was expected`)
      }
      write(writer, value)
    },
  }
}

function toSafeNumber(value: unknown): number {
  const number = typeof value === 'number' ? value : toNumber(value)
  if (!Number.isSafeInteger(number)) throw new RangeError('a 64-bit integer beyond 2^53 was read')
  return number
}

/** Of the two halves that the reader gives. Beyond 2^53 it is rounded, and still beyond it. */
function toNumber(value: unknown): number {
  assert(isHalved(value), 'a 64-bit integer is read as two halves')
  const high = value.unsigned ? value.high >>> 0 : value.high
  return high * 2 ** 32 + (value.low >>> 0)
}

interface Halved {
  readonly low: number
  readonly high: number
  readonly unsigned: boolean
}

function isHalved(value: unknown): value is Halved {
  return typeof value === 'object' && value !== null && 'low' in value && 'high' in value
}

function floating(wire: WireType, read: (reader: Reader) => number, write: NumberWriter): Scalar {
  return {
    wire,
    zero: 0,
    isZero: (value) => Object.is(value, 0),
    read,
    write(writer, value, field) {
      if (typeof value !== 'number') throw new TypeError(`${field}: a number was expected`)
      write(writer, value)
    },
  }
}

const signed32 = { min: -(2 ** 31), max: 2 ** 31 - 1 }
const unsigned32 = { min: 0, max: 2 ** 32 - 1 }
const signed64 = { min: Number.MIN_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER }
const unsigned64 = { min: 0, max: Number.MAX_SAFE_INTEGER }
const { varint, fixed32, fixed64, lengthDelimited } = wireType

const bool: Scalar = {
  wire: varint,
  zero: false,
  isZero: (value) => value === false,
  read: (reader) => reader.bool(),
  write(writer, value, field) {
    if (typeof value !== 'boolean') throw new TypeError(`${field}: a boolean was expected`)
    writer.bool(value)
  },
}

const string: Scalar = {
  wire: lengthDelimited,
  zero: '',
  isZero: (value) => value === '',
  read(reader) {
    const start = reader.pos
    assertWithin(reader, reader.uint32())
    reader.pos = start
    return reader.string()
  },
  write(writer, value, field) {
    if (typeof value !== 'string') throw new TypeError(`${field}: a string was expected`)
    writer.string(value)
  },
}

const bytes: Scalar = {
  wire: lengthDelimited,
  zero: Buffer.alloc(0),
  isZero: (value) => value instanceof Uint8Array && value.length === 0,
  read: (reader) => reader.bytes(),
  write(writer, value, field) {
    if (!(value instanceof Uint8Array)) throw new TypeError(`${field}: bytes were expected`)
    writer.bytes(value)
  },
}

/** Throws a RangeError unless `length` bytes are left. protobufjs cuts short strings silently. */
export function assertWithin(reader: Reader, length: number): void {
  if (reader.pos + length > reader.len) throw new RangeError('the message ends too early')
}

/** Every scalar type by its name. */
export const scalars: Readonly<Record<ScalarName, Scalar>> = {
  double: floating(
    fixed64,
    (r) => r.double(),
    (w, v) => w.double(v),
  ),
  float: floating(
    fixed32,
    (r) => r.float(),
    (w, v) => w.float(v),
  ),
  int32: integer({
    ...signed32,
    wire: varint,
    read: (r) => r.int32(),
    write: (w, v) => w.int32(v),
  }),
  uint32: integer({
    ...unsigned32,
    wire: varint,
    read: (r) => r.uint32(),
    write: (w, v) => w.uint32(v),
  }),
  sint32: integer({
    ...signed32,
    wire: varint,
    read: (r) => r.sint32(),
    write: (w, v) => w.sint32(v),
  }),
  fixed32: integer({
    ...unsigned32,
    wire: fixed32,
    read: (r) => r.fixed32(),
    write: (w, v) => w.fixed32(v),
  }),
  sfixed32: integer({
    ...signed32,
    wire: fixed32,
    read: (r) => r.sfixed32(),
    write: (w, v) => w.sfixed32(v),
  }),
  int64: integer({
    ...signed64,
    wire: varint,
    read: (r) => r.int64(),
    write: (w, v) => w.int64(v),
  }),
  uint64: integer({
    ...unsigned64,
    wire: varint,
    read: (r) => r.uint64(),
    write: (w, v) => w.uint64(v),
  }),
  sint64: integer({
    ...signed64,
    wire: varint,
    read: (r) => r.sint64(),
    write: (w, v) => w.sint64(v),
  }),
  fixed64: integer({
    ...unsigned64,
    wire: fixed64,
    read: (r) => r.fixed64(),
    write: (w, v) => w.fixed64(v),
  }),
  sfixed64: integer({
    ...signed64,
    wire: fixed64,
    read: (r) => r.sfixed64(),
    write: (w, v) => w.sfixed64(v),
  }),
  bool,
  string,
  bytes,
}

/**
 * An enumeration as a scalar. A number that is not among `values` is read as 0, which every
 * enumeration has and which stands for "not said": so a newer peer's addition is not an error.
 */
export function toEnumScalar(values: Readonly<Record<string, number>>): Scalar {
  const known = new Set(Object.values(values))
  return {
    wire: varint,
    zero: 0,
    isZero: (value) => value === 0,
    read(reader) {
      const value = reader.int32()
      return known.has(value) ? value : 0
    },
    write(writer, value, field) {
      if (typeof value !== 'number' || !known.has(value)) {
        throw new TypeError(`${field}: one of ${Object.keys(values).join(', ')} was expected`)
      }
      writer.int32(value)
    },
  }
}
