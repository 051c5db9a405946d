/**
 * One thing at a time.
 *
 * Answers for: tasks running in the order in which they came, at most a given number of them
 * waiting. Does not know: what they do.
 */

export class Line {
  readonly #waitingMax: number
  #last: Promise<unknown> = Promise.resolve()
  #length = 0

  constructor(waitingMax: number) {
    this.#waitingMax = waitingMax
  }

  get isFull(): boolean {
    return this.#length > this.#waitingMax
  }

  /** Runs `task` when those before it have ended, whether they failed or not. */
  run<T>(task: () => Promise<T>): Promise<T> {
    this.#length++
    const result = this.#last.then(task).finally(() => this.#length--)
    this.#last = result.catch(() => {})
    return result
  }

  /** Resolves when all that has been given has ended. */
  async empty(): Promise<void> {
    await this.#last
  }
}
