/**
 * A client's HTTP connection: requests in order, one after the other.
 *
 * Answers for: reading heads, holding what comes too early, deadlines, refusals, and how the
 * connection ends. What becomes of a request is its `Exchange`'s business.
 * Does not know: servers, pools' inner workings.
 *
 *   idle ──> head ──> body ──> answer ──> idle …
 *     └────────┴────────┴─────────┴──> linger ──> closed
 */

import { hashAddress } from '../../selection/index.ts'
import { RequestHead } from '../http/request-head.ts'
import type { Forwarding } from '../http/request-head.ts'
import { COMPLETE, MORE, refusal, refusalOf } from '../http/verdict.ts'
import { toAnswer } from './answers.ts'
import { fillLogEntry, logEntries } from './log-entry.ts'
import type { LogEntry } from './log-entry.ts'
import type { Entrance, Guest, Listener } from './entrance.ts'
import { Exchange } from './exchange.ts'
import type { Asker, Failure } from './exchange.ts'
import { HEAD_BYTES_MAX, HEAD_TIMEOUT_MS, LINGER_MS, RETIRE_IDLE_MS } from './limits.ts'
import type { ServerConnection } from './server.ts'
import { NO_DEADLINE } from './timers.ts'
import type { Timed } from './timers.ts'
import { Tunnel } from './tunnel.ts'
import type { ClientWire, WireOwner } from './wire.ts'

const IDLE = 0
const HEAD = 1
const BODY = 2
const ANSWER = 3
const LINGER = 4
const CLOSED = 5

const LF = 0x0a
const IPV4_IN_IPV6 = '::ffff:'

/** One for all connections of the thread: a head is read and written without a pause. */
const head = new RequestHead()

export class ClientConnection implements WireOwner, Timed, Asker, Guest {
  deadlineMs = NO_DEADLINE
  wheelTick = -1
  readonly clientHash: number
  readonly forwarding: Forwarding
  readonly #address: string
  readonly #entrance: Entrance
  readonly #wire: ClientWire
  readonly #exchange: Exchange
  #listener: Listener
  #phase = IDLE
  /** The beginning of what cannot be taken in yet. */
  #carry: Buffer | null = null
  /** The exchange takes no more of the body for now. */
  #isHeld = false
  /** The wire was told to read no further. */
  #isStopped = false
  /** The client wants no other answer on this connection, and has nothing more to say. */
  #isLast = false
  /** The answer is complete, but the client has not taken all of it. */
  #awaitsDrain = false
  #hasEnded = false
  /** What the access log says of the latest request; null when there is no log. */
  #entry: LogEntry | null = null
  /** To the client, for the latest request. */
  #sent = 0
  #isRetiring = false

