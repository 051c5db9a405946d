/**
 * How many client connections the whole plane has, and how many it may have.
 *
 * Answers for: a limit over all threads, so that the process never runs out of file descriptors: a
 * client too many is closed on accept, and those inside do not notice. Does not know: sockets.
 */

/** What threads share. */
export interface OccupancyPlace {
  /** Connections of each thread; each writes its own number only. */
  readonly cells: Int32Array
  readonly connectionsMax: number
}

export class Occupancy {
  readonly #cells: Int32Array
  readonly #thread: number
  readonly #max: number

  constructor({ cells, connectionsMax }: OccupancyPlace, thread: number) {
    this.#cells = cells
    this.#thread = thread
    this.#max = connectionsMax
  }

  /** False when the plane is full; else `leave` follows once. */
  enter(): boolean {
    let sum = 0
    for (const count of this.#cells) sum += count
    if (sum >= this.#max) return false
    this.#cells[this.#thread] = (this.#cells[this.#thread] ?? 0) + 1
    return true
  }

  leave(): void {
    this.#cells[this.#thread] = (this.#cells[this.#thread] ?? 0) - 1
  }
}
