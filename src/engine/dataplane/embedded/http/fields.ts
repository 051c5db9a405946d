/**
 * Header fields of a head, found by offsets (RFC 9112 5).
 *
 * Answers for: where names and values stand, which fields the proxy cares about, which are to be
 * left out, and writing the rest in canonical form. Strict: no folding, no white space before the
 * colon, no bare CR or LF, no control bytes. Pure; one scanner serves all connections of a thread.
 * Does not know: what a field means for the message.
 */

import {
  COLON,
  COMMA,
  CR,
  FIELD_VALUE,
  HTAB,
  LF,
  SP,
  TOKEN,
  areSameIgnoringCase,
  isAtIgnoringCase,
  toLower,
} from './bytes.ts'
import type { Span } from './bytes.ts'
import type { HeadWriter } from './head-writer.ts'
import { COMPLETE, MORE, refusal } from './verdict.ts'

/** More fields than this are refused. */
export const FIELDS_MAX = 100

const knownNames = [
  'host',
  'content-length',
  'transfer-encoding',
  'connection',
  'keep-alive',
  'proxy-connection',
  'te',
  'upgrade',
  'expect',
  'cookie',
  'http2-settings',
  'proxy-authenticate',
  'proxy-authorization',
  'x-forwarded-for',
  'x-forwarded-proto',
  'x-forwarded-port',
] as const

export type KnownName = (typeof knownNames)[number]

/** The number of a field that the proxy cares about; 0 is any other. */
export const field: Readonly<Record<KnownName, number>> = Object.fromEntries(
  knownNames.map((name, index) => [name, index + 1]),
) as Record<KnownName, number>

interface KnownField {
  readonly id: number
  readonly lower: Uint8Array
}

const LONGEST_KNOWN = Math.max(...knownNames.map((name) => name.length))

/** Known fields by the length of their name. */
const knownByLength: readonly (readonly KnownField[])[] = Array.from(
  { length: LONGEST_KNOWN + 1 },
  (_, length) =>
    knownNames
      .filter((name) => name.length === length)
      .map((name) => ({ id: field[name], lower: Buffer.from(name, 'latin1') })),
)

/** What becomes of a field when the head is written. */
const KEPT = 0
const DROPPED = 1
/** Kept, but its white space was not one space after the colon. */
const RESPACED = 2

export class FieldScanner {
  /** How many fields there are. */
  count = 0
  /** The offset after the empty line. */
  end = 0
  /** The number of each field in `field`, 0 for the others. */
  readonly ids = new Uint8Array(FIELDS_MAX)
  readonly #starts = new Int32Array(FIELDS_MAX)
  readonly #nameEnds = new Int32Array(FIELDS_MAX)
  readonly #valueStarts = new Int32Array(FIELDS_MAX)
  readonly #valueEnds = new Int32Array(FIELDS_MAX)
  readonly #lineEnds = new Int32Array(FIELDS_MAX)
  readonly #fates = new Uint8Array(FIELDS_MAX)
  /** How many fields are not `KEPT`. */
  #changes = 0

  /** Scans from the first field to the empty line. */
  scan(bytes: Uint8Array, start: number, end: number): number {
    this.count = 0
    this.#changes = 0
    let at = start
    while (at < end) {
      if (bytes[at] === CR) return this.#finish(bytes, at, end)
      const next = this.#scanField(bytes, at, end)
      if (next <= 0) return -next
      at = next
    }
    return MORE
  }

