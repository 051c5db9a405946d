/**
 * What the control process has done since it started, in numbers.
 *
 * Answers for: counting writes and commits. Does not know: what they change.
 */

import type { Ruling } from './arrange.ts'

export class Tally {
  /** Writes of the group that is being committed. */
  running = 0
  /** Commits that the store took. */
  commits = 0
  /** How long groups took, from judging to stored; those that were refused included. */
  groups = 0
  groupsMs = 0
  accepted = 0
  /** By the code of the refusal. */
  readonly refused = new Map<string, number>()

  settle(ruling: Ruling): void {
    if (ruling.kind === 'accepted') this.accepted += 1
    else if (ruling.kind === 'refused') this.refuse(ruling.error.code)
  }

  refuse(code: string): void {
    this.refused.set(code, (this.refused.get(code) ?? 0) + 1)
  }
}
