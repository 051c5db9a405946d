/**
 * What every data plane refuses of a client, before a server sees a byte of it, and closes the
 * connection: requests that two parsers could read differently (RFC 9112). The full table for the
 * embedded plane's scanner is in test/unit.
 */

import assert from 'node:assert/strict'
import { waitFor } from '../../support/wait.ts'
import { ambiguous, brokenBodies, rewritable } from './forms.ts'
import { dial } from './raw.ts'
import { dataplanes } from '../../../src/engine/dataplane/registry.ts'
import { stageFor } from './suite.ts'
import type { Stage } from './suite.ts'

const GET = 'GET / HTTP/1.1\r\nHost: h\r\n'
const POST = 'POST / HTTP/1.1\r\nHost: h\r\n'
const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'

for (const entry of dataplanes) {
  describe(`data plane ${entry.name}: refusals`, () => {
    const test = stageFor(entry)
    const declareFor = (name: string) =>
      rewritable.has(name)
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
