/**
 * Counters of all threads added up, those that have ended included.
 *
 * Answers for: totals that never go back. Does not know: who counts.
 */

type Value = number | string | readonly number[]
type Row = Readonly<Record<string, Value>>

export class Totals<Counters extends object> {
  readonly #keyOf: (counters: Counters) => string
  readonly #rows = new Map<string, Map<number, Counters>>()

  constructor(keyOf: (counters: Counters) => string) {
    this.#keyOf = keyOf
  }

  /** The latest counters of one thread. */
  set(thread: number, counters: readonly Counters[]): void {
    for (const row of counters) {
      const key = this.#keyOf(row)
      let threads = this.#rows.get(key)
      if (threads === undefined) this.#rows.set(key, (threads = new Map<number, Counters>()))
      threads.set(thread, row)
    }
  }

  /** A thread has ended: what it counted stays, what it had open is gone. */
  end(thread: number): void {
    for (const threads of this.#rows.values()) {
      const row = threads.get(thread)
      if (row !== undefined) threads.set(thread, { ...row, connectionsActive: 0 })
    }
  }

  /** Forgets what is no longer configured. */
  retain(keys: ReadonlySet<string>): void {
    for (const key of this.#rows.keys()) if (!keys.has(key)) this.#rows.delete(key)
  }

  sums(): readonly Counters[] {
    return [...this.#rows.values()].flatMap((threads) => {
      const [first, ...others] = threads.values()
      return first === undefined ? [] : [others.reduce(add, first)]
    })
  }
}

function add<Counters extends object>(one: Counters, other: Counters): Counters {
  const row: Row = other as Row
  const sum = Object.entries(one as Row).map(([name, value]): [string, Value] => [
    name,
    plus(value, row[name]),
  ])
  return Object.fromEntries(sum) as Counters
}

function plus(value: Value, more: Value | undefined): Value {
  if (typeof value === 'number' && typeof more === 'number') return value + more
  if (typeof value === 'string' || typeof more !== 'object') return value
  return typeof value === 'object' ? value.map((count, at) => count + (more[at] ?? 0)) : value
}
