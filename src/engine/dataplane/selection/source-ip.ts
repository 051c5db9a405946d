/**
 * Source IP (R20).
 *
 * Answers for: one client address, one endpoint, by weighted rendezvous: each endpoint draws a
 * number from the client and its own key, and the least of -ln(number) / weight wins. A client
 * moves only when its own endpoint leaves or another one beats it, so a change moves the share it
 * must and nothing else. Does not know: health, work.
 *
 * A draw looks at every endpoint, so what came out is remembered for the clients seen last. That is
 * a local memory: every thread would remember the same.
 */

import type { Rotation, RotationType } from './contract.ts'
import { NO_ENDPOINT } from './contract.ts'
import { scramble } from './hash.ts'
import { alignedBytes } from './memory.ts'
import type { Seats } from './seats.ts'

/** Clients remembered; a power of two. */
const CLIENTS_REMEMBERED = 4096
const RANGE = 2 ** 32

export const sourceIp: RotationType = {
  bytes: () => alignedBytes(1, 4),
  create: (seats) => new SourceIp(seats),
}

class SourceIp implements Rotation {
  readonly #seats: Seats
  /** Counts the changes; what was remembered under another count is forgotten. */
  readonly #epoch: Int32Array
  readonly #clients = new Int32Array(CLIENTS_REMEMBERED)
  readonly #epochs = new Int32Array(CLIENTS_REMEMBERED)
  readonly #choices = new Int32Array(CLIENTS_REMEMBERED)

  constructor(seats: Seats) {
    this.#seats = seats
    this.#epoch = seats.memory.int32(1)
  }

  enter(): void {
    this.#forget()
  }

  leave(): void {
    this.#forget()
  }

  reweigh(): void {
    this.#forget()
  }

  work(): void {}

  reset(): void {
    this.#forget()
  }

  pick(clientHash: number): number {
    const client = clientHash | 0
    const place = client & (CLIENTS_REMEMBERED - 1)
    const epoch = this.#epoch[0] ?? 0
    if (this.#clients[place] === client && this.#epochs[place] === epoch) {
      return this.#choices[place] ?? NO_ENDPOINT
    }
    const index = this.#draw(client, NOTHING_TRIED)
    // Fresh memory has epoch 0, and remembers nothing: the first endpoint makes the epoch 1.
    this.#clients[place] = client
    this.#epochs[place] = epoch
    this.#choices[place] = index
    return index
  }

  pickOther(clientHash: number, tried: readonly number[]): number {
    return this.#draw(clientHash | 0, tried)
  }

  #draw(client: number, tried: readonly number[]): number {
    const { open, weight, keyHash, capacity } = this.#seats
    let best = NO_ENDPOINT
    let bestScore = Infinity
    for (let index = 0; index < capacity; index++) {
      if (open[index] !== 1 || (tried.length > 0 && tried.includes(index))) continue
      const drawn = (scramble(client ^ (keyHash[index] ?? 0)) >>> 0) + 0.5
      const share = weight[index] ?? 0
      // -ln(x) is at least 1 - x: the dear logarithm is for those who may win.
      if (1 - drawn / RANGE > bestScore * share) continue
      const score = -Math.log(drawn / RANGE) / share
      if (score > bestScore) continue
      if (score === bestScore && !this.#isAhead(client, index, best)) continue
      best = index
      bestScore = score
    }
    return best
  }

  /** Decides between keys with one hash, so that neither gets all clients of both. */
  #isAhead(client: number, index: number, other: number): boolean {
    const { keySalt } = this.#seats
    const drawn = scramble(client ^ (keySalt[index] ?? 0))
    return drawn > scramble(client ^ (keySalt[other] ?? 0))
  }

  #forget(): void {
    this.#epoch[0] = (this.#epoch[0] ?? 0) + 1
  }
}

const NOTHING_TRIED: readonly number[] = []
