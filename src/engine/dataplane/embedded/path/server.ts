/**
 * A connection to a server: one request at a time goes out, one answer comes back.
 *
 * Answers for: reading answers as strictly as requests, knowing where each ends, and passing it on
 * from the buffer it was read into, its head rewritten in place. Does not know: why this server was
 * chosen, or what the client gets when it fails.
 *
 *   connecting ──> idle ── attach ──> head ──> body (length, chunked, or until close) ──> idle
 */

import assert from 'node:assert/strict'
import { ChunkScanner } from '../http/chunks.ts'
import { HeadWriter } from '../http/head-writer.ts'
import { ResponseHead } from '../http/response-head.ts'
import type { ConnectionLine } from '../http/response-head.ts'
import { COMPLETE, MORE } from '../http/verdict.ts'
import { HEADROOM, readBuffers } from './buffers.ts'
import type { ReadBuffer } from './buffers.ts'
import type { EndpointCounts } from './counters.ts'
import type { Endpoint, Reusable, Severable } from './endpoint.ts'
import { HEAD_BYTES_MAX, INTERIM_MAX, KEEP_MARGIN_MS, KEEP_MS } from './limits.ts'
import { Wire } from './wire.ts'
import type { WireOwner } from './wire.ts'

/** Who sent the request and takes the answer. Called from the event loop only. */
export interface AnswerTaker {
  /** A request with HEAD: its answer has no body. */
  readonly isHead: boolean
  /** Whether the client speaks HTTP/1.1: knows chunks and interim answers. */
  readonly isHttp11: boolean
  readonly asksForUpgrade: boolean
  onServerConnected(): void
  /** All of the request that was sent has left. */
  onServerDrained(): void
  /** An interim answer (1xx), whole; false as with `Wire.send`, and `readOn` is called later. */
  onInterim(bytes: Buffer): boolean
  /** The final head is here; gives what the client is told about its connection. */
  onAnswer(status: number, isUntilClose: boolean): ConnectionLine
  /** Header lines that are added to the final head; often none. Short enough for `HEADROOM`. */
  readonly answerFields: string
  /** A piece of the answer; false as with `Wire.send`, and `readOn` is called later. */
  onAnswerBytes(bytes: Buffer): boolean
  /** Whether the client has not taken all of the answer yet. */
  readonly isClientBorrowing: boolean
  /** The answer is complete; `keepMs` above 0 when the connection can be used again. */
  onAnswered(server: ServerConnection, keepMs: number): void
  /** The server changes the protocol: `rest` is what it said already in the new one. */
  onUpgraded(server: ServerConnection, rest: Buffer): void
  /** The connection ended before the answer did. */
  onServerGone(loss: Loss): void
}

export interface Loss {
  readonly cause: 'closed' | 'malformed' | 'severed'
  /** Whether any byte of an answer had come. */
  readonly hasAnswer: boolean
  /** Whether the connection had carried another request before. */
  readonly wasReused: boolean
  readonly wasConnected: boolean
}

const UNTIL_CLOSE = -2
const CHUNKED = -1

/** One for all connections of the thread: heads are read and written without a pause. */
const head = new ResponseHead()
const writer = new HeadWriter(Buffer.allocUnsafeSlow(HEAD_BYTES_MAX + HEADROOM))

export class ServerConnection implements WireOwner, Reusable, Severable {
  idleSinceMs = 0
  idleUntilMs = 0
  isConnected = false
  readonly wire: Wire
  readonly #endpoint: Endpoint<ServerConnection>
  #taker: AnswerTaker | null = null
  #buffer: ReadBuffer
  /** The client still takes from the buffer, and no other took its place. */
  #isLent = false
  /** The beginning of a head whose end is not here yet. */
  #carry: Buffer | null = null
  #isInBody = false
  /** Bytes of the body still to come, or `CHUNKED` or `UNTIL_CLOSE`. */
  #bodyLeft = 0
  #chunks: ChunkScanner | null = null
  #keepMs = 0
  #interims = 0
  #isHeld = false
  #isClosed = false
  #hasAnswer = false
  #wasReused = false

