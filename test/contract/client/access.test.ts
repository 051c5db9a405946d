/** Who may call the engine API from the network: nobody before a proof, and not after its end. */

import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { connect as connectHttp2 } from 'node:http2'
import { once } from 'node:events'
import { connect as dial } from 'node:net'
import { join } from 'node:path'
import type { Duplex } from 'node:stream'
import { connect as connectTls } from 'node:tls'
import type { ConnectionOptions } from 'node:tls'
import { connectEngine, toEndpoint } from '../../../src/engine/client/index.ts'
import type { EngineConnection, Role } from '../../../src/engine/client/index.ts'
import { writePem } from '../../support/authority.ts'
import { localCaller, openAccess, serveOverTls } from '../../support/engine-api.ts'
import type { TlsApi } from '../../support/engine-api.ts'
import { waitFor } from '../../support/wait.ts'
import { never, toDelete, toPut, toRefusal, World } from '../../unit/engine/control/world.ts'
import { makeDirectory, settingNames } from './connections.ts'

const put = toPut({ kind: 'server_group', spec: { servers: [] } })
const FUZZ_CONNECTIONS = 40

describe('the gate of the engine API', () => {
  let world: World
  let tls: TlsApi
  let directory: Awaited<ReturnType<typeof makeDirectory>>
  const clients: EngineConnection[] = []

  beforeEach(async () => {
    world = await World.start()
    tls = await serveOverTls(world.control)
    directory = await makeDirectory()
  })
  afterEach(async () => {
    for (const client of clients.splice(0)) client.close()
    await tls.close()
    await world.close()
    await directory[Symbol.asyncDispose]()
  })

  function connect(proof: {
    readonly token?: string
    readonly tokenFile?: string
  }): EngineConnection {
    const { authority } = tls
    const { caFile } = writePem(directory.path, { authority, issued: authority.issue({}) })
    const { token = null, tokenFile = null } = proof
    const none = { clientCertificateFile: null, clientKeyFile: null }
    const endpoint = `https://localhost:${tls.port}`
    const settings = { ...none, endpoint, caFile, token, tokenFile }
    const client = connectEngine(toEndpoint(settings, settingNames))
    clients.push(client)
    return client
  }

  async function as(role: Role): Promise<EngineConnection> {
    return connect({ token: (await tls.token(role)).secret })
  }

  const codeOf = async (call: Promise<unknown>): Promise<string> => (await toRefusal(call)).code

  it('lets nobody in without a proof, whatever is asked', async () => {
    for (const client of [connect({}), connect({ token: `lbt_${'0'.repeat(64)}` })]) {
      assert.equal(await codeOf(client.info(never)), 'unauthenticated')
      assert.equal(await codeOf(client.transact([put], never)), 'unauthenticated')
      assert.equal(await codeOf(client.snapshot(never)), 'unauthenticated')
      assert.equal(await codeOf(client.listTokens(never)), 'unauthenticated')
    }
    assert.equal((await world.control.snapshot(never)).objects.some(isTests), false)
    assert.ok(tls.access.lines.some(({ message }) => message === 'refused'))
  })

  it('lets readers plan and look, writers change, and admins do the rest', async () => {
    const [reader, writer, admin] = [await as('read'), await as('write'), await as('admin')]
    assert.equal(await reader.check([put], never), null)
    await reader.snapshot(never)
    assert.equal(await codeOf(reader.transact([put], never)), 'permission_denied')
    const order = { role: 'read', ttlMs: 60_000, description: '' } as const
    assert.equal(await codeOf(reader.createToken(order, never)), 'permission_denied')
    await writer.transact([put], never)
    const secrets = writer.exportObjects({ withSecrets: true }, never)
    assert.equal(await codeOf(secrets), 'permission_denied')
    const stop = { keepAgent: true, graceMs: 10 }
    assert.equal(await codeOf(writer.stop(stop, never)), 'permission_denied')
    await admin.exportObjects({ withSecrets: true }, never)
    await admin.stop(stop, never)
  })

  it('lets nobody make a token that may do more, or lives longer, than his own', async () => {
    const own = await tls.token('write', 60_000)
    const writer = connect({ token: own.secret })
    const order = { role: 'admin', ttlMs: 3_600_000, description: 'more' } as const
    assert.equal(await codeOf(writer.createToken(order, never)), 'permission_denied')
    const made = await writer.createToken({ ...order, role: 'write' }, never)
    assert.match(made.secret, /^lbt_[0-9a-f]{64}$/)
    const [first, second] = await writer.listTokens(never)
    assert.equal(first?.id, own.id)
    assert.equal(second?.expiresMs, first?.expiresMs)
    const other = await tls.token('write')
    assert.equal(await codeOf(writer.revokeToken(other.id, never)), 'not_found')

    await (await as('admin')).revokeToken(own.id, never)
    const child = connect({ token: made.secret })
    assert.equal(await codeOf(child.info(never)), 'unauthenticated')
  })

  it('ends a call under way when its token is revoked, or expires', async () => {
    for (const end of ['revoked', 'expired'] as const) {
      const token = await tls.token('read', end === 'expired' ? 5_000 : 60_000)
      const client = connect({ token: token.secret })
      const seen: unknown[] = []
      const following = (async () => {
        const query = { after: null, kind: null, owner: null }
        for await (const part of client.watch(query, never)) seen.push(part)
      })()
      await waitFor('the present state', () => (seen.length > 0 ? true : null))
      if (end === 'revoked') await tls.access.tokens.revoke(token.id, localCaller)
      const refusal = await toRefusal(following)
      assert.equal(refusal.code, 'unauthenticated')
      assert.match(refusal.message, new RegExp(end))
    }
  })

  it('reads the token file again when what was in it is refused', async () => {
    const tokenFile = join(directory.path, 'token')
    const [old, next] = [await tls.token('write'), await tls.token('write')]
    writeFileSync(tokenFile, `${old.secret}\n`)
    const client = connect({ tokenFile })
    await client.info(never)
    await tls.access.tokens.revoke(old.id, localCaller)
    assert.equal(await codeOf(client.info(never)), 'unauthenticated')
    writeFileSync(tokenFile, next.secret)
    await client.transact([put], never)
    await Array.fromAsync(client.events({ after: 0, follow: false }, never))
  })

  it('writes down who changed what, from where and with what outcome, and no secret', async () => {
    const own = await tls.token('write')
    const writer = connect({ token: own.secret })
    const [made] = await writer.transact([{ ...put, spec: { servers: [] } }], never)
    assert.ok(made)
    await toRefusal(writer.transact([toDelete('server_group', 'sgr-none')], never))
    const order = { role: 'read', ttlMs: 60_000, description: '' } as const
    const { secret } = await writer.createToken(order, never)
    const lines = tls.access.lines.filter(({ message }) => message === 'write')
    const rows = lines.map(({ who, action, outcome, subjects }) => [who, action, outcome, subjects])
    const who = `token:${own.id}`
    const subject = { operation: 'put', kind: 'server_group', id: made.id }
    assert.deepEqual(rows[0], [who, 'transact', 'done', [subject]])
    assert.deepEqual(rows[1]?.slice(0, 3), [who, 'transact', 'not_found'])
    assert.equal(rows[2]?.[1], 'createToken')
    assert.match(String(lines[0]?.['from']), /^127\.0\.0\.1:\d+$|^\[.*\]:\d+$/)
    const text = JSON.stringify(tls.access.lines)
    assert.ok(!text.includes(own.secret) && !text.includes(secret))
  })

  it('keeps hashes of tokens, and knows them again after a restart', async () => {
    const kept: Parameters<typeof openAccess>[0] = { kept: [] }
    const before = await openAccess(kept)
    const order = { role: 'read', ttlMs: 60_000, description: 'x' } as const
    const { token, secret } = await before.tokens.issue(order, localCaller)
    await before.tokens.close()
    assert.ok(!JSON.stringify(kept).includes(secret.slice(4)))
    const after = await openAccess(kept)
    const found = after.tokens.recognize(secret)
    assert.ok(found.kind === 'known' && found.token.id === token.id)
    assert.equal(after.tokens.recognize(secret.replace(/.$/, 'z')).kind, 'unknown')
    await after.tokens.close()
  })

  it('refuses what is no TLS, no HTTP/2, no proof or no end, and lives on', async () => {
    const { port } = tls
    const knock = async (bytes: Buffer): Promise<void> => {
      const socket = dial({ port, host: '127.0.0.1' })
      socket.on('error', () => {})
      socket.end(bytes)
      socket.resume()
      await untilClosed(socket)
    }
    const hello = Buffer.from('16030100c8010000c40303', 'hex')
    await Promise.all([
      ...Array.from({ length: FUZZ_CONNECTIONS }, (_, size) => knock(randomBytes(size * 50))),
      knock(Buffer.from('GET / HTTP/1.1\r\nHost: x\r\n\r\n')),
      knock(Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n')),
      knock(Buffer.concat([hello, randomBytes(300)])),
    ])
    const options = { ca: tls.authority.certificatePem, servername: 'localhost', port }
    const speak = async (more: ConnectionOptions, bytes: Buffer): Promise<string> => {
      const socket = connectTls({ host: '127.0.0.1', ...options, ...more })
      let answer = ''
      socket.on('error', () => {})
      socket.on('data', (chunk: Buffer) => (answer += chunk.toString('latin1')))
      socket.end(bytes)
      await untilClosed(socket)
      return answer
    }
    const request = Buffer.from('POST /lb.engine.v1.Engine/Info HTTP/1.1\r\nHost: x\r\n\r\n')
    assert.equal(await speak({ ALPNProtocols: ['http/1.1'] }, request), '')
    assert.equal(await speak({}, request), '')
    await speak({ ALPNProtocols: ['h2'] }, randomBytes(5_000))
    await speak({ ALPNProtocols: ['h2'], maxVersion: 'TLSv1.1', minVersion: 'TLSv1.1' }, request)

    const session = connectHttp2(`https://localhost:${port}`, options)
    session.on('error', () => {})
    const headers = {
      ':path': '/lb.engine.v1.Engine/Transact',
      ':method': 'POST',
      'content-type': 'application/grpc',
      authorization: `Bearer ${'x'.repeat(30_000)}`,
    }
    for (const more of [{}, { authorization: '' }, { 'x-long': 'y'.repeat(60_000) }]) {
      if (session.destroyed) break
      const stream = session.request({ ...headers, ...more })
      stream.on('error', () => {})
      const [answer] = (await Promise.race([
        once(stream, 'response').catch(() => []),
        untilClosed(stream),
      ])) as [Record<string, unknown>?]
      if (answer !== undefined) assert.notEqual(answer['grpc-status'], '0')
    }
    session.destroy()
    await (await as('read')).info(never)
  })

  it('cuts who says nothing after the handshake, and whoever is one too many', async () => {
    const limits = { proofMs: 50, handshakeMs: 50, connectionsMax: 2 }
    const strict = await serveOverTls(world.control, { limits })
    try {
      const options = { ca: strict.authority.certificatePem, servername: 'localhost' }
      const open = () => {
        const socket = connectTls({ host: '127.0.0.1', port: strict.port, ...options })
        return socket.on('error', () => {})
      }
      const sockets = [open(), open(), open()]
      await Promise.all(sockets.map(untilClosed))
      const silent = dial({ port: strict.port, host: '127.0.0.1' })
      silent.on('error', () => {})
      await untilClosed(silent)
    } finally {
      await strict.close()
    }
  })
})

/** Whatever it was closed by. */
function untilClosed(stream: Duplex): Promise<readonly []> {
  return new Promise((resolve) => {
    stream.once('close', () => resolve([]))
  })
}

function isTests({ owner }: { readonly owner: string }): boolean {
  return owner === 'test'
}
