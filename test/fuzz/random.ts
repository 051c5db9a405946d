/**
 * Chance with a seed, so that whatever was found can be found again.
 *
 * Answers for: the numbers, and the seed and count of a run from the environment. Does not know:
 * what is made of them.
 */

/** Mulberry32: small, quick, and good enough to choose pieces. */
export class Chance {
  #state: number

  constructor(seed: number) {
    this.#state = seed | 0
  }

  /** From 0, less than `end`. */
  below(end: number): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % end
  }

  /** True once in `times`. */
  isOneIn(times: number): boolean {
    return this.below(times) === 0
  }

  of<T>(items: readonly [T, ...T[]]): T {
    return items[this.below(items.length)] ?? items[0]
  }
}

export interface Run {
  readonly seed: number
  readonly cases: number
}

/** `LB_FUZZ_SEED` and `LB_FUZZ_CASES`; by default any seed, and as many cases as take seconds. */
export function toRun(casesByDefault: number): Run {
  const { LB_FUZZ_SEED: seed, LB_FUZZ_CASES: cases } = process.env
  return {
    seed: seed === undefined ? Date.now() % 1_000_000_007 : Number(seed),
    cases: cases === undefined ? casesByDefault : Number(cases),
  }
}
