/**
 * Writes that wait for other writes.
 *
 * Answers for: how long each may wait, how many may, and waking whoever works them off when one has
 * waited long enough. Does not know: why they wait, or what comes of it.
 */

import type { Cancel, Timers } from '../runtime/index.ts'
import { impatient } from './arrange.ts'
import type { Patience, Transaction, Wait } from './arrange.ts'
import { HELD_MAX, HOLD_AFTER_CREATION_MS, HOLD_FOR_ROOM_MS } from './limits.ts'
import { HOLD_FOR_SUCCESSOR_MS, LINGER_MS } from './limits.ts'

/** How long a write may wait, in milliseconds; `limits.ts` says why. */
export interface HoldLimits {
  /** For others to make room for it, from its arrival. */
  readonly roomMs: number
  /** For a successor of what it gives up, from its arrival; */
  readonly successorMs: number
  /** and from the last creation by the same owner, within `roomMs`. */
  readonly creationMs: number
  /** How long what is deleted serves on where nobody else does, until somebody does. */
  readonly lingerMs: number
}

export const defaultHolds: HoldLimits = {
  roomMs: HOLD_FOR_ROOM_MS,
  successorMs: HOLD_FOR_SUCCESSOR_MS,
  creationMs: HOLD_AFTER_CREATION_MS,
  lingerMs: LINGER_MS,
}

export interface Holdable {
  readonly transaction: Transaction
  /** Monotonic. */
  readonly arrivedMs: number
}

export interface HoldsOptions {
  readonly limits: HoldLimits
  readonly timers: Timers
  /** Called when one has waited long enough. */
  readonly wake: () => void
}

export class Holds<Item extends Holdable> {
  readonly #options: HoldsOptions
  readonly #held = new Map<Item, Wait>()
  /** When each owner last created something; monotonic. */
  readonly #createdMs = new Map<string, number>()
  #alarm: Cancel | null = null

  constructor(options: HoldsOptions) {
    this.#options = options
  }

  get size(): number {
    return this.#held.size
  }

  /** Whether one has waited long enough. */
  get isDue(): boolean {
    const nowMs = this.#nowMs()
    return [...this.#held].some(([item, wait]) => this.#toDueMs(item, wait) <= nowMs)
  }

  /** To be told of every write that arrives. */
  note({ transaction: { operations, isEngine }, arrivedMs }: Item): void {
    if (isEngine) return
    const creations = operations.filter(({ type, id }) => type === 'put' && id === null)
    if (creations.length === 0) return
    for (const [owner, createdMs] of this.#createdMs) {
      if (createdMs + this.#options.limits.creationMs < arrivedMs) this.#createdMs.delete(owner)
    }
    for (const creation of creations) {
      if (creation.type === 'put') this.#createdMs.set(creation.owner, arrivedMs)
    }
    this.#setAlarm()
  }

  /** What waits, the oldest first, and what each may still wait for. Nothing is held any more. */
  take(): ReadonlyMap<Item, Patience> {
    const nowMs = this.#nowMs()
    const isOver = (item: Item, wait: Wait): boolean => this.#toDueMs(item, wait) <= nowMs
    // They may be links of one chain, in which each takes over what the next gives up.
    const isHandOver = [...this.#held].some(
      ([item, wait]) => wait.for === 'successor' && isOver(item, wait),
    )
    const items = [...this.#held].toSorted(([a], [b]) => a.arrivedMs - b.arrivedMs)
    this.#held.clear()
    this.#setAlarm()
    return new Map(
      items.map(([item]) => {
        const forRoom = !isOver(item, { for: 'room' })
        return [item, { forRoom, forSuccessor: forRoom && !isHandOver && !isStrict(item) }]
      }),
    )
  }

  /** What an item that has just arrived may wait for; `before` others may come to be held. */
  toFirstPatience(item: Item, before: number): Patience {
    const { roomMs, successorMs } = this.#options.limits
    if (item.transaction.isEngine || before >= HELD_MAX) return impatient
    return { forRoom: roomMs > 0, forSuccessor: successorMs > 0 && !isStrict(item) }
  }

  keep(item: Item, wait: Wait): void {
    this.#held.set(item, wait)
    this.#setAlarm()
  }

  drop(item: Item): void {
    this.#held.delete(item)
    this.#setAlarm()
  }

  #toDueMs({ arrivedMs }: Item, wait: Wait): number {
    const { roomMs, successorMs, creationMs } = this.#options.limits
    if (wait.for === 'room') return arrivedMs + roomMs
    const createdMs = this.#createdMs.get(wait.owner) ?? -Infinity
    return Math.max(arrivedMs + successorMs, Math.min(createdMs + creationMs, arrivedMs + roomMs))
  }

  #setAlarm(): void {
    this.#alarm?.()
    this.#alarm = null
    if (this.#held.size === 0) return
    const dueMs = Math.min(...[...this.#held].map(([item, wait]) => this.#toDueMs(item, wait)))
    const delayMs = Math.ceil(Math.max(dueMs - this.#nowMs(), 0))
    this.#alarm = this.#options.timers.after(delayMs, () => this.#ring())
  }

  /** A timer may come a little early. */
  #ring(): void {
    if (this.isDue) this.#options.wake()
    else this.#setAlarm()
  }

  #nowMs(): number {
    return this.#options.timers.monotonicMs()
  }
}

/** Who deletes strictly wants it gone, and hands nothing over. */
function isStrict({ transaction }: Holdable): boolean {
  return transaction.operations.some(
    (operation) => operation.type === 'delete' && operation.mode === 'strict',
  )
}
