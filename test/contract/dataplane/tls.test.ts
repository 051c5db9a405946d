/** HTTPS: handshakes, names, versions, and certificates that change under traffic. */

import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { connect } from 'node:tls'
import type { ConnectionOptions, TLSSocket } from 'node:tls'
import { get, startTraffic } from '../../support/backends.ts'
import { makeTestCertificate, makeTestChain } from '../../support/certificates.ts'
import type { TestCertificate } from '../../support/certificates.ts'
import { waitFor } from '../../support/wait.ts'
import { Talk, ask, dial } from './raw.ts'
import { dataplanes } from '../../../src/engine/dataplane/registry.ts'
import type { ListenerTls, ProxyCertificate } from '../../../src/engine/ir/index.ts'
import { stageFor } from './suite.ts'
import type { Stage } from './suite.ts'

const GET = 'GET / HTTP/1.1\r\nHost: h\r\n'
const CLOSE = 'Connection: close\r\n\r\n'
const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'
const MIB = 1024 * 1024
const ROTATIONS = 100
const REQUESTS_PER_SECOND = 100
/** Requests of our own between two rotations, beside the steady ones. */
const PACE = 2
/** OpenSSL lets clients speak TLS 1.1 only when told that security does not matter. */
const INSECURE = 'DEFAULT@SECLEVEL=0'

