/**
 * The objects and the references between them, in layers.
 *
 * Answers for: who is there, who points to whom, and trying a change without making it: a layer
 * hides what it changes of the graph below, and is merged into it or thrown away.
 * Does not know: any kind by name, the store, time. Pure but for its own state.
 *
 * Invariant: while a layer lives, the graph below it does not change, except by its own `merge`.
 */

import { AddressBook } from './address-book.ts'
import type { Prefix } from '../ir/index.ts'
import type { EngineObject, Kind, Member, Topology, World } from '../kinds/index.ts'

export interface GraphContext {
  readonly kinds: readonly Kind[]
  readonly topology: Topology
}

/** What a layer does to the graph below it. */
export interface LayerChanges {
  readonly puts: readonly EngineObject[]
  /** The objects as they were below. */
  readonly deletes: readonly EngineObject[]
}

export class Graph implements World {
  readonly #context: GraphContext
  readonly #kinds: ReadonlyMap<string, Kind>
  readonly #below: Graph | null
  /** What this layer says of an id; null hides the object below. */
  readonly #objects = new Map<string, EngineObject | null>()
  readonly #byKind = new Map<string, Map<string, EngineObject>>()
  /** The objects of this layer by what they point to, under `toEdgeKey`. */
  readonly #referrers = new Map<string, Map<string, EngineObject>>()
  readonly #byIdempotencyKey = new Map<string, EngineObject>()
  readonly #addresses: AddressBook
  /** Those of this layer that nobody is known to know of, under `toMakerKey`. */
  readonly #unclaimed = new Map<string, Map<string, EngineObject>>()

  constructor(context: GraphContext, below: Graph | null = null) {
    this.#context = context
    this.#below = below
    this.#kinds =
      below === null ? new Map(context.kinds.map((kind) => [kind.name, kind])) : below.#kinds
    const isHidden = (id: string): boolean => this.#objects.has(id)
    this.#addresses = new AddressBook(below === null ? null : { book: below.#addresses, isHidden })
  }

  get topology(): Topology {
    return this.#context.topology
  }

  get kinds(): readonly Kind[] {
    return this.#context.kinds
  }

  /** Undefined for a name that is no kind's. */
  kind(name: string): Kind | undefined {
    return this.#kinds.get(name)
  }

