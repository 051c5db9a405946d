/** Session persistence by an inserted cookie (R21). */

import assert from 'node:assert/strict'
import { get } from '../../support/backends.ts'
import type { Answer } from '../../support/backends.ts'
import { makeTestCertificate } from '../../support/certificates.ts'
import { freePort } from '../../support/ports.ts'
import { waitFor } from '../../support/wait.ts'
import { dial } from './raw.ts'
import { dataplanes } from '../../../src/engine/dataplane/registry.ts'
import { stageFor } from './suite.ts'
import type { Stage } from './suite.ts'
import type { PoolSpec, ServerSpec } from './world.ts'
import { LOOPBACK, someProbe } from './world.ts'

const NAME = 'LBSESSION'
const session = { cookieName: NAME, maxAgeSeconds: 0 }
const REQUESTS = 6

for (const entry of dataplanes) {
  describe(`data plane ${entry.name}: session persistence`, () => {
    const test = stageFor(entry)

    test('R21: a client that shows its cookie keeps its server', async (stage) => {
      const { servers } = await start(stage, 3)
      for (const _ of servers) {
        const first = await get(stage.url)
        const cookie = cookieOf(first)
        for (let index = 0; index < REQUESTS; index++) {
          const next = await get(stage.url, { headers: { cookie } })
          assert.equal(next.body, first.body)
          // It has the cookie: it is not given again, and answers may be cached.
          assert.equal(next.headers['set-cookie'], undefined)
          assert.equal(next.headers['cache-control'], undefined)
        }
      }
    })

    test('R21: over HTTPS a client keeps its server as well', async (stage) => {
      const backends = await stage.backends(3)
      const { pem, keyPem, names } = makeTestCertificate()
      const facts = { certificatePem: pem, privateKeyPem: keyPem, domains: names }
      const certificate = { id: 'crt', ...facts }
      await stage.world.apply({
        listeners: [{ port: stage.port, tls: { certificates: [certificate], versionMin: '1.2' } }],
        pools: [{ persistence: session, servers: backends.map(({ port }) => ({ port })) }],
      })
      const url = `https://127.0.0.1:${stage.port}/`
      const tls = { ca: pem, servername: 'localhost' }
      const first = await get(url, { tls })
      const cookie = cookieOf(first)
      for (let index = 0; index < REQUESTS; index++) {
        assert.equal((await get(url, { tls, headers: { cookie } })).body, first.body)
      }
    })

    test('R21: the cookie is for the browser alone, and shows no address', async (stage) => {
      const { servers } = await start(stage, 1)
      const answer = await get(stage.url)
      const [line = ''] = answer.headers['set-cookie'] ?? []
      assert.match(line, /^LBSESSION=[\w-]{16}; Path=\/; HttpOnly; SameSite=Lax$/)
      assert.equal(answer.headers['cache-control'], 'private')
      const token = valueOf(line)
      const shown = [token, Buffer.from(token, 'base64').toString('latin1')]
      for (const text of shown) {
        for (const fact of [LOOPBACK, String(servers[0]?.port), 's0', 'pool']) {
          assert(!text.includes(fact), `${text} shows ${fact}`)
        }
      }
    })

    test('R21: off, no cookie is given and none is taken away', async (stage) => {
      const { backends } = await start(stage, 2, { persistence: null })
      const answer = await get(stage.url, { headers: { cookie: `${NAME}=abc` } })
      assert.equal(answer.headers['set-cookie'], undefined)
      const seen = backends.flatMap(({ requests }) => requests.map(({ headers }) => headers.cookie))
      assert.deepEqual(seen, [`${NAME}=abc`])
    })

    test('R21: what the server sets goes to the client untouched', async (stage) => {
      const server = await stage.scripted(
        'HTTP/1.1 200 OK\r\nSet-Cookie: a=1; Path=/x\r\nCache-Control: max-age=60\r\n' +
          'set-cookie: b=2\r\nContent-Length: 2\r\n\r\nok',
      )
      await serve(stage, [{ port: server.port }])
      const answer = await get(stage.url)
      const [a, b, own] = answer.headers['set-cookie'] ?? []
      assert.deepEqual([a, b], ['a=1; Path=/x', 'b=2'])
      assert.match(own ?? '', /^LBSESSION=/)
      assert.equal(answer.headers['cache-control'], 'max-age=60, private')
      assert.equal(answer.body, 'ok')
    })

    test('R21: servers do not get to see the cookie, but all others', async (stage) => {
      const { backends } = await start(stage, 1)
      const cookie = cookieOf(await get(stage.url))
      const cases: readonly (readonly [string, string | undefined])[] = [
        [cookie, undefined],
        [`a=1; ${cookie}; b="x y"`, 'a=1; b="x y"'],
        [`${cookie};a=1`, 'a=1'],
        [`a=1;${cookie}; ${NAME}=other`, 'a=1'],
        [`X${cookie}; ${NAME}x=1`, `X${cookie}; ${NAME}x=1`],
      ]
      for (const [given, expected] of cases) {
        await get(stage.url, { headers: { cookie: given } })
        assert.equal(backends[0]?.requests.at(-1)?.headers.cookie, expected, given)
      }
    })

    test.needs('keepsForm')(
      'R21: cookies in several fields, and requests in a row on a connection',
      async (stage) => {
        const server = await stage.scripted((head) => {
          const lines = head.split('\r\n').filter((line) => /^cookie:/i.test(line))
          const seen = lines.join('|')
          return `HTTP/1.1 200 OK\r\nContent-Length: ${seen.length}\r\n\r\n${seen}`
        })
        await serve(stage, [{ port: server.port }])
        const cookie = cookieOf(await get(stage.url))
        const talk = stage.owns(await dial(stage.port))
        const ask = (fields: string): string => `GET / HTTP/1.1\r\nHost: a\r\n${fields}\r\n`
        talk.say(ask(`Cookie: a=1\r\nAccept: *\r\ncookie:b=2; ${cookie}\r\n`))
        await talk.hears(/Cookie: a=1\|cookie: b=2$/)
        assert.doesNotMatch(talk.heard, /Set-Cookie/)
        talk.forget()
        talk.say(ask('Cookie: c=3\r\n') + ask(`Cookie: ${cookie}\r\n`))
        await talk.hears(/Set-Cookie: LBSESSION=[^]*Cookie: c=3HTTP[^]*Content-Length: 0\r\n\r\n$/)
        assert.equal(talk.heard.split('Set-Cookie').length, 2)
      },
    )

    test('R21: with an age the cookie is renewed by each answer', async (stage) => {
      const { backends } = await start(stage, 2, { persistence: { ...session, maxAgeSeconds: 90 } })
      const first = await get(stage.url)
      const next = await get(stage.url, { headers: { cookie: cookieOf(first) } })
      assert.match(next.headers['set-cookie']?.[0] ?? '', /; Path=\/; Max-Age=90; HttpOnly/)
      assert.equal(cookieOf(next), cookieOf(first))
      assert.equal(next.body, first.body)
      assert.equal(backends.length, 2)
    })

    test('R21: at a weight of 0 a server keeps its clients and gets no others', async (stage) => {
      const { servers } = await start(stage, 2)
      const first = await get(stage.url)
      const headers = { cookie: cookieOf(first) }
      const cooled = servers.map((server, index) =>
        first.body === `s${index}` ? { ...server, weight: 0 } : server,
      )
      await serve(stage, cooled, { drainTimeoutMs: 100 })
      for (let index = 0; index < REQUESTS; index++) {
        assert.equal((await get(stage.url, { headers })).body, first.body)
        assert.notEqual((await get(stage.url)).body, first.body)
      }
    })

    test('R21: who is down, disabled or gone loses its clients, who get a new cookie', async (stage) => {
      const { servers } = await start(stage, 2, { probe: someProbe })
      stage.world.set('up', 's0', 's1')
      await waitFor('servers', async () => (await get(stage.url)).status === 200 || null)
      const first = await get(stage.url)
      const other = first.body === 's0' ? 's1' : 's0'
      const headers = { cookie: cookieOf(first) }
      const isMoved = async (): Promise<void> => {
        const moved = await get(stage.url, { headers })
        assert.equal(moved.body, other)
        assert.notEqual(cookieOf(moved), headers.cookie)
      }
      const reaches = (name: string): Promise<true> =>
        waitFor(name, async () => (await get(stage.url, { headers })).body === name || null)
      stage.world.set('down', first.body)
      await reaches(other)
      await isMoved()
      stage.world.set('up', first.body)
      await reaches(first.body)
      const disabled = servers.map((server, index) =>
        first.body === `s${index}` ? { ...server, admission: 'disabled' as const } : server,
      )
      await serve(stage, disabled)
      await isMoved()
      const left = { ...servers[Number(other.slice(1))], id: other }
      assert(left.port !== undefined)
      await serve(stage, [{ ...left, port: left.port }])
      await isMoved()
    })

    test('R21: a server that refuses connections loses its client to another one', async (stage) => {
      const [backend] = await stage.backends(1)
      assert(backend)
      const port = await freePort()
      const lost = await stage.scripted('HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nlost')
      await serve(stage, [{ port: lost.port }])
      const headers = { cookie: cookieOf(await get(stage.url)) }
      // The cookie stands for `s0` still, where nobody listens now.
      await serve(stage, [{ port }, { id: 'other', port: backend.port }])
      const answer = await get(stage.url, { headers })
      assert.equal(answer.body, 's0')
      assert.notEqual(cookieOf(answer), headers.cookie)
    })

    test('R21: the cookie wins over source IP; a cookie of nobody does not count', async (stage) => {
      const { servers } = await start(stage, 5)
      const cookies = new Map<string, string>()
      for (const _ of servers) {
        const answer = await get(stage.url)
        cookies.set(answer.body, cookieOf(answer))
      }
      assert.equal(cookies.size, 5)
      await serve(stage, servers, { algorithm: 'source_ip' })
      for (const [name, cookie] of cookies) {
        assert.equal((await get(stage.url, { headers: { cookie } })).body, name)
      }
      const stranger = await get(stage.url, { headers: { cookie: `${NAME}=` } })
      assert([...cookies.values()].includes(cookieOf(stranger)))
    })

    test('R21: a full server loses its client to another one', async (stage) => {
      const [backend] = await stage.backends(1)
      assert(backend)
      const slow = await stage.scripted(() => '')
      const quick = await stage.scripted('HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nquick')
      await serve(stage, [{ port: quick.port }])
      const headers = { cookie: cookieOf(await get(stage.url)) }
      const servers = [{ port: slow.port }, { id: 'other', port: backend.port }]
      await serve(stage, servers, { connectionsMaxPerEndpoint: 1 })
      const talk = stage.owns(await dial(stage.port))
      talk.say(`GET / HTTP/1.1\r\nHost: a\r\nCookie: ${headers.cookie}\r\n\r\n`)
      await waitFor('the request', () => slow.talks.length === 1 || null)
      const answer = await get(stage.url, { headers })
      assert.equal(answer.body, 's0')
      assert.notEqual(cookieOf(answer), headers.cookie)
    })

    test('R21: an upgraded connection gets its cookie too', async (stage) => {
      const server = await stage.scripted(
        'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: chat\r\n\r\nhello',
      )
      await serve(stage, [{ port: server.port }])
      const talk = stage.owns(await dial(stage.port))
      talk.say('GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: chat\r\n\r\n')
      await talk.hears(/Set-Cookie: LBSESSION=[^]*\r\n\r\nhello$/)
    })

    test('R21: a pool that speaks TCP cannot have it', async (stage) => {
      const outcome = await stage.world.try({
        listeners: [{ port: stage.port, protocol: 'tcp' }],
        pools: [{ protocol: 'tcp', persistence: session, servers: [] }],
      })
      assert.equal(outcome.kind, 'rejected')
    })
  })
}

async function start(stage: Stage, count: number, pool: Partial<PoolSpec> = {}) {
  const backends = await stage.backends(count)
  const servers = backends.map(({ port }) => ({ port }))
  await serve(stage, servers, pool)
  return { backends, servers }
}

async function serve(
  stage: Stage,
  servers: readonly ServerSpec[],
  pool: Partial<PoolSpec> = {},
): Promise<void> {
  await stage.world.apply({
    listeners: [{ port: stage.port }],
    pools: [{ persistence: session, ...pool, servers }],
  })
}

/** What a browser would send from now on. */
function cookieOf(answer: Answer): string {
  const lines = (answer.headers['set-cookie'] ?? []).filter((line) => line.startsWith(`${NAME}=`))
  assert.equal(lines.length, 1, `an answer of ${answer.body} sets ${lines.length} cookies`)
  return `${NAME}=${valueOf(lines[0] ?? '')}`
}

function valueOf(line: string): string {
  return /=([^;]*)/.exec(line)?.[1] ?? ''
}
