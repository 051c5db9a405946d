/**
 * The head of a request: is it one request beyond doubt, how is its body framed, and how is it
 * written to a server (RFC 9112 3, 6, 9; RFC 9110 7).
 *
 * Answers for: refusing what two parsers could read differently, and the canonical form that is
 * forwarded: hop-by-hop fields left out, X-Forwarded-For appended (R22). Pure; one instance serves
 * all connections of a thread, and its facts hold until the next `read`.
 * Does not know: sockets, pools.
 */

import { CR, LF, SLASH, SP, TARGET, TOKEN, isAt, isDigit } from './bytes.ts'
import type { Span } from './bytes.ts'
import { ConnectionOptions } from './connection.ts'
import { findCookie, writeOtherCookies } from './cookies.ts'
import { FieldScanner, field } from './fields.ts'
import { Framing } from './framing.ts'
import type { HeadWriter } from './head-writer.ts'
import { isHostValue } from './host.ts'
import { toAbsoluteTarget } from './target.ts'
import { COMPLETE, MORE, refusal } from './verdict.ts'

/** What the connection adds to every request on it; strings end with the empty line. */
export interface Forwarding {
  /** X-Forwarded-For and what follows it, for a request that came without it. */
  readonly fields: string
  /** The same from the client's address on, to be appended to what came in. */
  readonly fieldsFromAddress: string
  /** Host for a request that has none (HTTP/1.0). */
  readonly authority: string
}

const METHOD_BYTES_MAX = 32
const ASTERISK = 0x2a
const VERSION_1 = Buffer.from('HTTP/1.', 'latin1')
const HTTP_SLASH = Buffer.from('HTTP/', 'latin1')
const VERSION_BYTES = 'HTTP/1.1'.length
const H2C = /h2c|tls|http/i

const methods = ['GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS', 'TRACE', 'CONNECT'] as const
const methodBytes = methods.map((name) => Buffer.from(name, 'latin1'))
const HEAD_METHOD = methods.indexOf('HEAD')
const OPTIONS_METHOD = methods.indexOf('OPTIONS')
const CONNECT_METHOD = methods.indexOf('CONNECT')

export class RequestHead {
  readonly fields = new FieldScanner()
  readonly framing = new Framing()
  readonly connection = new ConnectionOptions()
  isHttp11 = false
  /** Index in `methods`; -1 for any other. */
  #method = -1
  #lineStart = 0
  #lineEnd = 0
  #methodEnd = 0
  #targetEnd = 0
  /** What is forwarded as the target when it came in absolute form. */
  #path: string | null = null
  #authority: string | null = null
  #hostIndex = -1
  #upgradeIndex = -1
  #hasForwardedFor = false
  #hasCookies = false
  /** Lines of the proxy's own, for the server; forgotten with the next head. */
  extraFields: Buffer | null = null
  /** The name of a cookie that is not forwarded. */
  #takenCookie: Uint8Array | null = null

  /** The offset after the head. */
  get end(): number {
    return this.fields.end
  }

  get isHead(): boolean {
    return this.#method === HEAD_METHOD
  }

  /** RFC 9110 9.2.2: may be sent again when nobody knows whether it arrived. */
  get isIdempotent(): boolean {
    return this.#method >= 0
  }

  get hasBody(): boolean {
    return this.framing.isChunked || this.framing.length > 0
  }

  get keepsAlive(): boolean {
    const { close, keepAlive } = this.connection
    return !close && (this.isHttp11 || keepAlive)
  }

  /** Whether the client asks to change the protocol; only then may a server do so. */
  get asksForUpgrade(): boolean {
    return this.#upgradeIndex >= 0
  }

