/**
 * Cookies in a request (RFC 6265 4.2, 5.4): pairs of a name and a value with semicolons between.
 *
 * Answers for: finding one by its name, and writing the others. Lenient, as servers are: what is
 * between two semicolons is passed on as it is. Does not know: what a cookie means.
 */

import { HTAB, SEMICOLON, SP, isAt } from './bytes.ts'
import type { Span } from './bytes.ts'
import type { HeadWriter } from './head-writer.ts'

const EQUALS = 0x3d

/** The value of the first cookie that is called `name`; null when there is none. */
export function findCookie(bytes: Buffer, list: Span, name: Uint8Array): Span | null {
  let at = list.start
  while (at < list.end) {
    const start = skipBlanks(bytes, at, list.end)
    const end = endOfPair(bytes, start, list.end)
    if (isNamed(bytes, { start, end }, name)) {
      return { start: start + name.length + 1, end: trimEnd(bytes, start, end) }
    }
    at = end + 1
  }
  return null
}

/**
 * Writes the cookies that are not called `name`, `prefix` before the first of them. Gives whether
 * there was any.
 */
export function writeOtherCookies(
  bytes: Buffer,
  list: Span,
  { name, prefix, writer }: { name: Uint8Array; prefix: Span; writer: HeadWriter },
): boolean {
  let count = 0
  let at = list.start
  while (at < list.end) {
    const start = skipBlanks(bytes, at, list.end)
    const end = endOfPair(bytes, start, list.end)
    const stop = trimEnd(bytes, start, end)
    at = end + 1
    if (stop === start || isNamed(bytes, { start, end }, name)) continue
    if (count++ === 0) writer.copy(bytes, prefix.start, prefix.end)
    writer.latin1(count === 1 ? ': ' : '; ')
    writer.copy(bytes, start, stop)
  }
  return count > 0
}

function isNamed(bytes: Buffer, pair: Span, name: Uint8Array): boolean {
  const after = pair.start + name.length
  return after < pair.end && bytes[after] === EQUALS && isAt(bytes, pair.start, name)
}

function skipBlanks(bytes: Buffer, start: number, end: number): number {
  let at = start
  while (at < end && isBlank(bytes[at])) at++
  return at
}

function endOfPair(bytes: Buffer, start: number, end: number): number {
  let at = start
  while (at < end && bytes[at] !== SEMICOLON) at++
  return at
}

function trimEnd(bytes: Buffer, start: number, end: number): number {
  let at = end
  while (at > start && isBlank(bytes[at - 1])) at--
  return at
}

function isBlank(byte: number | undefined): boolean {
  return byte === SP || byte === HTAB
}
