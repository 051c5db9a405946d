/**
 * A listening socket, whichever listener it serves.
 *
 * Answers for: binding, accepting for the listener of the moment, and closing without cutting
 * anyone off. Does not know: what a connection does.
 */

import { createServer } from 'node:net'
import type { Server } from 'node:net'
import type { Bind } from '../../../ir/index.ts'
import type { ThreadSocket } from '../messages.ts'
import { canSharePorts } from '../sharing.ts'
import { acceptHandles, listeningFile } from './accept.ts'
import { ClientConnection } from './client.ts'
import { toSpoken } from './entrance.ts'
import type { Entrance, Guest, Listener } from './entrance.ts'
import { Handshake } from './handshake.ts'
import { EARLY_MAX, HANDSHAKES_MAX, RETIRE_IDLE_MS } from './limits.ts'
import type { Occupancy } from './occupancy.ts'
import { Sources } from './sources.ts'
import { TcpConnection } from './tcp.ts'
import type { Wheel } from './timers.ts'
import type { TlsTerms, TlsWire } from './tls-wire.ts'
import { Wire } from './wire.ts'

const BACKLOG = 4096

interface Closable {
  close(): void
}

/** What all sockets of a thread share. */
export interface FrontPlace {
  readonly wheel: Wheel
  readonly occupancy: Occupancy
  /** Gives descriptors back that can be done without; false when there are none. */
  makeRoom(): boolean
}

export class Front implements Entrance {
  readonly address: string
  readonly port: number
  readonly wheel: Wheel
  isClosing = false
  readonly #server: Server
  readonly #sources: Sources
  readonly #occupancy: Occupancy
  readonly #guests = new Set<Guest>()
  #listener: Listener | null = null
  #onEmpty: (() => void) | null = null
  /** Accepted before anybody serves: of a predecessor's socket clients come at once. */
  readonly #early: object[] = []
  /** Under way. */
  #handshakes = 0

  private constructor(server: Server, bind: Bind, place: FrontPlace) {
    const { wheel, occupancy } = place
    this.#server = server
    this.#occupancy = occupancy
    this.#sources = new Sources(bind)
    this.address = bind.address
    this.port = bind.port
    this.wheel = wheel
    // A failure of one accept is that connection's; the socket goes on listening.
    server.on('error', () => {})
    acceptHandles(server, {
      accept: (handle) => this.#accept(handle),
      makeRoom: () => place.makeRoom(),
    })
  }

  /**
   * Resolves when the kernel accepts; rejects with the system's error. With the descriptor `file`
   * it is the socket of a predecessor that goes on.
   */
  static bind(bind: Bind, place: FrontPlace, file?: number): Promise<Front> {
    const server = createServer()
    return new Promise((resolve, reject) => {
      server.once('error', reject)
      const { address: host, port } = bind
      const at =
        file === undefined
          ? // Other threads have it as well, and for a moment another process.
            { host, port, backlog: BACKLOG, reusePort: canSharePorts(), exclusive: true }
          : { fd: file, backlog: BACKLOG }
      server.listen(at, () => {
        server.off('error', reject)
        resolve(new Front(server, bind, place))
      })
    })
  }

  /** Only asked by connections, and there are none before `serve`. */
  get listener(): Listener {
    if (this.#listener === null) throw new Error(`nobody serves ${this.address}:${this.port} yet`)
    return this.#listener
  }

  get guests(): number {
    return this.#guests.size
  }

  get socket(): ThreadSocket {
    const { address, port } = this
    return { bind: { address, port }, file: listeningFile(this.#server) }
  }

  /** From now on connections belong to `listener`. */
  serve(listener: Listener): void {
    const previous = this.#listener
    this.#listener = listener
    for (const handle of this.#early.splice(0)) this.#accept(handle)
    if (previous !== null && toSpoken(previous.config) !== toSpoken(listener.config))
      this.#retireAll()
  }

  /** A listener's protocol changed in place: who speaks the old one finishes and goes. */
  onProtocolChanged(): void {
    this.#retireAll()
  }

  #accept(handle: object): void {
    if (this.#listener === null && !this.isClosing && this.#early.length < EARLY_MAX) {
      this.#early.push(handle)
      return
    }
    const listener = this.#listener
    if (listener === null || this.isClosing) {
      ;(handle as Closable).close()
      return
    }
    const { config, terms } = listener
    if (!this.#sources.admits(handle, config) || !this.#occupancy.enter()) {
      listener.counts.refusedTotal++
      ;(handle as Closable).close()
      return
    }
    if (terms !== null) this.#beginTls(handle, terms)
    else if (config.protocol === 'tcp') this.#guests.add(new TcpConnection(this, handle))
    else this.#guests.add(new ClientConnection(this, (owner) => new Wire(owner, handle)))
  }

  #beginTls(handle: object, terms: TlsTerms): void {
    if (this.#handshakes >= HANDSHAKES_MAX) {
      this.#occupancy.leave()
      this.listener.counts.refusedTotal++
      ;(handle as Closable).close()
      return
    }
    this.#handshakes++
    const onOver = (): void => void this.#handshakes--
    this.#guests.add(new Handshake({ entrance: this, handle, terms, onDone: this.#admit, onOver }))
  }

  readonly #admit = (wire: TlsWire): Guest =>
    new ClientConnection(this, (owner) => {
      wire.owner = owner
      return wire
    })

  leave(guest: Guest): void {
    this.#occupancy.leave()
    this.#guests.delete(guest)
    if (this.#guests.size === 0) this.#onEmpty?.()
  }

  replace(guest: Guest, successor: Guest): void {
    this.#guests.delete(guest)
    this.#guests.add(successor)
  }

  #retireAll(idleMs = RETIRE_IDLE_MS): void {
    for (const guest of this.#guests) guest.retire(idleMs)
  }

  /** Accepts nobody any more; those inside finish. `onEmpty` is called when the last has left. */
  close(onEmpty: () => void, idleMs = RETIRE_IDLE_MS): void {
    this.isClosing = true
    this.#server.close()
    for (const handle of this.#early.splice(0)) (handle as Closable).close()
    this.#onEmpty = onEmpty
    this.#retireAll(idleMs)
    if (this.#guests.size === 0) onEmpty()
  }

  /**
   * The same, and those inside take the time that they take: HTTP connections end with their next
   * answer, and idle ones when they would anyway.
   */
  release(onEmpty: () => void): void {
    this.isClosing = true
    this.#server.close()
    this.#onEmpty = onEmpty
    if (this.#guests.size === 0) onEmpty()
  }

  /** Ends everyone inside. */
  severAll(): void {
    for (const guest of this.#guests) guest.sever()
  }
}
