/**
 * Times in the forms of the access log, written as bytes.
 *
 * Answers for: putting a time together once a second, not once a line. Does not know: what time
 * it is.
 */

import type { HeadWriter } from '../http/head-writer.ts'

const MS_PER_SECOND = 1000
const ZERO = 0x30
const ISO_SECONDS = '2000-01-01T00:00:00'
const ISO_FORM = `${ISO_SECONDS}.000Z`

/** Time since 1970 in UTC, as `Date.now` has it, to the millisecond (RFC 3339). */
export class IsoClock {
  readonly #bytes = Buffer.alloc(ISO_FORM.length)
  #second = -1

  write(writer: HeadWriter, nowMs: number): void {
    const bytes = this.#bytes
    const second = Math.floor(nowMs / MS_PER_SECOND)
    if (second !== this.#second) {
      this.#second = second
      bytes.write(new Date(nowMs).toISOString(), 'latin1')
    }
    const ms = nowMs - second * MS_PER_SECOND
    const at = ISO_SECONDS.length + 1
    bytes[at] = ZERO + Math.floor(ms / 100)
    bytes[at + 1] = ZERO + (Math.floor(ms / 10) % 10)
    bytes[at + 2] = ZERO + (ms % 10)
    writer.copy(bytes, 0, bytes.length)
  }
}

const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ')

/** The form of the combined log: `01/Jan/2000:00:00:00 +0000`. */
export class CombinedClock {
  #text = ''
  #second = -1

  write(writer: HeadWriter, nowMs: number): void {
    const second = Math.floor(nowMs / MS_PER_SECOND)
    if (second !== this.#second) {
      this.#second = second
      this.#text = toCombinedTime(new Date(nowMs))
    }
    writer.latin1(this.#text)
  }
}

function toCombinedTime(date: Date): string {
  const day = String(date.getUTCDate()).padStart(2, '0')
  const time = date.toISOString().slice('2000-01-01T'.length, ISO_SECONDS.length)
  return `${day}/${months[date.getUTCMonth()]}/${date.getUTCFullYear()}:${time} +0000`
}
