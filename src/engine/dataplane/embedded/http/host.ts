/**
 * The value of a Host header: a host and an optional port (RFC 9110 7.2, RFC 3986 3.2.2).
 *
 * Answers for: whether it is one. Does not know: names or addresses.
 */

import { COLON, HOST, HOST_BRACKETED, isDigit } from './bytes.ts'
import type { Span } from './bytes.ts'

const BRACKET_OPEN = 0x5b
const BRACKET_CLOSE = 0x5d

export function isHostValue(bytes: Uint8Array, value: Span): boolean {
  const end =
    bytes[value.start] === BRACKET_OPEN ? skipBracketed(bytes, value) : skipName(bytes, value)
  if (end === value.start) return false
  if (end === value.end) return true
  if (bytes[end] !== COLON) return false
  for (let at = end + 1; at < value.end; at++) if (!isDigit(bytes[at] ?? 0)) return false
  return true
}

function skipName(bytes: Uint8Array, value: Span): number {
  let at = value.start
  while (at < value.end && HOST[bytes[at] ?? 0] === 1) at++
  return at
}

/** The offset after the closing bracket; the start when the brackets hold no address. */
function skipBracketed(bytes: Uint8Array, value: Span): number {
  let at = value.start + 1
  while (at < value.end && HOST_BRACKETED[bytes[at] ?? 0] === 1) at++
  const isClosed = at < value.end && bytes[at] === BRACKET_CLOSE
  return isClosed && at > value.start + 1 ? at + 1 : value.start
}
