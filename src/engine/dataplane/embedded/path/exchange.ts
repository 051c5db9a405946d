/**
 * One request on its way and its answer, from the choice of an endpoint to the last byte. Each
 * client connection has one and uses it again and again.
 *
 * Answers for: choosing, dialling, sending, trying again where that is safe, and what the client
 * gets when it fails. Does not know: how heads are read.
 *
 * Tried again: on another endpoint when the connection did not come about (no byte was sent); on a
 * new connection to the same endpoint when an idle one turned out to be closed, no byte of an
 * answer came, and the request may be repeated (RFC 9110 9.2.2) and is still at hand.
 */

import { ChunkScanner } from '../http/chunks.ts'
import { HeadWriter } from '../http/head-writer.ts'
import type { Forwarding, RequestHead } from '../http/request-head.ts'
import type { ConnectionLine } from '../http/response-head.ts'
import { COMPLETE, MORE } from '../http/verdict.ts'
import { slabs } from './buffers.ts'
import type { Endpoint } from './endpoint.ts'
import { TRIES_MAX } from './limits.ts'
import type { Pool } from './pool.ts'
import { ServerConnection } from './server.ts'
import type { AnswerTaker, Loss } from './server.ts'

/** The client's side of an exchange. */
export interface Asker {
  readonly clientHash: number
  readonly forwarding: Forwarding
  /** Whether the connection shall end after this answer. */
  readonly isRetiring: boolean
  /** Whether answers given to `send` are still to be read from where they are. */
  readonly isBorrowing: boolean
  send(bytes: Buffer): boolean
  /** Takes no more of the body until `takeMore`. */
  hold(): void
  takeMore(): void
  /** Sets the deadline for what comes next. */
  arm(delayMs: number): void
  /** Something moved: the idle time begins anew. */
  touch(): void
  fail(failure: Failure): void
  /** Ends the connection in the middle of an answer. */
  abort(): void
  onAnswered(closes: boolean): void
  /** An answer of a server has ended, whole or not; for the counters. */
  note(status: number, durationMs: number): void
  onUpgraded(server: ServerConnection, said: Buffer): void
}

export interface Failure {
  readonly status: 502 | 503 | 504
  readonly text: string
}

const CHUNKED = -1
const writer = new HeadWriter(Buffer.alloc(0))

export class Exchange implements AnswerTaker {
  isHead = false
  isHttp11 = true
  asksForUpgrade = false
  readonly #asker: Asker
  #pool: Pool<ServerConnection> | null = null
  #endpoint: Endpoint<ServerConnection> | null = null
  #server: ServerConnection | null = null
  /** Whom the client's cookie of session persistence stands for; null for nobody (R21). */
  #named: Endpoint<ServerConnection> | null = null
  #keepsAlive = false
  #isIdempotent = false
  /** The head as it is sent, and the beginning of the body while there is room. */
  #slab: Buffer | null = null
  #slabLength = 0
  #isSent = false
  /** All that was sent is in the slab. */
  #isAtHand = false
  /** Bytes of the request's body still to come; `CHUNKED` while its end is not known. */
  #bodyLeft = 0
  #chunks: ChunkScanner | null = null
  #hasAnswer = false
  #closes = false
  #tries = 0
  #tried: number[] = []
  /** When the request began and when its endpoint was chosen, by `performance.now`. */
  #startMs = 0
  #chosenMs = 0
  /** Of the final answer; 0 before it comes. */
  #status = 0

  constructor(asker: Asker) {
    this.#asker = asker
  }

  get isOpen(): boolean {
    return this.#endpoint !== null
  }

  get hasAnswer(): boolean {
    return this.#hasAnswer
  }

  get keepsAlive(): boolean {
    return this.#keepsAlive
  }

  get isBodyComplete(): boolean {
    return this.#bodyLeft === 0
  }

  get isClientBorrowing(): boolean {
    return this.#asker.isBorrowing
  }

  /** Address and port of the server that has the request; null when none has. */
  get serverName(): string | null {
    return this.#endpoint?.name ?? null
  }

  /** When the latest request began, by `performance.now`. */
  get startMs(): number {
    return this.#startMs
  }

  /** Whether a connection to the server is coming about. */
  get isDialling(): boolean {
    return this.#server !== null && !this.#server.isConnected
  }

  /** Whether the request is on its way in full, and the next move is the server's. */
  get isAwaited(): boolean {
    return this.isOpen && this.#bodyLeft === 0 && !this.#hasAnswer
  }

