/**
 * Bytes of HTTP/1.1 and the tables that say where each may stand (RFC 9110 5.5, 5.6.2, RFC 3986).
 *
 * Answers for: character classes and comparisons on bytes. Does not know: heads or messages.
 */

export const HTAB = 0x09
export const LF = 0x0a
export const CR = 0x0d
export const SP = 0x20
export const COMMA = 0x2c
export const SLASH = 0x2f
export const ZERO = 0x30
export const COLON = 0x3a
export const SEMICOLON = 0x3b

const CASE_BIT = 0x20

/** 1 where a byte may stand in a token. */
export const TOKEN = toTable(
  (byte) => isAlphanumeric(byte) || "!#$%&'*+-.^_`|~".includes(String.fromCharCode(byte)),
)

/** 1 where a byte may stand in a field value: visible, obs-text, space and tab. */
export const FIELD_VALUE = toTable(
  (byte) => byte === HTAB || (byte >= SP && byte !== 0x7f && byte <= 0xff),
)

/** 1 where a byte may stand in a request target: visible ASCII, but no fragment. */
export const TARGET = toTable((byte) => byte > SP && byte < 0x7f && byte !== 0x23)

/** 1 where a byte may stand in a registered name or an IPv4 address. */
export const HOST = toTable(
  (byte) => isAlphanumeric(byte) || "-._~%!$&'()*+,;=".includes(String.fromCharCode(byte)),
)

/** 1 where a byte may stand between the brackets of an IPv6 address. */
export const HOST_BRACKETED = toTable(
  (byte) => isDigit(byte) || ':.abcdefABCDEF'.includes(String.fromCharCode(byte)),
)

/** The value of a hexadecimal digit plus 1; 0 for anything else. */
export const HEX = new Uint8Array(256)
for (let value = 0; value < 16; value++) {
  const digit = value.toString(16)
  HEX[digit.charCodeAt(0)] = value + 1
  HEX[digit.toUpperCase().charCodeAt(0)] = value + 1
}

export function isDigit(byte: number): boolean {
  return byte >= ZERO && byte <= 0x39
}

function isAlphanumeric(byte: number): boolean {
  const lower = byte | CASE_BIT
  return isDigit(byte) || (lower >= 0x61 && lower <= 0x7a)
}

function toTable(isMember: (byte: number) => boolean): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, byte) => (isMember(byte) ? 1 : 0))
}

/** A piece of a buffer: `start` is in it, `end` is not. */
export interface Span {
  readonly start: number
  readonly end: number
}

/** Whether the bytes from `start` are exactly `expected`. The caller knows that they are there. */
export function isAt(bytes: Uint8Array, start: number, expected: Uint8Array): boolean {
  for (let index = 0; index < expected.length; index++) {
    if (bytes[start + index] !== expected[index]) return false
  }
  return true
}

/** The same, letters of either case; `lower` holds what is expected, in lower case. */
export function isAtIgnoringCase(bytes: Uint8Array, start: number, lower: Uint8Array): boolean {
  for (let index = 0; index < lower.length; index++) {
    const byte = bytes[start + index] ?? 0
    const expected = lower[index]
    if (byte !== expected && !(isUpperLetter(byte) && (byte | CASE_BIT) === expected)) return false
  }
  return true
}

function isUpperLetter(byte: number): boolean {
  return byte >= 0x41 && byte <= 0x5a
}

/** Whether two pieces of one buffer hold the same, letters of either case. */
export function areSameIgnoringCase(bytes: Uint8Array, one: Span, other: Span): boolean {
  if (one.end - one.start !== other.end - other.start) return false
  for (let index = 0; index < one.end - one.start; index++) {
    const a = toLower(bytes[one.start + index] ?? 0)
    const b = toLower(bytes[other.start + index] ?? 0)
    if (a !== b) return false
  }
  return true
}

export function toLower(byte: number): number {
  return isUpperLetter(byte) ? byte | CASE_BIT : byte
}
