/**
 * What is still to be sent on a stream, as the source that a call pulls from.
 *
 * Answers for: order, waiting while there is nothing, and the end. Does not know: what is sent.
 * Its limit is that of whoever puts things in, who can see how much waits.
 */

export class Outbox<Item> implements AsyncIterable<Item> {
  #items: Item[] = []
  #more = Promise.withResolvers<void>()
  #taken = Promise.withResolvers<void>()
  #isEnded = false

  /** How many wait. */
  get size(): number {
    return this.#items.length
  }

  get isEnded(): boolean {
    return this.#isEnded
  }

  /** After the end it is left out. */
  put(item: Item): void {
    if (this.#isEnded) return
    this.#items.push(item)
    this.#more.resolve()
  }

  /** What waits is still sent. */
  end(): void {
    this.#isEnded = true
    this.#more.resolve()
    this.#taken.resolve()
  }

  /** Resolves when all that waits now has been taken, or nothing more can be put in. */
  taken(): Promise<void> {
    return this.#taken.promise
  }

  /** For one reader. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Item> {
    for (;;) {
      const items = this.#items
      this.#items = []
      this.#taken.resolve()
      this.#taken = Promise.withResolvers()
      yield* items
      if (this.#items.length > 0) continue
      if (this.#isEnded) return
      this.#more = Promise.withResolvers()
      await this.#more.promise
    }
  }
}
