/**
 * What a plane has to report, on its way to the one who takes it.
 *
 * Answers for: waking whoever waits, and an end when nobody wants more or the plane is closed. Does
 * not know: what is reported, or what of it is kept until somebody comes.
 */

export class Delivery {
  #isClosed = false
  #isNew = false
  #wake: () => void = () => {}

  /** There is something to be taken. */
  ring(): void {
    this.#isNew = true
    this.#wake()
  }

  /** What is there is still taken, and nothing after it. */
  close(): void {
    this.#isClosed = true
    this.#wake()
  }

  /** All that `take` gives, now and after every `ring`. One consumer. */
  async *iterate<T>(
    take: () => Iterable<T>,
    signal: AbortSignal,
  ): AsyncGenerator<T, void, undefined> {
    const wake = (): void => this.#wake()
    signal.addEventListener('abort', wake)
    try {
      while (!signal.aborted) {
        this.#isNew = false
        yield* take()
        if (this.#isClosed) return
        if (!this.#isNew && !signal.aborted) {
          await new Promise<void>((resolve) => (this.#wake = resolve))
          this.#wake = () => {}
        }
      }
    } finally {
      signal.removeEventListener('abort', wake)
    }
  }
}
