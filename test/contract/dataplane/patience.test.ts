/** Whose time it is: clients, servers and dialling each have their own, and none eats another's. */

import assert from 'node:assert/strict'
import { dataplanes } from '../../../src/engine/dataplane/registry.ts'
import { startStuckListener } from '../../support/stuck.ts'
import { waitFor } from '../../support/wait.ts'
import { dial } from './raw.ts'
import type { Talk } from './raw.ts'
import { stageFor } from './suite.ts'
import type { Stage } from './suite.ts'
import type { PoolSpec } from './world.ts'

const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'
const POST = 'POST / HTTP/1.1\r\nHost: h\r\n'
const BODY = 'x'.repeat(200_000)
/** Clients may be idle for less than servers may think, and for longer than a test ever waits. */
const IDLE_MS = 1500
const THINKING_MS = 2000
const PAUSE_MS = 200

for (const entry of dataplanes) {
  describe(`data plane ${entry.name}: patience`, () => {
    const test = stageFor(entry)

    test('a server has its own time to answer a long body', async (stage) => {
      const server = await stage.raw((talk) => void answerLate(talk, BODY.length))
      await serve(stage, { servers: [{ port: server.port }] })
      const talk = stage.owns(await dial(stage.port))
      talk.say(`${POST}Content-Length: ${BODY.length}\r\n\r\n${BODY.slice(10)}`)
      await waitFor('it to arrive', () => (server.talks[0]?.heardBytes ?? 0) > 100_000 || null)
      await talk.say(BODY.slice(0, 10)).hears('ok')
    })

    test('an interim answer is not the answer: a server has its time after it', async (stage) => {
      const server = await stage.raw((talk) => {
        talk.socket.once('data', () => {
          talk.say('HTTP/1.1 100 Continue\r\n\r\n')
          void answerLate(talk, 5)
        })
      })
      await serve(stage, { servers: [{ port: server.port }] })
      const talk = stage.owns(await dial(stage.port))
      const head = `${POST}Content-Length: 5\r\nExpect: 100-continue\r\n\r\n`
      await talk.say(head).hears('Continue')
      await talk.say('hello').hears('ok')
    })

    test.needs('tellsCauses')(
      'a server that closes after an interim answer is 502 for the client',
      async (stage) => {
        const server = await stage.raw((talk) => {
          talk.socket.once('data', () => talk.socket.end('HTTP/1.1 103 Hints\r\n\r\n'))
        })
        await serve(stage, { servers: [{ port: server.port }] })
        const talk = stage.owns(await dial(stage.port))
        const heard = await talk.say('GET / HTTP/1.1\r\nHost: h\r\n\r\n').hears('502')
        assert.match(heard, /^HTTP\/1\.1 103 Hints\r\n\r\nHTTP\/1\.1 502 /)
      },
    )

    test('a body that waits for its server is no reason not to try another', async (stage) => {
      const stuck = stage.owns(await startStuckListener())
      const [backend] = await stage.backends(1)
      const servers = [{ port: stuck.port }, { port: backend?.port ?? 0 }]
      await serve(stage, { servers, connectTimeoutMs: IDLE_MS })
      for (let turn = 0; turn < 2; turn++) {
        const talk = stage.owns(await dial(stage.port))
        const head = `${POST}Content-Length: 5\r\nExpect: 100-continue\r\n\r\n`
        await talk.say(head).hears('100 Continue')
        await talk.say('hello').hears('200 OK')
      }
    })

    test('a client that has all of its last answer may not stay', async (stage) => {
      const size = 20_000_000
      const answer = `HTTP/1.1 200 OK\r\nContent-Length: ${size}\r\n\r\n${'y'.repeat(size)}`
      const server = await stage.scripted(answer)
      await stage.world.apply({
        listeners: [{ id: 'left', port: stage.port }],
        pools: [{ servers: [{ port: server.port }] }],
      })
      const talk = stage.owns(await dial(stage.port))
      talk.say('GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n')
      await talk.hears('200 OK')
      talk.socket.pause()
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
      talk.socket.resume()
      await talk.hearsOut()
      assert(talk.heardBytes > size)

      await stage.world.listenerCounters('left', ({ connectionsActive, connectionsTotal }) => {
        return connectionsActive === 0 && connectionsTotal > 0
      })
    })
  })
}

/** Says `OK` a while after it has heard so much of a body. */
async function answerLate(talk: Talk, length: number): Promise<void> {
  const headBytes = (await talk.hears('\r\n\r\n')).indexOf('\r\n\r\n') + 4
  await talk.hears(headBytes + length)
  await new Promise((resolve) => setTimeout(resolve, THINKING_MS))
  talk.say(OK)
}

async function serve(stage: Stage, pool: PoolSpec): Promise<void> {
  await stage.world.apply({
    listeners: [{ port: stage.port, idleTimeoutMs: IDLE_MS }],
    pools: [pool],
  })
}
