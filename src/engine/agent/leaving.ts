/**
 * Endpoints that take no new work and have some to finish.
 *
 * Answers for: how long each is shown as draining: until the data plane says that it is drained, or
 * its time is over. Does not know: why it leaves.
 */

import { endpointKey } from '../dataplane/contract.ts'
import type { Cancel, Timers } from '../health/index.ts'
import type { TargetHealth } from './contract.ts'
import { DRAIN_REPORT_SLACK_MS } from './limits.ts'

interface Leaver {
  readonly target: TargetHealth
  readonly drainTimeoutMs: number
  /** Null until the change that makes it leave is live. */
  deadline: Cancel | null
}

export interface LeavingOptions {
  readonly timers: Timers
  /** Told when one that was confirmed has ended. */
  readonly onDrained: (target: TargetHealth) => void
}

export class LeavingTargets {
  readonly #options: LeavingOptions
  readonly #leavers = new Map<string, Leaver>()

  constructor(options: LeavingOptions) {
    this.#options = options
  }

  /** `target` as it is to be shown. It is not confirmed yet. */
  expect(target: TargetHealth, drainTimeoutMs: number): void {
    const key = endpointKey(target.poolId, target.endpointId)
    this.withdraw(key)
    this.#leavers.set(key, { target, drainTimeoutMs, deadline: null })
  }

  /** The change is live, and its time runs. One that was drained before is not here any more. */
  confirm(key: string): void {
    const leaver = this.#leavers.get(key)
    if (leaver === undefined) return
    const waitMs = leaver.drainTimeoutMs + DRAIN_REPORT_SLACK_MS
    leaver.deadline = this.#options.timers.after(waitMs, () => this.drained(key))
  }

  /** It does not leave after all, or is back. */
  withdraw(key: string): void {
    this.#leavers.get(key)?.deadline?.()
    this.#leavers.delete(key)
  }

  drained(key: string): void {
    const leaver = this.#leavers.get(key)
    if (leaver === undefined) return
    this.withdraw(key)
    if (leaver.deadline !== null) this.#options.onDrained(leaver.target)
  }

  /** Null when it is not leaving. */
  get(key: string): TargetHealth | null {
    return this.#leavers.get(key)?.target ?? null
  }

  close(): void {
    for (const key of [...this.#leavers.keys()]) this.withdraw(key)
  }
}
