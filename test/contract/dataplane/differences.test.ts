/**
 * What a plane owes that lacks an ability: for every test that `needs` one, the nearest thing that
 * holds without it. The guide of the plane lists them for people.
 */

import assert from 'node:assert/strict'
import { Agent } from 'node:http'
import { dataplanes } from '../../../src/engine/dataplane/registry.ts'
import { get } from '../../support/backends.ts'
import { makeTestCertificate } from '../../support/certificates.ts'
import { freePort } from '../../support/ports.ts'
import { waitFor } from '../../support/wait.ts'
import { ambiguous, brokenBodies, malformed, rewritable, rewritableAnswers } from './forms.ts'
import { OK, answerOnce, ask, dial } from './raw.ts'
import { stageFor } from './suite.ts'
import type { Stage, StageTest } from './suite.ts'
import { someProbe } from './world.ts'
import type { PoolSpec } from './world.ts'

const GET = 'GET / HTTP/1.1\r\nHost: h\r\n'
const POST = 'POST / HTTP/1.1\r\nHost: h\r\n'
const CLOSE = 'Connection: close\r\n\r\n'
const CHUNKS = '3\r\nabc\r\n2\r\nde\r\n0\r\nX-Sum: 1\r\n\r\n'
/** A head, which may follow a body at once. */
const REQUEST = /(?:GET|POST) \S+ HTTP\/1\.\d\r\n[^]*?\r\n\r\n/g
const IDLE_MS = 300

for (const entry of dataplanes) {
  describe(`data plane ${entry.name}: what stands for what it lacks`, () => {
    const test = stageFor(entry)
    declareForms(test)
    declareRefusals(test)
    declareAnswers(test)
    declareCauses(test)
    declareConnections(test)
    declareResets(test)
    declareCounters(test)
    declareWarming(test)
  })
}

/** `keepsForm` */
function declareForms(test: StageTest): void {
  const declare = test.lacks('keepsForm')

  declare(
    'names of fields mean the same in their order; common hop-by-hop ones stay',
    async (stage) => {
      const seen = await serveOk(stage)
      const hops = 'Keep-Alive: 5\r\nTE: trailers\r\nProxy-Connection: close\r\n'
      const fields = `X-oDD: 1\r\n${hops}Connection: keep-alive\r\nZ: 3\r\nA: 4\r\n`
      const talk = stage.owns(await dial(stage.port))
      await talk.say(`${GET}${fields}\r\n`).hears('ok')
      const heard = seen()
      assert.match(heard, /^GET \/ HTTP\/1\.1\r\nHost: h\r\nx-odd: 1\r\nz: 3\r\na: 4\r\nX-F/i)
      assert.doesNotMatch(heard, /^(?:keep-alive|te|proxy-|connection)/im)
    },
  )

  declare('a body in chunks says the same, and so do its trailers', async (stage) => {
    const answer = `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${CHUNKS}`
    const server = await stage.raw((talk) => {
      void talk.hears(/x-sum: 1\r\n\r\n$/i).then(() => talk.say(answer))
    })
    await serve(stage, { servers: [{ port: server.port }] })
    const talk = stage.owns(await dial(stage.port))
    talk.say(`${POST}Transfer-Encoding: chunked\r\n\r\n3\r\nab`)
    await new Promise(setImmediate)
    await talk.say(CHUNKS.slice(5)).hears(/x-sum: 1\r\n\r\n$/i)
    assert.equal(toUnchunked(talk.heard), 'abcde')
    assert.equal(toUnchunked(server.talks[0]?.heard ?? ''), 'abcde')
  })

  declare(
    'HTTP/1.0: the server is told so, and the end is that of the connection',
    async (stage) => {
      const seen = await serveOk(stage)
      const heard = await ask(stage.port, 'GET / HTTP/1.0\r\n\r\n')
      assert.match(heard, /^HTTP\/1\.1 200 OK\r\n[^]*Connection: close\r\n\r\nok$/)
      assert.match(seen(), /^GET \/ HTTP\/1\.0\r\n/)
    },
  )

  declare(
    'R21: cookies in several fields lose the one of the load balancer alone',
    async (stage) => {
      const heads: string[] = []
      const server = await stage.scripted((head) => {
        heads.push(head)
        return OK
      })
      const persistence = { cookieName: 'LBSESSION', maxAgeSeconds: 0 }
      await serve(stage, { persistence, servers: [{ port: server.port }] })
      const first = await get(stage.url)
      const cookie = /^[^;]*/.exec(first.headers['set-cookie']?.[0] ?? '')?.[0] ?? ''
      const talk = stage.owns(await dial(stage.port))
      const fields = `Cookie: a=1\r\ncookie:b=2; ${cookie}\r\n`
      await talk.say(`${GET}${fields}\r\n${GET}Cookie: ${cookie}\r\n\r\n`).hears(/ok[^]*ok$/)
      assert.doesNotMatch(talk.heard, /Set-Cookie/i)
      const [, second = '', third = ''] = heads
      assert.deepEqual(second.match(/[ab]=\d/g), ['a=1', 'b=2'])
      assert.doesNotMatch(second + third, /LBSESSION/)
    },
  )
}

