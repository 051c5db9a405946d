/**
 * The head of an answer: as strict as that of a request, since what a server says decides where the
 * next answer on the connection begins (RFC 9112 4, 6.3, 9).
 *
 * Answers for: refusing what two parsers could read differently, the framing of the body, and the
 * canonical form that goes to the client. Pure; one instance serves all connections of a thread,
 * and its facts hold until the next `read`.
 * Does not know: sockets, or which request is answered.
 */

import { CR, FIELD_VALUE, LF, SP, ZERO, isAt, isDigit } from './bytes.ts'
import { ConnectionOptions } from './connection.ts'
import { FieldScanner, field } from './fields.ts'
import { Framing } from './framing.ts'
import type { HeadWriter } from './head-writer.ts'
import { COMPLETE, MORE, refusal } from './verdict.ts'

const VERSION_1 = Buffer.from('HTTP/1.', 'latin1')
const STATUS_AT = 'HTTP/1.1 '.length
const REASON_AT = STATUS_AT + 4
const SWITCHING_PROTOCOLS = 101
const STATUS_MIN = 100
const STATUS_MAX = 599
const TIMEOUT_PARAMETER = /(?:^|[,;\s])timeout=(\d{1,6})/i
const MS_PER_SECOND = 1000

/** What the proxy says to the client about the connection. */
export type ConnectionLine = '' | 'Connection: close\r\n' | 'Connection: keep-alive\r\n'

export class ResponseHead {
  readonly fields = new FieldScanner()
  readonly framing = new Framing()
  readonly connection = new ConnectionOptions()
  isHttp11 = false
  status = 0
  /** How long the server says it keeps an idle connection; -1 when it does not say. */
  keepAliveMs = -1
  #lineStart = 0
  #lineEnd = 0
  #upgradeIndex = -1

  /** The offset after the head. */
  get end(): number {
    return this.fields.end
  }

  /** Whether another answer follows this one. */
  get isInterim(): boolean {
    return this.status < 200 && this.status !== SWITCHING_PROTOCOLS
  }

  get isUpgrade(): boolean {
    return this.status === SWITCHING_PROTOCOLS
  }

  /** Whether the status alone says that no body follows (RFC 9112 6.3). */
  get isBodiless(): boolean {
    return this.status < 200 || this.status === 204 || this.status === 304
  }

  get keepsAlive(): boolean {
    return this.isHttp11 && !this.connection.close
  }

  /** `MORE`, `COMPLETE`, or a number of `refusal`. */
  read(bytes: Buffer, start: number, end: number): number {
    const line = this.#readLine(bytes, start, end)
    if (line !== COMPLETE) return line
    const scanned = this.fields.scan(bytes, this.#lineEnd, end)
    if (scanned !== COMPLETE) return scanned
    return this.#readFields(bytes)
  }

  #readLine(bytes: Buffer, start: number, end: number): number {
    const reason = start + REASON_AT
    const known = Math.min(end - start, VERSION_1.length)
    if (!isAt(bytes, start, VERSION_1.subarray(0, known))) return refusal.badStatusLine
    if (reason >= end) return MORE
    const minor = (bytes[start + STATUS_AT - 2] ?? 0) - ZERO
    const isSpaced = bytes[start + STATUS_AT - 1] === SP && bytes[reason - 1] === SP
    if (minor < 0 || minor > 1 || !isSpaced) return refusal.badStatusLine
    this.isHttp11 = minor === 1
    this.#lineStart = start
    return this.#readStatus(bytes, reason, end)
  }