  /** Dials; the taker hears `onServerConnected` or `onServerGone`. */
  constructor(endpoint: Endpoint<ServerConnection>, taker: AnswerTaker) {
    this.#endpoint = endpoint
    this.#taker = taker
    this.#buffer = readBuffers.take()
    this.wire = new Wire(this)
    endpoint.connections.add(this)
    this.wire.dial(endpoint.config, this.#buffer.view)
  }

  get counts(): EndpointCounts {
    return this.#endpoint.counts
  }

  get isUsable(): boolean {
    return !this.#isClosed
  }

  /** For the next request on an idle connection. */
  attach(taker: AnswerTaker): void {
    assert(this.#taker === null && !this.#isClosed, 'attached to a connection in use')
    this.#taker = taker
    this.#isInBody = false
    this.#hasAnswer = false
    this.#interims = 0
    this.#wasReused = true
  }

  /** Reads again after the client was slow. */
  readOn(): void {
    if (!this.#isHeld) return
    this.#isHeld = false
    if (!this.#isClosed) this.wire.readAgain()
  }

  /** Ends it at once; nobody is told. */
  destroy(): void {
    // Invariant: a buffer given back is not read into, and nothing waits to be sent from it.
    const isFree = this.#taker === null && !this.#isLent && !this.#isClosed
    if (isFree) readBuffers.giveBack(this.#buffer)
    this.#taker = null
    this.#close()
  }

  sever(): void {
    this.#lose('severed')
  }

  #close(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#endpoint.connections.delete(this)
    if (this.isConnected) this.#endpoint.counts.connectionsActive--
    this.wire.destroy()
  }

  onConnect(): void {
    this.isConnected = true
    this.#endpoint.counts.connectionsTotal++
    this.#endpoint.counts.connectionsActive++
    if (this.#taker === null) this.destroy()
    else this.#taker.onServerConnected()
  }

  onDrain(): void {
    this.#taker?.onServerDrained()
  }

  onEnd(): void {
    if (this.#taker === null) {
      this.#endpoint.forget(this)
      this.destroy()
    } else if (this.#isInBody && this.#bodyLeft === UNTIL_CLOSE) this.#complete(false)
    else this.#lose('closed')
  }

  onClose(): void {
    if (this.#isClosed) return
    if (this.#taker !== null) this.#lose('closed')
    else {
      this.#endpoint.forget(this)
      this.#close()
    }
  }

  #lose(cause: Loss['cause']): void {
    const taker = this.#taker
    this.#taker = null
    this.#close()
    taker?.onServerGone({
      cause,
      hasAnswer: this.#hasAnswer,
      wasReused: this.#wasReused,
      wasConnected: this.isConnected,
    })
  }

  onBytes(_view: Buffer, count: number): boolean {
    if (this.#taker === null) {
      // Nobody asked for anything: whatever this is, the next answer could not be trusted.
      this.#endpoint.forget(this)
      this.destroy()
      return false
    }
    this.#hasAnswer = true
    this.#endpoint.counts.bytesOut += count
    if (this.#carry === null) this.#take(this.#buffer.whole, HEADROOM, HEADROOM + count)
    else this.#takeCarried(this.#carry, count)
    return !this.#isHeld
  }

  #takeCarried(carry: Buffer, count: number): void {
    const whole = Buffer.allocUnsafeSlow(HEADROOM + carry.length + count)
    carry.copy(whole, HEADROOM)
    this.#buffer.view.copy(whole, HEADROOM + carry.length, 0, count)
    this.#carry = null
    this.#take(whole, HEADROOM, whole.length)
  }

  #take(bytes: Buffer, start: number, end: number): void {
    let at = start
    while (this.#taker !== null && !this.#isInBody && at < end) {
      const verdict = head.read(bytes, at, end)
      if (verdict === MORE && end - at < HEAD_BYTES_MAX) {
        this.#carry = Buffer.from(bytes.subarray(at, end))
        return
      }
      if (verdict !== COMPLETE || head.end - at > HEAD_BYTES_MAX) this.#lose('malformed')
      else at = this.#takeHead(this.#taker, bytes, end)
    }
    if (this.#taker !== null && at < end) this.#takeBody(this.#taker, bytes, { from: at, at, end })
  }

  /** Gives where to read on: after an interim answer; at the end for a final one. */
  #takeHead(taker: AnswerTaker, bytes: Buffer, end: number): number {
    if (head.isInterim) {
      if (++this.#interims > INTERIM_MAX) this.#lose('malformed')
      else if (taker.isHttp11) this.#sendInterim(taker, bytes)
      return head.end
    }
    if (head.isUpgrade) this.#upgrade(taker, bytes, end)
    else this.#begin(taker, bytes, end)
    return end
  }

  /** A copy: the head that follows may grow into the place of this one. */
  #sendInterim(taker: AnswerTaker, bytes: Buffer): void {
    const from = this.#rewrite(bytes, '')
    if (!taker.onInterim(Buffer.from(bytes.subarray(from, head.end)))) this.#isHeld = true
  }

  #upgrade(taker: AnswerTaker, bytes: Buffer, end: number): void {
    if (!taker.asksForUpgrade) {
      this.#lose('malformed')
      return
    }
    const from = this.#rewrite(bytes, '', taker)
    taker.onAnswer(head.status, true)
    const said = Buffer.from(bytes.subarray(from, end))
    this.#taker = null
    taker.onUpgraded(this, said)
  }

  #begin(taker: AnswerTaker, bytes: Buffer, end: number): void {
    this.#isInBody = true
    this.#bodyLeft = this.#bodyLength(taker)
    const isUntilClose = this.#bodyLeft === UNTIL_CLOSE
    this.#keepMs = toKeepMs(isUntilClose)
    const isDecoded = this.#bodyLeft === CHUNKED && !taker.isHttp11
    const line = taker.onAnswer(head.status, isUntilClose || isDecoded)
    if (this.#bodyLeft === CHUNKED) {
      this.#chunks ??= new ChunkScanner()
      this.#chunks.reset(isDecoded)
    }
    const at = head.end
    const from = this.#rewrite(bytes, line, taker)
    this.#takeBody(taker, bytes, { from, at, end })
  }

  #bodyLength(taker: AnswerTaker): number {
    if (taker.isHead || head.isBodiless) return 0
    if (head.framing.isChunked) return CHUNKED
    return head.framing.length >= 0 ? head.framing.length : UNTIL_CLOSE
  }

  /**
   * Writes the head for the client so that it ends where it ended; gives where it begins now.
   * `taker`: of a final answer.
   */
  #rewrite(bytes: Buffer, connectionLine: ConnectionLine, taker?: AnswerTaker): number {
    writer.reset(writer.buffer)
    const isChunked = taker?.isHttp11 !== false && head.framing.isChunked
    head.write(bytes, writer, { isChunked, connectionLine, fields: taker?.answerFields ?? '' })
    const start = head.end - writer.length
    assert(start >= 0, 'no room for a head to grow')
    writer.buffer.copy(bytes, start, 0, writer.length)
    return start
  }

  /** Passes on `from` to `at` as it is, and what of the body is between `at` and `end`. */
  #takeBody(taker: AnswerTaker, bytes: Buffer, piece: BodyPiece): void {
    if (this.#bodyLeft === CHUNKED) {
      this.#takeChunks(taker, bytes, piece)
      return
    }
    if (this.#bodyLeft === UNTIL_CLOSE) {
      this.#send(taker, bytes, { from: piece.from, to: piece.end })
      return
    }
    const taken = Math.min(this.#bodyLeft, piece.end - piece.at)
    this.#bodyLeft -= taken
    const to = piece.at + taken
    this.#send(taker, bytes, { from: piece.from, to })
    if (this.#bodyLeft === 0) this.#complete(to === piece.end)
  }

  #takeChunks(taker: AnswerTaker, bytes: Buffer, piece: BodyPiece): void {
    const chunks = this.#chunks
    assert(chunks !== null, 'a chunked body without a scanner')
    const verdict = chunks.scan(bytes, piece.at, piece.end)
    // What is well-formed is not passed on when what follows it is not: the answer fails as one.
    if (verdict !== MORE && verdict !== COMPLETE) {
      this.#lose('malformed')
      return
    }
    this.#send(taker, bytes, { from: piece.from, to: chunks.outEnd })
    if (verdict === COMPLETE) this.#complete(chunks.inEnd === piece.end)
  }

  #send(taker: AnswerTaker, bytes: Buffer, piece: { from: number; to: number }): void {
    if (piece.to === piece.from) return
    if (!taker.onAnswerBytes(bytes.subarray(piece.from, piece.to))) this.#isHeld = true
  }

  #complete(isExact: boolean): void {
    const taker = this.#taker
    if (taker === null) return
    this.#taker = null
    this.#isHeld = false
    const keepMs = isExact ? this.#keepMs : 0
    if (taker.isClientBorrowing) this.#leaveBuffer(keepMs > 0)
    taker.onAnswered(this, keepMs)
  }

  /** The client still takes from this buffer; the next answer needs another. */
  #leaveBuffer(isReused: boolean): void {
    if (isReused) {
      this.#buffer = readBuffers.take()
      this.wire.readInto(this.#buffer.view)
    } else this.#isLent = true
  }
}

interface BodyPiece {
  readonly from: number
  readonly at: number
  readonly end: number
}

function toKeepMs(isUntilClose: boolean): number {
  if (isUntilClose || !head.keepsAlive) return 0
  return head.keepAliveMs < 0 ? KEEP_MS : Math.min(KEEP_MS, head.keepAliveMs - KEEP_MARGIN_MS)
}
