/**
 * What an HTTP connection becomes after an upgrade (RFC 9110 7.8).
 *
 * Answers for: tying the two wires together with what each side had said already, and counting.
 * Does not know: the new protocol.
 */

import type { Entrance, Guest, Listener } from './entrance.ts'
import { Relay } from './relay.ts'
import type { RelayKeeper } from './relay.ts'
import type { ServerConnection } from './server.ts'
import { NO_DEADLINE } from './timers.ts'
import type { Timed, Wheel } from './timers.ts'
import type { ClientWire } from './wire.ts'

export interface TunnelOptions {
  readonly entrance: Entrance
  readonly listener: Listener
  readonly server: ServerConnection
  readonly client: ClientWire
  onEnded(): void
}

export interface TunnelStart {
  /** What the server said: the head of its answer and perhaps more. */
  readonly said: Buffer
  /** What the client said in the new protocol, in good faith. */
  readonly early: Buffer | null
  readonly hasClientEnded: boolean
}

export class Tunnel implements RelayKeeper, Guest, Timed {
  deadlineMs = NO_DEADLINE
  wheelTick = -1
  readonly #options: TunnelOptions
  readonly #relay: Relay

  constructor(options: TunnelOptions) {
    this.#options = options
    options.listener.counts.connectionsActive++
    this.#relay = new Relay(this, { client: options.client, server: options.server.wire })
  }

  begin(start: TunnelStart): void {
    this.#options.listener.counts.bytesOut += start.said.length
    this.#options.client.send(start.said)
    this.#relay.begin(start.early)
    if (start.hasClientEnded) this.#relay.endClient()
  }

  get wheel(): Wheel {
    return this.#options.entrance.wheel
  }

  get idleTimeoutMs(): number {
    return this.#options.listener.config.idleTimeoutMs
  }

  onBytesIn(count: number): void {
    this.#options.listener.counts.bytesIn += count
    this.#options.server.counts.bytesIn += count
  }

  onBytesOut(count: number): void {
    this.#options.listener.counts.bytesOut += count
    this.#options.server.counts.bytesOut += count
  }

  onEnded(): void {
    this.wheel.disarm(this)
    this.#options.listener.counts.connectionsActive--
    this.#options.server.destroy()
    this.#options.onEnded()
    this.#options.entrance.leave(this)
  }

  /** Its listener is gone: it may go on as long as work of a leaving endpoint may. */
  retire(): void {
    this.wheel.arm(this, this.#options.listener.pool.settings.drainTimeoutMs)
  }

  onDeadline(): void {
    this.#relay.sever()
  }

  sever(): void {
    this.#relay.sever()
  }
}