  #readStatus(bytes: Buffer, reason: number, end: number): number {
    let status = 0
    for (let at = reason - 4; at < reason - 1; at++) {
      const byte = bytes[at] ?? 0
      if (!isDigit(byte)) return refusal.badStatusLine
      status = status * 10 + byte - ZERO
    }
    if (status < STATUS_MIN || status > STATUS_MAX) return refusal.badStatusLine
    this.status = status
    let at = reason
    while (at < end && FIELD_VALUE[bytes[at] ?? 0] === 1) at++
    if (at >= end) return MORE
    if (bytes[at] !== CR) return refusal.badStatusLine
    if (at + 1 >= end) return MORE
    if (bytes[at + 1] !== LF) return refusal.badStatusLine
    this.#lineEnd = at + 2
    return COMPLETE
  }

  #readFields(bytes: Buffer): number {
    this.framing.reset()
    this.connection.reset()
    this.keepAliveMs = -1
    this.#upgradeIndex = -1
    for (let index = 0; index < this.fields.count; index++) {
      if (this.fields.ids[index] === 0) continue
      const verdict = this.#readField(bytes, index)
      if (verdict !== COMPLETE) return verdict
    }
    return COMPLETE
  }

  #readField(bytes: Buffer, index: number): number {
    const { fields } = this
    switch (fields.ids[index]) {
      case field['content-length']:
        return this.#readLength(bytes, index)
      case field['transfer-encoding']:
        if (!this.isHttp11 || this.isBodiless) return refusal.badEncoding
        return this.framing.readEncoding(bytes, fields, index)
      case field.connection:
        return this.connection.read(bytes, fields, index) ? COMPLETE : refusal.badConnection
      case field['keep-alive']:
        this.#readKeepAlive(bytes, index)
        break
      case field.upgrade:
        this.#upgradeIndex = index
        break
      case field['proxy-connection']:
      case field['proxy-authenticate']:
        break
      default:
        return COMPLETE
    }
    fields.drop(index)
    return COMPLETE
  }

  #readLength(bytes: Buffer, index: number): number {
    const verdict = this.framing.readLength(bytes, this.fields, index)
    // Only 304 may say how long a body it does not send would be (RFC 9110 8.6).
    if (this.isBodiless && this.status !== 304) this.fields.drop(index)
    return verdict
  }

  #readKeepAlive(bytes: Buffer, index: number): void {
    const value = bytes.toString(
      'latin1',
      this.fields.valueStart(index),
      this.fields.valueEnd(index),
    )
    const seconds = TIMEOUT_PARAMETER.exec(value)?.[1]
    if (seconds !== undefined) this.keepAliveMs = Number(seconds) * MS_PER_SECOND
  }

  /** Whether the head can go to the client as it stands, but for a connection line. */
  get isUnchanged(): boolean {
    return this.isHttp11 && this.fields.isUnchanged && !this.framing.isChunked
  }

  /** Writes the head as it goes to the client, up to and with the empty line. */
  write(source: Buffer, writer: HeadWriter, extra: ResponseExtra): void {
    if (this.isHttp11) writer.copy(source, this.#lineStart, this.#lineEnd)
    else {
      writer.latin1('HTTP/1.1 ')
      writer.copy(source, this.#lineStart + STATUS_AT, this.#lineEnd)
    }
    this.fields.write(source, writer)
    if (extra.fields !== '') writer.latin1(extra.fields)
    if (extra.isChunked) writer.latin1('Transfer-Encoding: chunked\r\n')
    if (this.isUpgrade) this.#writeUpgrade(source, writer)
    else if (extra.connectionLine !== '') writer.latin1(extra.connectionLine)
    writer.newLine()
  }

  #writeUpgrade(source: Buffer, writer: HeadWriter): void {
    writer.latin1('Connection: Upgrade\r\n')
    if (this.#upgradeIndex < 0) return
    writer.latin1('Upgrade: ')
    const index = this.#upgradeIndex
    writer.copy(source, this.fields.valueStart(index), this.fields.valueEnd(index))
    writer.newLine()
  }
}

export interface ResponseExtra {
  readonly isChunked: boolean
  /** Lines of the proxy's own. */
  readonly fields: string
  readonly connectionLine: ConnectionLine
}
