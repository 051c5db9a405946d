/**
 * The answers that the proxy gives by itself.
 *
 * Answers for: their status, words and form. Does not know: when one is given.
 */

export interface OwnAnswer {
  readonly status: number
  /** A sentence for a person, without the full stop. */
  readonly text: string
  /** HEAD: the same head, no body. */
  readonly isHead: boolean
  readonly closes: boolean
}

const reasons: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  408: 'Request Timeout',
  431: 'Request Header Fields Too Large',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
  505: 'HTTP Version Not Supported',
}

export function toAnswer(answer: OwnAnswer): Buffer {
  const body = `${answer.status} ${reasons[answer.status] ?? 'Error'}: ${answer.text}\n`
  const head = [
    `HTTP/1.1 ${answer.status} ${reasons[answer.status] ?? 'Error'}`,
    'Content-Type: text/plain; charset=utf-8',
    'Cache-Control: no-store',
    `Content-Length: ${Buffer.byteLength(body)}`,
    `Connection: ${answer.closes ? 'close' : 'keep-alive'}`,
  ].join('\r\n')
  return Buffer.from(`${head}\r\n\r\n${answer.isHead ? '' : body}`, 'utf8')
}