  /** `MORE`, `COMPLETE`, or a number of `refusal`. */
  read(bytes: Buffer, start: number, end: number): number {
    const line = this.#readLine(bytes, start, end)
    if (line !== COMPLETE) return line
    const scanned = this.fields.scan(bytes, this.#lineEnd, end)
    if (scanned !== COMPLETE) return scanned
    const understood = this.#readFields(bytes)
    if (understood !== COMPLETE) return understood
    return this.#checkHost(bytes)
  }

  #readLine(bytes: Buffer, start: number, end: number): number {
    let at = start
    // One empty line before a request is allowed to old clients (RFC 9112 2.2).
    if (bytes[at] === CR && at + 1 < end && bytes[at + 1] === LF) at += 2
    this.#lineStart = at
    while (at < end && TOKEN[bytes[at] ?? 0] === 1) at++
    if (at - this.#lineStart > METHOD_BYTES_MAX) return refusal.badRequestLine
    if (at >= end) return MORE
    if (at === this.#lineStart && bytes[at] === CR && at + 1 === end) return MORE
    if (at === this.#lineStart || bytes[at] !== SP) return refusal.badRequestLine
    this.#methodEnd = at++
    while (at < end && TARGET[bytes[at] ?? 0] === 1) at++
    if (at >= end) return MORE
    if (at === this.#methodEnd + 1 || bytes[at] !== SP) return refusal.badRequestLine
    this.#targetEnd = at
    const version = this.#readVersion(bytes, at + 1, end)
    return version === COMPLETE ? this.#readTarget(bytes) : version
  }

  #readVersion(bytes: Buffer, start: number, end: number): number {
    const stop = start + VERSION_BYTES
    if (stop + 2 > end) return MORE
    const minor = bytes[stop - 1] ?? 0
    if (bytes[stop] !== CR || bytes[stop + 1] !== LF) return refusal.badRequestLine
    if (!isAt(bytes, start, VERSION_1) || minor > 0x31 || minor < 0x30) {
      return isVersion(bytes, start) ? refusal.badVersion : refusal.badRequestLine
    }
    this.isHttp11 = minor === 0x31
    this.#lineEnd = stop + 2
    return COMPLETE
  }

  #readTarget(bytes: Buffer): number {
    this.#path = null
    this.#authority = null
    this.#method = this.#findMethod(bytes)
    if (this.#method === CONNECT_METHOD) return refusal.connectRefused
    const start = this.#methodEnd + 1
    if (bytes[start] === SLASH) return COMPLETE
    if (bytes[start] === ASTERISK && this.#targetEnd === start + 1) {
      return this.#method === OPTIONS_METHOD ? COMPLETE : refusal.badTarget
    }
    const absolute = toAbsoluteTarget(bytes, { start, end: this.#targetEnd })
    if (absolute === null) return refusal.badTarget
    // It stands in for a Host that is missing.
    if (!isHostValue(bytes, absolute.host)) return refusal.badTarget
    this.#path = absolute.path
    this.#authority = absolute.authority
    return COMPLETE
  }

  #findMethod(bytes: Buffer): number {
    const length = this.#methodEnd - this.#lineStart
    for (let index = 0; index < methodBytes.length; index++) {
      const name = methodBytes[index]
      if (name?.length === length && isAt(bytes, this.#lineStart, name)) return index
    }
    return -1
  }

  #readFields(bytes: Buffer): number {
    this.framing.reset()
    this.connection.reset()
    this.#hostIndex = -1
    this.#upgradeIndex = -1
    this.#hasForwardedFor = false
    this.#hasCookies = false
    this.#takenCookie = null
    this.extraFields = null
    for (let index = 0; index < this.fields.count; index++) {
      if (this.fields.ids[index] === 0) continue
      const verdict = this.#readField(bytes, index)
      if (verdict !== COMPLETE) return verdict
    }
    if (this.#upgradeIndex >= 0) this.#judgeUpgrade(bytes)
    return COMPLETE
  }

  #readField(bytes: Buffer, index: number): number {
    const { fields } = this
    switch (fields.ids[index]) {
      case field.host:
        if (this.#hostIndex >= 0) return refusal.badHost
        this.#hostIndex = index
        return COMPLETE
      case field['content-length']:
        return this.framing.readLength(bytes, fields, index)
      case field['transfer-encoding']:
        // HTTP/1.0 has no transfer codings: whoever sends one may be read in two ways.
        if (!this.isHttp11) return refusal.badEncoding
        return this.framing.readEncoding(bytes, fields, index)
      case field.connection:
        return this.connection.read(bytes, fields, index) ? COMPLETE : refusal.badConnection
      case field.expect:
        if (!this.isHttp11) fields.drop(index)
        return COMPLETE
      case field.cookie:
        this.#hasCookies = true
        return COMPLETE
      case field.upgrade:
        this.#upgradeIndex = index
        break
      case field['x-forwarded-for']:
        this.#hasForwardedFor = true
        break
      default:
    }
    fields.drop(index)
    return COMPLETE
  }

  /** An upgrade of HTTP itself (h2c, TLS) would take the connection out of our hands unread. */
  #judgeUpgrade(bytes: Buffer): void {
    const start = this.fields.valueStart(this.#upgradeIndex)
    const end = this.fields.valueEnd(this.#upgradeIndex)
    const isWanted = this.isHttp11 && this.connection.upgrade && !this.hasBody && end > start
    if (!isWanted || H2C.test(bytes.toString('latin1', start, end))) this.#upgradeIndex = -1
  }

  #checkHost(bytes: Buffer): number {
    if (this.#hostIndex < 0) return this.isHttp11 ? refusal.badHost : COMPLETE
    const value = this.fields.value(this.#hostIndex)
    if (!isHostValue(bytes, value)) return refusal.badHost
    if (this.#authority === null) return COMPLETE
    const host = bytes.toString('latin1', value.start, value.end).toLowerCase()
    return host === this.#authority ? COMPLETE : refusal.otherHost
  }

  /**
   * Where the value of the cookie that is called `name` stands, null when there is none. It is the
   * proxy's own and not forwarded, neither it nor another of that name.
   */
  takeCookie(bytes: Buffer, name: Uint8Array): Span | null {
    if (!this.#hasCookies) return null
    let value: Span | null = null
    for (let index = 0; index < this.fields.count; index++) {
      if (this.fields.ids[index] !== field.cookie) continue
      value ??= findCookie(bytes, this.fields.value(index), name)
    }
    if (value !== null) this.#rewriteCookies(name)
    return value
  }

  #rewriteCookies(name: Uint8Array): void {
    this.#takenCookie = name
    for (let index = 0; index < this.fields.count; index++) {
      if (this.fields.ids[index] === field.cookie) this.fields.drop(index)
    }
  }

  get methodSpan(): Span {
    return { start: this.#lineStart, end: this.#methodEnd }
  }

  /** The target as it came. */
  get targetSpan(): Span {
    return { start: this.#methodEnd + 1, end: this.#targetEnd }
  }

  /** Writes the head as it goes to a server, up to and with the empty line. */
  write(source: Buffer, writer: HeadWriter, forwarding: Forwarding): void {
    this.#writeLine(source, writer)
    this.fields.write(source, writer)
    if (this.#takenCookie !== null) this.#writeCookies(source, writer, this.#takenCookie)
    if (this.framing.isChunked) writer.latin1('Transfer-Encoding: chunked\r\n')
    if (this.#hostIndex < 0) writer.latin1(`Host: ${this.#authority ?? forwarding.authority}\r\n`)
    if (this.#upgradeIndex >= 0) this.#writeUpgrade(source, writer)
    const { extraFields } = this
    if (extraFields !== null) writer.copy(extraFields, 0, extraFields.length)
    if (this.#hasForwardedFor) this.#writeForwardedFor(source, writer, forwarding)
    else writer.latin1(forwarding.fields)
  }

  #writeLine(source: Buffer, writer: HeadWriter): void {
    if (this.isHttp11 && this.#path === null) {
      writer.copy(source, this.#lineStart, this.#lineEnd)
      return
    }
    writer.copy(source, this.#lineStart, this.#methodEnd + 1)
    if (this.#path === null) writer.copy(source, this.#methodEnd + 1, this.#targetEnd)
    else writer.latin1(this.#path)
    writer.latin1(' HTTP/1.1\r\n')
  }

  #writeCookies(source: Buffer, writer: HeadWriter, name: Uint8Array): void {
    const { fields } = this
    for (let index = 0; index < fields.count; index++) {
      if (fields.ids[index] !== field.cookie) continue
      const prefix = { start: fields.startOf(index), end: fields.nameEnd(index) }
      const isAny = writeOtherCookies(source, fields.value(index), { name, prefix, writer })
      if (isAny) writer.newLine()
    }
  }

  #writeUpgrade(source: Buffer, writer: HeadWriter): void {
    writer.latin1('Connection: Upgrade\r\nUpgrade: ')
    const index = this.#upgradeIndex
    writer.copy(source, this.fields.valueStart(index), this.fields.valueEnd(index))
    writer.newLine()
  }

  #writeForwardedFor(source: Buffer, writer: HeadWriter, forwarding: Forwarding): void {
    writer.latin1('X-Forwarded-For: ')
    for (let index = 0; index < this.fields.count; index++) {
      if (this.fields.ids[index] !== field['x-forwarded-for']) continue
      const start = this.fields.valueStart(index)
      const end = this.fields.valueEnd(index)
      if (start === end) continue
      writer.copy(source, start, end)
      writer.latin1(', ')
    }
    writer.latin1(forwarding.fieldsFromAddress)
  }
}

function isVersion(bytes: Buffer, start: number): boolean {
  return (
    isAt(bytes, start, HTTP_SLASH) &&
    isDigit(bytes[start + HTTP_SLASH.length] ?? 0) &&
    bytes[start + HTTP_SLASH.length + 1] === 0x2e &&
    isDigit(bytes[start + HTTP_SLASH.length + 2] ?? 0)
  )
}