  /** `open` gives the wire, which is this connection's from then on. */
  constructor(entrance: Entrance, open: (owner: WireOwner) => ClientWire) {
    this.#entrance = entrance
    this.#listener = entrance.listener
    this.#wire = open(this)
    const address = toClientAddress(this.#wire.remoteAddress)
    this.clientHash = hashAddress(address)
    this.#address = address
    this.forwarding = toForwarding(address, entrance, this.#wire.isSecure)
    this.#exchange = new Exchange(this)
    this.#listener.counts.connectionsTotal++
    this.#listener.counts.connectionsActive++
    // Gone before it was looked at: there is nobody to speak for (R22).
    if (address === '') this.#wire.destroy()
    this.#armIdle()
  }

  get isRetiring(): boolean {
    return this.#isRetiring || this.#entrance.isClosing
  }

  get isBorrowing(): boolean {
    return this.#wire.isBorrowing
  }

  onBytes(bytes: Buffer, count: number): boolean {
    this.#listener.counts.bytesIn += count
    const carry = this.#carry
    if (carry === null) this.#take(bytes, 0, count)
    else {
      const joined = Buffer.concat([carry, bytes.subarray(0, count)])
      const canEnd = this.#phase !== HEAD || bytes.subarray(0, count).includes(LF)
      if (!canEnd && joined.length < HEAD_BYTES_MAX) this.#carry = joined
      else {
        this.#carry = null
        this.#take(joined, 0, joined.length)
      }
    }
    this.#isStopped = this.#mustStop()
    return !this.#isStopped
  }

  #mustStop(): boolean {
    return this.#isHeld || (this.#carry !== null && this.#phase >= BODY)
  }

  #take(bytes: Buffer, start: number, end: number): void {
    let at = start
    while (at < end) {
      if (this.#phase <= HEAD) at = this.#takeHead(bytes, at, end)
      else if (this.#phase === BODY) at = this.#takeBody(bytes, at, end)
      else if (this.#phase === ANSWER) at = this.#keep(bytes, at, end)
      else return
    }
    this.#exchange.flush()
  }

  #keep(bytes: Buffer, start: number, end: number): number {
    this.#carry = Buffer.from(bytes.subarray(start, end))
    return end
  }

  #takeHead(bytes: Buffer, start: number, end: number): number {
    const verdict = head.read(bytes, start, end)
    if (verdict === MORE && end - start < HEAD_BYTES_MAX) {
      if (this.#phase === IDLE) this.#entrance.wheel.arm(this, HEAD_TIMEOUT_MS)
      this.#phase = HEAD
      return this.#keep(bytes, start, end)
    }
    if (verdict === MORE || (verdict === COMPLETE && head.end - start > HEAD_BYTES_MAX)) {
      this.#refuse(refusal.headTooLong)
      return end
    }
    if (verdict !== COMPLETE) {
      this.#refuse(verdict)
      return end
    }
    this.#begin(bytes)
    return head.end
  }

  #begin(bytes: Buffer): void {
    const { listener } = this.#entrance
    if (listener !== this.#listener) this.#moveTo(listener)
    listener.counts.requestsTotal++
    this.#sent = 0
    if (listener.log !== null) this.#beginEntry(bytes)
    this.#phase = head.hasBody ? BODY : ANSWER
    // After a body some clients say one line end more.
    this.#isLast = !head.keepsAlive && !head.hasBody
    if (head.hasBody) this.#armIdle()
    this.#exchange.begin(head, bytes, listener.pool)
  }

  #beginEntry(bytes: Buffer): void {
    this.#entry ??= logEntries.take()
    this.#entry.client = this.#address
    fillLogEntry(this.#entry, head, bytes)
  }

  /** The socket it came in by serves another listener now. */
  #moveTo(listener: Listener): void {
    this.#listener.counts.connectionsActive--
    this.#listener = listener
    listener.counts.connectionsActive++
  }

  #takeBody(bytes: Buffer, start: number, end: number): number {
    const next = this.#exchange.takeBody(bytes, start, end)
    if (next < 0) {
      const hadAnswer = this.#exchange.hasAnswer
      this.#exchange.cancel()
      if (hadAnswer) this.abort()
      else this.#refuse(refusal.badChunk)
      return end
    }
    if (this.#exchange.isBodyComplete) this.#phase = ANSWER
    else if (next < end) return this.#keep(bytes, next, end)
    this.touch()
    return next
  }

  #refuse(verdict: number): void {
    const { status, text } = refusalOf(verdict)
    this.#countRefusal(status)
    this.send(toAnswer({ status, text, isHead: false, closes: true }))
    this.#closeGently()
  }