/** `refusesEveryForm`, of requests */
function declareRefusals(test: StageTest): void {
  const declare = test.lacks('refusesEveryForm')

  for (const name of rewritable) {
    const body = brokenBodies[name]
    const request =
      body === undefined ? ambiguous[name] : `${POST}Transfer-Encoding: chunked\r\n\r\n${body}`
    declare(
      `a request with ${name} is refused, or has one meaning for its server`,
      async (stage) => {
        assert(request !== undefined)
        const seen = await serveOk(stage)
        const talk = stage.owns(await dial(stage.port))
        const heard = await talk
          .say(`${request}GET /last HTTP/1.1\r\nHost: h\r\n${CLOSE}`)
          .hearsOut()
        const statuses = (heard.match(/HTTP\/1\.1 \d+/g) ?? []).map((line) => line.slice(-3))
        assertOneForm(seen())
        // All that is answered was asked, and nothing that was asked is hidden in something else.
        const targets = (seen().match(REQUEST) ?? []).map((head) => head.split(' ')[1])
        assert(['200', '200,200', '400', '200,400'].includes(statuses.join()), heard)
        assert.equal(targets.length, statuses.filter((status) => status === '200').length)
        assert(['', '/', '/,/last'].includes(targets.join()), seen())
      },
    )
  }
}

/** `refusesEveryForm`, of answers */
function declareAnswers(test: StageTest): void {
  for (const name of rewritableAnswers) {
    test.lacks('refusesEveryForm')(
      `an answer with ${name} is 502, or has one meaning for the client`,
      async (stage) => {
        const server = await stage.scripted(malformed[name] ?? '')
        await serve(stage, { servers: [{ port: server.port }] })
        const heard = await ask(stage.port, `${GET}${CLOSE}`)
        assert.match(heard, /^HTTP\/1\.1 (?:200|502) /)
        assertOneForm(heard)
      },
    )
  }
}

/** `tellsCauses` */
function declareCauses(test: StageTest): void {
  const declare = test.lacks('tellsCauses')

  declare('an early answer reaches the client while it still sends', async (stage) => {
    const server = await stage.raw((talk) => {
      void talk
        .hears('\r\n\r\n')
        .then(() => talk.say('HTTP/1.1 413 No\r\nContent-Length: 0\r\n\r\n'))
    })
    await serve(stage, { servers: [{ port: server.port }] })
    const talk = stage.owns(await dial(stage.port))
    await talk.say(`${POST}Content-Length: 10\r\n\r\nabc`).hears(/^HTTP\/1\.1 413 No\r\n/)
  })

  declare('a silent client is let go within a body, and without a word between', async (stage) => {
    const server = await stage.raw(() => {})
    const servers = [{ port: server.port }]
    await serve(stage, { servers, responseTimeoutMs: IDLE_MS * 2 }, IDLE_MS)
    assert.equal(await ask(stage.port, ''), '')
    const heard = await ask(stage.port, `${POST}Content-Length: 5\r\n\r\nabc`)
    assert.match(heard, /^HTTP\/1\.1 (?:408|504) [^]*Connection: close\r\n/i)
  })

  declare('another Transfer-Encoding is refused, reaches nobody, and ends', async (stage) => {
    const seen = await serveOk(stage)
    const talk = stage.owns(await dial(stage.port))
    const heard = await talk.say(`${ambiguous['another Transfer-Encoding']}${GET}\r\n`).hearsOut()
    assert.match(heard, /^HTTP\/1\.1 4\d\d /)
    assert.equal(heard.split('HTTP/1.1 ').length, 2, 'more than one answer')
    assert.equal(seen(), '')
  })

  declare('a head that is too long, or has too many fields, is refused and ends', async (stage) => {
    const seen = await serveOk(stage)
    const long = `${GET}A: ${'b'.repeat(20_000)}\r\n\r\n`
    const many = `${GET}${'A: b\r\n'.repeat(200)}\r\n`
    for (const request of [long, many]) {
      const talk = stage.owns(await dial(stage.port))
      assert.match(await talk.say(request).hearsOut(), /^HTTP\/1\.1 4\d\d /)
    }
    assert.equal(seen(), '')
  })

  declare('a request that must not be repeated is not: its client hears the end', async (stage) => {
    const heads: string[] = []
    const server = await stage.raw((talk) => answerOnce(talk, heads))
    await serve(stage, { servers: [{ port: server.port }] })
    const talk = stage.owns(await dial(stage.port))
    await talk.say(`GET /1 HTTP/1.1\r\nHost: h\r\n\r\n`).hears('ok')
    talk.forget()
    const heard = await talk
      .say(`POST /2 HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\n\r\na`)
      .hearsOut()
    assert.match(heard, /^(?:HTTP\/1\.1 502 [^]*)?$/)
    assert.deepEqual(heads, ['GET /1', 'POST /2'])
  })

  declare('a server that closes after an interim answer has given no answer', async (stage) => {
    const server = await stage.raw((talk) => {
      talk.socket.once('data', () => talk.socket.end('HTTP/1.1 103 Hints\r\n\r\n'))
    })
    await serve(stage, { servers: [{ port: server.port }] }, IDLE_MS)
    const talk = stage.owns(await dial(stage.port))
    const heard = await talk.say(`${GET}\r\n`).hearsOut()
    assert.match(heard, /^(?:HTTP\/1\.1 103 Hints\r\n\r\n)?(?:HTTP\/1\.1 50\d [^]*)?$/)
  })
}

