/**
 * The counters of all threads: rows of shared memory, one for each thread and each thing counted.
 *
 * Answers for: giving out rows, adding them up, and saying what has changed. A row belongs to a
 * place among the threads: whoever takes the place of a thread that died goes on with its rows, so
 * totals never go back. Does not know: what a number means.
 */

import { ROW_CELLS } from './path/counters.ts'

const ROWS_PER_PAGE = 64

interface Entry<Key> {
  readonly key: Key
  readonly rows: readonly Float64Array[]
  /** The sums that were reported last; null before the first time. */
  reported: Float64Array | null
}

export class Ledger<Key> {
  readonly #threads: number
  readonly #entries = new Map<string, Entry<Key>>()
  #page = new SharedArrayBuffer(0)
  #used = 0

  constructor(threads: number) {
    this.#threads = threads
  }

  /** A row for each thread, in their order; the same ones for the same name until `forget`. */
  rowsOf(name: string, key: Key): readonly Float64Array[] {
    const known = this.#entries.get(name)
    if (known !== undefined) return known.rows
    const rows = Array.from({ length: this.#threads }, () => this.#cut())
    this.#entries.set(name, { key, rows, reported: null })
    return rows
  }

  #cut(): Float64Array {
    const bytes = ROW_CELLS * Float64Array.BYTES_PER_ELEMENT
    if (this.#used + bytes > this.#page.byteLength) {
      this.#page = new SharedArrayBuffer(ROWS_PER_PAGE * bytes)
      this.#used = 0
    }
    const row = new Float64Array(this.#page, this.#used, ROW_CELLS)
    this.#used += bytes
    return row
  }

  /** All rows of one thread. */
  *rowsOfThread(thread: number): Generator<Float64Array> {
    for (const { rows } of this.#entries.values()) {
      const row = rows[thread]
      if (row !== undefined) yield row
    }
  }

  /** Forgets what is no longer counted. */
  forget(names: Iterable<string>): void {
    for (const name of names) this.#entries.delete(name)
  }

  /** Sums that are not as they were the last time. */
  *changed(): Generator<{ readonly key: Key; readonly sums: Float64Array }> {
    for (const entry of this.#entries.values()) {
      const { key, rows, reported } = entry
      if (reported !== null && isSum(rows, reported)) continue
      const sums = new Float64Array(ROW_CELLS)
      for (let at = 0; at < ROW_CELLS; at++) sums[at] = sumAt(rows, at)
      entry.reported = sums
      yield { key, sums }
    }
  }
}

function isSum(rows: readonly Float64Array[], sums: Float64Array): boolean {
  for (let at = 0; at < ROW_CELLS; at++) if (sumAt(rows, at) !== sums[at]) return false
  return true
}

function sumAt(rows: readonly Float64Array[], at: number): number {
  let sum = 0
  for (const row of rows) sum += row[at] ?? 0
  return sum
}
