/**
 * The endpoints of a picker as columns of numbers.
 *
 * Answers for: where weight, state and work of an endpoint are kept. Does not know: any rule;
 * `roster.ts` writes here, algorithms read.
 */

import { alignedBytes, type Memory } from './memory.ts'

const COLUMNS = 7

export class Seats {
  readonly capacity: number
  readonly memory: Memory
  /** 1 where an endpoint sits. */
  readonly taken: Int32Array
  /** 1 where it is up. */
  readonly up: Int32Array
  readonly weight: Int32Array
  readonly active: Int32Array
  /** 1 where the endpoint takes part in the rotation: it may be given new work. */
  readonly open: Int32Array
  /** Two numbers for its key, see `hash.ts`: the second tells apart keys that share the first. */
  readonly keyHash: Int32Array
  readonly keySalt: Int32Array

  constructor(memory: Memory, capacity: number) {
    this.memory = memory
    this.capacity = capacity
    this.taken = memory.int32(capacity)
    this.up = memory.int32(capacity)
    this.weight = memory.int32(capacity)
    this.active = memory.int32(capacity)
    this.open = memory.int32(capacity)
    this.keyHash = memory.int32(capacity)
    this.keySalt = memory.int32(capacity)
  }

  static bytes(capacity: number): number {
    return COLUMNS * alignedBytes(capacity, 4)
  }
}