/** `keepsConnections`, `servesAfterEnd` */
function declareConnections(test: StageTest): void {
  test.lacks('keepsConnections')(
    'listeners change: a connection that is kept is answered, and may be told to come again',
    async (stage) => {
      const server = await stage.scripted(OK)
      const pools = [{ servers: [{ port: server.port }] }]
      await stage.world.apply({ listeners: [{ port: stage.port }], pools })
      let talk = stage.owns(await dial(stage.port))
      await talk.say(`${GET}\r\n`).hears('ok')
      for (let round = 0; round < 5; round++) {
        const more = { id: 'more', port: await freePort() }
        const id = round % 2 === 0 ? 'listener' : 'renamed'
        await stage.world.apply({ listeners: [{ id, port: stage.port }, more], pools })
        talk.forget()
        const heard = await talk.say(`${GET}\r\n`).hears(/ok$/)
        if (!/^connection: close/im.test(heard)) continue
        await talk.hearsOut()
        talk = stage.owns(await dial(stage.port))
        await talk.say(`${GET}\r\n`).hears('ok')
      }
    },
  )

  test.lacks('servesAfterEnd')(
    'a client that ends its side hears the answer to what is under way',
    async (stage) => {
      await serveOk(stage)
      const talk = stage.owns(await dial(stage.port))
      talk.socket.end(`${GET}\r\n`)
      assert.match(await talk.hearsOut(), /^HTTP\/1\.1 200 [^]*ok$/)
    },
  )
}

/** `passesResets` */
function declareResets(test: StageTest): void {
  const declare = test.lacks('passesResets')

  declare('a reset on one side is an end on the other', async (stage) => {
    const server = await stage.raw((talk) => void talk.say('hello'))
    await stage.world.apply({
      listeners: [{ port: stage.port, protocol: 'tcp' }],
      pools: [{ protocol: 'tcp', servers: [{ port: server.port }] }],
    })
    const talk = stage.owns(await dial(stage.port))
    await talk.hears('hello')
    server.talks[0]?.socket.resetAndDestroy()
    await waitFor('the end', () => talk.hasEnded || talk.isClosed || null)
    const other = stage.owns(await dial(stage.port))
    await other.hears('hello')
    other.socket.resetAndDestroy()
    await waitFor('the end', () => {
      const last = server.talks.at(-1)
      return last?.hasEnded === true || last?.isClosed === true || null
    })
  })

  declare('an answer of a length that breaks off is short of it, with TLS too', async (stage) => {
    const server = await stage.raw((talk) => {
      void talk.hears('\r\n\r\n').then(() => {
        talk.say('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nsome of it')
        setImmediate(() => talk.socket.resetAndDestroy())
      })
    })
    const { pem: certificatePem, keyPem: privateKeyPem } = makeTestCertificate()
    const certificate = { id: 'own', certificatePem, privateKeyPem, domains: [] }
    await stage.world.apply({
      listeners: [{ port: stage.port, tls: { certificates: [certificate], versionMin: '1.2' } }],
      pools: [{ servers: [{ port: server.port }] }],
    })
    const url = stage.url.replace('http:', 'https:')
    await assert.rejects(get(url, { tls: { rejectUnauthorized: false } }))
  })
}

