/**
 * The access log of one thread: a line for each request of a listener that wants it.
 *
 * Answers for: the two forms of a line, gathering lines, and a limit on what waits: a line that
 * finds no room is left out and counted, and no request ever waits. Does not know: files.
 */

import type { AccessLogFormat } from '../../../ir/index.ts'
import type { ListenerCounts } from './counters.ts'

/** Characters of one thread that are on their way to the disk. */
const WAITING_MAX = 4 * 1024 * 1024
const BATCH_MAX = 64 * 1024
const FLUSH_MS = 100
const MICROSECOND_DIGITS = 3

/** What is known of a request; empty where it is not. */
export interface LogEntry {
  readonly client: string
  readonly method: string
  readonly target: string
  readonly version: string
  readonly host: string
  readonly userAgent: string
  readonly referer: string
  readonly requestId: string
}

export interface LogOutcome {
  readonly status: number
  /** To the client, head included. */
  readonly bytesOut: number
  readonly durationMs: number
  /** Address and port of the server that answered; null when none did. */
  readonly server: string | null
}

/** Where the lines of one listener go. */
export class ListenerLog {
  readonly format: AccessLogFormat
  readonly #listener: { readonly id: string; readonly name: string }
  readonly #batches: LogBatches
  readonly #counts: ListenerCounts

  constructor(
    listener: { readonly id: string; readonly name: string; readonly format: AccessLogFormat },
    batches: LogBatches,
    counts: ListenerCounts,
  ) {
    this.#listener = listener
    this.format = listener.format
    this.#batches = batches
    this.#counts = counts
  }

  write(entry: LogEntry, outcome: LogOutcome): void {
    const nowMs = Date.now()
    const line =
      this.format === 'json'
        ? toJsonLine(entry, outcome, { nowMs, listener: this.#listener.name })
        : toCombinedLine(entry, outcome, nowMs)
    if (!this.#batches.add(this.#listener.id, line)) this.#counts.logDroppedTotal++
  }
}

export class LogBatches {
  readonly #send: (listenerId: string, text: string) => void
  readonly #texts = new Map<string, string>()
  #waiting = 0
  #timer: NodeJS.Timeout | null = null

  /** `send`: takes lines away; `written` says when they need no more room. */
  constructor(send: (listenerId: string, text: string) => void) {
    this.#send = send
  }

  /** False when there is no room. */
  add(listenerId: string, line: string): boolean {
    if (this.#waiting + line.length > WAITING_MAX) return false
    this.#waiting += line.length
    const text = (this.#texts.get(listenerId) ?? '') + line
    this.#texts.set(listenerId, text)
    if (text.length >= BATCH_MAX) this.#sendOne(listenerId, text)
    else this.#timer ??= setTimeout(() => this.flush(), FLUSH_MS)
    return true
  }

  #sendOne(listenerId: string, text: string): void {
    this.#texts.delete(listenerId)
    this.#send(listenerId, text)
  }

  flush(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    for (const [listenerId, text] of this.#texts) this.#sendOne(listenerId, text)
  }

  written(characters: number): void {
    this.#waiting -= characters
  }
}

function toJsonLine(
  entry: LogEntry,
  outcome: LogOutcome,
  at: { readonly nowMs: number; readonly listener: string },
): string {
  const line = {
    time: new Date(at.nowMs).toISOString(),
    listener: at.listener,
    client: entry.client,
    method: entry.method,
    host: entry.host,
    target: entry.target,
    protocol: entry.version,
    status: outcome.status,
    bytes: outcome.bytesOut,
    duration_ms: Number(outcome.durationMs.toFixed(MICROSECOND_DIGITS)),
    server: outcome.server,
    request_id: entry.requestId,
    user_agent: entry.userAgent,
    referer: entry.referer,
  }
  return `${JSON.stringify(line)}\n`
}

const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ')

/** The format of Apache and nginx that is called "combined", in UTC. */
function toCombinedLine(entry: LogEntry, outcome: LogOutcome, nowMs: number): string {
  const date = new Date(nowMs)
  const day = `${toTwo(date.getUTCDate())}/${months[date.getUTCMonth()]}/${date.getUTCFullYear()}`
  const time = date.toISOString().slice('2000-01-01T'.length, '2000-01-01T00:00:00'.length)
  const line = toQuoted(`${entry.method} ${entry.target} ${entry.version}`)
  const { status, bytesOut } = outcome
  const ends = `${toQuoted(entry.referer || '-')} ${toQuoted(entry.userAgent || '-')}`
  return `${entry.client} - - [${day}:${time} +0000] ${line} ${status} ${bytesOut} ${ends}\n`
}

function toTwo(number: number): string {
  return String(number).padStart(2, '0')
}

/** Nothing that a client says ends the quotes or the line. */
function toQuoted(text: string): string {
  const safe = text.replace(/["\\]|[^ -~]/g, (character) => {
    const code = character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')
    return `\\x${code}`
  })
  return `"${safe}"`
}