  #countRefusal(status: number): void {
    const { counts } = this.#listener
    counts.malformedTotal++
    counts.refusedWith(status)
  }

  note(status: number, durationMs: number): void {
    this.#listener.counts.answered(status, durationMs)
    if (this.#entry !== null) this.#log(status, durationMs)
  }

  #log(status: number, durationMs: number): void {
    const { log } = this.#listener
    const entry = this.#entry
    this.#entry = null
    if (entry === null) return
    entry.status = status
    entry.durationMs = durationMs
    entry.bytesOut = this.#sent
    entry.server = this.#exchange.serverName
    log?.write(entry)
    logEntries.giveBack(entry)
  }

  send(bytes: Buffer): boolean {
    this.#sent += bytes.length
    this.#listener.counts.bytesOut += bytes.length
    return this.#wire.send(bytes)
  }

  hold(): void {
    this.#isHeld = true
  }

  takeMore(): void {
    if (!this.#isHeld) return
    this.#isHeld = false
    if (this.#phase === BODY) this.#takeCarried()
    this.#readOn()
  }

  #takeCarried(): void {
    const carry = this.#carry
    if (carry === null) return
    this.#carry = null
    this.#take(carry, 0, carry.length)
  }

  #readOn(): void {
    if (!this.#isStopped || this.#mustStop() || this.#phase === CLOSED) return
    this.#isStopped = false
    this.#wire.readAgain()
  }

  arm(delayMs: number): void {
    this.#entrance.wheel.arm(this, delayMs)
  }

  #armIdle(): void {
    const { idleTimeoutMs } = this.#listener.config
    const delayMs = this.#isRetiring ? Math.min(idleTimeoutMs, RETIRE_IDLE_MS) : idleTimeoutMs
    this.#entrance.wheel.arm(this, delayMs)
  }

  touch(): void {
    // The server's time, to be connected to and to answer, is not the client's to change.
    if (this.#exchange.isDialling || this.#exchange.isAwaited) return
    const { wheel } = this.#entrance
    const deadlineMs = wheel.nowMs + this.#listener.config.idleTimeoutMs
    // Later costs nothing; earlier, after a longer response timeout, is for the wheel.
    if (deadlineMs >= this.deadlineMs) this.deadlineMs = deadlineMs
    else wheel.arm(this, this.#listener.config.idleTimeoutMs)
  }

  fail(failure: Failure): void {
    if (failure.status === 503) this.#listener.counts.unservedTotal++
    const closes = this.isRetiring || this.#phase !== ANSWER || !this.#exchange.keepsAlive
    this.send(toAnswer({ ...failure, isHead: this.#exchange.isHead, closes }))
    this.note(failure.status, performance.now() - this.#exchange.startMs)
    this.onAnswered(closes)
  }

  abort(): void {
    this.#wire.resetAndDestroy()
  }

  onAnswered(closes: boolean): void {
    if (closes) this.#closeAfterAnswer()
    else if (this.#wire.isBorrowing) this.#awaitsDrain = true
    else this.#next()
  }

  /**
   * Where nothing can be on its way from the client, the kernel sees to the rest of the answer. TLS
   * has words to say at its end.
   */
  #closeAfterAnswer(): void {
    const { isSecure, isBusy } = this.#wire
    if (this.#isLast && this.#carry === null && !isSecure && !isBusy) this.#wire.destroy()
    else this.#closeGently()
  }

  #next(): void {
    this.#phase = IDLE
    this.#armIdle()
    this.#takeCarried()
    if (this.#hasEnded && this.#phase <= HEAD) this.#closeGently()
    this.#readOn()
  }

  onDrain(): void {
    if (this.#phase === LINGER) {
      this.#entrance.wheel.arm(this, LINGER_MS)
      return
    }
    this.touch()
    if (this.#awaitsDrain) {
      this.#awaitsDrain = false
      this.#next()
    } else this.#exchange.onClientDrained()
  }

  onEnd(): void {
    this.#hasEnded = true
    // After an answer, and once the end is on its way, what is left to send is sent first.
    if (this.#phase === ANSWER || this.#phase === LINGER) return
    if (this.#phase === IDLE) this.#wire.end()
    else this.#wire.destroy()
  }

  onConnect(): void {}

  onClose(): void {
    if (this.#phase === CLOSED) return
    this.#phase = CLOSED
    this.#exchange.cancel()
    this.#leave()
    this.#entrance.leave(this)
  }

  #leave(): void {
    this.#carry = null
    this.#entrance.wheel.disarm(this)
    this.#listener.counts.connectionsActive--
  }

  onDeadline(): void {
    if (this.#phase === HEAD) this.#giveUp('the request head did not come in time')
    else if (this.#exchange.isDialling) this.#exchange.onTimeout()
    else if (this.#phase === BODY && !this.#isHeld) {
      const hadAnswer = this.#exchange.hasAnswer
      this.#exchange.cancel()
      if (hadAnswer) this.abort()
      else this.#giveUp('the request body did not come in time')
    } else if (this.#exchange.isOpen) this.#exchange.onTimeout()
    else this.#wire.destroy()
  }

  #giveUp(text: string): void {
    this.#countRefusal(408)
    this.send(toAnswer({ status: 408, text, isHead: false, closes: true }))
    this.#closeGently()
  }

  /** Sends what is to be sent, then waits for the client to close, so that it can read it all. */
  #closeGently(): void {
    if (this.#phase >= LINGER) return
    this.#phase = LINGER
    this.#carry = null
    this.#isHeld = false
    const { idleTimeoutMs } = this.#listener.config
    this.#entrance.wheel.arm(this, this.#wire.isBusy ? idleTimeoutMs : LINGER_MS)
    this.#wire.end()
    this.#readOn()
  }

  retire(idleMs: number): void {
    this.#isRetiring = true
    if (this.#phase === IDLE) this.#entrance.wheel.arm(this, idleMs)
  }

  sever(): void {
    this.#wire.destroy()
  }

  /** From now on bytes go across unread; this connection's place is the tunnel's. */
  onUpgraded(server: ServerConnection, said: Buffer): void {
    const early = this.#carry
    this.#phase = CLOSED
    this.#leave()
    const tunnel = new Tunnel({
      entrance: this.#entrance,
      listener: this.#listener,
      server,
      client: this.#wire,
      onEnded: () => this.#exchange.endTunnel(),
    })
    this.#entrance.replace(this, tunnel)
    tunnel.begin({ said, early, hasClientEnded: this.#hasEnded })
  }
}

function toClientAddress(address: string | undefined): string {
  if (address === undefined) return ''
  return address.startsWith(IPV4_IN_IPV6) ? address.slice(IPV4_IN_IPV6.length) : address
}

/** R22: X-Forwarded-For always; the other two beside it. */
function toForwarding(clientAddress: string, entrance: Entrance, isSecure: boolean): Forwarding {
  const { address, port } = entrance
  const fieldsFromAddress = `${clientAddress}\r
X-Forwarded-Proto: ${isSecure ? 'https' : 'http'}\r
X-Forwarded-Port: ${port}\r
\r
`
  return {
    fields: `X-Forwarded-For: ${fieldsFromAddress}`,
    fieldsFromAddress,
    authority: `${address.includes(':') ? `[${address}]` : address}:${port}`,
  }
}
