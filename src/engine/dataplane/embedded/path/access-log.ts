/**
 * The access log of one thread: a line for each request of a listener that wants it.
 *
 * Answers for: gathering lines as bytes, and a limit on what waits: a line that finds no room is
 * left out and counted, and no request ever waits. Does not know: how a line looks, or files.
 */

import type { AccessLogFormat } from '../../../ir/index.ts'
import { HeadWriter } from '../http/head-writer.ts'
import { LOG_PAGE_BYTES, logPages } from './buffers.ts'
import type { ListenerCounts } from './counters.ts'
import { LogEntry } from './log-entry.ts'
import { createLogLine } from './log-lines.ts'
import type { LogLine } from './log-lines.ts'

/** Bytes of one thread that are on their way to the disk. */
const WAITING_BYTES_MAX = 4 * 1024 * 1024
const FLUSH_MS = 100

/** Where the lines of one listener go. */
export class ListenerLog {
  readonly #listenerId: string
  readonly #line: LogLine
  readonly #batches: LogBatches
  readonly #counts: ListenerCounts

  constructor(
    listener: { readonly id: string; readonly name: string; readonly format: AccessLogFormat },
    batches: LogBatches,
    counts: ListenerCounts,
  ) {
    this.#listenerId = listener.id
    this.#line = createLogLine(listener.format, listener.name, new LogEntry())
    this.#batches = batches
    this.#counts = counts
  }

  /** The entry is free again when this returns. */
  write(entry: LogEntry): void {
    this.#line.entry = entry
    if (!this.#batches.add(this.#listenerId, this.#line)) this.#counts.logDroppedTotal++
  }
}

/** Whole lines at the beginning of a buffer that is given away, and comes back by `written`. */
export interface LogPage {
  readonly buffer: ArrayBuffer
  readonly length: number
}

interface OpenPage {
  readonly buffer: ArrayBuffer
  readonly writer: HeadWriter
}

export class LogBatches {
  readonly #send: (listenerId: string, page: LogPage) => void
  readonly #pages = new Map<string, OpenPage>()
  #waitingBytes = 0
  #timer: NodeJS.Timeout | null = null

  /** `send`: takes lines away; `written` says when they need no more room. */
  constructor(send: (listenerId: string, page: LogPage) => void) {
    this.#send = send
  }

  /** False when there is no room. */
  add(listenerId: string, line: LogLine): boolean {
    const { bytesMax } = line
    const isTooMuch = this.#waitingBytes + bytesMax > WAITING_BYTES_MAX
    if (isTooMuch || bytesMax > LOG_PAGE_BYTES) return false
    const { writer } = this.#pageFor(listenerId, bytesMax)
    const before = writer.length
    line.write(writer)
    this.#waitingBytes += writer.length - before
    this.#timer ??= setTimeout(() => this.flush(), FLUSH_MS)
    return true
  }

  #pageFor(listenerId: string, bytesMax: number): OpenPage {
    const page = this.#pages.get(listenerId)
    if (page !== undefined && page.writer.room >= bytesMax) return page
    if (page !== undefined) this.#sendOne(listenerId, page)
    const buffer = logPages.take()
    const fresh = { buffer, writer: new HeadWriter(Buffer.from(buffer)) }
    this.#pages.set(listenerId, fresh)
    return fresh
  }

  #sendOne(listenerId: string, { buffer, writer }: OpenPage): void {
    this.#pages.delete(listenerId)
    this.#send(listenerId, { buffer, length: writer.length })
  }

  flush(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    for (const [listenerId, page] of this.#pages) this.#sendOne(listenerId, page)
  }

  written({ buffer, length }: LogPage): void {
    this.#waitingBytes -= length
    logPages.giveBack(buffer)
  }
}
