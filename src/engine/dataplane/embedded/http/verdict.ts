/**
 * What a scanner says of the bytes it was given: take more, go on, or why the message is refused.
 *
 * Answers for: the closed table of refusals with their HTTP status and words. Numbers, because
 * scanners run once per message and must not allocate. Does not know: who is answered.
 */

import assert from 'node:assert/strict'

/** All is well so far, but the end is not here yet. */
export const MORE = 0
/** Complete and well-formed. */
export const COMPLETE = 1

interface Refusal {
  readonly status: number
  readonly text: string
}

const refusals = [
  ['badRequestLine', 400, 'the request line is malformed'],
  ['badStatusLine', 400, 'the status line is malformed'],
  ['badVersion', 505, 'the HTTP version is not supported'],
  ['badTarget', 400, 'the request target is malformed'],
  ['connectRefused', 400, 'CONNECT is not served'],
  ['badFieldName', 400, 'a header name is malformed'],
  ['badFieldValue', 400, 'a header value has a forbidden byte'],
  ['badHost', 400, 'the Host header is missing, repeated or malformed'],
  ['otherHost', 400, 'the request target names another host than the Host header'],
  ['badLength', 400, 'the Content-Length header is malformed or repeated'],
  ['badEncoding', 400, 'the Transfer-Encoding header is not exactly "chunked"'],
  ['twoFramings', 400, 'both Content-Length and Transfer-Encoding are given'],
  ['badConnection', 400, 'the Connection header is malformed'],
  ['tooManyFields', 431, 'there are too many headers'],
  ['headTooLong', 431, 'the headers are too long'],
  ['badChunk', 400, 'the chunked body is malformed'],
  ['badTrailer', 400, 'a trailer is malformed or not allowed'],
] as const satisfies readonly (readonly [string, number, string])[]

type RefusalName = (typeof refusals)[number][0]

const FIRST_REFUSAL = 2

/** The number of each refusal; greater than `COMPLETE`. */
export const refusal: Readonly<Record<RefusalName, number>> = toNumbers()

function toNumbers(): Record<RefusalName, number> {
  const numbers: Partial<Record<RefusalName, number>> = {}
  refusals.forEach(([name], index) => (numbers[name] = index + FIRST_REFUSAL))
  return numbers as Record<RefusalName, number>
}

/** The status and words for a number of `refusal`. */
export function refusalOf(verdict: number): Refusal {
  const row = refusals[verdict - FIRST_REFUSAL]
  assert(row !== undefined, `no refusal has number ${verdict}`)
  return { status: row[1], text: row[2] }
}
