/**
 * One at a time, over threads, for a few hundred nanoseconds.
 *
 * Answers for: mutual exclusion over shared memory, waiting without burning a core when the holder
 * was taken off its core, and taking the lock from a thread that died with it. Does not know: what
 * is guarded.
 */

const FREE = 0
/** Attempts before the waiting is left to the kernel: longer than any holder needs. */
const SPINS = 200
const WAIT_MS = 1
/** Nobody alive holds it this often at the end of a wait: then whoever waits takes it. */
const WAITS_MAX = 5000

export class Lock {
  readonly #cell: Int32Array
  readonly #owner: number

  /** `cell`: one number of shared memory, fresh or used by others. `owner`: above 0, one's own. */
  constructor(cell: Int32Array, owner: number) {
    this.#cell = cell
    this.#owner = owner
  }

  acquire(): void {
    if (Atomics.compareExchange(this.#cell, 0, FREE, this.#owner) !== FREE) this.#wait()
  }

  release(): void {
    Atomics.store(this.#cell, 0, FREE)
  }

  /** Takes it, from `owner` too, who is dead. */
  acquireFrom(owner: number): void {
    if (Atomics.compareExchange(this.#cell, 0, owner, this.#owner) !== owner) this.acquire()
  }

  #wait(): void {
    for (let spin = 0; spin < SPINS; spin++) {
      if (Atomics.compareExchange(this.#cell, 0, FREE, this.#owner) === FREE) return
    }
    for (let wait = 0; wait < WAITS_MAX; wait++) {
      const holder = Atomics.compareExchange(this.#cell, 0, FREE, this.#owner)
      if (holder === FREE) return
      Atomics.wait(this.#cell, 0, holder, WAIT_MS)
    }
    Atomics.store(this.#cell, 0, this.#owner)
  }
}