  /** Starts with a head that was just read. */
  begin(head: RequestHead, bytes: Buffer, pool: Pool<ServerConnection>): void {
    this.#reset(head)
    this.#pool = pool
    const endpoint = this.#choose(head, bytes, pool)
    if (endpoint === null) {
      this.#asker.fail({ status: 503, text: 'no server is available' })
      return
    }
    this.#slab = slabs.take()
    writer.reset(this.#slab)
    head.write(bytes, writer, this.#asker.forwarding)
    this.#slabLength = writer.length
    this.#connect(endpoint)
  }

  /** The cookie decides, unless its server is not to be had (R21). */
  #choose(
    head: RequestHead,
    bytes: Buffer,
    pool: Pool<ServerConnection>,
  ): Endpoint<ServerConnection> | null {
    const { stickiness } = pool
    if (stickiness !== null) {
      const cookie = head.takeCookie(bytes, stickiness.name)
      this.#named = cookie === null ? null : stickiness.find(bytes, cookie)
      if (this.#named !== null && pool.takeNamed(this.#named)) return this.#named
    }
    return pool.take(this.#asker.clientHash)
  }

  #reset(head: RequestHead): void {
    this.#named = null
    this.isHead = head.isHead
    this.isHttp11 = head.isHttp11
    this.asksForUpgrade = head.asksForUpgrade
    this.#keepsAlive = head.keepsAlive
    this.#isIdempotent = head.isIdempotent
    this.#isSent = false
    this.#isAtHand = true
    this.#hasAnswer = false
    this.#status = 0
    this.#startMs = performance.now()
    this.#chosenMs = this.#startMs
    this.#closes = false
    this.#tries = 0
    if (this.#tried.length > 0) this.#tried = []
    if (head.framing.isChunked) {
      this.#bodyLeft = CHUNKED
      this.#chunks ??= new ChunkScanner()
      this.#chunks.reset(false)
    } else this.#bodyLeft = Math.max(0, head.framing.length)
  }

  #connect(endpoint: Endpoint<ServerConnection>): void {
    this.#endpoint = endpoint
    endpoint.counts.requestsTotal++
    if (this.#tries > 0) this.#chosenMs = performance.now()
    const idle = endpoint.takeIdle(this.#isIdempotent)
    if (idle === null) this.#dial(endpoint)
    else {
      this.#server = idle
      idle.attach(this)
    }
  }

  #dial(endpoint: Endpoint<ServerConnection>): void {
    this.#tries++
    this.#asker.arm(this.#pool?.settings.connectTimeoutMs ?? 0)
    this.#server = new ServerConnection(endpoint, this)
  }

  /**
   * Takes a piece of the body and gives where the rest begins; less than `end` when the body ends
   * there or when it is too early for more (`hold` was called). -1 when the body is malformed.
   */
  takeBody(bytes: Buffer, start: number, end: number): number {
    if (!this.#isSent && end - start > (this.#slab?.length ?? 0) - this.#slabLength) {
      this.flush()
      if (!this.#isSent) {
        this.#asker.hold()
        return start
      }
    }
    if (this.#bodyLeft !== CHUNKED) {
      const taken = Math.min(this.#bodyLeft, end - start)
      this.#bodyLeft -= taken
      this.#forward(bytes, start, start + taken)
      return start + taken
    }
    const chunks = this.#chunks
    if (chunks === null) return -1
    const verdict = chunks.scan(bytes, start, end)
    if (verdict !== MORE && verdict !== COMPLETE) return -1
    if (verdict === COMPLETE) this.#bodyLeft = 0
    this.#forward(bytes, start, chunks.outEnd)
    return chunks.inEnd
  }

  #forward(bytes: Buffer, start: number, end: number): void {
    if (start === end) return
    if (!this.#isSent && this.#slab !== null) {
      bytes.copy(this.#slab, this.#slabLength, start, end)
      this.#slabLength += end - start
      return
    }
    this.#isAtHand = false
    if (this.#endpoint !== null) this.#endpoint.counts.bytesIn += end - start
    if (this.#server?.wire.sendCopy(bytes, start, end) === false) this.#asker.hold()
    if (this.#bodyLeft === 0) this.#requestSent()
  }

  /** Sends what has been put together, once there is a connection. */
  flush(): void {
    if (this.#isSent || this.#server?.isConnected !== true || this.#slab === null) return
    this.#isSent = true
    if (this.#endpoint !== null) this.#endpoint.counts.bytesIn += this.#slabLength
    const isTaken = this.#server.wire.send(this.#slab.subarray(0, this.#slabLength))
    if (this.#bodyLeft === 0) this.#requestSent()
    else if (!isTaken) this.#asker.hold()
    else this.#asker.touch()
  }

  #requestSent(): void {
    if (!this.#hasAnswer) this.#asker.arm(this.#pool?.settings.responseTimeoutMs ?? 0)
  }

  onServerConnected(): void {
    this.flush()
    this.#asker.takeMore()
  }

  onServerDrained(): void {
    if (this.#bodyLeft === 0) this.#requestSent()
    else this.#asker.touch()
    this.#asker.takeMore()
  }

  onAnswer(status: number, isUntilClose: boolean): ConnectionLine {
    this.#hasAnswer = true
    this.#status = status
    this.#endpoint?.counts.begun(performance.now() - this.#chosenMs)
    const isUnfinished = this.#bodyLeft !== 0
    this.#closes = !this.#keepsAlive || isUntilClose || isUnfinished || this.#asker.isRetiring
    if (this.#closes) return 'Connection: close\r\n'
    return this.isHttp11 ? '' : 'Connection: keep-alive\r\n'
  }

  get answerFields(): string {
    const stickiness = this.#pool?.stickiness ?? null
    if (stickiness === null || this.#endpoint === null) return ''
    return stickiness.linesFor(this.#endpoint, this.#named)
  }

  /** A sign of life: the time for the answer begins anew. */
  onInterim(bytes: Buffer): boolean {
    if (this.isAwaited) this.#requestSent()
    else this.#asker.touch()
    return this.#asker.send(bytes)
  }

  onAnswerBytes(bytes: Buffer): boolean {
    this.#hasAnswer = true
    this.#asker.touch()
    return this.#asker.send(bytes)
  }

  onAnswered(server: ServerConnection, keepMs: number): void {
    const endpoint = this.#endpoint
    const isReusable = this.#bodyLeft === 0 && this.#isSent && !server.wire.isBusy
    this.#note()
    this.#release()
    if (endpoint === null || !isReusable) server.destroy()
    else endpoint.keep(server, keepMs)
    this.#asker.onAnswered(this.#closes)
  }

  /** Counts the answer as it is now: it has ended, in one way or another. */
  #note(): void {
    if (this.#status === 0) return
    const nowMs = performance.now()
    this.#endpoint?.counts.answered(this.#status, nowMs - this.#chosenMs)
    this.#asker.note(this.#status, nowMs - this.#startMs)
    this.#status = 0
  }

  onUpgraded(server: ServerConnection, said: Buffer): void {
    this.#note()
    this.#server = null
    this.#asker.onUpgraded(server, said)
  }

  onServerGone(loss: Loss): void {
    this.#server = null
    const endpoint = this.#endpoint
    if (endpoint === null) return
    if (this.#hasAnswer) {
      endpoint.counts.failuresTotal++
      this.#note()
      this.#release()
      this.#asker.abort()
    } else if (this.#mayRepeat(loss)) this.#repeat(endpoint)
    else if (!loss.wasConnected) this.#tryOther(endpoint, 502)
    else {
      endpoint.counts.failuresTotal++
      this.#release()
      this.#asker.fail({ status: 502, text: lossText[loss.cause] })
    }
  }

  #mayRepeat(loss: Loss): boolean {
    if (loss.cause !== 'closed' || !loss.wasReused || loss.hasAnswer) return false
    return !this.#isSent || (this.#isIdempotent && this.#isAtHand && this.#bodyLeft === 0)
  }

  #repeat(endpoint: Endpoint<ServerConnection>): void {
    endpoint.counts.retriesTotal++
    this.#isSent = false
    this.#dial(endpoint)
  }

  /** The connection did not come about: no byte was sent, so another endpoint may have it. */
  #tryOther(endpoint: Endpoint<ServerConnection>, status: 502 | 504): void {
    endpoint.counts.failuresTotal++
    endpoint.counts.connectFailuresTotal++
    this.#tried.push(endpoint.seat)
    const pool = this.#pool
    pool?.release(endpoint)
    this.#endpoint = null
    const other =
      this.#tries < TRIES_MAX ? pool?.takeOther(this.#asker.clientHash, this.#tried) : null
    if (other !== null && other !== undefined) {
      endpoint.counts.redispatchesTotal++
      this.#connect(other)
      this.flush()
      return
    }
    this.#giveBackSlab()
    const text =
      status === 504 ? 'the server did not answer in time' : 'the server refused the connection'
    this.#asker.fail({ status, text })
  }

  /** The deadline has passed while the server was waited for. */
  onTimeout(): void {
    const endpoint = this.#endpoint
    if (endpoint === null) return
    const wasDialling = this.isDialling
    endpoint.counts.timeoutsTotal++
    this.#server?.destroy()
    this.#server = null
    if (this.#hasAnswer) {
      endpoint.counts.failuresTotal++
      this.#note()
      this.#release()
      this.#asker.abort()
    } else if (wasDialling) this.#tryOther(endpoint, 504)
    else {
      endpoint.counts.failuresTotal++
      this.#release()
      this.#asker.fail({ status: 504, text: 'the server did not answer in time' })
    }
  }

  /** The client can take more of the answer. */
  onClientDrained(): void {
    this.#server?.readOn()
  }

  /** The client is gone, or its request turned out to be malformed. */
  cancel(): void {
    this.#note()
    this.#server?.destroy()
    this.#release()
  }

  #release(): void {
    this.#giveBackSlab()
    const endpoint = this.#endpoint
    this.#endpoint = null
    this.#named = null
    this.#server = null
    if (endpoint !== null) this.#pool?.release(endpoint)
  }

  #giveBackSlab(): void {
    // A server that has not taken it all may still read from it: then it is left to the collector.
    if (this.#slab !== null && this.#server?.wire.isBusy !== true) slabs.giveBack(this.#slab)
    this.#slab = null
  }

  /** After `onUpgraded`: ends the work, once the tunnel has. */
  endTunnel(): void {
    this.#release()
  }
}

const lossText: Readonly<Record<Loss['cause'], string>> = {
  closed: 'the server closed the connection without an answer',
  malformed: 'the answer of the server is malformed',
  severed: 'the server is leaving',
}
