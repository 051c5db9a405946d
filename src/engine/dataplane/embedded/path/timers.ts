/**
 * Deadlines for many connections at the price of one timer.
 *
 * Answers for: calling `onDeadline` once a deadline has passed, at most two ticks late. Putting a
 * deadline off costs an assignment: it is looked at again when its old time comes.
 * Does not know: what a deadline is for.
 */

const TICK_MS = 50
const SLOTS = 512

/** Something that must happen by a time. Fields belong to the wheel; create with `NO_DEADLINE`. */
export interface Timed {
  /** By `Wheel.nowMs`; `NO_DEADLINE` for none. */
  deadlineMs: number
  /** The tick it will be looked at; -1 for none. */
  wheelTick: number
  onDeadline(): void
}

export const NO_DEADLINE = Infinity

export class Wheel {
  /** The time of the latest tick, monotonic. */
  nowMs = performance.now()
  readonly #slots: readonly Set<Timed>[] = Array.from({ length: SLOTS }, () => new Set<Timed>())
  #tick = 0
  #count = 0
  #timer: NodeJS.Timeout | null = null
  readonly #startMs = this.nowMs

  /** Sets the deadline to `delayMs` from now, in place of the one it has. */
  arm(timed: Timed, delayMs: number): void {
    if (this.#timer === null) this.#start()
    timed.deadlineMs = this.nowMs + delayMs
    const tick = this.#tickOf(timed.deadlineMs)
    if (timed.wheelTick >= 0) {
      if (timed.wheelTick <= tick) return
      this.#remove(timed)
    }
    this.#add(timed, tick)
  }

  disarm(timed: Timed): void {
    timed.deadlineMs = NO_DEADLINE
    if (timed.wheelTick >= 0) this.#remove(timed)
  }

  close(): void {
    if (this.#timer !== null) clearInterval(this.#timer)
    this.#timer = null
  }

  #start(): void {
    this.#advance()
    this.#tick = Math.floor((this.nowMs - this.#startMs) / TICK_MS)
    this.#timer = setInterval(() => this.#turn(), TICK_MS)
    this.#timer.unref()
  }

  #tickOf(timeMs: number): number {
    return Math.max(this.#tick + 1, Math.ceil((timeMs - this.#startMs) / TICK_MS))
  }

  #add(timed: Timed, tick: number): void {
    // What is further away than a turn of the wheel is looked at on the way.
    timed.wheelTick = Math.min(tick, this.#tick + SLOTS - 1)
    this.#slotOf(timed.wheelTick).add(timed)
    this.#count++
  }

  #remove(timed: Timed): void {
    this.#slotOf(timed.wheelTick).delete(timed)
    timed.wheelTick = -1
    this.#count--
  }

  #slotOf(tick: number): Set<Timed> {
    const slot = this.#slots[tick % SLOTS]
    if (slot === undefined) throw new RangeError(`no slot for tick ${tick}`)
    return slot
  }

  #advance(): void {
    this.nowMs = performance.now()
  }

  #turn(): void {
    this.#advance()
    const last = Math.floor((this.nowMs - this.#startMs) / TICK_MS)
    // After a long pause of the thread one turn of the wheel meets every entry.
    const first = Math.max(this.#tick + 1, last - SLOTS + 1)
    for (let tick = first; tick <= last; tick++) this.#look(tick)
    this.#tick = Math.max(this.#tick, last)
    if (this.#count === 0) this.close()
  }

  #look(tick: number): void {
    this.#tick = tick
    const slot = this.#slotOf(tick)
    if (slot.size === 0) return
    for (const timed of slot) {
      if (timed.wheelTick < 0) continue
      this.#remove(timed)
      if (timed.deadlineMs > this.nowMs) this.#add(timed, this.#tickOf(timed.deadlineMs))
      else {
        timed.deadlineMs = NO_DEADLINE
        timed.onDeadline()
      }
    }
  }
}
