/**
 * Two sockets tied together: bytes go across, both ways, unread.
 *
 * Answers for: back pressure, half-close, idle time and the end of both. Carries TCP and, after an
 * upgrade, what was HTTP. Does not know: how the two came together.
 */

import { LARGE_READ_BYTES } from './buffers.ts'
import { NO_DEADLINE } from './timers.ts'
import type { Timed, Wheel } from './timers.ts'
import type { ClientWire, WireOwner } from './wire.ts'

/**
 * When so much came without a pause of the other side, it is read in larger pieces. More than the
 * kernel keeps for a client that takes nothing: whoever is slow from the start never gets there.
 */
const FAST_BYTES = 16 * 1024 * 1024

/** Large pieces of one side in a row, before others have their turn. */
const RUN_MAX = 8

/** Whoever tied the two together. */
export interface RelayKeeper {
  readonly wheel: Wheel
  readonly idleTimeoutMs: number
  onBytesIn(count: number): void
  onBytesOut(count: number): void
  /** Both are closed. Called once. */
  onEnded(): void
}

export class Relay implements Timed {
  deadlineMs = NO_DEADLINE
  wheelTick = -1
  readonly #keeper: RelayKeeper
  readonly #client: Side
  readonly #server: Side

  constructor(
    keeper: RelayKeeper,
    ends: { readonly client: ClientWire; readonly server: ClientWire },
  ) {
    this.#keeper = keeper
    this.#client = new Side(ends.client, ends.server, this)
    this.#server = new Side(ends.server, ends.client, this)
    this.#client.peer = this.#server
    this.#server.peer = this.#client
    ends.client.owner = this.#client
    ends.server.owner = this.#server
    keeper.wheel.arm(this, keeper.idleTimeoutMs)
  }

  /** Sends what came before the two were tied together, and reads on. */
  begin(fromClient: Buffer | null): void {
    const { wire } = this.#server
    const isTaken = fromClient === null || wire.send(fromClient)
    if (isTaken) this.#client.readOn()
    else this.#client.isStopped = true
    this.#server.readOn()
  }

  /** The client had ended before the two were tied together. */
  endClient(): void {
    this.#client.onEnd()
  }

  onDeadline(): void {
    this.sever()
  }

  sever(): void {
    this.#client.wire.resetAndDestroy()
    this.#server.wire.resetAndDestroy()
  }

  onMoved(side: Side, count: number): void {
    this.deadlineMs = this.#keeper.wheel.nowMs + this.#keeper.idleTimeoutMs
    if (side === this.#client) this.#keeper.onBytesIn(count)
    else this.#keeper.onBytesOut(count)
  }

  onClosed(side: Side): void {
    const other = side.peer ?? side
    if (other.isClosed) {
      this.#keeper.wheel.disarm(this)
      this.#keeper.onEnded()
    } else if (!side.hasEnded || !other.hasEnded) {
      // It did not end as agreed: neither shall the other side think so.
      other.wire.resetAndDestroy()
    }
  }
}

class Side implements WireOwner {
  readonly wire: ClientWire
  peer: Side | null = null
  isStopped = false
  isClosed = false
  hasEnded = false
  readonly #to: ClientWire
  readonly #relay: Relay
  /** Bytes since the other side fell behind, up to `FAST_BYTES`. */
  #flow = 0
  /** Large pieces since the loop last went round, up to `RUN_MAX`. */
  #run = 0

  constructor(wire: ClientWire, to: ClientWire, relay: Relay) {
    this.wire = wire
    this.#to = to
    this.#relay = relay
  }

  readOn(): void {
    this.isStopped = false
    if (!this.isClosed) this.wire.readAgain()
  }

  onBytes(bytes: Buffer, count: number): boolean {
    this.#relay.onMoved(this, count)
    if (!this.#to.sendCopy(bytes, 0, count)) {
      if (this.#flow < FAST_BYTES) this.#flow = 0
      this.isStopped = true
      return false
    }
    if (this.#flow < FAST_BYTES) this.#onFlow(count)
    return count < LARGE_READ_BYTES || this.#mayGoOn()
  }

  /** Once is enough: each other buffer costs the socket a little for as long as it lives. */
  #onFlow(count: number): void {
    this.#flow += count
    if (this.#flow >= FAST_BYTES) this.wire.readMore()
  }

  /** The loop would read on as long as there is something: others have their turn in between. */
  #mayGoOn(): boolean {
    this.#run = (this.#run + 1) % RUN_MAX
    if (this.#run > 0) return true
    this.isStopped = true
    setImmediate(() => {
      if (this.isStopped && !this.#to.isBusy) this.readOn()
    })
    return false
  }

  onDrain(): void {
    this.#relay.onMoved(this, 0)
    if (this.peer?.isStopped === true) this.peer.readOn()
  }

  onEnd(): void {
    this.hasEnded = true
    // Where both have ended and all is sent, one close says so; TLS has words to say at its end.
    const isOver = this.peer?.hasEnded === true && !this.#to.isBusy && !this.#to.isSecure
    if (isOver) this.#to.destroy()
    else this.#to.end()
  }

  onConnect(): void {}

  onClose(): void {
    this.isClosed = true
    this.#relay.onClosed(this)
  }
}