  #finish(bytes: Uint8Array, at: number, end: number): number {
    if (at + 1 >= end) return MORE
    if (bytes[at + 1] !== LF) return refusal.badFieldName
    this.end = at + 2
    return COMPLETE
  }

  /** The offset of the next line, or a verdict as a number that is not positive. */
  #scanField(bytes: Uint8Array, start: number, end: number): number {
    let at = start
    while (at < end && TOKEN[bytes[at] ?? 0] === 1) at++
    if (at >= end) return -MORE
    if (at === start || bytes[at] !== COLON) return -refusal.badFieldName
    const nameEnd = at++
    while (at < end && isBlank(bytes[at])) at++
    const valueStart = at
    while (at < end && FIELD_VALUE[bytes[at] ?? 0] === 1) at++
    if (at >= end) return -MORE
    if (bytes[at] !== CR) return -refusal.badFieldValue
    if (at + 1 >= end) return -MORE
    if (bytes[at + 1] !== LF) return -refusal.badFieldValue
    if (this.count === FIELDS_MAX) return -refusal.tooManyFields
    const index = this.count++
    this.#starts[index] = start
    this.#nameEnds[index] = nameEnd
    this.#valueStarts[index] = valueStart
    this.ids[index] = knownField(bytes, start, nameEnd)
    this.#endField(bytes, index, at)
    return at + 2
  }

  #endField(bytes: Uint8Array, index: number, stop: number): void {
    const valueStart = this.valueStart(index)
    let valueEnd = stop
    while (valueEnd > valueStart && isBlank(bytes[valueEnd - 1])) valueEnd--
    this.#valueEnds[index] = valueEnd
    this.#lineEnds[index] = stop + 2
    const isSpaced = valueStart === this.nameEnd(index) + 2 && bytes[valueStart - 1] === SP
    const isCanonical = isSpaced && valueEnd === stop
    this.#fates[index] = isCanonical ? KEPT : RESPACED
    if (!isCanonical) this.#changes++
  }

  nameEnd(index: number): number {
    return this.#nameEnds[index] ?? 0
  }

  /** Where the line of a field begins. */
  startOf(index: number): number {
    return this.#starts[index] ?? 0
  }

  /** Where the value begins, without white space around it. */
  valueStart(index: number): number {
    return this.#valueStarts[index] ?? 0
  }

  valueEnd(index: number): number {
    return this.#valueEnds[index] ?? 0
  }

  value(index: number): Span {
    return { start: this.valueStart(index), end: this.valueEnd(index) }
  }

  /** Leaves a field out when the head is written. */
  drop(index: number): void {
    if (this.#fates[index] === KEPT) this.#changes++
    this.#fates[index] = DROPPED
  }

  /** Leaves out all fields with the name that stands at `name`. */
  dropNamed(bytes: Uint8Array, name: Span): void {
    for (let index = 0; index < this.count; index++) {
      const own = { start: this.startOf(index), end: this.nameEnd(index) }
      if (areSameIgnoringCase(bytes, own, name)) this.drop(index)
    }
  }

  /** The first field of that name, in lower case; -1 when there is none. */
  indexOf(bytes: Uint8Array, lowerName: Uint8Array): number {
    for (let index = 0; index < this.count; index++) {
      if (this.#isNamed(bytes, index, lowerName)) return index
    }
    return -1
  }

  /** Leaves out all fields of that name, in lower case. */
  dropAll(bytes: Uint8Array, lowerName: Uint8Array): void {
    for (let index = 0; index < this.count; index++) {
      if (this.#isNamed(bytes, index, lowerName)) this.drop(index)
    }
  }

  #isNamed(bytes: Uint8Array, index: number, lowerName: Uint8Array): boolean {
    const start = this.startOf(index)
    const isAsLong = this.nameEnd(index) - start === lowerName.length
    return isAsLong && isAtIgnoringCase(bytes, start, lowerName)
  }

  /** Whether every field stands as it will be written. */
  get isUnchanged(): boolean {
    return this.#changes === 0
  }

  /** Writes what is kept, in canonical form and order, without the empty line. */
  write(source: Buffer, writer: HeadWriter): void {
    if (this.count === 0) return
    let from = this.startOf(0)
    let left = this.#changes
    for (let index = 0; left > 0; index++) {
      const fate = this.#fates[index]
      if (fate === KEPT) continue
      left--
      writer.copy(source, from, this.startOf(index))
      if (fate === RESPACED) this.#writeRespaced(source, index, writer)
      from = this.#lineEnds[index] ?? 0
    }
    writer.copy(source, from, this.end - 2)
  }

  #writeRespaced(source: Buffer, index: number, writer: HeadWriter): void {
    writer.copy(source, this.startOf(index), this.nameEnd(index))
    writer.latin1(': ')
    writer.copy(source, this.valueStart(index), this.valueEnd(index))
    writer.latin1('\r\n')
  }
}

function isBlank(byte: number | undefined): boolean {
  return byte === SP || byte === HTAB
}

function knownField(bytes: Uint8Array, start: number, end: number): number {
  const candidates = knownByLength[end - start]
  if (candidates === undefined) return 0
  const first = toLower(bytes[start] ?? 0)
  for (let index = 0; index < candidates.length; index++) {
    const known = candidates[index]
    if (known === undefined || known.lower[0] !== first) continue
    if (isAtIgnoringCase(bytes, start, known.lower)) return known.id
  }
  return 0
}

/**
 * Calls `each` for every member of a comma-separated list of tokens, empty members left out
 * (RFC 9110 5.6.1). False when a member is no token.
 */
export function forEachToken(bytes: Uint8Array, list: Span, each: (token: Span) => void): boolean {
  let at = list.start
  while (at < list.end) {
    while (at < list.end && (isBlank(bytes[at]) || bytes[at] === COMMA)) at++
    const start = at
    while (at < list.end && TOKEN[bytes[at] ?? 0] === 1) at++
    if (at > start) each({ start, end: at })
    while (at < list.end && isBlank(bytes[at])) at++
    if (at < list.end && bytes[at] !== COMMA) return false
  }
  return true
}