for (const entry of dataplanes) {
  describe(`data plane ${entry.name}: HTTPS`, () => {
    const test = stageFor(entry)

    test('R22: TLS is ended here; servers are told that it was HTTPS', async (stage) => {
      const [backend] = await stage.backends(1)
      assert(backend)
      const certificate = makeTestCertificate()
      await serve(stage, backend.port, [certificate])
      const answer = await get(`https://127.0.0.1:${stage.port}/`, {
        tls: { ca: certificate.pem, servername: 'localhost' },
      })
      assert.equal(answer.body, 's0')
      const headers = backend.requests[0]?.headers
      assert.equal(headers?.['x-forwarded-for'], '127.0.0.1')
      assert.equal(headers?.['x-forwarded-proto'], 'https')
      assert.equal(headers?.['x-forwarded-port'], String(stage.port))
    })

    test('TLS 1.2 and 1.3 are spoken, nothing older; 1.3 alone when asked for', async (stage) => {
      const server = await stage.scripted(OK)
      const certificate = makeTestCertificate({ rsaBits: 2048 })
      await serve(stage, server.port, [certificate])
      const spoken = async (version: 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3') =>
        versionOf(stage.port, {
          ...{ minVersion: version, maxVersion: version },
          ...(version === 'TLSv1.1' ? { ciphers: INSECURE } : {}),
        })
      assert.equal(await spoken('TLSv1.3'), 'TLSv1.3')
      assert.equal(await spoken('TLSv1.2'), 'TLSv1.2')
      await assert.rejects(spoken('TLSv1.1'))
      await serve(stage, server.port, [certificate], '1.3')
      assert.equal(await spoken('TLSv1.3'), 'TLSv1.3')
      await assert.rejects(spoken('TLSv1.2'))
    })

    test('the name that a client asks for chooses the certificate', async (stage) => {
      const server = await stage.scripted(OK)
      const [first, wild, exact] = [
        makeTestCertificate({ names: ['first.test'] }),
        makeTestCertificate({ names: ['*.shop.test', 'shop.test'] }),
        makeTestCertificate({ names: ['pay.shop.test'] }),
      ]
      await serve(stage, server.port, [first, wild, exact])
      const shown = (servername: string) => shownTo(stage.port, { servername })
      assert.equal(await shown('first.test'), 'first.test')
      assert.equal(await shown('shop.test'), '*.shop.test')
      assert.equal(await shown('www.shop.test'), '*.shop.test')
      assert.equal(await shown('PAY.shop.test'), 'pay.shop.test')
      // A wildcard stands for one label; who asks for nothing that is here gets the default.
      assert.equal(await shown('a.b.shop.test'), 'first.test')
      assert.equal(await shown('unknown.test'), 'first.test')
      assert.equal(await shownTo(stage.port, {}), 'first.test')
    })

    test('the issuers are sent along', async (stage) => {
      const server = await stage.scripted(OK)
      const { root, leaf, chainPem } = makeTestChain(['chain.test'])
      await serve(stage, server.port, [{ ...leaf, pem: chainPem }])
      const socket = await meet(stage.port, {
        ...{ servername: 'chain.test', ca: root.pem, rejectUnauthorized: true },
      })
      assert(socket.authorized)
      socket.destroy()
    })

    test.needs('refusesOtherProtocols')(
      'HTTP/1.1 is agreed on; who insists on something else is refused',
      async (stage) => {
        const server = await stage.scripted(OK)
        await serve(stage, server.port, [makeTestCertificate()])
        const both = await meet(stage.port, { ALPNProtocols: ['h2', 'http/1.1'] })
        assert.equal(both.alpnProtocol, 'http/1.1')
        both.destroy()
        for (const maxVersion of ['TLSv1.2', 'TLSv1.3'] as const) {
          const options = { ALPNProtocols: ['h2'], maxVersion }
          const refused = await meet(stage.port, options).then(
            (insists) => stage.owns(new Talk(insists)).say(`${GET}\r\n`).hearsOut(),
            () => '',
          )
          assert.equal(refused, '')
        }
        const none = await meet(stage.port, {})
        assert.equal(none.alpnProtocol, false)
        await stage.owns(new Talk(none)).say(`${GET}\r\n`).hears('ok')
      },
    )

    test('a session is resumed, also after the certificate has changed', async (stage) => {
      const server = await stage.scripted(OK)
      for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
        await serve(stage, server.port, [makeTestCertificate()])
        const options = { minVersion: version, maxVersion: version, rejectUnauthorized: false }
        const session = await sessionOf(stage, options)
        await serve(stage, server.port, [makeTestCertificate()])
        const again = await meet(stage.port, { ...options, session })
        assert(again.isSessionReused(), version)
        again.destroy()
      }
    })

    test('connections are kept, and requests may come early and in pieces', async (stage) => {
      const server = await stage.scripted(OK)
      await serve(stage, server.port, [makeTestCertificate()])
      const talk = await talkTo(stage)
      talk.say(`${GET}\r\n${GET}X: `)
      await talk.hears(/ok$/)
      talk.forget()
      await talk.say('1\r\n\r\n').hears(/ok$/)
      assert.equal(server.talks.length, 1)
    })

    test('large bodies go both ways unharmed, whoever is slow', async (stage) => {
      const body = randomBytes(8 * MIB)
      const server = await stage.raw((talk) => {
        void talk.hears('\r\n\r\n').then(async (head) => {
          await talk.hears(head.indexOf('\r\n\r\n') + 4 + body.length)
          talk.say(`HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n`)
          talk.socket.write(body)
        })
      })
      await serve(stage, server.port, [makeTestCertificate()])
      const socket = stage.owns(closable(await meet(stage.port, {}))).socket
      const hash = createHash('sha256')
      let count = 0
      socket.on('data', (bytes: Buffer) => {
        hash.update(bytes)
        count += bytes.length
        socket.pause()
        setImmediate(() => socket.resume())
      })
      const head = `POST / HTTP/1.1\r\nHost: h\r\nContent-Length: ${body.length}\r\n\r\n`
      socket.write(head)
      socket.write(body)
      await waitFor('the whole answer', () => (count >= body.length + 1 ? true : null))
      await waitFor('its last byte', () => (count > body.length + 30 ? true : null))
      const answer = createHash('sha256')
        .update(`HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n`)
        .update(body)
      assert.equal(hash.digest('hex'), answer.digest('hex'))
    })

    test('an upgrade that was asked for becomes a tunnel', async (stage) => {
      const server = await stage.raw((talk) => {
        void talk.hears('\r\n\r\n').then(() => {
          talk.say('HTTP/1.1 101 Go\r\nUpgrade: echo\r\nConnection: Upgrade\r\n\r\nfirst')
          talk.socket.pipe(talk.socket)
        })
      })
      await serve(stage, server.port, [makeTestCertificate()])
      const talk = await talkTo(stage)
      await talk.say(`${GET}Upgrade: echo\r\nConnection: Upgrade\r\n\r\n`).hears(/first$/)
      await talk.say('hello').hears(/firsthello$/)
      talk.socket.end('bye')
      assert.match(await talk.hearsOut(), /firsthellobye$/)
    })

    test('the end is said in TLS, and a client that has ended gets its answer', async (stage) => {
      const server = await stage.scripted(OK)
      await serve(stage, server.port, [makeTestCertificate()])
      const one = await talkTo(stage)
      assert.match(await one.say(`${GET}${CLOSE}`).hearsOut(), /ok$/)
      assert.equal(one.error, null)
      const other = await talkTo(stage)
      other.socket.end(`${GET}\r\n`)
      assert.match(await other.hearsOut(), /ok$/)
      assert.equal(other.error, null)
    })

    test.needs('passesResets')('an answer that breaks off does not look whole', async (stage) => {
      const server = await stage.raw((talk) => {
        void talk.hears('\r\n\r\n').then(() => {
          talk.say('HTTP/1.1 200 OK\r\n\r\nsome of it')
          setImmediate(() => talk.socket.resetAndDestroy())
        })
      })
      await serve(stage, server.port, [makeTestCertificate()])
      const talk = await talkTo(stage)
      talk.say(`${GET}\r\n`)
      await waitFor('the end', () => talk.isClosed || null)
      assert(!talk.hasEnded, 'it looks like an orderly end')
    })

    test('what is no TLS is closed and counted; others go on', async (stage) => {
      const server = await stage.scripted(OK)
      await serve(stage, server.port, [makeTestCertificate()])
      const talk = await talkTo(stage)
      assert.doesNotMatch(await ask(stage.port, `${GET}\r\n`), /HTTP/)
      await ask(stage.port, '\x16\x03\x01\x00\x05hello')
      const gone = await dial(stage.port)
      gone.close()
      await talk.say(`${GET}\r\n`).hears(/ok$/)
      await stage.world.listenerCounters(listenerOf(stage), (seen) => seen.tlsFailuresTotal >= 3)
    })

    test('from HTTP to HTTPS and back, on one port', async (stage) => {
      const [backend] = await stage.backends(1)
      assert(backend)
      const certificate = makeTestCertificate()
      const tls = { ca: certificate.pem, servername: 'localhost' }
      const [plain, secure] = [stage.url, stage.url.replace('http:', 'https:')]
      for (let round = 0; round < 2; round++) {
        await serve(stage, backend.port, [])
        assert.equal((await get(plain)).body, 's0')
        await serve(stage, backend.port, [certificate])
        assert.equal((await get(secure, { tls })).body, 's0')
        await assert.rejects(get(plain))
      }
    })

    test('what cannot be carried is refused, and the last good one serves on', async (stage) => {
      const [backend] = await stage.backends(1)
      assert(backend)
      const certificate = makeTestCertificate()
      await serve(stage, backend.port, [certificate])
      const pools = [{ servers: [{ port: backend.port }] }]
      const strangers = { ...certificate, keyPem: makeTestCertificate().keyPem }
      const wrong = [
        toTls([]),
        toTls([strangers]),
        toTls([{ ...certificate, pem: 'no certificate' }]),
      ]
      for (const tls of wrong) {
        const id = listenerOf(stage)
        const outcome = await stage.world.try({ listeners: [{ id, port: stage.port, tls }], pools })
        assert.equal(outcome.kind, 'rejected')
        const problems = outcome.kind === 'rejected' ? outcome.problems : []
        assert.equal(problems[0]?.objectId, id)
        assert.doesNotMatch(JSON.stringify(problems), /PRIVATE/)
      }
      const tls = { ca: certificate.pem, servername: 'localhost' }
      assert.equal((await get(`https://127.0.0.1:${stage.port}/`, { tls })).body, 's0')
    })

    test(`${ROTATIONS} certificates one after the other fail no request`, async (stage) => {
      const [backend] = await stage.backends(1)
      assert(backend)
      const { root, middle } = makeTestChain([])
      const leaf = (): TestCertificate => {
        const made = makeTestCertificate({ names: ['localhost'], issuer: middle })
        return { ...made, pem: made.pem + middle.pem }
      }
      await serve(stage, backend.port, [leaf()])
      const tls = { ca: root.pem, servername: 'localhost' }
      const url = `https://127.0.0.1:${stage.port}/`
      const early = await talkTo(stage)
      const load = startTraffic(url, REQUESTS_PER_SECOND, tls)
      for (let round = 1; round <= ROTATIONS; round++) {
        const next = leaf()
        await serve(stage, backend.port, [next])
        assert.equal(await shownTo(stage.port, {}, 'fingerprint'), fingerprintOf(next))
        const goal = load.sent() + PACE
        await waitFor('more requests', () => load.sent() >= goal || null)
      }
      const report = await load.stop()
      assert.deepEqual(report.failures, [])
      assert.equal(report.answers['s0'], report.sent)
      await early.say(`${GET}\r\n`).hears(/s0/)
    })
  })
}

