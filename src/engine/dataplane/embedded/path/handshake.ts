/**
 * A client that has come in by TLS and has not finished its handshake.
 *
 * Answers for: how long that may take, what it counts as when it fails, and handing the connection
 * on. Does not know: certificates, HTTP.
 */

import type { Entrance, Guest, Listener } from './entrance.ts'
import { HANDSHAKE_TIMEOUT_MS } from './limits.ts'
import { NO_DEADLINE } from './timers.ts'
import type { Timed } from './timers.ts'
import { TlsWire } from './tls-wire.ts'
import type { TlsTerms } from './tls-wire.ts'
import type { WireOwner } from './wire.ts'

export interface HandshakeOptions {
  readonly entrance: Entrance
  readonly handle: object
  readonly terms: TlsTerms
  /** Takes the wire over, and its place with the entrance. */
  onDone(wire: TlsWire): Guest
  /** It is over, whichever way. Called once. */
  onOver(): void
}

export class Handshake implements WireOwner, Timed, Guest {
  deadlineMs = NO_DEADLINE
  wheelTick = -1
  readonly #options: HandshakeOptions
  readonly #listener: Listener
  readonly #wire: TlsWire
  /** How long the connection may then be idle; null: as long as others. */
  #retireIdleMs: number | null = null

  constructor(options: HandshakeOptions) {
    const { entrance, handle, terms } = options
    this.#options = options
    this.#listener = entrance.listener
    this.#wire = new TlsWire(this, handle, terms)
    entrance.wheel.arm(this, HANDSHAKE_TIMEOUT_MS)
  }

  onConnect(): void {
    const { entrance } = this.#options
    entrance.wheel.disarm(this)
    this.#options.onOver()
    const guest = this.#options.onDone(this.#wire)
    entrance.replace(this, guest)
    if (this.#retireIdleMs !== null) guest.retire(this.#retireIdleMs)
  }

  /** There is nothing to read before `onConnect`. */
  onBytes(): boolean {
    return true
  }

  onDrain(): void {}

  /** The client gave up in an orderly manner: it is told the same. */
  onEnd(): void {
    this.#wire.destroy()
  }

  onClose(): void {
    const { entrance } = this.#options
    this.#listener.counts.tlsFailuresTotal++
    entrance.wheel.disarm(this)
    this.#options.onOver()
    entrance.leave(this)
  }

  onDeadline(): void {
    this.#wire.destroy()
  }

  /** What it becomes is to end soon. */
  retire(idleMs: number): void {
    this.#retireIdleMs = idleMs
  }

  sever(): void {
    this.#wire.destroy()
  }
}