/** `timesAnswers` */
function declareCounters(test: StageTest): void {
  test.lacks('timesAnswers')(
    'counters tell answers by class, and nothing of how long they took',
    async (stage) => {
      const server = await stage.scripted((head) => {
        const status = /^GET \/(\d+)/.exec(head)?.[1] ?? '500'
        return `HTTP/1.1 ${status} Said\r\nContent-Length: 0\r\n\r\n`
      })
      await stage.world.apply({
        listeners: [{ id: 'classes', port: stage.port, poolId: 'classes' }],
        pools: [{ id: 'classes', servers: [{ id: 'classes', port: server.port }] }],
      })
      const agent = new Agent({ keepAlive: true, maxSockets: 1 })
      for (const status of [200, 201, 404, 500, 204]) await get(stage.url + status, { agent })
      agent.destroy()
      assert.match(await ask(stage.port, 'GET /\r\n\r\n'), /^HTTP\/1\.1 400 /)
      const listener = await stage.world.listenerCounters('classes', (c) => c.malformedTotal === 1)
      assert.deepEqual(listener.answersTotal, [0, 3, 0, 2, 1])
      const endpoint = await stage.world.endpointCounters('classes', (c) => c.requestsTotal === 5)
      assert.deepEqual(endpoint.answersTotal, [0, 3, 0, 1, 1])
      const durations = [listener, endpoint].flatMap((counters) => counters.durations)
      assert(durations.concat(endpoint.firstByteDurations).every((count) => count === 0))
    },
  )
}

/** `tellsWarming` */
function declareWarming(test: StageTest): void {
  test.lacks('tellsWarming')('a slow start is not told, and serves all the same', async (stage) => {
    const [one, two] = await stage.backends(2)
    assert(one && two)
    const servers = [{ port: one.port }, { port: two.port }]
    await serve(stage, { servers, probe: someProbe, slowStartMs: 1000 })
    stage.world.set('up', 's0', 's1')
    for (const server of ['s0', 's1']) {
      await waitFor(`an answer of ${server}`, async () =>
        (await get(stage.url)).body === server ? true : null,
      )
    }
    assert.equal(stage.world.warming.size, 0)
  })
}

/** A strict parser reads these messages in one way only. */
function assertOneForm(messages: string): void {
  assert.doesNotMatch(messages, /(?<!\r)\n/, 'a line that ends in LF alone')
  assert.doesNotMatch(messages, /\r\n[ \t]/, 'a folded line')
  for (const head of messages.split(/(?=^(?:GET|POST|HTTP\/1\.1) )/m)) {
    const [fields = ''] = head.split('\r\n\r\n')
    const of = (name: RegExp): number => (fields.match(name) ?? []).length
    assert(of(/^host:/gim) <= 1, fields)
    assert(of(/^content-length:/gim) + of(/^transfer-encoding:/gim) <= 1, fields)
  }
}

/** What the body of a message in chunks is, by sizes that are small. */
function toUnchunked(message: string): string {
  const [, body = ''] = /^[^]*?\r\n\r\n([^]*)$/.exec(message) ?? []
  return [...body.matchAll(/^[1-9a-f]\r\n(.*)\r$/gm)].map(([, piece]) => piece).join('')
}

/** Answers every request; gives all that came, whatever the connection. */
async function serveOk(stage: Stage): Promise<() => string> {
  const server = await stage.raw((talk) => {
    let answered = 0
    talk.socket.on('data', () => {
      const asked = (talk.heard.match(REQUEST) ?? []).length
      for (; answered < asked; answered++) talk.say(OK)
    })
  })
  await serve(stage, { servers: [{ port: server.port }] })
  return () => server.talks.map(({ heard }) => heard).join('')
}

async function serve(stage: Stage, pool: PoolSpec, idleTimeoutMs = 60_000): Promise<void> {
  await stage.world.apply({
    listeners: [{ port: stage.port, idleTimeoutMs }],
    pools: [pool],
  })
}
