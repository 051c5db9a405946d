/**
 * Ours and Node's parser on the same bytes: on valid requests they agree; whatever ours forwards,
 * Node reads as that one request with that body.
 */

import assert from 'node:assert/strict'
import fc from 'fast-check'
import { readChunks, readRequest } from './reading.ts'
import { readWithNode } from './node-parser.ts'

const RUNS = 400
const MUTANT_RUNS = 3000

const token = fc.string({
  unit: fc.constantFrom(...Array.from('abcXYZ019!#$%&*+-.^_|~')),
  minLength: 1,
  maxLength: 12,
})
const value = fc.string({
  unit: fc.constantFrom(...Array.from('abz 09;,="/\t\u00e9\u0080')),
  maxLength: 20,
})
const space = fc.constantFrom('', ' ', '  ', '\t', ' \t')
const ours = /^(host|content-length|transfer-encoding|connection|keep-alive|te|upgrade|expect)$/i

const plainField = fc
  .tuple(token, space, value, space)
  .filter(([name]) => !ours.test(name) && !/^(proxy-|x-forwarded-|http2-)/i.test(name))
  .map(([name, before, text, after]) => `${name}:${before}${text}${after}`)

const body = fc.string({ unit: fc.constantFrom(...Array.from('ab\r\n0')), maxLength: 40 })

function toChunked(data: string): string {
  const middle = Math.floor(data.length / 2)
  const parts = [data.slice(0, middle), data.slice(middle)].filter((part) => part !== '')
  const chunks = parts.map((part) => `${part.length.toString(16)};e\r\n${part}\r\n`)
  return `${chunks.join('')}0\r\nT: 1\r\n\r\n`
}

interface Sample {
  readonly method: string
  readonly target: string
  readonly fields: readonly string[]
  readonly body: string
  readonly isChunked: boolean
}

const sample: fc.Arbitrary<Sample> = fc.record({
  method: fc.constantFrom('GET', 'POST', 'PUT', 'PATCH', 'PURGE', 'DELETE'),
  target: fc.constantFrom('/', '/a/b?c=d', '/%20?x=1&y', '/a|b', '/~"<>'),
  fields: fc.array(plainField, { maxLength: 6 }),
  body,
  isChunked: fc.boolean(),
})

function toText(one: Sample): string {
  const framing = one.isChunked
    ? 'Transfer-Encoding: chunked'
    : `Content-Length: ${one.body.length}`
  const lines = [`${one.method} ${one.target} HTTP/1.1`, 'Host: h', ...one.fields, framing]
  return `${lines.join('\r\n')}\r\n\r\n${one.isChunked ? toChunked(one.body) : one.body}`
}

/** What the proxy would send to a server for the first request in `text`; null when it refuses. */
function toForwarded(text: string): string | null {
  const reading = readRequest(Buffer.from(text, 'latin1'))
  if (reading.kind !== 'forwarded') return null
  if (/\r\nTransfer-Encoding: chunked\r\n/.test(reading.head)) {
    const chunks = readChunks([reading.rest])
    return chunks.kind === 'complete' ? reading.head + chunks.passedOn : null
  }
  const length = Number(/\r\nContent-Length: (\d+)\r\n/i.exec(reading.head)?.[1] ?? 0)
  return reading.rest.length < length ? null : reading.head + reading.rest.slice(0, length)
}

describe('agreement with the parser of Node', () => {
  it('is complete on valid requests: method, target, headers and body', async () => {
    const property = fc.asyncProperty(sample, async (one) => {
      const forwarded = toForwarded(toText(one))
      assert(forwarded !== null, 'refused what is valid')
      const direct = await readWithNode(Buffer.from(toText(one), 'latin1'))
      const behind = await readWithNode(Buffer.from(forwarded, 'latin1'))
      const [before, after] = [direct.requests[0], behind.requests[0]]
      assert(before !== undefined && after !== undefined && behind.requests.length === 1)
      assert.deepEqual([after.method, after.target], [before.method, before.target])
      assert.equal(after.body, one.body)
      const added = ['X-Forwarded-For', '192.0.2.1']
      const framing = one.isChunked ? ['Transfer-Encoding', 'chunked'] : []
      const kept = one.isChunked ? before.rawHeaders.slice(0, -2) : before.rawHeaders
      assert.deepEqual(after.rawHeaders, [...kept, ...framing, ...added])
    })
    await fc.assert(property, { numRuns: RUNS })
  })

  it('holds for what is nearly valid: forwarded means one request for Node', async () => {
    const pieces = [
      '\r',
      '\n',
      '\r\n',
      '\0',
      ' ',
      '\t',
      ':',
      ',',
      ';',
      '0',
      '5',
      'chunked',
      '\u000b',
      'Content-Length: 3\r\n',
      'Transfer-Encoding: chunked\r\n',
      'Connection: close\r\n',
      'HTTP/1.1',
      'Host: i\r\n',
      '\r\n\r\n',
      'GET / HTTP/1.1\r\n',
      '\u00ff',
      '+',
      '"',
    ]
    const mutation = fc.record({
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      removed: fc.integer({ min: 0, max: 4 }),
      inserted: fc.constantFrom('', ...pieces),
    })
    const mutations = fc.array(mutation, { minLength: 1, maxLength: 3 })
    const property = fc.asyncProperty(sample, mutations, async (one, changes) => {
      const forwarded = toForwarded(changes.reduce(mutate, toText(one)))
      if (forwarded === null) return
      const { requests } = await readWithNode(Buffer.from(forwarded, 'latin1'))
      // Node may be stricter in places (methods it does not know); never may it see more than one.
      assert(requests.length <= 1, `Node reads ${requests.length} requests: ${forwarded}`)
    })
    await fc.assert(property, { numRuns: MUTANT_RUNS })
  })
})

function mutate(text: string, change: { at: number; removed: number; inserted: string }): string {
  const at = Math.floor(change.at * text.length)
  return text.slice(0, at) + change.inserted + text.slice(at + change.removed)
}
