/**
 * What the last commits changed, for those who watch.
 *
 * Answers for: how far back one can go on from, and waking those who wait. In memory: after a
 * restart it begins with the present. Does not know: who watches what.
 */

import { CHANGES_KEPT_MAX } from './limits.ts'
import type { Step } from './steps.ts'

export interface Change {
  readonly revision: number
  readonly steps: readonly Step[]
}

export class History {
  /** The revisions that one may go on from, and what came after each. */
  #base: number
  readonly #changes: Change[] = []
  #steps = 0
  #changed = Promise.withResolvers<void>()

  /** `revision`: of the present state. */
  constructor(revision: number) {
    this.#base = revision
  }

  /** Resolves with the next change. */
  get changed(): Promise<void> {
    return this.#changed.promise
  }

  add(change: Change): void {
    this.#changes.push(change)
    this.#steps += change.steps.length
    while (this.#steps > CHANGES_KEPT_MAX && this.#changes.length > 1) {
      const oldest = this.#changes.shift()
      this.#steps -= oldest?.steps.length ?? 0
      this.#base = oldest?.revision ?? this.#base
    }
    this.#changed.resolve()
    this.#changed = Promise.withResolvers()
  }

  /** All that came after the revision; null when that is not known any more, or never was. */
  after(revision: number): readonly Change[] | null {
    if (revision === this.#base) return [...this.#changes]
    const place = this.#changes.findIndex((change) => change.revision === revision)
    return place === -1 ? null : this.#changes.slice(place + 1)
  }
}
