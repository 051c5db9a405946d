/**
 * A TCP client: a server is dialled for it, then the two are tied together.
 *
 * Answers for: choosing and dialling, trying another server while no byte was sent, and counting.
 * With no server to be had the connection is closed. Does not know: what is sent.
 */

import { hashAddress } from '../../selection/index.ts'
import { sharedBuffer } from './buffers.ts'
import type { Entrance, Guest, Listener } from './entrance.ts'
import type { Endpoint, Severable } from './endpoint.ts'
import { TRIES_MAX } from './limits.ts'
import type { Pool } from './pool.ts'
import { toProxyHeader } from './proxy-header.ts'
import { Relay } from './relay.ts'
import type { RelayKeeper } from './relay.ts'
import type { ServerConnection } from './server.ts'
import { NO_DEADLINE } from './timers.ts'
import type { Timed, Wheel } from './timers.ts'
import { Wire } from './wire.ts'
import type { WireOwner } from './wire.ts'

export class TcpConnection implements WireOwner, RelayKeeper, Timed, Guest, Severable {
  deadlineMs = NO_DEADLINE
  wheelTick = -1
  readonly #entrance: Entrance
  readonly #listener: Listener
  readonly #pool: Pool<ServerConnection>
  readonly #client: Wire
  readonly #clientHash: number
  #endpoint: Endpoint<ServerConnection> | null = null
  #dialled: Dialled | null = null
  #relay: Relay | null = null
  /** What the client said before there was a server. */
  #early: Buffer | null = null
  #hasClientEnded = false
  #isCounted = false
  #isRetiring = false
  readonly #tried: number[] = []

  constructor(entrance: Entrance, handle: object) {
    this.#entrance = entrance
    this.#listener = entrance.listener
    this.#pool = entrance.listener.pool
    this.#client = new Wire(this, handle)
    this.#clientHash = toClientHash(this.#pool, this.#client)
    this.#listener.counts.connectionsTotal++
    this.#listener.counts.connectionsActive++
    this.#connect(this.#pool.take(this.#clientHash))
  }

  get wheel(): Wheel {
    return this.#entrance.wheel
  }

  get idleTimeoutMs(): number {
    return this.#listener.config.idleTimeoutMs
  }

  #connect(endpoint: Endpoint<ServerConnection> | null): void {
    if (endpoint === null) {
      this.#listener.counts.unservedTotal++
      this.#client.destroy()
      return
    }
    this.#endpoint = endpoint
    endpoint.connections.add(this)
    this.wheel.arm(this, this.#pool.settings.connectTimeoutMs)
    this.#dialled = new Dialled(endpoint.config, this)
  }

  /** The server that was dialled answers the call. */
  onServerConnected(server: Wire): void {
    const { counts } = this.#endpoint ?? {}
    if (counts !== undefined) {
      counts.connectionsTotal++
      counts.connectionsActive++
      this.#isCounted = true
    }
    this.#dialled = null
    if (this.#isRetiring) this.retire()
    else this.wheel.disarm(this)
    this.#relay = new Relay(this, { client: this.#client, server })
    this.#relay.begin(this.#firstBytes())
    this.#early = null
    if (this.#hasClientEnded) this.#relay.endClient()
  }

  /** What the server hears first; who the client is comes before what it said. */
  #firstBytes(): Buffer | null {
    if (!this.#pool.settings.proxyProtocol) return this.#early
    const header = toProxyHeader(this.#client)
    return this.#early === null ? header : Buffer.concat([header, this.#early])
  }

  /** The server that was dialled does not: no byte was sent, so another one may have the client. */
  onServerFailed(): void {
    const endpoint = this.#endpoint
    if (endpoint === null) return
    endpoint.counts.failuresTotal++
    endpoint.counts.connectFailuresTotal++
    this.#tried.push(endpoint.seat)
    this.#release()
    const mayTry = this.#tried.length < TRIES_MAX
    const other = mayTry ? this.#pool.takeOther(this.#clientHash, this.#tried) : null
    if (other !== null) endpoint.counts.redispatchesTotal++
    this.#connect(other)
  }

  #release(): void {
    const endpoint = this.#endpoint
    if (endpoint === null) return
    this.#endpoint = null
    this.#dialled = null
    endpoint.connections.delete(this)
    if (this.#isCounted) endpoint.counts.connectionsActive--
    this.#isCounted = false
    this.#pool.release(endpoint)
  }

  onDeadline(): void {
    if (this.#relay !== null) {
      this.#relay.sever()
      return
    }
    if (this.#endpoint !== null) this.#endpoint.counts.timeoutsTotal++
    this.#dialled?.giveUp()
  }

  onBytes(bytes: Buffer, count: number): boolean {
    this.#early = Buffer.from(bytes.subarray(0, count))
    this.onBytesIn(count)
    return false
  }

  onEnd(): void {
    this.#hasClientEnded = true
  }

  onDrain(): void {}
  onConnect(): void {}

  /** The client is gone while its server was dialled. */
  onClose(): void {
    this.#dialled?.abandon()
    this.onEnded()
  }

  onBytesIn(count: number): void {
    this.#listener.counts.bytesIn += count
    if (this.#endpoint !== null) this.#endpoint.counts.bytesIn += count
  }

  onBytesOut(count: number): void {
    this.#listener.counts.bytesOut += count
    if (this.#endpoint !== null) this.#endpoint.counts.bytesOut += count
  }

  onEnded(): void {
    this.wheel.disarm(this)
    this.#release()
    this.#listener.counts.connectionsActive--
    this.#entrance.leave(this)
  }

  /** Its listener is gone: it may go on as long as work of a leaving endpoint may. */
  retire(): void {
    this.#isRetiring = true
    // While a server is dialled, that has its own time.
    if (this.#dialled !== null) return
    this.wheel.arm(this, this.#pool.settings.drainTimeoutMs)
  }

  sever(): void {
    if (this.#relay === null) this.#client.destroy()
    else this.#relay.sever()
  }
}

/** Who nobody asks for costs nothing: the address is a call of the system away. */
function toClientHash({ settings }: Pool<ServerConnection>, client: Wire): number {
  return settings.algorithm === 'source_ip' ? hashAddress(client.remoteAddress ?? '') : 0
}

/** A server that is being dialled. */
class Dialled implements WireOwner {
  readonly #wire: Wire
  readonly #caller: TcpConnection
  #isDone = false

  constructor(to: { readonly address: string; readonly port: number }, caller: TcpConnection) {
    this.#caller = caller
    this.#wire = new Wire(this)
    this.#wire.dial(to, sharedBuffer)
  }

  onConnect(): void {
    if (this.#isDone) return
    this.#isDone = true
    this.#caller.onServerConnected(this.#wire)
  }

  onClose(): void {
    this.giveUp()
  }

  giveUp(): void {
    if (this.#isDone) return
    this.abandon()
    this.#caller.onServerFailed()
  }

  /** Nobody wants the connection any more. */
  abandon(): void {
    this.#isDone = true
    this.#wire.destroy()
  }

  onBytes(): boolean {
    return false
  }

  onDrain(): void {}
  onEnd(): void {}
}
