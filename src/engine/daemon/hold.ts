/**
 * The lock of a process's role, and passing it on.
 *
 * Answers for: the lock being held as long as the process has the role. But for `leave` it is
 * released by the kernel alone: whoever finds it free may rely on the process being gone, or having
 * a successor. Does not know: the role.
 */

import { rmSync } from 'node:fs'
import { acquireLock } from '../runtime/index.ts'
import type { Lock } from '../runtime/index.ts'

/** Waiting for a lock blocks the process: a successor looks often, for a short time each. */
const TAKE_WAIT_MS = 1_000

export class Hold {
  readonly #path: string
  readonly #leavingPath: string
  #lock: Lock | null = null
  #leaving: Lock | null = null

  /** `leavingPath`: the lock that shows that the process is still there after `leave`. */
  constructor(path: string, leavingPath: string) {
    this.#path = path
    this.#leavingPath = leavingPath
  }

  /** Whether it has the role now; false when another has it for all of `waitMs`. */
  async take(waitMs: number = TAKE_WAIT_MS): Promise<boolean> {
    this.#lock ??= await acquireLock(this.#path, waitMs)
    return this.#lock !== null
  }

  /** The role is free for a successor; this process goes on for a while. */
  async leave(): Promise<void> {
    this.#leaving ??= await acquireLock(this.#leavingPath, TAKE_WAIT_MS)
    this.#lock?.release()
    this.#lock = null
  }

  /** At the end of the process. */
  clear(): void {
    if (this.#leaving === null) return
    for (const path of [this.#leavingPath, `${this.#leavingPath}.pid`])
      rmSync(path, { force: true })
  }
}
