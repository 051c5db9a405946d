/**
 * Writes that wait for other writes.
 *
 * Answers for: how long each may wait, how many may, and waking whoever works them off when one has
 * waited long enough. Does not know: why they wait, or what comes of it.
 */

import type { Cancel, Timers } from '../runtime/index.ts'
import { impatient } from './arrange.ts'
import type { Patience, Transaction } from './arrange.ts'
import { HELD_MAX } from './limits.ts'

/** How long a write may wait, from its arrival; milliseconds. */
export interface HoldLimits {
  /** For others to make room for it. */
  readonly roomMs: number
  /** For a successor of what it gives up. */
  readonly successorMs: number
}

export interface Holdable {
  readonly transaction: Transaction
  /** Monotonic. */
  readonly arrivedMs: number
}

interface Hold {
  readonly wait: keyof Patience
  readonly dueMs: number
}

export class Holds<Item extends Holdable> {
  readonly #limits: HoldLimits
  readonly #timers: Timers
  readonly #wake: () => void
  /** In the order of arrival. */
  readonly #held = new Map<Item, Hold>()
  #alarm: Cancel | null = null

  constructor(options: { limits: HoldLimits; timers: Timers; wake: () => void }) {
    this.#limits = options.limits
    this.#timers = options.timers
    this.#wake = options.wake
  }

  /** Whether one has waited long enough. */
  get isDue(): boolean {
    const nowMs = this.#timers.monotonicMs()
    return [...this.#held.values()].some(({ dueMs }) => dueMs <= nowMs)
  }

  /** What waits, the oldest first, and what each may still wait for. Nothing is held any more. */
  take(): ReadonlyMap<Item, Patience> {
    const nowMs = this.#timers.monotonicMs()
    // They may be links of one chain, in which each takes over what the next gives up.
    const isHandOver = [...this.#held.values()].some(
      ({ wait, dueMs }) => wait === 'forSuccessor' && dueMs <= nowMs,
    )
    const items = [...this.#held.keys()].toSorted((a, b) => a.arrivedMs - b.arrivedMs)
    this.#held.clear()
    this.#setAlarm()
    return new Map(
      items.map((item) => {
        const patience = this.#toPatience(item, nowMs)
        return [item, isHandOver ? { ...patience, forSuccessor: false } : patience]
      }),
    )
  }

  /** What an item that has just arrived may wait for; `before` others may come to be held. */
  toFirstPatience(item: Item, before: number): Patience {
    return before < HELD_MAX ? this.#toPatience(item, this.#timers.monotonicMs()) : impatient
  }

  keep(item: Item, wait: keyof Patience): void {
    const limitMs = wait === 'forRoom' ? this.#limits.roomMs : this.#limits.successorMs
    this.#held.set(item, { wait, dueMs: item.arrivedMs + limitMs })
    this.#setAlarm()
  }

  drop(item: Item): void {
    this.#held.delete(item)
    this.#setAlarm()
  }

  #toPatience({ transaction, arrivedMs }: Item, nowMs: number): Patience {
    if (transaction.isEngine) return impatient
    const { roomMs, successorMs } = this.#limits
    return {
      forRoom: nowMs < arrivedMs + roomMs,
      forSuccessor: nowMs < arrivedMs + successorMs && !isStrict(transaction),
    }
  }

  #setAlarm(): void {
    this.#alarm?.()
    this.#alarm = null
    if (this.#held.size === 0) return
    const dueMs = Math.min(...[...this.#held.values()].map((hold) => hold.dueMs))
    const delayMs = Math.max(dueMs - this.#timers.monotonicMs(), 0)
    this.#alarm = this.#timers.after(Math.ceil(delayMs), () => this.#ring())
  }

  /** A timer may come a little early. */
  #ring(): void {
    if (this.isDue) this.#wake()
    else this.#setAlarm()
  }
}

/** Who deletes strictly wants it gone, and hands nothing over. */
function isStrict({ operations }: Transaction): boolean {
  return operations.some((operation) => operation.type === 'delete' && operation.mode === 'strict')
}
