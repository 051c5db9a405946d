/**
 * The chunked transfer coding, passed on or taken off (RFC 9112 7.1).
 *
 * Answers for: where a chunked body ends, refusing what two parsers could read differently, and
 * leaving out chunk extensions. What is kept is moved together within the given bytes, so nothing
 * is copied as long as nothing is left out. Pure; one scanner per body, used again by `reset`.
 * Does not know: sockets, heads.
 *
 *   size ─ CRLF ─> data ─ CRLF ─> size … 0 ─ CRLF ─> trailer lines ─ CRLF ─> complete
 */

import { COLON, CR, FIELD_VALUE, HEX, LF, SEMICOLON, TOKEN, toLower } from './bytes.ts'
import { COMPLETE, MORE, refusal } from './verdict.ts'

/** Enough for any length that is exact; more is an attack. */
const SIZE_DIGITS_MAX = 12
const EXTENSION_BYTES_MAX = 256
const TRAILER_BYTES_MAX = 8192

/** Fields that a recipient could take for the head's: framing, routing, and ours. */
const forbiddenTrailers: ReadonlySet<string> = new Set([
  'content-length',
  'transfer-encoding',
  'host',
  'connection',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'upgrade',
  'expect',
  'authorization',
  'cookie',
  'x-forwarded-for',
  'x-forwarded-proto',
  'x-forwarded-port',
])

const SIZE = 0
const EXTENSION = 1
const SIZE_LF = 2
const DATA = 3
const DATA_CR = 4
const DATA_LF = 5
const TRAILER_START = 6
const TRAILER_NAME = 7
const TRAILER_VALUE = 8
const TRAILER_LF = 9
const LAST_LF = 10
const DONE = 11

export class ChunkScanner {
  /** The offset after what was taken in; after `COMPLETE`, after the body. */
  inEnd = 0
  /** The end of what is to be passed on; it begins where the scan began. */
  outEnd = 0
  #state = SIZE
  #size = 0
  #digits = 0
  #extensionBytes = 0
  #trailerBytes = 0
  #trailerName = ''
  #isDecoding = false

  /** For a new body; `isDecoding` takes the coding off, so that only data is passed on. */
  reset(isDecoding: boolean): void {
    this.#state = SIZE
    this.#size = 0
    this.#digits = 0
    this.#trailerBytes = 0
    this.#isDecoding = isDecoding
  }

  /** `MORE` with all taken in, `COMPLETE`, or a number of `refusal`. */
  scan(bytes: Buffer, start: number, end: number): number {
    let at = start
    this.outEnd = start
    while (at < end && this.#state !== DONE) {
      const from = at
      const state = this.#state
      if (state === DATA) at = this.#skipData(at, end)
      else {
        const verdict = this.#step(bytes[at] ?? 0)
        if (verdict !== MORE) return verdict
        at++
      }
      if (this.#isKept(state)) this.#keep(bytes, from, at)
    }
    this.inEnd = at
    return this.#state === DONE ? COMPLETE : MORE
  }

  #skipData(start: number, end: number): number {
    const taken = Math.min(this.#size, end - start)
    this.#size -= taken
    if (this.#size === 0) this.#state = DATA_CR
    return start + taken
  }

  /** Whether bytes read in `state` are passed on: all but extensions, or data alone. */
  #isKept(state: number): boolean {
    return this.#isDecoding ? state === DATA : this.#state !== EXTENSION
  }

  #keep(bytes: Buffer, from: number, to: number): void {
    if (this.outEnd !== from) bytes.copyWithin(this.outEnd, from, to)
    this.outEnd += to - from
  }

  #step(byte: number): number {
    switch (this.#state) {
      case SIZE:
        return this.#stepSize(byte)
      case EXTENSION:
        return this.#stepExtension(byte)
      case SIZE_LF:
        return this.#expect(byte, LF, this.#size > 0 ? DATA : TRAILER_START)
      case DATA_CR:
        return this.#expect(byte, CR, DATA_LF)
      case DATA_LF:
        this.#digits = 0
        return this.#expect(byte, LF, SIZE)
      case LAST_LF:
        return this.#expect(byte, LF, DONE)
      default:
        return this.#stepTrailer(byte)
    }
  }

  #expect(byte: number, expected: number, next: number): number {
    if (byte !== expected) return refusal.badChunk
    this.#state = next
    return MORE
  }

  #stepSize(byte: number): number {
    const digit = HEX[byte] ?? 0
    if (digit > 0) {
      if (this.#digits++ === 0) this.#size = 0
      if (this.#digits > SIZE_DIGITS_MAX) return refusal.badChunk
      this.#size = this.#size * 16 + digit - 1
      return MORE
    }
    if (this.#digits === 0) return refusal.badChunk
    this.#extensionBytes = 0
    if (byte === SEMICOLON) {
      this.#state = EXTENSION
      return MORE
    }
    return this.#expect(byte, CR, SIZE_LF)
  }

  #stepExtension(byte: number): number {
    if (++this.#extensionBytes > EXTENSION_BYTES_MAX) return refusal.badChunk
    return FIELD_VALUE[byte] === 1 ? MORE : this.#expect(byte, CR, SIZE_LF)
  }

  #stepTrailer(byte: number): number {
    if (++this.#trailerBytes > TRAILER_BYTES_MAX) return refusal.badTrailer
    switch (this.#state) {
      case TRAILER_START:
        if (byte === CR) return this.#expect(byte, CR, LAST_LF)
        this.#trailerName = ''
        this.#state = TRAILER_NAME
        return this.#stepTrailerName(byte)
      case TRAILER_NAME:
        return this.#stepTrailerName(byte)
      case TRAILER_VALUE:
        if (FIELD_VALUE[byte] === 1) return MORE
        return byte === CR ? this.#expect(byte, CR, TRAILER_LF) : refusal.badTrailer
      default:
        return byte === LF ? this.#expect(byte, LF, TRAILER_START) : refusal.badTrailer
    }
  }

  #stepTrailerName(byte: number): number {
    if (TOKEN[byte] === 1) {
      this.#trailerName += String.fromCharCode(toLower(byte))
      return MORE
    }
    const isName = byte === COLON && this.#trailerName !== ''
    if (!isName || forbiddenTrailers.has(this.#trailerName)) return refusal.badTrailer
    this.#state = TRAILER_VALUE
    return MORE
  }
}
