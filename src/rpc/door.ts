/**
 * Where connections come in: a bound socket, before anything is served on it.
 *
 * Answers for: binding, keeping early connections until they are wanted, counting connections,
 * closing. Does not know: gRPC or TLS; a door opens without loading either.
 */

import { chmodSync, existsSync, statSync } from 'node:fs'
import { createServer } from 'node:net'
import type { Server, Socket } from 'node:net'
import { once } from 'node:events'
import { dirname } from 'node:path'

/** A unix socket by its path, or a TCP port; port 0 lets the system choose. */
export type Address = { readonly path: string } | { readonly host: string; readonly port: number }

/** Connections that wait for `admit`; further ones are closed at once. */
export const maxWaitingConnections = 64

const socketMode = 0o600

/** How often to look whether a unix socket that is to be kept is still there. */
const PATH_LOOK_MS = 1_000

/** As people and logs name it: `unix:/path` or `host:port`. */
export function toAddressText(address: Address): string {
  if ('path' in address) return `unix:${address.path}`
  const host = address.host.includes(':') ? `[${address.host}]` : address.host
  return `${host}:${address.port}`
}

/** A bound address. Connections wait until somebody admits them. */
export class Door {
  #server: Server
  readonly #address: Address
  readonly #open = new Set<Socket>()
  readonly #waiting: Socket[] = []
  #take: ((socket: Socket) => void) | undefined
  readonly #watchers: ((count: number) => void)[] = []
  #pathTimer: NodeJS.Timeout | undefined
  #isOpening = false

  /** Of a server that is listening already; `bind` makes one. */
  constructor(server: Server, address: Address) {
    this.#server = server
    this.#address = address
    server.on('connection', (socket) => this.#arrive(socket))
  }

  /**
   * Takes connections again at the same address, after `close` or when its unix socket was removed
   * under it. Fails as `bind` does; then it is closed.
   */
  async open(): Promise<void> {
    this.#server.close()
    this.#server = await startServer(this.#address)
    this.#server.on('connection', (socket) => this.#arrive(socket))
  }

  /**
   * Has the unix socket be there again within a second when somebody removes it, until closed. Not
   * in a directory that is another one: whose it is now is not known.
   */
  keepPath(): void {
    const { address } = this
    if (!('path' in address)) return
    const directory = identify(dirname(address.path))
    this.#pathTimer = setInterval(() => {
      if (existsSync(address.path) || this.#isOpening) return
      if (identify(dirname(address.path)) !== directory) return
      this.#isOpening = true
      // Somebody may have put something in its place; the next look tells.
      void this.open()
        .catch(() => {})
        .finally(() => (this.#isOpening = false))
    }, PATH_LOOK_MS).unref()
  }

  /** With the port that the system chose. */
  get address(): Address {
    return this.#address
  }

  /** Connections that are open now, admitted or waiting. */
  get connectionCount(): number {
    return this.#open.size
  }

  /** Hands over every connection, those that wait first. Call once. */
  admit(take: (socket: Socket) => void): void {
    this.#take = take
    for (const socket of this.#waiting.splice(0)) take(socket)
  }

  /** Calls `watcher` with the number of open connections after each change, from now on. */
  watchCount(watcher: (count: number) => void): void {
    this.#watchers.push(watcher)
  }

  /** Takes no more connections; the open ones go on. A unix socket leaves its directory. */
  close(): void {
    clearInterval(this.#pathTimer)
    this.#server.close()
  }

  /** Takes no more connections and cuts the open ones. */
  destroy(): void {
    this.close()
    for (const socket of this.#open) socket.destroy()
  }

  #tellCount(): void {
    for (const watcher of this.#watchers) watcher(this.#open.size)
  }

  #arrive(socket: Socket): void {
    this.#open.add(socket)
    // The end of a connection is what counts, and `close` follows every error.
    socket.on('error', () => {})
    socket.once('close', () => {
      this.#open.delete(socket)
      this.#tellCount()
    })
    this.#tellCount()
    if (this.#take !== undefined) this.#take(socket)
    else if (this.#waiting.length < maxWaitingConnections) this.#waiting.push(socket)
    else socket.destroy()
  }
}

/**
 * Binds `address`. A unix socket is this user's alone (mode 0600). Fails as `net.Server.listen`
 * does, with EADDRINUSE where the path exists already, even when nobody listens there.
 */
export async function bind(address: Address): Promise<Door> {
  const server = await startServer(address)
  return new Door(server, toBound(server, address))
}

async function startServer(address: Address): Promise<Server> {
  const server = createServer()
  server.listen('path' in address ? { path: address.path } : { ...address })
  await once(server, 'listening')
  if ('path' in address) chmodSync(address.path, socketMode)
  return server
}

function toBound(server: Server, wanted: Address): Address {
  const bound = server.address()
  if ('path' in wanted || bound === null || typeof bound === 'string') return wanted
  return { host: bound.address, port: bound.port }
}

/** The number of a directory may be given again; its time of birth is not. Null: not there. */
function identify(path: string): string | null {
  const stat = statSync(path, { bigint: true, throwIfNoEntry: false })
  return stat === undefined ? null : [stat.dev, stat.ino, stat.birthtimeNs].join(':')
}
