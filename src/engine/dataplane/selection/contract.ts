/**
 * What choosing an endpoint means: what a data plane calls, and what an algorithm owes.
 *
 * Answers for: the forms of pickers (R17 to R20). Does not know: addresses, sockets, health; a
 * picker is told what is up, and answers with an index.
 */

import type { Seats } from './seats.ts'

/** No endpoint may take the work. */
export const NO_ENDPOINT = -1

/** The greatest weight of an endpoint. */
export const WEIGHT_MAX = 100

/** One endpoint of a pool, as a picker sees it. */
export interface PickerEndpoint {
  /** Stable over revisions and restarts; clients stick to it under source IP (R20). */
  readonly key: string
  /** 0 to `WEIGHT_MAX`; 0 takes no new work. */
  readonly weight: number
  readonly isUp: boolean
  /** Work it has already, when a picker takes over from another one; 0 by default. */
  readonly active?: number
}

/**
 * Chooses among endpoints that are known by their index, a seat from 0 to `capacity - 1`. No method
 * allocates, and each change touches what it must: the rotation of the others goes on.
 *
 * Each `pick` that gave an endpoint, and each `acquire`, is matched by one `release`.
 */
export interface Picker {
  /** How many seats there are; for more endpoints make a larger picker. */
  readonly capacity: number

  /** Puts an endpoint on a seat; the one that sat there is gone, with its work. */
  place(index: number, endpoint: PickerEndpoint): void
  /**
   * Takes the endpoint off its seat, and its work with it. To let its work end first, set the
   * weight to 0 and clear the seat when `active` is 0. An empty seat stays empty.
   */
  clear(index: number): void
  setWeight(index: number, weight: number): void
  setUp(index: number, isUp: boolean): void
  /** True: while no endpoint that may take work is up, all are treated as if they were. */
  setFailOpen(failOpen: boolean): void

  /** Whoever has this much work gets no more until some of it is released; 0 for no limit. */
  setLimit(activeMax: number): void

  /** The endpoint for the next piece of work, by `hashAddress` of the client. */
  pick(clientHash: number): number
  /** One that is not in `tried`, for a second attempt; few are expected in `tried`. */
  pickOther(clientHash: number, tried: readonly number[]): number
  /** Whether an endpoint takes part in the rotation. */
  isOpen(index: number): boolean
  /** Whether an endpoint has all the work that the limit allows. */
  isFull(index: number): boolean
  /**
   * Gives work to an endpoint that was chosen elsewhere (a cookie), when it may have any: it is not
   * full, and up, whatever its weight, or taking part.
   */
  pickNamed(index: number): boolean
  /** Counts work that was given to an endpoint without a `pick`. */
  acquire(index: number): void
  /** The work is done, or was never begun. */
  release(index: number): void
  /** Work given and not yet released. */
  active(index: number): number
}

/**
 * One algorithm, over seats it reads and never changes. `Roster` calls it: `enter` and `leave` when
 * an endpoint begins or ends to take part, `reweigh` when its weight changed meanwhile, `work` when
 * its active work did.
 */
export interface Rotation {
  enter(index: number): void
  leave(index: number): void
  /** `seats.weight[index]` is the new weight, above 0. */
  reweigh(index: number, previousWeight: number): void
  /** `seats.active[index]` changed; only called for endpoints that take part. */
  work(index: number): void
  pick(clientHash: number): number
  pickOther(clientHash: number, tried: readonly number[]): number
  /** Nobody takes part any more; the rotation starts over. What the memory holds may be torn. */
  reset(): void
}

/** What an algorithm's file offers to the list in `index.ts`. */
export interface RotationType {
  /** Bytes of memory that it needs beside the seats. */
  bytes(capacity: number): number
  create(seats: Seats): Rotation
}
