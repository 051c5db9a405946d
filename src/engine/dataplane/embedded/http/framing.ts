/**
 * How the end of a body is known (RFC 9112 6).
 *
 * Answers for: Content-Length and Transfer-Encoding, each at most once, never both, and no other
 * transfer coding than `chunked`. Does not know: bodies.
 */

import { ZERO, isAtIgnoringCase, isDigit } from './bytes.ts'
import type { FieldScanner } from './fields.ts'
import { COMPLETE, refusal } from './verdict.ts'

/** As many digits as a length may have: any such number is exact. */
const LENGTH_DIGITS_MAX = 15
const CHUNKED = Buffer.from('chunked', 'latin1')

export class Framing {
  isChunked = false
  /** Content-Length; -1 when there is none. */
  length = -1

  reset(): void {
    this.isChunked = false
    this.length = -1
  }

  readLength(bytes: Uint8Array, fields: FieldScanner, index: number): number {
    if (this.length >= 0) return refusal.badLength
    if (this.isChunked) return refusal.twoFramings
    const start = fields.valueStart(index)
    const end = fields.valueEnd(index)
    if (start === end || end - start > LENGTH_DIGITS_MAX) return refusal.badLength
    let length = 0
    for (let at = start; at < end; at++) {
      const byte = bytes[at] ?? 0
      if (!isDigit(byte)) return refusal.badLength
      length = length * 10 + byte - ZERO
    }
    this.length = length
    return COMPLETE
  }

  /** Leaves the field out too: whoever forwards the body names its own coding. */
  readEncoding(bytes: Uint8Array, fields: FieldScanner, index: number): number {
    if (this.isChunked) return refusal.badEncoding
    if (this.length >= 0) return refusal.twoFramings
    const start = fields.valueStart(index)
    const isExact =
      fields.valueEnd(index) - start === CHUNKED.length && isAtIgnoringCase(bytes, start, CHUNKED)
    if (!isExact) return refusal.badEncoding
    this.isChunked = true
    fields.drop(index)
    return COMPLETE
  }
}
