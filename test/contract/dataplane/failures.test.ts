/** Servers that fail, at every point of an answer. */

import assert from 'node:assert/strict'
import { get, shares } from '../../support/backends.ts'
import { freePort } from '../../support/ports.ts'
import { waitFor } from '../../support/wait.ts'
import { malformed, rewritableAnswers } from './forms.ts'
import { OK, answerOnce, ask, dial } from './raw.ts'
import { dataplanes } from '../../../src/engine/dataplane/registry.ts'
import { stageFor } from './suite.ts'
import type { Stage } from './suite.ts'

const GET = 'GET / HTTP/1.1\r\nHost: h\r\n'
const CLOSE = 'Connection: close\r\n\r\n'

const cutShort: Readonly<Record<string, string>> = {
  'within a body of known length': 'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc',
  'within a chunk': 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab',
  'between chunks': 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n',
}

for (const entry of dataplanes) {
  describe(`data plane ${entry.name}: failures`, () => {
    const test = stageFor(entry)

    for (const [name, answer] of Object.entries(malformed)) {
      const declare = rewritableAnswers.has(name) ? test.needs('refusesEveryForm') : test
      declare(`an answer with ${name} is 502 for the client`, async (stage) => {
        const server = await stage.scripted(answer)
        await serve(stage, [server.port])
        const heard = await ask(stage.port, `${GET}${CLOSE}`)
        assert.match(heard, /^HTTP\/1\.1 502 /)
        assert.doesNotMatch(heard, /ok$/)
      })
    }

    test('a broken chunk never looks like a complete answer', async (stage) => {
      const head = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n'
      const server = await stage.scripted(`${head}1\r\nab\r\n0\r\n\r\n`)
      await serve(stage, [server.port])
      assert.doesNotMatch(await ask(stage.port, `${GET}${CLOSE}`), /0\r\n\r\n$/)
    })

    for (const [name, answer] of Object.entries(cutShort)) {
      test(`an answer cut short ${name} never looks complete`, async (stage) => {
        const server = await stage.raw((talk) => {
          void talk.hears('\r\n\r\n').then(() => talk.socket.end(answer, 'latin1'))
        })
        await serve(stage, [server.port])
        const heard = await ask(stage.port, `${GET}\r\n`)
        if (stage.world.plane.capabilities.keepsForm) {
          assert(answer.endsWith(heard.slice(-3)) || heard === '', heard)
        }
        assert.doesNotMatch(heard, /0\r\n\r\n$/)
      })
    }

    test('a server that closes without an answer is 502 for the client', async (stage) => {
      const server = await stage.raw((talk) => {
        void talk.hears('\r\n\r\n').then(() => talk.close())
      })
      await serve(stage, [server.port])
      assert.match(await ask(stage.port, `${GET}${CLOSE}`), /^HTTP\/1\.1 502 /)
    })

    test('a server that does not answer in time is 504 for the client', async (stage) => {
      const server = await stage.raw(() => {})
      await serve(stage, [server.port], { responseTimeoutMs: 200 })
      assert.match(await ask(stage.port, `${GET}${CLOSE}`), /^HTTP\/1\.1 504 /)
    })

    test('a server that stops in the middle of an answer is cut off with its client', async (stage) => {
      const server = await stage.scripted('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc')
      await serve(stage, [server.port], {
        idleTimeoutMs: 2000,
        responseTimeoutMs: 2000,
      })
      const talk = stage.owns(await dial(stage.port))
      await talk.say(`${GET}\r\n`).hears('abc')
      await talk.hearsOut()
      await waitFor('the server to be left', () => server.talks[0]?.isClosed ?? null)
    })

    test('after a 502 the client connection can go on', async (stage) => {
      let count = 0
      const server = await stage.scripted(() =>
        count++ === 0 ? (malformed['two lengths'] ?? '') : OK,
      )
      await serve(stage, [server.port])
      const talk = stage.owns(await dial(stage.port))
      await talk.say(`${GET}\r\n`).hears(/502 [^]*\n$/)
      talk.forget()
      await talk.say(`${GET}\r\n`).hears('ok')
    })

    test('a server that refuses connections is passed over without a failed request', async (stage) => {
      const [backend] = await stage.backends(1)
      assert(backend)
      await serve(stage, [await freePort(), backend.port])
      assert.deepEqual(await shares(stage.url, 10), { s0: 10 })
      await stage.world.endpointCounters(
        's0',
        (counters) => counters.failuresTotal >= 5 && counters.connectFailuresTotal >= 5,
      )
    })

    test('when all servers refuse connections the client gets 502', async (stage) => {
      await serve(stage, [await freePort(), await freePort()])
      assert.equal((await get(stage.url)).status, 502)
    })

    test('a request that may be repeated is, when a kept connection turns out to be closed', async (stage) => {
      const heads: string[] = []
      const server = await stage.raw((talk) => answerOnce(talk, heads))
      await serve(stage, [server.port])
      const talk = stage.owns(await dial(stage.port))
      for (let index = 1; index <= 3; index++) {
        talk.forget()
        await talk.say(`GET /${index} HTTP/1.1\r\nHost: h\r\n\r\n`).hears('ok')
      }
      assert.deepEqual(heads, ['GET /1', 'GET /2', 'GET /2', 'GET /3', 'GET /3'])
    })

    test.needs('tellsCauses')('a request that must not be repeated is not', async (stage) => {
      const heads: string[] = []
      const server = await stage.raw((talk) => answerOnce(talk, heads))
      await serve(stage, [server.port])
      const talk = stage.owns(await dial(stage.port))
      await talk.say(`GET /1 HTTP/1.1\r\nHost: h\r\n\r\n`).hears('ok')
      talk.forget()
      await talk
        .say(`POST /2 HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\n\r\na`)
        .hears(/^HTTP\S+ 502 /)
      assert.deepEqual(heads, ['GET /1', 'POST /2'])
    })

    test('a client that goes away in the middle leaves the server alone', async (stage) => {
      const server = await stage.raw(() => {})
      await serve(stage, [server.port])
      const talk = await dial(stage.port)
      talk.say(`POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\nabc`)
      const served = await waitFor('the request to arrive', () => server.talks[0] ?? null)
      await served.hears('abc')
      talk.close()
      await waitFor('the server to be left', () => served.isClosed || served.hasEnded || null)
    })
  })
}

async function serve(
  stage: Stage,
  ports: readonly number[],
  times: { responseTimeoutMs?: number; idleTimeoutMs?: number } = {},
): Promise<void> {
  const { idleTimeoutMs = 60_000, ...pool } = times
  await stage.world.apply({
    listeners: [{ port: stage.port, idleTimeoutMs }],
    pools: [{ ...pool, servers: ports.map((port) => ({ port })) }],
  })
}
