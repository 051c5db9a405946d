/** Clients that begin with TLS and do not go on. */

import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { connect, createServer } from 'node:net'
import type { AddressInfo, Server, Socket } from 'node:net'
import { acceptHandles } from '../../../../../../src/engine/dataplane/embedded/path/accept.ts'
import { Certificates } from '../../../../../../src/engine/dataplane/embedded/path/certificates.ts'
import type {
  Entrance,
  Guest,
} from '../../../../../../src/engine/dataplane/embedded/path/entrance.ts'
import { Handshake } from '../../../../../../src/engine/dataplane/embedded/path/handshake.ts'
import { Wheel } from '../../../../../../src/engine/dataplane/embedded/path/timers.ts'
import { makeTestCertificate } from '../../../../../support/certificates.ts'
import { waitFor } from '../../../../../support/wait.ts'

const TICKET_KEY_BYTES = 48

/** A socket whose clients stay in their handshake. */
class Door {
  readonly counts = { tlsFailuresTotal: 0 }
  readonly guests = new Set<Guest>()
  over = 0
  readonly #server: Server = createServer()
  readonly #wheel = new Wheel()

  async open(): Promise<number> {
    const { pem, keyPem, names: domains } = makeTestCertificate()
    const own = { id: 'crt-1', certificatePem: pem, privateKeyPem: keyPem, domains }
    const certificates = new Certificates(randomBytes(TICKET_KEY_BYTES))
    const terms = certificates.toTerms({ certificates: [own], versionMin: '1.2' })
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve))
    const entrance = {
      wheel: this.#wheel,
      listener: { counts: this.counts },
      leave: (guest: Guest) => this.guests.delete(guest),
    } as unknown as Entrance
    const accept = (handle: object): void => {
      const onDone = (): Guest => assert.fail('nobody speaks TLS here')
      const onOver = (): void => void this.over++
      this.guests.add(new Handshake({ entrance, handle, terms, onDone, onOver }))
    }
    acceptHandles(this.#server, { accept, makeRoom: () => false })
    return (this.#server.address() as AddressInfo).port
  }

  close(): void {
    this.#wheel.close()
    this.#server.close()
  }
}

describe('a TLS handshake', () => {
  let door: Door
  let socket: Socket
  let isClosed: boolean

  beforeEach(async () => {
    door = new Door()
    socket = connect(await door.open(), '127.0.0.1')
    isClosed = false
    socket.on('error', () => {})
    socket.on('close', () => (isClosed = true))
    socket.resume()
    await waitFor('the client', () => door.guests.size > 0 || null)
  })
  afterEach(() => {
    socket.destroy()
    door.close()
  })

  async function isOverOnce(): Promise<void> {
    await waitFor('the end', () => isClosed || null)
    await waitFor('the guest to leave', () => door.guests.size === 0 || null)
    assert.deepEqual([door.over, door.counts.tlsFailuresTotal], [1, 1])
  }

  it('that takes too long is ended', async () => {
    const [guest] = door.guests
    assert(guest instanceof Handshake)
    // A record that promises more than comes.
    socket.write(Buffer.from([0x16, 3, 1, 2, 0, 1]))
    assert(guest.deadlineMs < Infinity)
    guest.onDeadline()
    await isOverOnce()
  })

  it('that the client gives up is over', async () => {
    socket.end()
    await isOverOnce()
  })

  it('that is nonsense is over', async () => {
    socket.write('GET / HTTP/1.1\r\n\r\n')
    await isOverOnce()
  })

  it('is ended with everything else', async () => {
    for (const guest of door.guests) guest.sever()
    await isOverOnce()
  })
})