  /** An empty layer over this graph. */
  fork(): Graph {
    return new Graph(this.#context, this)
  }

  /** Adds the object, or replaces the one of its id. */
  put(object: EngineObject): void {
    const before = this.#toAddresses(this.find(object.id))
    const addresses = this.#toAddresses(object)
    this.#drop(object.id)
    this.#objects.set(object.id, object)
    this.#addresses.add(object, addresses)
    this.#addresses.free(before.filter((address) => !addresses.includes(address)))
    addTo(this.#byKind, object.kind, object)
    for (const reference of this.references(object)) {
      addTo(this.#referrers, toEdgeKey(reference.id, object.kind), object)
    }
    const key = toScopedKey(object)
    if (key !== null) this.#byIdempotencyKey.set(key, object)
    if (object.maker !== undefined) addTo(this.#unclaimed, toMakerKey(object), object)
  }

  /** Hides the object; nothing happens when there is none. */
  delete(id: string): void {
    const before = this.#toAddresses(this.find(id))
    this.#drop(id)
    if (this.#below !== null && this.#below.find(id) !== undefined) this.#objects.set(id, null)
    this.#addresses.free(before)
  }

  /** Makes this layer's changes in the graph below. The layer is done with then. */
  merge(): void {
    const below = this.#below
    if (below === null) return
    for (const [id, object] of this.#objects) {
      if (object === null) below.delete(id)
      else below.put(object)
    }
    this.#addresses.handDown()
  }

  /** What differs from the graph below, by id. */
  changes(): LayerChanges {
    const puts: EngineObject[] = []
    const deletes: EngineObject[] = []
    for (const [id, object] of this.#objects) {
      const before = this.#below?.find(id)
      if (object === null) deletes.push(...(before === undefined ? [] : [before]))
      else if (object !== before) puts.push(object)
    }
    return { puts, deletes }
  }

  /** By id alone: ids are unique over all kinds. */
  find(id: string): EngineObject | undefined {
    const own = this.#objects.get(id)
    if (own === null) return undefined
    return own ?? this.#below?.find(id)
  }

  /** As it is without this layer. */
  findBelow(id: string): EngineObject | undefined {
    return this.#below?.find(id)
  }

  get(kind: string, id: string): EngineObject | undefined {
    const object = this.find(id)
    return object?.kind === kind ? object : undefined
  }

  *list(kind: string): Iterable<EngineObject> {
    if (this.#below !== null) {
      for (const object of this.#below.list(kind)) {
        if (!this.#objects.has(object.id)) yield object
      }
    }
    yield* this.#byKind.get(kind)?.values() ?? []
  }

  /** How many objects of the kind this layer itself has. */
  count(kind: string): number {
    return this.#byKind.get(kind)?.size ?? 0
  }

  /** Every object, kind by kind in the order of creation. */
  *all(): Iterable<EngineObject> {
    for (const kind of this.kinds) yield* this.list(kind.name)
  }

  references(object: EngineObject): ReturnType<Kind['references']> {
    return this.kind(object.kind)?.references(object.spec) ?? []
  }

  referrers(id: string, kind: string): readonly EngineObject[] {
    return this.#unsortedReferrers(id, kind).toSorted((left, right) =>
      left.id < right.id ? -1 : 1,
    )
  }

  /** Everything that points to `id`, whatever its kind; in the order of creation, then of ids. */
  allReferrers(id: string): readonly EngineObject[] {
    return this.kinds.flatMap((kind) => this.referrers(id, kind.name))
  }

  members(group: EngineObject): readonly Member[] {
    return this.kind(group.kind)?.members?.(group, this) ?? []
  }

  holders(address: string): readonly EngineObject[] {
    return this.#addresses.holders(address)
  }

  lowestFree(prefix: Prefix): string | null {
    return this.#addresses.lowestFree(prefix)
  }

  addressesIn(subnetId: string): ReadonlyMap<string, readonly EngineObject[]> {
    const holders = new Map<string, EngineObject[]>()
    for (const kind of this.kinds) {
      if (kind.addresses === undefined) continue
      for (const object of this.#unsortedReferrers(subnetId, kind.name)) {
        for (const address of kind.addresses(object)) {
          const others = holders.get(address)
          if (others === undefined) holders.set(address, [object])
          else others.push(object)
        }
      }
    }
    return holders
  }

  /** The object that was made under the key, by this owner as this kind. */
  findByIdempotencyKey(
    wanted: Pick<EngineObject, 'kind' | 'owner' | 'idempotencyKey'>,
  ): EngineObject | undefined {
    const key = toScopedKey(wanted)
    if (key === null) return undefined
    const own = this.#byIdempotencyKey.get(key)
    if (own !== undefined) return own
    const found = this.#below?.findByIdempotencyKey(wanted)
    return found === undefined || this.#objects.has(found.id) ? undefined : found
  }

  /** What has a maker of this scope, by kind, owner and name. */
  unclaimed(wanted: Named): readonly EngineObject[] {
    const below = this.#below === null ? [] : this.#below.unclaimed(wanted)
    const own = this.#unclaimed.get(toMakerKey(wanted))?.values() ?? []
    return [...below.filter((object) => !this.#objects.has(object.id)), ...own]
  }

  #toAddresses(object: EngineObject | undefined): readonly string[] {
    return object === undefined ? [] : (this.kind(object.kind)?.addresses?.(object) ?? [])
  }

  #unsortedReferrers(id: string, kind: string): EngineObject[] {
    const below = this.#below === null ? [] : this.#below.#unsortedReferrers(id, kind)
    const own = this.#referrers.get(toEdgeKey(id, kind))?.values() ?? []
    return [...below.filter((object) => !this.#objects.has(object.id)), ...own]
  }

  /** Forgets what this layer says of the id. */
  #drop(id: string): void {
    const old = this.#objects.get(id)
    this.#objects.delete(id)
    if (old === undefined || old === null) return
    this.#addresses.remove(id, this.#toAddresses(old))
    removeFrom(this.#byKind, old.kind, id)
    for (const reference of this.references(old)) {
      removeFrom(this.#referrers, toEdgeKey(reference.id, old.kind), id)
    }
    const key = toScopedKey(old)
    if (key !== null) this.#byIdempotencyKey.delete(key)
    if (old.maker !== undefined) removeFrom(this.#unclaimed, toMakerKey(old), id)
  }
}

function toEdgeKey(targetId: string, kind: string): string {
  return `${targetId} ${kind}`
}

/** What is leaving is nobody's creation any more: a retried create makes another. */
function toScopedKey(
  object: Pick<EngineObject, 'kind' | 'owner' | 'idempotencyKey' | 'leavingMs'>,
): string | null {
  if (object.idempotencyKey === null || object.leavingMs !== undefined) return null
  return JSON.stringify([object.kind, object.owner, object.idempotencyKey])
}

type Named = Pick<EngineObject, 'kind' | 'owner' | 'name' | 'maker'>

function toMakerKey({ kind, owner, name, maker }: Named): string {
  return JSON.stringify([kind, owner, name, maker?.scope])
}

type Index = Map<string, Map<string, EngineObject>>

function addTo(index: Index, key: string, object: EngineObject): void {
  const entries = index.get(key)
  if (entries === undefined) index.set(key, new Map([[object.id, object]]))
  else entries.set(object.id, object)
}

function removeFrom(index: Index, key: string, id: string): void {
  const entries = index.get(key)
  entries?.delete(id)
  if (entries?.size === 0) index.delete(key)
}
