/** Messages through the proxy: framing, headers, connections (R22, RFC 9110, RFC 9112). */

import assert from 'node:assert/strict'
import { Agent } from 'node:http'
import { get } from '../../support/backends.ts'
import { waitFor } from '../../support/wait.ts'
import { ask, dial } from './raw.ts'
import type { RawServer, Talk } from './raw.ts'
import { dataplanes } from '../../../src/engine/dataplane/registry.ts'
import { stageFor } from './suite.ts'
import type { Stage } from './suite.ts'

const GET = 'GET / HTTP/1.1\r\nHost: h\r\n'
const POST = 'POST / HTTP/1.1\r\nHost: h\r\n'
const CLOSE = 'Connection: close\r\n\r\n'
const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'
const MIB = 1024 * 1024
/** One read of the proxy, about, and more of them than the kernel keeps for a client. */
const PIECE = 60_000
const PIECES = 1200

for (const entry of dataplanes) {
  describe(`data plane ${entry.name}: HTTP`, () => {
    const test = stageFor(entry)

    test('R22: X-Forwarded-For carries the client, appended to what came in', async (stage) => {
      const [backend] = await stage.backends(1)
      assert(backend)
      await serve(stage, [backend.port])
      await get(stage.url)
      await get(stage.url, { headers: { 'X-Forwarded-For': '192.0.2.1, 192.0.2.2' } })
      const [first, second] = backend.requests.map(({ headers }) => headers)
      assert.equal(first?.['x-forwarded-for'], '127.0.0.1')
      assert.equal(second?.['x-forwarded-for'], '192.0.2.1, 192.0.2.2, 127.0.0.1')
      assert.equal(first?.['x-forwarded-proto'], 'http')
      assert.equal(first?.['x-forwarded-port'], String(stage.port))
    })

    test('R22: no client takes it away, or speaks for the load balancer', async (stage) => {
      const [backend] = await stage.backends(1)
      assert(backend)
      await serve(stage, [backend.port])
      const names = ['X-Forwarded-For', 'X-Forwarded-Proto', 'X-Forwarded-Port']
      const talk = stage.owns(await dial(stage.port))
      const fields = [...names.map((name) => `${name}: 9`), `Connection: ${names.join()}`]
      await talk.say(`${GET}${fields.join('\r\n')}\r\n\r\n`).hears('s0')
      const { headers } = backend.requests[0] ?? {}
      assert.equal(headers?.['x-forwarded-for'], '9, 127.0.0.1')
      assert.equal(headers['x-forwarded-proto'], 'http')
      assert.equal(headers['x-forwarded-port'], String(stage.port))
    })

    test.needs('keepsForm')(
      'names keep their spelling and order; hop-by-hop headers stay on their hop',
      async (stage) => {
        const server = await stage.raw(
          (talk) => void talk.hears('\r\n\r\n').then(() => talk.say(OK)),
        )
        await serve(stage, [server.port])
        const fields =
          'X-oDD: 1\r\nKeep-Alive: 5\r\nConnection: X-Hop\r\nX-Hop: 2\r\nZ: 3\r\nA: 4\r\n'
        const talk = stage.owns(await dial(stage.port))
        await talk.say(`${GET}${fields}\r\n`).hears('ok')
        const heard = server.talks[0]?.heard ?? ''
        assert.match(heard, /^GET \/ HTTP\/1\.1\r\nHost: h\r\nX-oDD: 1\r\nZ: 3\r\nA: 4\r\n/)
        assert.doesNotMatch(heard, /Hop|Keep-Alive/i)
      },
    )

    const ofTheHop = ['Connection: keep-alive', 'Connection: close', 'Connection: Keep-Alive, X']
    for (const field of [...ofTheHop, 'Keep-Alive: 5', 'Proxy-Connection: close', 'TE: trailers']) {
      test(`"${field}" stays on its hop, wherever in the head it is`, async (stage) => {
        const heads: string[] = []
        const server = await stage.scripted((head) => {
          heads.push(head)
          return OK
        })
        await serve(stage, [server.port])
        const line = 'GET / HTTP/1.1\r\n'
        for (const fields of [`${field}\r\nHost: h`, `Host: h\r\nA: b\r\n${field}`]) {
          const talk = stage.owns(await dial(stage.port))
          await talk.say(`${line}${fields}\r\n\r\n`).hears('ok')
        }
        assert.equal(heads.length, 2)
        assert.doesNotMatch(heads.join(''), /Connection|Keep-Alive|\r\nTE:/i)
      })
    }

    test('connections are kept on both sides', async (stage) => {
      const server = await stage.scripted(OK)
      await serve(stage, [server.port])
      const talk = stage.owns(await dial(stage.port))
      for (let index = 0; index < 5; index++) {
        talk.forget()
        await talk.say(`${GET}\r\n`).hears('ok')
      }
      assert.equal(server.talks.length, 1)
    })

    test('pipelined requests are answered in order', async (stage) => {
      const server = await stage.scripted((head) => {
        const path = /^\S+ (\S+)/.exec(head)?.[1] ?? ''
        return `HTTP/1.1 200 OK\r\nContent-Length: ${path.length}\r\n\r\n${path}`
      })
      await serve(stage, [server.port])
      const paths = Array.from({ length: 20 }, (_, index) => `/${index}`)
      const requests = paths.map((path) => `GET ${path} HTTP/1.1\r\nHost: h\r\n\r\n`).join('')
      const last = `POST /last HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n${CLOSE}abc`
      const heard = await ask(stage.port, requests + last)
      const bodies = [...heard.matchAll(/\r\n\r\n(\/(?:\d+|last))/g)].map((match) => match[1])
      assert.deepEqual(bodies, [...paths, '/last'])
    })

    test('a client that ends its side after the request gets its answer', async (stage) => {
      const server = await stage.scripted(OK)
      await serve(stage, [server.port])
      const talk = stage.owns(await dial(stage.port))
      talk.socket.end(`${GET}\r\n${GET}\r\n`)
      assert.equal((await talk.hearsOut()).split('ok').length, 3)
    })

    test('HEAD, 204 and 304 have no body, whatever they say of its length', async (stage) => {
      const server = await stage.scripted((head) => {
        if (head.startsWith('HEAD')) return 'HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n'
        if (head.startsWith('GET /204')) return 'HTTP/1.1 204 None\r\n\r\n'
        if (head.startsWith('GET /304')) return 'HTTP/1.1 304 Same\r\nContent-Length: 9\r\n\r\n'
        return OK
      })
      await serve(stage, [server.port])
      const talk = stage.owns(await dial(stage.port))
      const requests = ['HEAD /', 'GET /204', 'GET /304', 'GET /']
      for (const request of requests) talk.say(`${request} HTTP/1.1\r\nHost: h\r\n\r\n`)
      const heard = await talk.hears('ok')
      assert.deepEqual(
        heard.match(/HTTP\/1\.1 \d+/g),
        [200, 204, 304, 200].map((s) => `HTTP/1.1 ${s}`),
      )
      assert.match(heard, /Content-Length: 99/)
    })

    test('100-continue and other interim answers reach the client before the answer', async (stage) => {
      const server = await stage.raw((talk) => {
        void talk.hears('\r\n\r\n').then(async () => {
          talk.say('HTTP/1.1 103 Hints\r\nLink: a\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n')
          await talk.hears('hello')
          talk.say(OK)
        })
      })
      await serve(stage, [server.port])
      const talk = stage.owns(await dial(stage.port))
      await talk.say(`${POST}Content-Length: 5\r\nExpect: 100-continue\r\n\r\n`).hears('Continue')
      assert.match(
        talk.heard,
        /^HTTP\/1\.1 103 Hints\r\nLink: a\r\n\r\nHTTP\/1\.1 100 Continue\r\n\r\n$/,
      )
      await talk.say('hello').hears('ok')
      assert.match(server.talks[0]?.heard ?? '', /Expect: 100-continue/)
    })

    test.needs('keepsForm')('a chunked body passes both ways, with trailers', async (stage) => {
      const body = '3\r\nabc\r\n2\r\nde\r\n0\r\nX-Sum: 1\r\n\r\n'
      const server = await stage.raw((talk) => {
        void talk
          .hears('X-Sum: 1\r\n\r\n')
          .then(() => talk.say(`HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${body}`))
      })
      await serve(stage, [server.port])
      const talk = stage.owns(await dial(stage.port))
      talk.say(`${POST}Transfer-Encoding: chunked\r\n\r\n3\r\nab`)
      await new Promise(setImmediate)
      await talk.say(body.slice(5)).hears('X-Sum: 1\r\n\r\n')
      assert(talk.heard.endsWith(`Transfer-Encoding: chunked\r\n\r\n${body}`))
      assert(server.talks[0]?.heard.endsWith(`\r\n\r\n${body}`))
    })

    test.needs('keepsForm')(
      'HTTP/1.0: chunks are taken off, and the end is the end of the connection',
      async (stage) => {
        const chunked = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n'
        const server = await stage.scripted((head) => (head.includes('/a') ? chunked : OK))
        await serve(stage, [server.port])
        const heard = await ask(stage.port, 'GET /a HTTP/1.0\r\n\r\n')
        assert.match(heard, /^HTTP\/1\.1 200 OK\r\n(?!.*chunked)[^]*Connection: close\r\n\r\nabc$/)
        assert.match(
          await ask(stage.port, 'GET /b HTTP/1.0\r\n\r\n'),
          /Connection: close\r\n\r\nok$/,
        )
      },
    )

    test('HTTP/1.0: a connection is kept for who asks for it', async (stage) => {
      const server = await stage.scripted(OK)
      await serve(stage, [server.port])
      const talk = stage.owns(await dial(stage.port))
      const request = 'GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n'
      await talk.say(request).hears(/Connection: keep-alive\r\n\r\nok$/)
      talk.forget()
      await talk.say(request).hears(/ok$/)
    })

    test('an answer that ends with its connection ends the client connection too', async (stage) => {
      const server = await stage.raw((talk) => {
        void talk.hears('\r\n\r\n').then(() => talk.socket.end('HTTP/1.1 200 OK\r\n\r\nall of it'))
      })
      await serve(stage, [server.port])
      assert.match(await ask(stage.port, `${GET}\r\n`), /Connection: close\r\n\r\nall of it$/)
    })

    test.needs('tellsCauses')(
      'an early answer reaches the client while it still sends',
      async (stage) => {
        const server = await stage.raw((talk) => {
          void talk
            .hears('\r\n\r\n')
            .then(() => talk.say('HTTP/1.1 413 No\r\nContent-Length: 0\r\n\r\n'))
        })
        await serve(stage, [server.port])
        const talk = stage.owns(await dial(stage.port))
        const heard = await talk.say(`${POST}Content-Length: 1000000\r\n\r\nabc`).hearsOut()
        assert.match(heard, /^HTTP\/1\.1 413 No\r\n[^]*Connection: close\r\n\r\n$/)
      },
    )

    test('an upgrade that was asked for becomes a tunnel, half-close included', async (stage) => {
      const server = await stage.raw((talk) => {
        talk.socket.on('end', () => talk.socket.end('bye'))
        void talk.hears('\r\n\r\n').then(async () => {
          talk.say('HTTP/1.1 101 Go\r\nUpgrade: echo\r\nConnection: Upgrade\r\n\r\nfirst')
          await talk.hears('hello')
          talk.say('world')
        })
      })
      await serve(stage, [server.port])
      const talk = stage.owns(await dial(stage.port))
      talk.say(`${GET}Upgrade: echo\r\nConnection: Upgrade\r\n\r\n`)
      await talk.hears(
        /101 Go\r\n(?=[^]*Connection: Upgrade\r\n)[^]*Upgrade: echo\r\n[^]*\r\nfirst$/,
      )
      await talk.say('hello').hears('world')
      talk.socket.end()
      assert.match(await talk.hearsOut(), /bye$/)
      assert.match(
        server.talks[0]?.heard ?? '',
        /(?=[^]*Connection: Upgrade\r\n)[^]*Upgrade: echo\r\n/,
      )
    })

    test('an upgrade that nobody asked for is an error of the server', async (stage) => {
      const server = await stage.scripted('HTTP/1.1 101 Go\r\nUpgrade: x\r\n\r\n')
      await serve(stage, [server.port])
      assert.match(await ask(stage.port, `${GET}${CLOSE}`), /^HTTP\/1\.1 502 /)
    })

    test('large bodies arrive whole, both ways', async (stage) => {
      const size = 8 * MIB
      const server = await stage.raw((talk) => {
        void talk.hears(size).then(() => {
          talk.say(`HTTP/1.1 200 OK\r\nContent-Length: ${size}\r\n\r\n`)
          talk.socket.write(Buffer.alloc(size, 'y'))
        })
      })
      await serve(stage, [server.port])
      const talk = stage.owns(await dial(stage.port))
      talk.say(`${POST}Content-Length: ${size}\r\n${CLOSE}`)
      talk.socket.write(Buffer.alloc(size, 'x'))
      await talk.hearsOut()
      assert(talk.heardBytes > size && talk.heardBytes < size + 200, `${talk.heardBytes} bytes`)
      assert((server.talks[0]?.heardBytes ?? 0) > size)
    })

    test('a client that does not read holds the server back, then gets everything', async (stage) => {
      const size = 64 * MIB
      const server = await stage.raw((talk) => {
        void talk.hears('\r\n\r\n').then(() => {
          talk.say(`HTTP/1.1 200 OK\r\nContent-Length: ${size}\r\n\r\n`)
          for (let sent = 0; sent < size; sent += MIB) talk.socket.write(Buffer.alloc(MIB, 'z'))
        })
      })
      await serve(stage, [server.port])
      const talk = stage.owns(await dial(stage.port))
      talk.socket.pause()
      talk.say(`${GET}${CLOSE}`)
      await assertHeldBack(server, size)
      talk.socket.resume()
      await talk.hears(size)
      await talk.hearsOut()
    })

    test('a server that does not read holds the client back, then gets everything', async (stage) => {
      const size = 64 * MIB
      const server = await stage.raw((talk) => {
        talk.socket.pause()
        void talk.hears(size).then(() => talk.say(OK))
      })
      await serve(stage, [server.port])
      const talk = stage.owns(await dial(stage.port))
      talk.say(`${POST}Content-Length: ${size}\r\n\r\n`)
      for (let sent = 0; sent < size; sent += MIB) talk.socket.write(Buffer.alloc(MIB, 'z'))
      await assertWriteStalls(talk)
      server.talks[0]?.socket.resume()
      await talk.hears('ok')
    })

    test('an answer that waits for its client is not touched by the next one', async (stage) => {
      let answered = 0
      const server = await stage.scripted((head) => {
        answered++
        const body = (head.startsWith('GET /other') ? 'Z' : 'a').repeat(PIECE)
        return `HTTP/1.1 200 OK\r\nContent-Length: ${PIECE}\r\n\r\n${body}`
      })
      await serve(stage, [server.port])
      const slow = stage.owns(await dial(stage.port))
      let isTouched = false
      slow.socket.on('data', (bytes: Buffer) => (isTouched ||= bytes.includes('Z')))
      slow.socket.pause()
      slow.say(`${GET}\r\n`.repeat(PIECES))
      let before = -1
      await waitFor('answers to stall', () => {
        const isStalled = answered > 0 && answered === before
        before = answered
        return isStalled || null
      })
      assert(answered < PIECES, 'the kernel took it all')
      const other = stage.owns(await dial(stage.port))
      await other.say(`GET /other HTTP/1.1\r\nHost: h\r\n\r\n`).hears(PIECE)
      slow.socket.resume()
      await slow.hears(PIECE * PIECES)
      assert(!isTouched, 'bytes of another answer')
    })

    test.needs('tellsCauses')(
      'a silent client is let go: 408 within a body, no word between requests',
      async (stage) => {
        const server = await stage.raw(() => {})
        await serve(stage, [server.port], 300)
        assert.equal(await ask(stage.port, ''), '')
        const heard = await ask(stage.port, `${POST}Content-Length: 5\r\n\r\nabc`)
        assert.match(heard, /^HTTP\/1\.1 408 /)
      },
    )

    test('counters tell connections, requests, bytes and failures', async (stage) => {
      const [backend] = await stage.backends(1)
      assert(backend)
      await stage.world.apply({
        listeners: [{ id: 'counted', port: stage.port, poolId: 'counted' }],
        pools: [{ id: 'counted', servers: [{ id: 'good', port: backend.port }] }],
      })
      const agent = new Agent({ keepAlive: true, maxSockets: 1 })
      for (let index = 0; index < 3; index++) await get(stage.url, { agent })
      const listener = await stage.world.listenerCounters('counted', (c) => c.requestsTotal === 3)
      assert.equal(listener.connectionsTotal, 1)
      assert.equal(listener.connectionsActive, 1)
      assert(listener.bytesIn > 100 && listener.bytesOut > 100)
      agent.destroy()
      await stage.world.listenerCounters('counted', (c) => c.connectionsActive === 0)
      const good = await stage.world.endpointCounters('good', (c) => c.requestsTotal === 3)
      assert.equal(good.failuresTotal, 0)
      assert(good.bytesIn > 100 && good.bytesOut > 100)
    })

    test.needs('timesAnswers')(
      'counters tell answers by class and how long they took',
      async (stage) => {
        const server = await stage.scripted((head) => {
          const status = /^GET \/(\d+)/.exec(head)?.[1] ?? '500'
          return `HTTP/1.1 ${status} Said\r\nContent-Length: 0\r\n\r\n`
        })
        await stage.world.apply({
          listeners: [{ id: 'timed', port: stage.port, poolId: 'timed' }],
          pools: [{ id: 'timed', servers: [{ id: 'timed', port: server.port }] }],
        })
        const agent = new Agent({ keepAlive: true, maxSockets: 1 })
        for (const status of [200, 201, 404, 500, 204]) await get(stage.url + status, { agent })
        agent.destroy()
        assert.match(await ask(stage.port, 'GET /\r\n\r\n'), /^HTTP\/1\.1 400 /)
        const listener = await stage.world.listenerCounters('timed', (c) => c.malformedTotal === 1)
        assert.deepEqual(listener.answersTotal, [0, 3, 0, 2, 1])
        assert.equal(sum(listener.durations), 5)
        const endpoint = await stage.world.endpointCounters('timed', (c) => c.requestsTotal === 5)
        assert.deepEqual(endpoint.answersTotal, [0, 3, 0, 1, 1])
        assert.deepEqual([sum(endpoint.durations), sum(endpoint.firstByteDurations)], [5, 5])
        assert(endpoint.durationSumMs >= endpoint.firstByteSumMs && endpoint.firstByteSumMs > 0)
      },
    )
  })
}

async function serve(
  stage: Stage,
  ports: readonly number[],
  idleTimeoutMs = 60_000,
): Promise<void> {
  const servers = ports.map((port) => ({ port }))
  await stage.world.apply({
    listeners: [{ port: stage.port, idleTimeoutMs }],
    pools: [{ servers }],
  })
}

/** The server's socket still holds most of what it wants to send, and goes on holding it. */
async function assertHeldBack(server: RawServer, size: number): Promise<void> {
  const talk = await waitFor('a connection to the server', () => server.talks[0] ?? null)
  await assertWriteStalls(talk)
  assert(talk.socket.writableLength > size / 2, `${talk.socket.writableLength} bytes left`)
}

async function assertWriteStalls(talk: Talk): Promise<void> {
  let before = -1
  await waitFor('a stalled write', () => {
    const left = talk.socket.writableLength
    const isSame = left > 0 && left === before
    before = left
    return isSame || null
  })
}

function sum(counts: readonly number[]): number {
  return counts.reduce((whole, count) => whole + count, 0)
}
