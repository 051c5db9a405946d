/**
 * What the access log will say of a request: bytes of its head, kept until its answer has ended.
 *
 * Answers for: taking them from the head, and places to keep them that are used again and again.
 * Does not know: how the request ends, or how a line looks.
 */

import type { Span } from '../http/bytes.ts'
import type { RequestHead } from '../http/request-head.ts'
import { Stock } from './buffers.ts'
import { toRequestId } from './request-id.ts'

const hostName = Buffer.from('host', 'latin1')
const userAgentName = Buffer.from('user-agent', 'latin1')
const refererName = Buffer.from('referer', 'latin1')

/** Enough for most; one with more keeps what it grew to. */
const ENTRY_BYTES = 1024

/** The parts of an entry, by number. */
export const METHOD = 0
export const TARGET = 1
export const HOST = 2
export const USER_AGENT = 3
export const REFERER = 4
export const REQUEST_ID = 5
const PARTS = 6

export class LogEntry {
  /** The parts as they came. */
  bytes = Buffer.allocUnsafeSlow(ENTRY_BYTES)
  length = 0
  readonly #starts = new Int32Array(PARTS)
  readonly #ends = new Int32Array(PARTS)
  isHttp11 = true
  client = ''
  status = 0
  /** To the client, head included. */
  bytesOut = 0
  durationMs = 0
  /** Address and port of the server that answered; null when none did. */
  server: string | null = null

  /** Where a part begins in `bytes`; it is empty when the request has none. */
  startOf(part: number): number {
    return this.#starts[part] ?? 0
  }

  endOf(part: number): number {
    return this.#ends[part] ?? 0
  }

  /** Begins anew. */
  reset(): void {
    this.length = 0
    this.#starts.fill(0)
    this.#ends.fill(0)
  }

  put(part: number, source: Buffer, { start, end }: Span): void {
    const from = this.length
    const to = from + end - start
    if (to > this.bytes.length) this.#grow(to)
    const { bytes } = this
    // Most are short: a loop is cheaper than a call out of JavaScript.
    for (let at = start, out = from; at < end; at++, out++) bytes[out] = source[at] ?? 0
    this.#starts[part] = from
    this.#ends[part] = to
    this.length = to
  }

  #grow(length: number): void {
    const bytes = Buffer.allocUnsafeSlow(2 * length)
    this.bytes.copy(bytes, 0, 0, this.length)
    this.bytes = bytes
  }
}

/** Give back what nobody uses any more. */
export const logEntries = new Stock(() => new LogEntry())

/** Call between reading the head and writing it: the request's id becomes a part of it. */
export function fillLogEntry(entry: LogEntry, head: RequestHead, bytes: Buffer): void {
  entry.reset()
  entry.isHttp11 = head.isHttp11
  entry.put(METHOD, bytes, head.methodSpan)
  entry.put(TARGET, bytes, head.targetSpan)
  putField(entry, HOST, { head, bytes, name: hostName })
  putField(entry, USER_AGENT, { head, bytes, name: userAgentName })
  putField(entry, REFERER, { head, bytes, name: refererName })
  const id = toRequestId(head, bytes)
  entry.put(REQUEST_ID, id.bytes, id.span)
}

function putField(
  entry: LogEntry,
  part: number,
  { head, bytes, name }: { head: RequestHead; bytes: Buffer; name: Uint8Array },
): void {
  const index = head.fields.indexOf(bytes, name)
  if (index >= 0) entry.put(part, bytes, head.fields.value(index))
}
