/**
 * Typed arrays cut out of one piece of memory, one after the other.
 *
 * Answers for: a layout that is the same for everyone who cuts in the same order, so that threads
 * can share a picker by sharing its buffer. Does not know: what the arrays mean.
 */

import assert from 'node:assert/strict'

const ALIGNMENT = 8

/** Bytes that `count` values of `size` bytes take, aligned. */
export function alignedBytes(count: number, size: number): number {
  return Math.ceil((count * size) / ALIGNMENT) * ALIGNMENT
}

export class Memory {
  readonly buffer: ArrayBuffer | SharedArrayBuffer
  #used = 0

  constructor(buffer: ArrayBuffer | SharedArrayBuffer) {
    this.buffer = buffer
  }

  int32(count: number): Int32Array {
    return new Int32Array(this.buffer, this.#take(alignedBytes(count, 4)), count)
  }

  float64(count: number): Float64Array {
    return new Float64Array(this.buffer, this.#take(alignedBytes(count, 8)), count)
  }

  #take(bytes: number): number {
    const offset = this.#used
    this.#used += bytes
    assert(this.#used <= this.buffer.byteLength, 'the memory of a picker is too small')
    return offset
  }
}
