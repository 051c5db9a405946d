/**
 * The two forms of a line in the access log, as bytes.
 *
 * Answers for: what stands where, and that nothing a client says ends a string or a line. Does not
 * know: where lines go.
 */

import type { AccessLogFormat } from '../../../ir/index.ts'
import type { HeadWriter } from '../http/head-writer.ts'
import { CombinedClock, IsoClock } from './log-clock.ts'
import { HOST, METHOD, REFERER, REQUEST_ID, TARGET, USER_AGENT } from './log-entry.ts'
import type { LogEntry } from './log-entry.ts'

/** What a line has beside the parts of its entry and the listener's name. */
const FRAME_BYTES_MAX = 768
/** A byte in a line of either form: `\x22`. */
const ESCAPED_BYTES_MAX = 4

export interface LogLine {
  /** What is written next. */
  entry: LogEntry
  /** At most so many bytes are written. */
  readonly bytesMax: number
  write(writer: HeadWriter): void
}

export function createLogLine(format: AccessLogFormat, listener: string, first: LogEntry): LogLine {
  return format === 'json' ? new JsonLine(listener, first) : new CombinedLine(first)
}

const clock = new IsoClock()

class JsonLine implements LogLine {
  entry: LogEntry
  readonly #afterTime: Buffer

  constructor(listener: string, first: LogEntry) {
    this.entry = first
    this.#afterTime = Buffer.from(`","listener":${JSON.stringify(listener)},"client":"`)
  }

  get bytesMax(): number {
    return FRAME_BYTES_MAX + this.#afterTime.length + ESCAPED_BYTES_MAX * this.entry.length
  }

  write(writer: HeadWriter): void {
    const { entry } = this
    writer.latin1('{"time":"')
    clock.write(writer, Date.now())
    writer.copy(this.#afterTime, 0, this.#afterTime.length)
    writer.latin1(entry.client)
    this.#member(writer, label.method, METHOD)
    this.#member(writer, label.host, HOST)
    this.#member(writer, label.target, TARGET)
    writeLabel(writer, entry.isHttp11 ? label.http11 : label.http10)
    writer.latin1(String(entry.status))
    writeLabel(writer, label.bytes)
    writer.latin1(String(entry.bytesOut))
    writeLabel(writer, label.duration)
    writeMs(writer, entry.durationMs)
    writeLabel(writer, entry.server === null ? label.noServer : label.server)
    writer.latin1(entry.server ?? 'null')
    this.#member(writer, entry.server === null ? label.idAlone : label.id, REQUEST_ID)
    this.#member(writer, label.userAgent, USER_AGENT)
    this.#member(writer, label.referer, REFERER)
    writeLabel(writer, label.end)
  }

  #member(writer: HeadWriter, name: Buffer, part: number): void {
    writeLabel(writer, name)
    json.write(writer, this.entry, part)
  }
}

/** What stands between the values; short ones, which a loop copies. */
const label = {
  method: toBytes('","method":"'),
  host: toBytes('","host":"'),
  target: toBytes('","target":"'),
  http11: toBytes('","protocol":"HTTP/1.1","status":'),
  http10: toBytes('","protocol":"HTTP/1.0","status":'),
  bytes: toBytes(',"bytes":'),
  duration: toBytes(',"duration_ms":'),
  server: toBytes(',"server":"'),
  noServer: toBytes(',"server":'),
  id: toBytes('","request_id":"'),
  idAlone: toBytes(',"request_id":"'),
  userAgent: toBytes('","user_agent":"'),
  referer: toBytes('","referer":"'),
  end: toBytes('"}\n'),
} as const

function toBytes(text: string): Buffer {
  return Buffer.from(text, 'latin1')
}

function writeLabel(writer: HeadWriter, bytes: Buffer): void {
  writer.copy(bytes, 0, bytes.length)
}

/** With three digits after the point. */
function writeMs(writer: HeadWriter, durationMs: number): void {
  const microseconds = Math.round(durationMs * 1000)
  const rest = microseconds % 1000
  writer.latin1(String((microseconds - rest) / 1000))
  writer.latin1(rest < 10 ? '.00' : rest < 100 ? '.0' : '.')
  writer.latin1(String(rest))
}

const QUOTE = 0x22
const BACKSLASH = 0x5c

/** 1 where a byte stands for itself in both forms. */
const PLAIN = new Uint8Array(256)
for (let byte = 0x20; byte < 0x7f; byte++) {
  PLAIN[byte] = byte === QUOTE || byte === BACKSLASH ? 0 : 1
}

/** Writes parts so that nothing in them ends what they stand in. */
class Escaper {
  readonly #escape: (byte: number) => string

  constructor(escape: (byte: number) => string) {
    this.#escape = escape
  }

  write(writer: HeadWriter, entry: LogEntry, part: number): void {
    const { bytes } = entry
    const end = entry.endOf(part)
    let from = entry.startOf(part)
    for (let at = from; at < end; at++) {
      const byte = bytes[at] ?? 0
      if (PLAIN[byte] === 1) continue
      writer.copy(bytes, from, at)
      writer.latin1(this.#escape(byte))
      from = at + 1
    }
    writer.copy(bytes, from, end)
  }
}

const json = new Escaper(escapeInJson)
const combined = new Escaper(escapeInCombined)

/** The file is UTF-8; what came is taken as latin1. But for the tab no control is in a head. */
function escapeInJson(byte: number): string {
  if (byte >= 0x80) return String.fromCharCode(0xc0 | (byte >> 6), 0x80 | (byte & 0x3f))
  if (byte === QUOTE || byte === BACKSLASH) return `\\${String.fromCharCode(byte)}`
  return byte === 0x09 ? '\\t' : '?'
}

function escapeInCombined(byte: number): string {
  return `\\x${byte.toString(16).toUpperCase().padStart(2, '0')}`
}

const combinedClock = new CombinedClock()

/** The format of Apache and nginx that is called "combined", in UTC. */
class CombinedLine implements LogLine {
  entry: LogEntry

  constructor(first: LogEntry) {
    this.entry = first
  }

  get bytesMax(): number {
    return FRAME_BYTES_MAX + ESCAPED_BYTES_MAX * this.entry.length
  }

  write(writer: HeadWriter): void {
    const { entry } = this
    writer.latin1(entry.client)
    writer.latin1(' - - [')
    combinedClock.write(writer, Date.now())
    writer.latin1('] "')
    combined.write(writer, entry, METHOD)
    writer.latin1(' ')
    combined.write(writer, entry, TARGET)
    writer.latin1(entry.isHttp11 ? ' HTTP/1.1" ' : ' HTTP/1.0" ')
    writer.latin1(String(entry.status))
    writer.latin1(' ')
    writer.latin1(String(entry.bytesOut))
    writer.latin1(' "')
    this.#orDash(writer, REFERER)
    writer.latin1('" "')
    this.#orDash(writer, USER_AGENT)
    writer.latin1('"\n')
  }

  #orDash(writer: HeadWriter, part: number): void {
    const { entry } = this
    if (entry.startOf(part) === entry.endOf(part)) writer.latin1('-')
    else combined.write(writer, entry, part)
  }
}