/** One listener for each test, so that its counters are its own. */
function listenerOf(stage: Stage): string {
  return `tls-${stage.port}`
}

/** No certificates: in the clear. */
async function serve(
  stage: Stage,
  ...[port, certificates, versionMin]: [
    number,
    readonly TestCertificate[],
    ListenerTls['versionMin']?,
  ]
): Promise<void> {
  const tls = certificates.length === 0 ? null : toTls(certificates, versionMin)
  await stage.world.apply({
    listeners: [{ id: listenerOf(stage), port: stage.port, tls }],
    pools: [{ servers: [{ port }] }],
  })
}

function toTls(
  certificates: readonly TestCertificate[],
  versionMin: ListenerTls['versionMin'] = '1.2',
): ListenerTls {
  return { certificates: certificates.map(toProxyCertificate), versionMin }
}

function toProxyCertificate(made: TestCertificate, index: number): ProxyCertificate {
  const { pem: certificatePem, keyPem: privateKeyPem, names: domains } = made
  return { id: `crt-${index}`, certificatePem, privateKeyPem, domains }
}

/** A connection after its handshake. */
function meet(port: number, options: ConnectionOptions): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const given = { port, host: '127.0.0.1', rejectUnauthorized: false, ...options }
    const socket = connect({ ...given, allowHalfOpen: true } as ConnectionOptions, () => {
      socket.off('error', reject)
      resolve(socket)
    })
    socket.once('error', reject)
  })
}

