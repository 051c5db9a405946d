/**
 * The head of an answer to a probe.
 *
 * Answers for: reading a status out of bytes, as strictly as the proxy reads answers (RFC 9112), so
 * that a server whose answers would be refused is not called healthy. Pure.
 */

/** A head that is longer than this is malformed. */
export const PROBE_HEAD_BYTES_MAX = 16 * 1024

export type HeadFinding =
  | { readonly kind: 'incomplete' }
  | { readonly kind: 'malformed' }
  | { readonly kind: 'status'; readonly status: number }

const INCOMPLETE: HeadFinding = { kind: 'incomplete' }
const MALFORMED: HeadFinding = { kind: 'malformed' }
const END_OF_HEAD = '\r\n\r\n'
const STATUS_LINE = /^HTTP\/1\.[01] ([1-9][0-9][0-9])(?: [\t\x20-\x7e\x80-\xff]*)?$/
/** Every beginning of a status line, whole or not. */
const STATUS_LINE_BEGUN = /^H(T(T(P(\/(1(\.([01]( [^\r\n]*\r?)?)?)?)?)?)?)?)?$/
const FIELD_LINE = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+:[\t\x20-\x7e\x80-\xff]*$/
const SWITCHING_PROTOCOLS = 101

/**
 * The final status in what came so far, as latin1 text. Interim answers (1xx) before it are
 * skipped. What can no longer become an answer is malformed at once, not when the time is over.
 */
export function readHead(received: string): HeadFinding {
  let start = 0
  for (;;) {
    const end = received.indexOf(END_OF_HEAD, start)
    if (end === -1) return readBeginning(received.slice(start))
    const status = readWhole(received.slice(start, end))
    if (status === null) return MALFORMED
    if (status >= 200 || status === SWITCHING_PROTOCOLS) return { kind: 'status', status }
    start = end + END_OF_HEAD.length
  }
}

function readBeginning(received: string): HeadFinding {
  if (received.length > PROBE_HEAD_BYTES_MAX) return MALFORMED
  const endOfLine = received.indexOf('\r\n')
  if (endOfLine !== -1) {
    return STATUS_LINE.test(received.slice(0, endOfLine)) ? INCOMPLETE : MALFORMED
  }
  return received === '' || STATUS_LINE_BEGUN.test(received) ? INCOMPLETE : MALFORMED
}

/** The status of a whole head; null when it is malformed. */
function readWhole(head: string): number | null {
  if (head.length > PROBE_HEAD_BYTES_MAX) return null
  const [statusLine = '', ...fields] = head.split('\r\n')
  const status = STATUS_LINE.exec(statusLine)?.[1]
  if (status === undefined || !fields.every((line) => FIELD_LINE.test(line))) return null
  return Number(status)
}
