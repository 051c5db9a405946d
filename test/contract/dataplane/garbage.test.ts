/** Bytes that are nearly HTTP, from both sides: the plane lives on and serves the next request. */

import assert from 'node:assert/strict'
import fc from 'fast-check'
import { dataplanes } from '../../../src/engine/dataplane/registry.ts'
import { get } from '../../support/backends.ts'
import { dial } from './raw.ts'
import { stageFor } from './suite.ts'

const RUNS = 120
const PATIENCE_MS = 30

const request = fc.constantFrom(
  'GET / HTTP/1.1\r\nHost: h\r\n\r\n',
  'GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n',
  'HEAD http://h/ HTTP/1.1\r\nHost: h\r\nConnection: close, X-A\r\nX-A: 1\r\n\r\n',
  'POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhello',
  'PUT / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3;a\r\nabc\r\n0\r\nT: 1\r\n\r\n',
  'GET / HTTP/1.1\r\nHost: h\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n',
  'POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\na',
)

const answer = fc.constantFrom(
  'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok',
  'HTTP/1.1 200 OK\r\n\r\nuntil the end',
  'HTTP/1.0 200 OK\r\nConnection: close\r\n\r\nold',
  'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2;x\r\nok\r\n0\r\nT: 1\r\n\r\n',
  'HTTP/1.1 101 Go\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\nnew words',
  'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 None\r\n\r\n',
  'HTTP/1.1 304 Same\r\nKeep-Alive: timeout=1\r\nConnection: keep-alive, a\r\na:b\r\n\r\n',
)

interface Change {
  readonly at: number
  readonly removed: number
  readonly inserted: string
}

const change: fc.Arbitrary<Change> = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  removed: fc.integer({ min: 0, max: 3 }),
  inserted: fc.oneof(
    fc.constantFrom(
      '',
      '\r',
      '\n',
      '\r\n',
      ' ',
      ':',
      ';',
      '\0',
      '\u00ff',
      '0',
      'chunked',
      '99999999',
    ),
    fc.string({ unit: 'binary-ascii', maxLength: 8 }),
  ),
})
const changes = fc.array(change, { maxLength: 2 })

interface Case {
  readonly said: string
  readonly answered: string
  readonly isServerGone: boolean
}

const garbage: fc.Arbitrary<Case> = fc
  .tuple(fc.array(request, { minLength: 1, maxLength: 3 }), answer, changes, changes, fc.boolean())
  .map(([requests, text, ofRequests, ofAnswer, isServerGone]) => ({
    said: ofRequests.reduce(mutate, requests.join('')),
    answered: ofAnswer.reduce(mutate, text),
    isServerGone,
  }))

for (const entry of dataplanes) {
  describe(`data plane ${entry.name}: garbage`, () => {
    const test = stageFor(entry)

    test('no bytes of a client or a server bring it down', async (stage) => {
      let now: Case = { said: '', answered: '', isServerGone: false }
      const server = await stage.raw((talk) => {
        talk.socket.on('data', () => {
          talk.say(now.answered)
          if (now.isServerGone) talk.socket.end()
        })
      })
      const [good] = await stage.backends(1)
      assert(good)
      const spec = (port: number) => ({
        listeners: [{ port: stage.port, idleTimeoutMs: 200 }],
        pools: [{ servers: [{ port }], responseTimeoutMs: 200, connectTimeoutMs: 200 }],
      })
      await stage.world.apply(spec(server.port))
      const property = fc.asyncProperty(garbage, async (one) => {
        now = one
        const talk = await dial(stage.port)
        talk.say(one.said)
        // Most are answered or cut off at once; whoever waits for more is left waiting.
        await Promise.race([
          new Promise((resolve) => talk.socket.once('close', resolve)),
          new Promise((resolve) => talk.socket.once('end', resolve)),
          new Promise((resolve) => setTimeout(resolve, PATIENCE_MS)),
        ])
        talk.close()
      })
      await fc.assert(property, { numRuns: RUNS, endOnFailure: true })
      await stage.world.apply(spec(good.port))
      assert.equal((await get(stage.url)).body, 's0')
    })
  })
}

function mutate(text: string, { at, removed, inserted }: Change): string {
  const start = Math.floor(at * text.length)
  return text.slice(0, start) + inserted + text.slice(start + removed)
}
