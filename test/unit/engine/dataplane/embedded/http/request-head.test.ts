/** The head of a request: what is refused, and what is forwarded in which form. */

import assert from 'node:assert/strict'
import { readRequest } from './reading.ts'

const OURS = 'X-Forwarded-For: 192.0.2.1\r\n\r\n'

function check(input: string, expected: string): void {
  assert.deepEqual(readRequest(input), { kind: 'forwarded', head: expected, rest: '' })
}

function checkRefused(input: string, status: number): void {
  const reading = readRequest(input)
  assert.equal(reading.kind, 'refused', JSON.stringify(reading))
  if (reading.kind === 'refused') assert.equal(reading.status, status, reading.text)
}

function withField(field: string): string {
  return `POST / HTTP/1.1\r\nHost: h\r\n${field}\r\n\r\n`
}

describe('request head', () => {
  describe('is refused with', () => {
    const refused: Readonly<Record<string, string>> = {
      'no version (HTTP/0.9)': 'GET /\r\n\r\n',
      'no target': 'GET HTTP/1.1\r\nHost: h\r\n\r\n',
      'no method': ' / HTTP/1.1\r\nHost: h\r\n\r\n',
      'two spaces in the request line': 'GET  / HTTP/1.1\r\nHost: h\r\n\r\n',
      'a tab in the request line': 'GET\t/ HTTP/1.1\r\nHost: h\r\n\r\n',
      'a space after the version': 'GET / HTTP/1.1 \r\nHost: h\r\n\r\n',
      'a version in lower case': 'GET / http/1.1\r\nHost: h\r\n\r\n',
      'a version of two digits': 'GET / HTTP/1.10\r\nHost: h\r\n\r\n',
      'a method that is no token': 'GE(T / HTTP/1.1\r\nHost: h\r\n\r\n',
      'a control byte in the target': 'GET /\u0001 HTTP/1.1\r\nHost: h\r\n\r\n',
      'a byte above ASCII in the target': 'GET /\u00e9 HTTP/1.1\r\nHost: h\r\n\r\n',
      'a fragment in the target': 'GET /#a HTTP/1.1\r\nHost: h\r\n\r\n',
      'a target without slash': 'GET a HTTP/1.1\r\nHost: h\r\n\r\n',
      'an asterisk for another method than OPTIONS': 'GET * HTTP/1.1\r\nHost: h\r\n\r\n',
      'an absolute target with a user': 'GET http://u@h/ HTTP/1.0\r\n\r\n',
      'an absolute target with an odd host': 'GET http://"h"/ HTTP/1.0\r\n\r\n',
      CONNECT: 'CONNECT h:443 HTTP/1.1\r\nHost: h:443\r\n\r\n',
      'two empty lines before it': '\r\n\r\nGET / HTTP/1.1\r\nHost: h\r\n\r\n',
      'a bare LF after the request line': 'GET / HTTP/1.1\nHost: h\r\n\r\n',
      'a bare LF after a header': 'GET / HTTP/1.1\r\nHost: h\n\r\n',
      'a bare LF as the empty line': 'GET / HTTP/1.1\r\nHost: h\r\n\nX',
      'a bare CR in a header': withField('A: b\rc'),
      'a bare CR after a header': 'GET / HTTP/1.1\r\nHost: h\r\r\n\r\n',
      'a CR before the line end': withField('A: b\r'),
      'NUL in a header': withField('A: b\0c'),
      'a control byte in a header': withField('A: b\u0007c'),
      'DEL in a header': withField('A: b\u007fc'),
      'NUL in a header name': withField('A\0: b'),
      'white space before the colon': withField('A : b'),
      'a tab before the colon': withField('A\t: b'),
      'no colon': withField('A'),
      'no name': withField(': b'),
      'a folded line': withField('A: b\r\n c'),
      'a line that begins with white space': 'GET / HTTP/1.1\r\n Host: h\r\nHost: h\r\n\r\n',
      'no Host': 'GET / HTTP/1.1\r\n\r\n',
      'an empty Host': 'GET / HTTP/1.1\r\nHost:\r\n\r\n',
      'two Hosts': 'GET / HTTP/1.1\r\nHost: h\r\nHost: h\r\n\r\n',
      'two Hosts in HTTP/1.0': 'GET / HTTP/1.0\r\nHost: h\r\nhost: h\r\n\r\n',
      'a list as Host': 'GET / HTTP/1.1\r\nHost: h, i j\r\n\r\n',
      'a user in Host': 'GET / HTTP/1.1\r\nHost: u@h\r\n\r\n',
      'a path in Host': 'GET / HTTP/1.1\r\nHost: h/p\r\n\r\n',
      'a port that is no number in Host': 'GET / HTTP/1.1\r\nHost: h:a\r\n\r\n',
      'brackets that do not close in Host': 'GET / HTTP/1.1\r\nHost: [::1\r\n\r\n',
      'a target for another host': 'GET http://other/ HTTP/1.1\r\nHost: h\r\n\r\n',
      'a target for another port': 'GET http://h:81/ HTTP/1.1\r\nHost: h:80\r\n\r\n',
      'a target with a user': 'GET http://u@h/ HTTP/1.1\r\nHost: h\r\n\r\n',
      'a target with another scheme': 'GET ftp://h/ HTTP/1.1\r\nHost: h\r\n\r\n',
      'a Content-Length that is no number': withField('Content-Length: a'),
      'an empty Content-Length': withField('Content-Length:'),
      'a sign in Content-Length': withField('Content-Length: +1'),
      'a negative Content-Length': withField('Content-Length: -1'),
      'a hexadecimal Content-Length': withField('Content-Length: 0x1'),
      'a space in Content-Length': withField('Content-Length: 1 2'),
      'a list as Content-Length': withField('Content-Length: 5, 5'),
      'a Content-Length that is too long to be exact': withField(
        `Content-Length: ${'9'.repeat(16)}`,
      ),
      'the same Content-Length twice': withField('Content-Length: 5\r\nContent-Length: 5'),
      'two Content-Lengths': withField('Content-Length: 5\r\nContent-Length: 6'),
      'both framings': withField('Content-Length: 5\r\nTransfer-Encoding: chunked'),
      'both framings the other way round': withField(
        'Transfer-Encoding: chunked\r\nContent-Length: 5',
      ),
      'Transfer-Encoding identity': withField('Transfer-Encoding: identity'),
      'Transfer-Encoding gzip, chunked': withField('Transfer-Encoding: gzip, chunked'),
      'Transfer-Encoding chunked, chunked': withField('Transfer-Encoding: chunked, chunked'),
      'Transfer-Encoding with a comma after': withField('Transfer-Encoding: chunked,'),
      'Transfer-Encoding with a parameter': withField('Transfer-Encoding: chunked;q=1'),
      'an unknown Transfer-Encoding': withField('Transfer-Encoding: xchunked'),
      'an empty Transfer-Encoding': withField('Transfer-Encoding:'),
      'Transfer-Encoding twice': withField(
        'Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked',
      ),
      'Transfer-Encoding with vertical tab': withField('Transfer-Encoding:\u000bchunked'),
      'Transfer-Encoding in HTTP/1.0': 'POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n',
      'a Connection that is no list of tokens': withField('Connection: a b'),
      'a Connection that names Content-Length': withField('Connection: content-length'),
      'a Connection that names Host': withField('Connection: close, Host'),
    }
    for (const [name, input] of Object.entries(refused)) {
      it(name, () => checkRefused(input, 400))
    }

    it('another version of HTTP, as 505', () => {
      checkRefused('GET / HTTP/2.0\r\nHost: h\r\n\r\n', 505)
      checkRefused('GET / HTTP/1.2\r\nHost: h\r\n\r\n', 505)
    })

    it('too many headers, as 431', () => {
      const lines = Array.from({ length: 101 }, (_, index) => `A${index}: b`).join('\r\n')
      checkRefused(`GET / HTTP/1.1\r\nHost: h\r\n${lines}\r\n\r\n`, 431)
    })
  })

  describe('is forwarded', () => {
    it('as it came, with X-Forwarded-For (R22)', () => {
      check(
        'GET /a?b HTTP/1.1\r\nHost: h\r\nX-Camel-Case: One, two\r\n\r\n',
        `GET /a?b HTTP/1.1\r\nHost: h\r\nX-Camel-Case: One, two\r\n${OURS}`,
      )
    })

    it('with the client appended to X-Forwarded-For that came in (R22)', () => {
      check(
        'GET / HTTP/1.1\r\nx-forwarded-for: 1.1.1.1\r\nHost: h\r\nX-Forwarded-For: 2.2.2.2\r\n\r\n',
        'GET / HTTP/1.1\r\nHost: h\r\nX-Forwarded-For: 1.1.1.1, 2.2.2.2, 192.0.2.1\r\n\r\n',
      )
    })

    it('without an X-Forwarded-For that says nothing', () => {
      check(
        'GET / HTTP/1.1\r\nHost: h\r\nX-Forwarded-For:\r\n\r\n',
        `GET / HTTP/1.1\r\nHost: h\r\n${OURS}`,
      )
    })

    it('without X-Forwarded-Proto and -Port of strangers', () => {
      check(
        'GET / HTTP/1.1\r\nHost: h\r\nX-Forwarded-Proto: https\r\nX-FORWARDED-PORT: 1\r\n\r\n',
        `GET / HTTP/1.1\r\nHost: h\r\n${OURS}`,
      )
    })

    it('without hop-by-hop headers and those that Connection names', () => {
      check(
        'GET / HTTP/1.1\r\nKeep-Alive: 5\r\nHost: h\r\nConnection: keep-alive, X-Hop,, close\r\n' +
          'X-Hop: a\r\nTE: trailers\r\nProxy-Connection: x\r\nx-HOP: b\r\nX-End: c\r\n\r\n',
        `GET / HTTP/1.1\r\nHost: h\r\nX-End: c\r\n${OURS}`,
      )
    })

    it('with one space after the colon and none at the end', () => {
      check(
        'GET / HTTP/1.1\r\nHost:h\r\nA:\t b c \t\r\nB:\r\nC: d\r\n\r\n',
        `GET / HTTP/1.1\r\nHost: h\r\nA: b c\r\nB: \r\nC: d\r\n${OURS}`,
      )
    })

    it('after one empty line', () => {
      check('\r\nGET / HTTP/1.1\r\nHost: h\r\n\r\n', `GET / HTTP/1.1\r\nHost: h\r\n${OURS}`)
    })

    it('in origin form when it came in absolute form for its own host', () => {
      check(
        'GET HTTP://Example.org:80/a?b HTTP/1.1\r\nHost: example.ORG:80\r\n\r\n',
        `GET /a?b HTTP/1.1\r\nHost: example.ORG:80\r\n${OURS}`,
      )
      check('GET http://h HTTP/1.1\r\nHost: h\r\n\r\n', `GET / HTTP/1.1\r\nHost: h\r\n${OURS}`)
      check('GET http://h?q HTTP/1.1\r\nHost: h\r\n\r\n', `GET /?q HTTP/1.1\r\nHost: h\r\n${OURS}`)
    })

    it('as HTTP/1.1 with a Host when it came as HTTP/1.0 without', () => {
      check('GET / HTTP/1.0\r\n\r\n', `GET / HTTP/1.1\r\nHost: 192.0.2.80:80\r\n${OURS}`)
      check('GET http://h/ HTTP/1.0\r\n\r\n', `GET / HTTP/1.1\r\nHost: h\r\n${OURS}`)
    })

    it('with an asterisk for OPTIONS', () => {
      check('OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n', `OPTIONS * HTTP/1.1\r\nHost: h\r\n${OURS}`)
    })

    it('with Host as name, address, or address in brackets', () => {
      for (const host of ['a-b.c_d', '127.0.0.1:8080', '[::1]', '[2001:db8::1]:80', 'h:']) {
        check(
          `GET / HTTP/1.1\r\nHost: ${host}\r\n\r\n`,
          `GET / HTTP/1.1\r\nHost: ${host}\r\n${OURS}`,
        )
      }
    })

    it('with Transfer-Encoding in canonical form', () => {
      check(
        'POST / HTTP/1.1\r\ntransfer-encoding:  Chunked \r\nHost: h\r\n\r\n',
        `POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n${OURS}`,
      )
    })

    it('with Upgrade when the client asks for one, and only then', () => {
      const upgrade = 'GET / HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\n'
      check(
        `${upgrade}Connection: Upgrade\r\n\r\n`,
        `GET / HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n${OURS}`,
      )
      check(`${upgrade}\r\n`, `GET / HTTP/1.1\r\nHost: h\r\n${OURS}`)
    })

    it('without an Upgrade that would take HTTP out of our hands', () => {
      check(
        'GET / HTTP/1.1\r\nHost: h\r\nConnection: Upgrade, HTTP2-Settings\r\n' +
          'Upgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQCAAAAAAIAAAAA\r\n\r\n',
        `GET / HTTP/1.1\r\nHost: h\r\n${OURS}`,
      )
    })

    it('with Expect to HTTP/1.1 only', () => {
      check(
        'PUT / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\n',
        `PUT / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 1\r\n${OURS}`,
      )
      check(
        'PUT / HTTP/1.0\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\n',
        `PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\n${OURS}`,
      )
    })
  })

  it('is not judged before it is there, and ends where it ends', () => {
    const whole = 'GET / HTTP/1.1\r\nHost: h\r\nA: b\r\n\r\n'
    for (let length = 1; length < whole.length; length++) {
      assert.deepEqual(
        readRequest(whole.slice(0, length)),
        { kind: 'more' },
        whole.slice(0, length),
      )
    }
    const reading = readRequest(`${whole}GET`)
    assert.equal(reading.kind === 'forwarded' && reading.rest, 'GET')
  })
})
