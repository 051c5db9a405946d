/**
 * The way in from a network: TLS on every connection, before anything is spoken on it.
 *
 * Answers for: handshakes with a deadline, HTTP/2 and nothing else, how many connections there may
 * be, cutting those that prove nothing in time, and what a client's certificate says. Does not
 * know: tokens, what is served, or who may do what.
 */

import type { Socket } from 'node:net'
import { createServer } from 'node:tls'
import type { PeerCertificate, Server, TLSSocket } from 'node:tls'

/** What the server shows and whom it trusts, as PEM. */
export interface EntranceTls {
  readonly key: string
  readonly certificate: string
  /** Who signs clients' certificates; none is asked for when left out. */
  readonly clientAuthority?: string | undefined
}

export interface EntranceOptions {
  /** Asked at every handshake, so that a renewed certificate is shown at once. Must not throw. */
  readonly tls: () => EntranceTls
  /** Further connections are cut at once. */
  readonly connectionsMax: number
  readonly handshakeMs: number
  /** From the handshake to the first call that is admitted; then the connection is cut. */
  readonly proofMs: number
  /** Told of every connection that was cut, and why. */
  readonly onRefusal?: (peer: string, reason: string) => void
}

/** What a connection has shown of its other end. */
export interface Peer {
  /** `10.0.0.7:51234`. */
  readonly name: string
  /** Null: none was shown. One that nobody here vouches for has a `distrust`. */
  readonly certificate: PeerCertificate | null
  /** Why the certificate is not trusted; null when it is, or when there is none. */
  readonly distrust: string | null
}

interface Visit {
  readonly peer: Peer
  readonly proof: NodeJS.Timeout
}

const protocol = 'h2'

export class Entrance {
  readonly #options: EntranceOptions
  /** Never listens: connections are handed to it. */
  readonly #handshakes: Server
  #shown: EntranceTls
  /** Counted from before the handshake. */
  readonly #open = new Set<Socket>()
  readonly #visits = new Map<string, Visit>()
  #take: (secured: TLSSocket) => void = (secured) => secured.destroy()

  constructor(options: EntranceOptions) {
    this.#options = options
    this.#shown = options.tls()
    this.#handshakes = createServer({
      ...toContext(this.#shown),
      requestCert: this.#shown.clientAuthority !== undefined,
      // Whoever shows a strange one is told so, in words, by the first call.
      rejectUnauthorized: false,
      ALPNProtocols: [protocol],
      handshakeTimeout: options.handshakeMs,
    })
    this.#handshakes.on('secureConnection', (secured) => this.#welcome(secured))
    this.#handshakes.on('tlsClientError', (error, secured) => this.#refuse(secured, error.message))
  }

  /** Hands every connection on when its handshake is done; cuts it otherwise. Call once. */
  lead(take: (secured: TLSSocket) => void): void {
    this.#take = take
  }

  /** A connection has come in. */
  receive(socket: Socket): void {
    if (this.#open.size >= this.#options.connectionsMax) {
      this.#refuse(socket, 'too many connections')
      return
    }
    this.#open.add(socket)
    socket.once('close', () => this.#open.delete(socket))
    this.#renew()
    this.#handshakes.emit('connection', socket)
  }

  /** What is known of the connection with these ends; null when it has gone. */
  find(name: string): Peer | null {
    return this.#visits.get(name)?.peer ?? null
  }

  /** The connection has proved who it is. */
  approve(name: string): void {
    const visit = this.#visits.get(name)
    if (visit !== undefined) clearTimeout(visit.proof)
  }

  #renew(): void {
    const tls = this.#options.tls()
    if (tls === this.#shown) return
    this.#shown = tls
    this.#handshakes.setSecureContext(toContext(tls))
  }

  #welcome(secured: TLSSocket): void {
    if (secured.alpnProtocol !== protocol) {
      this.#refuse(secured, 'it does not speak HTTP/2')
      return
    }
    const name = toPeerName(secured.remoteAddress, secured.remotePort)
    const shown = secured.getPeerCertificate()
    const certificate = Object.keys(shown).length === 0 ? null : shown
    const distrust = certificate === null || secured.authorized ? null : toReason(secured)
    const proof = setTimeout(() => {
      this.#refuse(secured, 'it did not say who it is in time')
    }, this.#options.proofMs).unref()
    this.#visits.set(name, { peer: { name, certificate, distrust }, proof })
    secured.once('close', () => {
      clearTimeout(proof)
      this.#visits.delete(name)
    })
    this.#take(secured)
  }

  #refuse(socket: Socket, reason: string): void {
    const name = toPeerName(socket.remoteAddress, socket.remotePort)
    this.#options.onRefusal?.(name, reason)
    socket.destroy()
  }
}

function toContext({ key, certificate, clientAuthority }: EntranceTls) {
  return {
    ...{ key, cert: certificate, minVersion: 'TLSv1.2' as const },
    ...(clientAuthority === undefined ? {} : { ca: clientAuthority }),
  }
}

function toReason({ authorizationError }: TLSSocket): string {
  // Node's types say Error; it is the name of OpenSSL's verdict.
  return String(authorizationError)
}

/** Of both ends of one connection: an address alone has many. */
export function toPeerName(address: string | undefined, port: number | undefined): string {
  if (address === undefined || port === undefined) return ''
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`
}
