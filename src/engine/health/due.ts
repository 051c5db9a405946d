/**
 * Things with a time, the earliest first.
 *
 * Answers for: a queue that costs the logarithm of its length. Does not know: clocks.
 */

interface Entry<T> {
  readonly dueMs: number
  readonly item: T
}

export class DueQueue<T> {
  #entries: Entry<T>[] = []

  get size(): number {
    return this.#entries.length
  }

  /** When the earliest is due; null when there is none. */
  get firstDueMs(): number | null {
    return this.#entries[0]?.dueMs ?? null
  }

  add(dueMs: number, item: T): void {
    const entries = this.#entries
    const entry = { dueMs, item }
    let place = entries.length
    entries.push(entry)
    while (place > 0) {
      const above = (place - 1) >> 1
      const parent = entries[above]
      if (parent === undefined || parent.dueMs <= dueMs) break
      entries[place] = parent
      place = above
    }
    entries[place] = entry
  }

  /** Takes the earliest out. */
  take(): T | undefined {
    const entries = this.#entries
    const first = entries[0]
    const last = entries.pop()
    if (last !== undefined && entries.length > 0) this.#sink(last)
    return first?.item
  }

  /** Drops what `keep` refuses. */
  filter(keep: (item: T) => boolean): void {
    // In the order of time a list is a heap.
    this.#entries = this.#entries.filter(({ item }) => keep(item)).sort(byTime)
  }

  #sink(entry: Entry<T>): void {
    const entries = this.#entries
    let place = 0
    for (;;) {
      const [left, right] = [entries[2 * place + 1], entries[2 * place + 2]]
      if (left === undefined) break
      const isRight = right !== undefined && right.dueMs < left.dueMs
      const child = isRight ? right : left
      if (child.dueMs >= entry.dueMs) break
      entries[place] = child
      place = 2 * place + (isRight ? 2 : 1)
    }
    entries[place] = entry
  }
}

function byTime<T>(a: Entry<T>, b: Entry<T>): number {
  return a.dueMs - b.dueMs
}
