/**
 * Buffers of one thread, used again and again.
 *
 * Answers for: how many bytes are held for reading and writing. Sockets whose bytes are taken in at
 * once read into one shared buffer; a server's answers are read into a buffer of its own, so that
 * they go on to the client without a copy.
 * Does not know: sockets.
 */

/** Bytes of one read. */
export const READ_BYTES = 65_536

/**
 * Bytes of one read of a stream that has shown that its other side keeps up: fewer calls of the
 * system, and fewer times that the other side is woken.
 */
export const LARGE_READ_BYTES = 524_288

/** Room before what is read, so that a head can grow in place. */
export const HEADROOM = 512

/** Room for a request's head as it is forwarded, and the beginning of its body. */
const SLAB_BYTES = 32_768

/** Lines of an access log that travel together. */
export const LOG_PAGE_BYTES = 131_072

const FREE_MAX = 64
/** As many listeners have lines at one time without a page being made anew. */
const FREE_LOG_PAGES_MAX = 8

/** What a server connection reads into. */
export interface ReadBuffer {
  /** Bytes read begin at `HEADROOM`. */
  readonly whole: Buffer
  /** The part that is read into. */
  readonly view: Buffer
}

/** A limited stock of equal things. */
export class Stock<T> {
  readonly #free: T[] = []
  readonly #create: () => T
  readonly #freeMax: number

  constructor(create: () => T, freeMax = FREE_MAX) {
    this.#create = create
    this.#freeMax = freeMax
  }

  take(): T {
    return this.#free.pop() ?? this.#create()
  }

  /** Only what nobody reads or writes any more. */
  giveBack(used: T): void {
    if (this.#free.length < this.#freeMax) this.#free.push(used)
  }
}

/** All sockets that take their bytes in at once read into this one. */
export const sharedBuffer = Buffer.allocUnsafeSlow(READ_BYTES)

/** The same for streams that are read in larger pieces. */
export const largeSharedBuffer = Buffer.allocUnsafeSlow(LARGE_READ_BYTES)

export const slabs = new Stock<Buffer>(() => Buffer.allocUnsafeSlow(SLAB_BYTES))

export const readBuffers = new Stock<ReadBuffer>(() => {
  const whole = Buffer.allocUnsafeSlow(HEADROOM + READ_BYTES)
  return { whole, view: whole.subarray(HEADROOM) }
})

export const logPages = new Stock(() => new ArrayBuffer(LOG_PAGE_BYTES), FREE_LOG_PAGES_MAX)
