import assert from 'node:assert/strict'
import { createServer, type Server, type Socket } from 'node:net'
import { once } from 'node:events'
import { startProbe } from '../../../../src/engine/health/probe.ts'
import type { ProbeResult } from '../../../../src/engine/health/contract.ts'
import type { ProbeDefinition } from '../../../../src/engine/ir/index.ts'
import { freePort } from '../../../support/ports.ts'
import { startStuckListener } from '../../../support/stuck.ts'
import { waitFor } from '../../../support/wait.ts'
import { definitionOf } from './world.ts'

type Serve = (socket: Socket, request: string) => void

describe('a probe', () => {
  const open: { server: Server; sockets: Set<Socket> }[] = []

  afterEach(() => {
    for (const { server, sockets } of open.splice(0)) {
      for (const socket of sockets) socket.destroy()
      server.close()
    }
  })

  /** A server that calls `serve` with each request, or with '' as soon as it is connected. */
  async function startServer(
    serve: Serve,
    when: 'request' | 'connect' = 'request',
  ): Promise<number> {
    const sockets = new Set<Socket>()
    const server = createServer((socket) => {
      sockets.add(socket)
      socket.on('error', () => socket.destroy())
      socket.on('close', () => sockets.delete(socket))
      if (when === 'connect') serve(socket, '')
      socket.on('data', (bytes) => {
        if (when === 'request') serve(socket, bytes.toString())
      })
    })
    open.push({ server, sockets })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    assert(address !== null && typeof address === 'object')
    return address.port
  }

  async function check(
    serve: Serve,
    expected: string,
    options: { when?: 'request' | 'connect'; definition?: Partial<ProbeDefinition> } = {},
  ): Promise<void> {
    const port = await startServer(serve, options.when)
    assert.equal(await probe(port, options.definition), expected)
    await waitFor('the connection to be closed', () => (open[0]?.sockets.size === 0 ? true : null))
  }

  it('R25: is a HEAD request to the server, with its address as host', async () => {
    let seen = ''
    await check((socket, request) => {
      seen = request
      socket.end('HTTP/1.1 200 OK\r\n\r\n')
    }, 'success')
    assert.match(seen, /^HEAD \/ready HTTP\/1\.1\r\nHost: 127\.0\.0\.1:\d+\r\n/)
    assert.match(seen, /\r\nConnection: close\r\n\r\n$/)
  })

  it('R23: says first that it speaks for no client, where the PROXY protocol is expected', async () => {
    for (const protocol of ['http', 'tcp'] as const) {
      let heard = ''
      const port = await startServer((socket, bytes) => {
        heard += bytes
        if (heard.endsWith('\r\n\r\n')) socket.end('HTTP/1.1 200 OK\r\n\r\n')
      })
      assert.equal(await probe(port, { protocol, proxyProtocol: true }), 'success')
      const expected = protocol === 'tcp' ? /^PROXY UNKNOWN\r\n$/ : /^PROXY UNKNOWN\r\nHEAD /
      await waitFor('the header', () => expected.test(heard) || null)
    }
  })

  it('R26: goes to the port that is given', async () => {
    const port = await startServer((socket) => socket.end('HTTP/1.1 200 OK\r\n\r\n'))
    assert.equal(await probe(await freePort(), { port }), 'success')
  })

  it('R27: fails when the status does not count as success', () =>
    check((socket) => socket.end('HTTP/1.1 404 Not Found\r\n\r\n'), 'status_mismatch'))

  it('R27: takes the codes that count', () =>
    check((socket) => socket.end('HTTP/1.1 404 Not Found\r\n\r\n'), 'success', {
      definition: {
        successCodes: [
          { from: 200, to: 299 },
          { from: 404, to: 404 },
        ],
      },
    }))

  it('may be a GET, whose body is not waited for', () =>
    check(
      (socket) => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\nbegun'),
      'success',
      {
        definition: { method: 'GET', host: 'example.test' },
      },
    ))

  it('is not hurt by a body that a HEAD must not have', () =>
    check((socket) => {
      socket.write(`HTTP/1.1 200 OK\r\nContent-Length: 500000\r\n\r\n${'x'.repeat(500_000)}`)
    }, 'success'))

  it('is content when the server keeps the connection open', () =>
    check((socket) => void socket.write('HTTP/1.1 200 OK\r\n\r\n'), 'success'))

  it('puts an answer together from single bytes', () =>
    check((socket) => {
      const bytes = Array.from('HTTP/1.1 200 OK\r\n\r\n')
      const next = (): void => {
        const byte = bytes.shift()
        if (byte !== undefined && socket.writable) socket.write(byte, () => setImmediate(next))
      }
      next()
    }, 'success'))

  it('over TCP asks only for a connection', () =>
    check(() => {}, 'success', { definition: { protocol: 'tcp' } }))

  it('says connect_failed when the server refuses', async () => {
    assert.equal(await probe(await freePort()), 'connect_failed')
    assert.equal(await probe(await freePort(), { protocol: 'tcp' }), 'connect_failed')
  })

  it('says request_timeout when the server accepts and never answers', () =>
    check(() => {}, 'request_timeout', { definition: { timeoutMs: 30 } }))

  it('says request_timeout when the answer does not get whole in time', () =>
    check((socket) => void socket.write('HTTP/1.1 200 OK\r\n'), 'request_timeout', {
      definition: { timeoutMs: 30 },
    }))

  it('says connection_reset when the server resets', () =>
    check((socket) => socket.resetAndDestroy(), 'connection_reset'))

  it('says connection_reset when the server closes without an answer', () =>
    check((socket) => socket.end(), 'connection_reset'))

  it('says malformed_response for something else than HTTP, without waiting for more', () =>
    check((socket) => void socket.write('SSH-2.0-OpenSSH\r\n'), 'malformed_response', {
      when: 'connect',
    }))

  it('says malformed_response when the answer breaks off', () =>
    check((socket) => socket.end('HTTP/1.1 2'), 'malformed_response'))

  it('says connect_timeout when nobody takes the connection', async function () {
    // A listener with a full queue of connections that nobody accepts drops further ones.
    const stuck = await startStuckListener()
    try {
      assert.equal(await probe(stuck.port, { timeoutMs: 50 }), 'connect_timeout')
    } finally {
      stuck.close()
    }
  })

  it('reports nothing once it is cancelled', async () => {
    const port = await startServer((socket) => socket.end('HTTP/1.1 200 OK\r\n\r\n'))
    let reports = 0
    const question = { address: '127.0.0.1', port, definition: definitionOf() }
    startProbe(question, () => reports++)()
    assert.equal(await probe(port), 'success')
    assert.equal(reports, 0)
  })

  it('does not take its own end of the connection for a server', async () => {
    // From a port to itself: what the system may choose when nothing listens on loopback.
    const port = await freePort()
    const results = new Set<string>()
    for (let turn = 0; turn < 20; turn++) results.add(await probe(port, { protocol: 'tcp' }))
    assert.deepEqual([...results], ['connect_failed'])
  })
})

function probe(port: number, changes: Partial<ProbeDefinition> = {}): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>()
  const question = { address: '127.0.0.1', port, definition: definitionOf(changes) }
  startProbe(question, (result: ProbeResult) =>
    resolve(result.kind === 'failure' ? result.reason : result.kind),
  )
  return promise
}
