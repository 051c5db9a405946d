/**
 * Which slot of HAProxy each endpoint of a pool has.
 *
 * Answers for: endpoints that stay keep their slot, one that leaves keeps it until it has drained,
 * and there are some to spare, so that most changes need no reload. Does not know: HAProxy.
 */

/** A pool has this many more slots than it needs when it gets new ones: a quarter, at least. */
const SPARE_SHARE = 0.25
const SPARE_MIN = 4

export class Roster {
  /** Slots by the ids of endpoints; those that leave included. */
  readonly #slots = new Map<string, number>()
  readonly #leaving = new Set<string>()
  readonly #free: number[] = []
  #size = 0

  /** With these slots taken, of `size`. */
  static of(size: number, taken: Iterable<readonly [id: string, slot: number]>): Roster {
    const roster = new Roster()
    for (const [id, slot] of taken) roster.#slots.set(id, slot)
    const used = new Set(roster.#slots.values())
    for (let slot = size - 1; slot >= 0; slot--) if (!used.has(slot)) roster.#free.push(slot)
    roster.#size = size
    return roster
  }

  /** Another with the same slots, to try a change on. */
  copy(): Roster {
    const copy = new Roster()
    for (const [id, slot] of this.#slots) copy.#slots.set(id, slot)
    for (const id of this.#leaving) copy.#leaving.add(id)
    copy.#free.push(...this.#free)
    copy.#size = this.#size
    return copy
  }

  /** How many slots there are. */
  get size(): number {
    return this.#size
  }

  /** These are the endpoints now; others leave. */
  seat(ids: readonly string[]): void {
    const wanted = new Set(ids)
    for (const id of this.#slots.keys()) if (!wanted.has(id)) this.#leaving.add(id)
    for (const id of wanted) this.#leaving.delete(id)
    const added = [...wanted].filter((id) => !this.#slots.has(id))
    if (added.length > this.#free.length) this.#grow(added.length)
    for (const id of added) this.#slots.set(id, this.#takeFree())
  }

  #grow(added: number): void {
    const needed = this.#size - this.#free.length + added
    const size = needed + Math.max(SPARE_MIN, Math.ceil(needed * SPARE_SHARE))
    for (let slot = size - 1; slot >= this.#size; slot--) this.#free.unshift(slot)
    this.#free.sort((left, right) => right - left)
    this.#size = size
  }

  #takeFree(): number {
    const slot = this.#free.pop()
    if (slot === undefined) throw new Error('no slot is free')
    return slot
  }

  /** An endpoint that leaves has drained: its slot is another's from now on. */
  release(id: string): void {
    const slot = this.#slots.get(id)
    if (slot === undefined || !this.#leaving.delete(id)) return
    this.#slots.delete(id)
    this.#free.push(slot)
    this.#free.sort((left, right) => right - left)
  }

  slotOf(id: string): number | undefined {
    return this.#slots.get(id)
  }

  isLeaving(id: string): boolean {
    return this.#leaving.has(id)
  }

  entries(): Iterable<readonly [id: string, slot: number]> {
    return this.#slots
  }
}
