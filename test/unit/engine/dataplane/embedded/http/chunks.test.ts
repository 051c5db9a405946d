/** The chunked coding: what is refused, and what is passed on. */

import assert from 'node:assert/strict'
import fc from 'fast-check'
import { readChunks } from './reading.ts'
import type { ChunkReading } from './reading.ts'

function check(input: string, expected: Partial<ChunkReading>): void {
  const reading = readChunks([input])
  assert.deepEqual({ ...reading, ...expected }, reading)
}

describe('chunked body', () => {
  describe('is refused with', () => {
    const refused: Readonly<Record<string, string>> = {
      'no size': '\r\nabc',
      'a size that is no number': 'x\r\n',
      'a sign in the size': '+1\r\na\r\n',
      'a prefix of the size': '0x1\r\na\r\n',
      'a space after the size': '1 \r\na\r\n',
      'a space before the size': ' 1\r\na\r\n',
      'a size of too many digits': `${'0'.repeat(12)}1\r\na\r\n`,
      'a bare LF after the size': '1\na\r\n',
      'a bare CR after the size': '1\ra\r\n',
      'a bare LF after the data': '1\r\na\n',
      'more data than the size says': '1\r\nab\r\n',
      'less data than the size says': '3\r\na\r\n0\r\n\r\n',
      'a bare LF in an extension': '1;a\nb\r\na\r\n',
      'a bare CR in an extension': '1;a\rb\r\na\r\n',
      'a control byte in an extension': '1;a\0\r\na\r\n',
      'an extension without end': `1;${'a'.repeat(300)}`,
      'a bare LF at the end': '0\r\n\n',
      'a bare CR at the end': '0\r\n\rX',
      'a folded trailer': '0\r\nA: b\r\n c\r\n\r\n',
      'white space before the colon of a trailer': '0\r\nA : b\r\n\r\n',
      'a trailer without name': '0\r\n: b\r\n\r\n',
      'a bare LF after a trailer': '0\r\nA: b\n\r\n',
      'NUL in a trailer': '0\r\nA: b\0\r\n\r\n',
      'a trailer that says how long the body is': '0\r\nContent-Length: 5\r\n\r\n',
      'a trailer that says where the client is': '0\r\nx-forwarded-for: 1.1.1.1\r\n\r\n',
      'trailers without end': `0\r\nA: ${'b'.repeat(9000)}`,
    }
    for (const [name, input] of Object.entries(refused)) {
      it(name, () => check(input, { kind: 'refused' }))
    }
  })

  it('is passed on as it came, with trailers', () => {
    const body = '3\r\nabc\r\nA\r\n0123456789\r\n00\r\nX-Sum: 1\r\nY:\r\n\r\n'
    check(`${body}GET`, { kind: 'complete', passedOn: body, rest: 'GET' })
  })

  it('is passed on without extensions', () => {
    check('3;a=b;c="d e"\r\nabc\r\n0;x\r\n\r\n', {
      kind: 'complete',
      passedOn: '3\r\nabc\r\n0\r\n\r\n',
    })
  })

  it('is data alone once the coding is taken off', () => {
    const input = ['3;a\r\nabc\r\n', '2\r\nde\r\n0\r\nX: y\r\n\r\nrest']
    const expected = { kind: 'complete', passedOn: 'abcde', rest: 'rest' }
    assert.deepEqual(readChunks(input, { isDecoding: true }), expected)
  })

  it('gives the same whichever way it is cut into pieces', () => {
    const whole = '5;e=1\r\nhello\r\n1\r\n \r\n5\r\nworld\r\n0\r\nT: 1\r\n\r\n'
    const cuts = fc.uniqueArray(fc.integer({ min: 1, max: whole.length - 1 }))
    const property = fc.property(cuts, fc.boolean(), (positions, isDecoding) => {
      const at = [0, ...positions.toSorted((a, b) => a - b), whole.length]
      const pieces = at.slice(1).map((end, index) => whole.slice(at[index], end))
      assert.deepEqual(readChunks(pieces, { isDecoding }), readChunks([whole], { isDecoding }))
    })
    fc.assert(property)
  })
})
