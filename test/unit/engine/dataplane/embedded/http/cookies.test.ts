/** One cookie found and taken out, the others left as they are. */

import assert from 'node:assert/strict'
import fc from 'fast-check'
import {
  findCookie,
  writeOtherCookies,
} from '../../../../../../src/engine/dataplane/embedded/http/cookies.ts'
import { HeadWriter } from '../../../../../../src/engine/dataplane/embedded/http/head-writer.ts'

const NAME = Buffer.from('sid')
const PREFIX = 'Cookie'

/** `found`: the value, null for none; `rest`: the line that is forwarded, empty for none. */
function check(list: string, { found, rest }: { found: string | null; rest: string }): void {
  const bytes = Buffer.from(`${PREFIX}${list}; sid=beyond`, 'latin1')
  const span = { start: PREFIX.length, end: PREFIX.length + list.length }
  const value = findCookie(bytes, span, NAME)
  assert.equal(value && bytes.toString('latin1', value.start, value.end), found)
  const writer = new HeadWriter(Buffer.alloc(4096))
  const prefix = { start: 0, end: PREFIX.length }
  const isAny = writeOtherCookies(bytes, span, { name: NAME, prefix, writer })
  assert.equal(isAny, rest !== '')
  assert.equal(writer.buffer.toString('latin1', 0, writer.length), rest)
}

describe('cookies of a request', () => {
  it('one is found by its whole name, the first of that name counts', () => {
    check('sid=1', { found: '1', rest: '' })
    check('a=b; sid=1; sid=2', { found: '1', rest: 'Cookie: a=b' })
    check('xsid=1; sidx=2; SID=3', { found: null, rest: 'Cookie: xsid=1; sidx=2; SID=3' })
    check('sid=', { found: '', rest: '' })
    check('sid', { found: null, rest: 'Cookie: sid' })
  })

  it('white space and empty members around it do not matter', () => {
    check(' ;; \tsid=1 \t;; a=b ', { found: '1', rest: 'Cookie: a=b' })
    check('', { found: null, rest: '' })
    check(' ; ', { found: null, rest: '' })
  })

  it('it agrees with splitting at semicolons, whatever is sent', () => {
    const piece = fc.constantFrom('sid', '=', ';', ' ', '\t', 'a', '"', 'sid=', '; ', 'é', ',')
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
        const list = pieces.join('')
        const pairs = list.split(';').map((pair) => pair.replaceAll(/^[ \t]+|[ \t]+$/g, ''))
        const own = pairs.find((pair) => pair.startsWith('sid='))
        const others = pairs.filter((pair) => pair !== '' && !pair.startsWith('sid='))
        check(list, {
          found: own?.slice('sid='.length) ?? null,
          rest: others.length === 0 ? '' : `Cookie: ${others.join('; ')}`,
        })
      }),
    )
  })
})
