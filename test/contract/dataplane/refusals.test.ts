/**
 * What every data plane refuses of a client, before a server sees a byte of it, and closes the
 * connection: requests that two parsers could read differently (RFC 9112). The full table for the
 * embedded plane's scanner is in test/unit.
 */

import assert from 'node:assert/strict'
import { waitFor } from '../../support/wait.ts'
import { dial } from './raw.ts'
import { dataplanes } from '../../../src/engine/dataplane/registry.ts'
import { stageFor } from './suite.ts'
import type { Stage } from './suite.ts'

const GET = 'GET / HTTP/1.1\r\nHost: h\r\n'
const POST = 'POST / HTTP/1.1\r\nHost: h\r\n'
const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'

const ambiguous: Readonly<Record<string, string>> = {
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
  'the same Content-Length twice': `${POST}Content-Length: 1\r\nContent-Length: 1\r\n\r\na`,
  'two Content-Lengths': `${POST}Content-Length: 1\r\nContent-Length: 2\r\n\r\nab`,
  'a signed Content-Length': `${POST}Content-Length: +1\r\n\r\na`,
  'both framings': `${POST}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
  'another Transfer-Encoding': `${POST}Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n`,
  'a Transfer-Encoding with a comma': `${POST}Transfer-Encoding: chunked,\r\n\r\n0\r\n\r\n`,
  'a Transfer-Encoding in HTTP/1.0':
    'POST / HTTP/1.0\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
}

const brokenBodies: Readonly<Record<string, string>> = {
  'a chunk size that is no number': 'x\r\n',
  'a chunk that is longer than its size': '1\r\nab\r\n0\r\n\r\n',
  'a bare LF after a chunk size': '1\na\r\n0\r\n\r\n',
  'a trailer that frames': '0\r\nContent-Length: 1\r\n\r\n',
}

/** These a plane may also put into a form with one meaning; see `Capabilities`. */
const mayBeRewritten: ReadonlySet<string> = new Set([
  ...['bare LF', 'a bare LF between headers', 'a folded line', 'two Hosts', 'both framings'],
  ...['the same Content-Length twice', 'a bare LF after a chunk size', 'a trailer that frames'],
])

for (const entry of dataplanes) {
  describe(`data plane ${entry.name}: refusals`, () => {
    const test = stageFor(entry)
    const declareFor = (name: string) =>
      mayBeRewritten.has(name)
        ? test.needs('refusesEveryForm')
        : name === 'another Transfer-Encoding'
          ? test.needs('tellsCauses')
          : test

    for (const [name, request] of Object.entries(ambiguous)) {
      declareFor(name)(
        `a request with ${name} gets 400, reaches nobody, and ends the connection`,
        async (stage) => {
          const server = await serve(stage)
          const talk = stage.owns(await dial(stage.port))
          // What follows must not be taken for a request.
          const heard = await talk.say(`${request}${GET}\r\n`).hearsOut()
          assert.match(heard, /^HTTP\/1\.1 400 /)
          assert.equal(heard.split('HTTP/1.1 ').length, 2, 'more than one answer')
          assert.equal(server.talks.length, 0)
        },
      )
    }

    for (const [name, body] of Object.entries(brokenBodies)) {
      declareFor(name)(`a body with ${name} gets 400 and ends the connection`, async (stage) => {
        const server = await serve(stage)
        const talk = stage.owns(await dial(stage.port))
        const head = `${POST}Transfer-Encoding: chunked\r\n\r\n`
        const heard = await talk.say(`${head}${body}${GET}\r\n`).hearsOut()
        assert.match(heard, /^HTTP\/1\.1 400 /)
        for (const other of server.talks) {
          await waitFor('the server to be left', () => other.isClosed || other.hasEnded || null)
          assert.doesNotMatch(other.heard, /GET/)
        }
      })
    }

    test('another version of HTTP gets 505', async (stage) => {
      await serve(stage)
      const talk = stage.owns(await dial(stage.port))
      assert.match(
        await talk.say('GET / HTTP/2.0\r\nHost: h\r\n\r\n').hearsOut(),
        /^HTTP\/1\.1 505 /,
      )
    })

    test.needs('tellsCauses')(
      'a head that is too long, or has too many headers, gets 431',
      async (stage) => {
        await serve(stage)
        const long = `${GET}A: ${'b'.repeat(20_000)}\r\n\r\n`
        const many = `${GET}${'A: b\r\n'.repeat(200)}\r\n`
        for (const request of [long, many]) {
          const talk = stage.owns(await dial(stage.port))
          assert.match(await talk.say(request).hearsOut(), /^HTTP\/1\.1 431 /)
        }
      },
    )

    test('a head that comes byte by byte is served, and refused where it goes wrong', async (stage) => {
      await serve(stage)
      const talk = stage.owns(await dial(stage.port))
      for (const byte of `${GET}\r\n`) {
        talk.say(byte)
        await new Promise(setImmediate)
      }
      await talk.hears('ok')
      talk.forget()
      for (const byte of `${GET}A : b\r\n`) {
        talk.say(byte)
        await new Promise(setImmediate)
      }
      assert.match(await talk.hearsOut(), /^HTTP\/1\.1 400 /)
    })
  })
}

async function serve(stage: Stage) {
  const server = await stage.scripted(OK)
  await stage.world.apply({
    listeners: [{ port: stage.port }],
    pools: [{ servers: [{ port: server.port }] }],
  })
  return server
}
