/** The head of an answer: what is refused, and what the client gets in which form. */

import assert from 'node:assert/strict'
import { readResponse } from './reading.ts'

function check(input: string, expected: string): void {
  assert.deepEqual(readResponse(input), { kind: 'forwarded', head: expected, rest: '' })
}

function withField(field: string): string {
  return `HTTP/1.1 200 OK\r\n${field}\r\n\r\n`
}

describe('response head', () => {
  describe('is refused with', () => {
    const refused: Readonly<Record<string, string>> = {
      'another protocol': 'ICY 200 OK\r\n\r\n',
      'a version in lower case': 'http/1.1 200 OK\r\n\r\n',
      'another version': 'HTTP/2.0 200 OK\r\n\r\n',
      'no status': 'HTTP/1.1 OK\r\n\r\n',
      'a status of two digits': 'HTTP/1.1 20 OK\r\n\r\n',
      'a status of four digits': 'HTTP/1.1 2000 OK\r\n\r\n',
      'a status below 100': 'HTTP/1.1 099 OK\r\n\r\n',
      'a status above 599': 'HTTP/1.1 600 OK\r\n\r\n',
      'no space after the status': 'HTTP/1.1 200\r\n\r\n',
      'two spaces before the status': 'HTTP/1.1  200 OK\r\n\r\n',
      'a control byte in the reason': 'HTTP/1.1 200 O\0K\r\n\r\n',
      'a bare LF after the status line': 'HTTP/1.1 200 OK\nA: b\r\n\r\n',
      'a bare LF after a header': withField('A: b\nC: d'),
      'a bare CR in a header': withField('A: b\rC: d'),
      'a folded line': withField('A: b\r\n c'),
      'white space before the colon': withField('A : b'),
      'NUL in a header': withField('A: b\0'),
      'two lengths': withField('Content-Length: 5\r\nContent-Length: 6'),
      'the same length twice': withField('Content-Length: 5\r\nContent-Length: 5'),
      'a length that is no number': withField('Content-Length: x'),
      'both framings': withField('Content-Length: 5\r\nTransfer-Encoding: chunked'),
      'another transfer coding': withField('Transfer-Encoding: gzip, chunked'),
      'Transfer-Encoding in HTTP/1.0': 'HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n',
      'Transfer-Encoding with 204': 'HTTP/1.1 204 No\r\nTransfer-Encoding: chunked\r\n\r\n',
      'a Connection that names Content-Length': withField('Connection: Content-Length'),
    }
    for (const [name, input] of Object.entries(refused)) {
      it(name, () => assert.equal(readResponse(input).kind, 'refused'))
    }
  })

  describe('reaches the client', () => {
    it('as it came', () => {
      const text = 'HTTP/1.1 200 Very fine\r\nServer: x\r\nContent-Length: 5\r\n\r\n'
      check(text, text)
    })

    it('without a reason when there is none', () => {
      check('HTTP/1.1 200 \r\nA: b\r\n\r\n', 'HTTP/1.1 200 \r\nA: b\r\n\r\n')
    })

    it('as HTTP/1.1 from an HTTP/1.0 server', () => {
      check('HTTP/1.0 404 No\r\nA: b\r\n\r\n', 'HTTP/1.1 404 No\r\nA: b\r\n\r\n')
    })

    it('without hop-by-hop headers and those that Connection names', () => {
      check(
        'HTTP/1.1 200 OK\r\nConnection: keep-alive, X-Hop\r\nKeep-Alive: timeout=5\r\n' +
          'X-Hop: a\r\nUpgrade: h2\r\nSet-Cookie: a\r\nSet-Cookie: b\r\nContent-Length: 0\r\n\r\n',
        'HTTP/1.1 200 OK\r\nSet-Cookie: a\r\nSet-Cookie: b\r\nContent-Length: 0\r\n\r\n',
      )
    })

    it('without Content-Length where no body can be, but with it for 304', () => {
      check('HTTP/1.1 204 No\r\nContent-Length: 0\r\n\r\n', 'HTTP/1.1 204 No\r\n\r\n')
      const notModified = 'HTTP/1.1 304 Same\r\nContent-Length: 9\r\n\r\n'
      check(notModified, notModified)
    })

    it('with Transfer-Encoding in canonical form', () => {
      check(
        'HTTP/1.1 200 OK\r\ntransfer-encoding:CHUNKED\r\nA: b\r\n\r\n',
        'HTTP/1.1 200 OK\r\nA: b\r\nTransfer-Encoding: chunked\r\n\r\n',
      )
    })

    it('with Upgrade when the protocol changes', () => {
      check(
        'HTTP/1.1 101 Go\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n',
        'HTTP/1.1 101 Go\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
      )
    })
  })

  it('is not judged before it is there', () => {
    const whole = 'HTTP/1.1 200 OK\r\nA: b\r\nContent-Length: 1\r\n\r\n'
    for (let length = 1; length < whole.length; length++) {
      assert.deepEqual(readResponse(whole.slice(0, length)), { kind: 'more' })
    }
  })
})
