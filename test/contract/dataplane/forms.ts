/**
 * Messages that two parsers could read differently, by what is wrong with them.
 *
 * Answers for: the bytes, and which of them a plane may give its one form instead of refusing it
 * (`Capabilities.refusesEveryForm`). Does not know: who is told them.
 */

const GET = 'GET / HTTP/1.1\r\nHost: h\r\n'
const POST = 'POST / HTTP/1.1\r\nHost: h\r\n'

/** Requests. */
export const ambiguous: Readonly<Record<string, string>> = {
  'HTTP/0.9': 'GET /\r\n\r\n',
  CONNECT: 'CONNECT h:80 HTTP/1.1\r\nHost: h:80\r\n\r\n',
  'bare LF': 'GET / HTTP/1.1\nHost: h\n\n',
  'a bare LF between headers': `${GET}A: b\nC: d\r\n\r\n`,
  'a bare CR in a header': `${GET}A: b\rC: d\r\n\r\n`,
  'a folded line': `${GET}A: b\r\n c\r\n\r\n`,
  'white space before the colon': `${GET}A : b\r\n\r\n`,
  'NUL in a header': `${GET}A: b\0\r\n\r\n`,
  'a control byte in a header': `${GET}A: \u0001\r\n\r\n`,
  'no Host': 'GET / HTTP/1.1\r\n\r\n',
  'two Hosts': `${GET}Host: h\r\n\r\n`,
  'a target for another host': 'GET http://other/ HTTP/1.1\r\nHost: h\r\n\r\n',
  'a target of another scheme': 'GET ftp://h/ HTTP/1.1\r\nHost: h\r\n\r\n',
  'a target in no form': 'GET h:80 HTTP/1.1\r\nHost: h:80\r\n\r\n',
  'the same Content-Length twice': `${POST}Content-Length: 1\r\nContent-Length: 1\r\n\r\na`,
  'two Content-Lengths': `${POST}Content-Length: 1\r\nContent-Length: 2\r\n\r\nab`,
  'a signed Content-Length': `${POST}Content-Length: +1\r\n\r\na`,
  'both framings': `${POST}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
  'another Transfer-Encoding': `${POST}Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n`,
  'a Transfer-Encoding with a comma': `${POST}Transfer-Encoding: chunked,\r\n\r\n0\r\n\r\n`,
  'a Transfer-Encoding in HTTP/1.0':
    'POST / HTTP/1.0\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
}

/** What follows a head that announces chunks. */
export const brokenBodies: Readonly<Record<string, string>> = {
  'a chunk size that is no number': 'x\r\n',
  'a chunk that is longer than its size': '1\r\nab\r\n0\r\n\r\n',
  'a bare LF after a chunk size': '1\na\r\n0\r\n\r\n',
  'a trailer that frames': '0\r\nContent-Length: 1\r\n\r\n',
}

/** Of the requests and bodies. */
export const rewritable: ReadonlySet<string> = new Set([
  ...['bare LF', 'a bare LF between headers', 'a folded line', 'two Hosts', 'both framings'],
  ...['the same Content-Length twice', 'a bare LF after a chunk size', 'a trailer that frames'],
])

/** Answers. */
export const malformed: Readonly<Record<string, string>> = {
  'no HTTP': 'SSH-2.0-OpenSSH\r\n',
  'a bare LF': 'HTTP/1.1 200 OK\nContent-Length: 2\n\nok',
  'two lengths': 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nok',
  'both framings':
    'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
  'another coding': 'HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n',
  'a folded header': 'HTTP/1.1 200 OK\r\nA: b\r\n c\r\nContent-Length: 2\r\n\r\nok',
  'NUL in a header': 'HTTP/1.1 200 OK\r\nA: \0\r\nContent-Length: 2\r\n\r\nok',
  'a head without end': `HTTP/1.1 200 OK\r\nA: ${'b'.repeat(40_000)}`,
}

export const rewritableAnswers: ReadonlySet<string> = new Set([
  'a bare LF',
  'both framings',
  'a folded header',
])
