import assert from 'node:assert/strict'
import fc from 'fast-check'
import { PROBE_HEAD_BYTES_MAX, readHead } from '../../../../src/engine/health/response.ts'

function check(received: string, expected: number | 'incomplete' | 'malformed'): void {
  const finding = readHead(received)
  assert.equal(finding.kind === 'status' ? finding.status : finding.kind, expected)
}

describe('the head of an answer to a probe', () => {
  const cases: { title: string; received: string; expected: Parameters<typeof check>[1] }[] = [
    { title: 'gives its status', received: 'HTTP/1.1 200 OK\r\n\r\n', expected: 200 },
    { title: 'may be HTTP/1.0', received: 'HTTP/1.0 503 No\r\n\r\n', expected: 503 },
    { title: 'may have no reason', received: 'HTTP/1.1 204 \r\n\r\n', expected: 204 },
    {
      title: 'may lack the space before no reason',
      received: 'HTTP/1.1 204\r\n\r\n',
      expected: 204,
    },
    { title: 'may have fields', received: 'HTTP/1.1 200 OK\r\nA: b\r\nC:\r\n\r\n', expected: 200 },
    { title: 'may be followed by a body', received: 'HTTP/1.1 200 OK\r\n\r\nhi', expected: 200 },
    {
      title: 'may come after interim ones',
      received:
        'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Hints\r\nA: b\r\n\r\nHTTP/1.1 404 N\r\n\r\n',
      expected: 404,
    },
    { title: 'may switch protocols', received: 'HTTP/1.1 101 S\r\n\r\n', expected: 101 },
    { title: 'is nothing yet', received: '', expected: 'incomplete' },
    { title: 'is begun', received: 'HTT', expected: 'incomplete' },
    {
      title: 'has a status, but no end',
      received: 'HTTP/1.1 200 OK\r\nA: b',
      expected: 'incomplete',
    },
    {
      title: 'has an interim one only',
      received: 'HTTP/1.1 100 C\r\n\r\n',
      expected: 'incomplete',
    },
    { title: 'is something else', received: 'SSH-2.0-', expected: 'malformed' },
    { title: 'is HTTP/2', received: 'HTTP/2 200\r\n\r\n', expected: 'malformed' },
    {
      title: 'has a version of its own',
      received: 'HTTP/1.2 200 OK\r\n\r\n',
      expected: 'malformed',
    },
    { title: 'has two digits', received: 'HTTP/1.1 20 OK\r\n\r\n', expected: 'malformed' },
    { title: 'has four digits', received: 'HTTP/1.1 2000 OK\r\n\r\n', expected: 'malformed' },
    { title: 'has no status', received: 'HTTP/1.1 OK\r\n\r\n', expected: 'malformed' },
    { title: 'ends lines with LF', received: 'HTTP/1.1 200 OK\n\n', expected: 'malformed' },
    {
      title: 'folds a line',
      received: 'HTTP/1.1 200 OK\r\nA: b\r\n c\r\n\r\n',
      expected: 'malformed',
    },
    { title: 'has no colon', received: 'HTTP/1.1 200 OK\r\nA\r\n\r\n', expected: 'malformed' },
    {
      title: 'has white space before it',
      received: 'HTTP/1.1 200 OK\r\nA : b\r\n\r\n',
      expected: 'malformed',
    },
    { title: 'has NUL', received: 'HTTP/1.1 200 OK\r\nA: \0\r\n\r\n', expected: 'malformed' },
    {
      title: 'never ends',
      received: `HTTP/1.1 200 OK\r\n${'A: b\r\n'.repeat(PROBE_HEAD_BYTES_MAX / 6)}`,
      expected: 'malformed',
    },
  ]
  for (const { title, received, expected } of cases) it(title, () => check(received, expected))

  it('means the same however it is cut into pieces', () => {
    const whole = 'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 302 Found\r\nLocation: /\r\n\r\n'
    for (let length = 0; length < whole.length; length++)
      check(whole.slice(0, length), 'incomplete')
    check(whole, 302)
  })

  it('never throws', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 40 }),
        (received) => void readHead(received),
      ),
    )
  })
})
