/**
 * A place where a head is put together before it is sent.
 *
 * Answers for: appending bytes and short strings to a buffer that is large enough by the limits on
 * heads. Does not know: what a head is made of.
 */

import assert from 'node:assert/strict'
import { CR, LF } from './bytes.ts'

const SHORT_COPY = 24
const SHORT_STRING = 12

export class HeadWriter {
  buffer: Buffer
  length = 0

  constructor(buffer: Buffer) {
    this.buffer = buffer
  }

  /** Begins anew, in `buffer`. */
  reset(buffer: Buffer): void {
    this.buffer = buffer
    this.length = 0
  }

  get room(): number {
    return this.buffer.length - this.length
  }

  /**
   * Appends a piece of `source`; for a few bytes a loop is cheaper than a call out of JavaScript.
   */
  copy(source: Buffer, start: number, end: number): void {
    assert(end - start <= this.room, 'the buffer of a head is too small')
    if (end - start > SHORT_COPY) {
      source.copy(this.buffer, this.length, start, end)
      this.length += end - start
      return
    }
    let to = this.length
    for (let at = start; at < end; at++) this.buffer[to++] = source[at] ?? 0
    this.length = to
  }

  latin1(text: string): void {
    assert(text.length <= this.room, 'the buffer of a head is too small')
    if (text.length > SHORT_STRING) {
      this.length += this.buffer.write(text, this.length, 'latin1')
      return
    }
    let to = this.length
    for (let at = 0; at < text.length; at++) this.buffer[to++] = text.charCodeAt(at)
    this.length = to
  }

  newLine(): void {
    this.buffer[this.length++] = CR
    this.buffer[this.length++] = LF
  }
}
