/** TLS sessions that are resumed: by whom, and for how long. */

import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { createServer } from 'node:net'
import type { AddressInfo, Server } from 'node:net'
import { TLSSocket, connect } from 'node:tls'
import type { ConnectionOptions } from 'node:tls'
import { Certificates } from '../../../../../../src/engine/dataplane/embedded/path/certificates.ts'
import type { ListenerTls } from '../../../../../../src/engine/ir/index.ts'
import { makeTestCertificate } from '../../../../../support/certificates.ts'

const KEY_BYTES = 48

function toTls(): ListenerTls {
  const { pem: certificatePem, keyPem: privateKeyPem, names: domains } = makeTestCertificate()
  const certificates = [{ id: 'crt-1', certificatePem, privateKeyPem, domains }]
  return { certificates, versionMin: '1.2' }
}

/** A server of one thread; the certificate is its own, the keys are what it is told. */
class Thread {
  readonly certificates: Certificates
  readonly #server: Server

  constructor(ticketKeys: Uint8Array) {
    this.certificates = new Certificates(ticketKeys)
    const tls = toTls()
    this.#server = createServer((socket) => {
      const terms = { isServer: true, ...this.certificates.toTerms(tls) }
      const secure = new TLSSocket(socket, terms)
      secure.on('error', () => {})
      secure.end('hello')
    })
  }

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve))
    return this
  }

  /** Whether the session was resumed, and the one to come back by next time. */
  visit(options: ConnectionOptions): Promise<{ isResumed: boolean; session: Buffer | undefined }> {
    const { port } = this.#server.address() as AddressInfo
    return new Promise((resolve, reject) => {
      const given = { host: '127.0.0.1', port, rejectUnauthorized: false, ...options }
      const socket = connect(given as ConnectionOptions)
      let session: Buffer | undefined
      let isResumed = false
      socket.on('secureConnect', () => (isResumed = socket.isSessionReused()))
      socket.on('session', (fresh: Buffer) => (session = fresh))
      socket.on('error', reject)
      socket.on('data', () => {})
      socket.on('close', () => resolve({ isResumed, session }))
    })
  }

  close(): void {
    this.#server.close()
  }
}

describe('a TLS session', () => {
  const threads: Thread[] = []
  const start = async (keys: Uint8Array): Promise<Thread> => {
    const thread = await new Thread(keys).start()
    threads.push(thread)
    return thread
  }
  afterEach(() => {
    for (const thread of threads.splice(0)) thread.close()
  })

  for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
    const options = { minVersion: version, maxVersion: version }

    it(`${version}: is resumed by every thread that has the keys, and by no other`, async () => {
      const keys = randomBytes(KEY_BYTES)
      const [one, other, stranger] = [
        await start(keys),
        await start(keys),
        await start(randomBytes(KEY_BYTES)),
      ]
      const { session } = await one.visit(options)
      assert(session)
      assert((await other.visit({ ...options, session })).isResumed)
      assert(!(await stranger.visit({ ...options, session })).isResumed)
    })

    it(`${version}: is resumed again and again`, async () => {
      const thread = await start(randomBytes(KEY_BYTES))
      let { session } = await thread.visit(options)
      for (let round = 0; round < 5; round++) {
        const next = await thread.visit({ ...options, session })
        assert(next.isResumed, `round ${round}`)
        // In TLS 1.2 a ticket may be used again; in 1.3 it is not, so there must be another.
        if (version === 'TLSv1.2') continue
        assert(next.session)
        assert.notDeepEqual(next.session, session)
        ;({ session } = next)
      }
    })

    it(`${version}: outlives one change of the keys`, async () => {
      const thread = await start(randomBytes(KEY_BYTES))
      const { session } = await thread.visit(options)
      thread.certificates.changeTicketKeys(randomBytes(KEY_BYTES))
      assert((await thread.visit({ ...options, session })).isResumed)
      thread.certificates.changeTicketKeys(randomBytes(KEY_BYTES))
      assert(!(await thread.visit({ ...options, session })).isResumed)
    })
  }
})