async function versionOf(port: number, options: ConnectionOptions): Promise<string | null> {
  const socket = await meet(port, options)
  const version = socket.getProtocol()
  // In TLS 1.3 a client may think it is in before it is told that it is not.
  const talk = new Talk(socket)
  await talk.say(`${GET}${CLOSE}`).hears(/ok$/)
  talk.close()
  return version
}

/** The common name, or the print, of the certificate that a client gets to see. */
async function shownTo(
  port: number,
  options: ConnectionOptions,
  what: 'name' | 'fingerprint' = 'name',
): Promise<string> {
  const socket = await meet(port, options)
  const { subject, fingerprint256 } = socket.getPeerCertificate()
  socket.destroy()
  return what === 'name' ? String(subject.CN) : fingerprint256.replaceAll(':', '').toLowerCase()
}

function fingerprintOf({ pem }: TestCertificate): string {
  const [, base64 = ''] = /BEGIN CERTIFICATE-----([^-]*)/.exec(pem) ?? []
  return createHash('sha256').update(Buffer.from(base64, 'base64')).digest('hex')
}

async function talkTo(stage: Stage): Promise<Talk> {
  return stage.owns(new Talk(await meet(stage.port, {})))
}

/** What a client keeps to come back by. */
async function sessionOf(stage: Stage, options: ConnectionOptions): Promise<Buffer> {
  const socket = await meet(stage.port, options)
  let session: Buffer | null = null
  socket.on('session', (given: Buffer) => (session = given))
  const talk = new Talk(socket)
  await talk.say(`${GET}${CLOSE}`).hearsOut()
  const found = await waitFor('a session', () => session ?? socket.getSession() ?? null)
  talk.close()
  return found
}

function closable(socket: TLSSocket): { readonly socket: TLSSocket; close(): void } {
  return { socket, close: () => void socket.destroy() }
}
