/**
 * Who holds which address, in layers like the graph's, and the lowest that nobody holds.
 *
 * Answers for: both without looking at everybody, so that a thousand allocations do not cost a
 * million looks. Does not know: kinds, subnets. Pure but for its own state.
 *
 * Invariant: of a prefix, every address that may be given out and lies below its floor is held.
 */

import { contains, fromAddress, fromPrefix, toAddress, toPrefix } from '../ir/index.ts'
import { firstUsable, lastUsable } from '../ir/index.ts'
import type { Prefix } from '../ir/index.ts'
import type { EngineObject } from '../kinds/index.ts'

export interface BookBelow {
  readonly book: AddressBook
  /** Whether the layer above has its own word on the object. */
  readonly isHidden: (id: string) => boolean
}

export class AddressBook {
  readonly #below: BookBelow | null
  /** Of this layer's objects, by address. */
  readonly #own = new Map<string, Map<string, EngineObject>>()
  /** By prefix; a prefix that is not here has the floor of the layer below. */
  readonly #floors = new Map<string, bigint>()

  constructor(below: BookBelow | null) {
    this.#below = below
  }

  /** Objects that hold the address. */
  holders(address: string): readonly EngineObject[] {
    const own = [...(this.#own.get(address)?.values() ?? [])]
    if (this.#below === null) return own
    const { book, isHidden } = this.#below
    return [...book.holders(address).filter(({ id }) => !isHidden(id)), ...own]
  }

  /** The lowest address of the prefix that nobody holds; null when there is none. */
  lowestFree(prefix: Prefix): string | null {
    const key = fromPrefix(prefix)
    const last = lastUsable(prefix)
    for (let value = this.#floorOf(key, prefix); value <= last; value += 1n) {
      const address = fromAddress({ family: prefix.family, value })
      if (this.holders(address).length > 0) continue
      this.#floors.set(key, value)
      return address
    }
    this.#floors.set(key, last + 1n)
    return null
  }

  add(object: EngineObject, addresses: readonly string[]): void {
    for (const address of addresses) {
      const holders = this.#own.get(address)
      if (holders === undefined) this.#own.set(address, new Map([[object.id, object]]))
      else holders.set(object.id, object)
    }
  }

  remove(id: string, addresses: readonly string[]): void {
    for (const address of addresses) {
      const holders = this.#own.get(address)
      holders?.delete(id)
      if (holders?.size === 0) this.#own.delete(address)
    }
  }

  /** To be told of addresses whose holder has let go of them, in this layer or below it. */
  free(addresses: readonly string[]): void {
    for (const text of addresses) {
      const address = toAddress(text)
      if (address === null) continue
      for (const key of this.#keys()) {
        const prefix = toPrefix(key)
        if (prefix === null || !contains(prefix, address)) continue
        if (address.value < this.#floorOf(key, prefix)) this.#floors.set(key, address.value)
      }
    }
  }

  /** The layer below has become what this one is: what was found out here holds there. */
  handDown(): void {
    if (this.#below === null) return
    const { book } = this.#below
    for (const [key, floor] of this.#floors) book.#floors.set(key, floor)
  }

  #floorOf(key: string, prefix: Prefix): bigint {
    const floor = this.#floors.get(key)
    const first = firstUsable(prefix)
    if (floor !== undefined) return floor < first ? first : floor
    return this.#below === null ? first : this.#below.book.#floorOf(key, prefix)
  }

  #keys(): ReadonlySet<string> {
    const below = this.#below === null ? [] : this.#below.book.#keys()
    return new Set([...below, ...this.#floors.keys()])
  }
}
