/**
 * The plainest reader of what the proxy forwards: it has one form only, so there is one way to read
 * it. Shares no code with the proxy.
 *
 * Answers for: one message from canonical bytes. Does not know: odd forms; those give null.
 */

export interface PlainMessage {
  readonly startLine: string
  readonly body: string
  /** Bytes after the message. */
  readonly rest: string
}

export interface PlainOptions {
  /** The head says so itself otherwise. */
  readonly isBodiless?: boolean
}

/** Null when the message is not complete. */
export function readPlain(
  text: string,
  { isBodiless = false }: PlainOptions = {},
): PlainMessage | null {
  const headEnd = text.indexOf('\r\n\r\n')
  if (headEnd < 0) return null
  const [startLine = '', ...fields] = text.slice(0, headEnd).split('\r\n')
  const after = text.slice(headEnd + 4)
  if (isBodiless) return { startLine, body: '', rest: after }
  if (fields.includes('Transfer-Encoding: chunked')) return readChunks(startLine, after)
  const length = fields.find((field) => /^content-length: /i.test(field))?.slice(16)
  const count = length === undefined ? 0 : Number(length)
  if (after.length < count) return null
  return { startLine, body: after.slice(0, count), rest: after.slice(count) }
}

function readChunks(startLine: string, text: string): PlainMessage | null {
  let body = ''
  let at = 0
  for (;;) {
    const lineEnd = text.indexOf('\r\n', at)
    if (lineEnd < 0) return null
    const size = Number.parseInt(text.slice(at, lineEnd), 16)
    if (!Number.isSafeInteger(size) || size < 0) return { startLine, body, rest: text.slice(at) }
    at = lineEnd + 2
    if (size === 0) break
    if (text.length < at + size + 2) return null
    body += text.slice(at, at + size)
    at += size + 2
  }
  // Trailer lines up to the empty one.
  for (;;) {
    const lineEnd = text.indexOf('\r\n', at)
    if (lineEnd < 0) return null
    const isEmpty = lineEnd === at
    at = lineEnd + 2
    if (isEmpty) return { startLine, body, rest: text.slice(at) }
  }
}
