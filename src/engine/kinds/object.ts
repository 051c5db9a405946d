/**
 * Objects: what users have declared, as the engine keeps it.
 *
 * Answers for: the form shared by all kinds, and what a kind owes.
 * Does not know: the store, time, the network. Everything here is pure.
 */

import type { Prefix, ProxyListener, ProxyPool, Problem } from '../ir/index.ts'
import type { Topology } from './topology.ts'

/** A declared thing. `id` is the identity (R4), opaque, with the kind's prefix. */
export interface EngineObject<Spec = unknown> {
  readonly kind: string
  readonly id: string
  readonly name: string
  /** Who declared it; built-in objects belong to `BUILT_IN_OWNER`. */
  readonly owner: string
  readonly tags: Readonly<Record<string, string>>
  /** 1 on creation, one more with every change of name, tags or spec. */
  readonly generation: number
  /** What makes a retried create return the same object; null when none was given. */
  readonly idempotencyKey: string | null
  readonly createdMs: number
  /**
   * By whom it was made, as long as nobody is known to have noted its id: should the maker be gone,
   * the object may be lost. Absent: somebody has it.
   */
  readonly maker?: Maker
  /**
   * Since when it is leaving: deleted by its owner, and serving until its last user is gone.
   * Absent: it is not.
   */
  readonly leavingMs?: number
  readonly spec: Spec
}

/** A run of a program that makes objects and has to remember their ids. */
export interface Maker {
  /** What the runs for one and the same set of objects have in common: a configuration. */
  readonly scope: string
  /** This run; no other has the same. */
  readonly run: string
}

/** The owner of what exists from the start. */
export const BUILT_IN_OWNER = 'engine'

/** One object pointing to another; `path` says where in the spec. */
export interface Reference {
  readonly kind: string
  readonly id: string
  readonly path: readonly (string | number)[]
  /** Absent: `uses`. */
  readonly role?: ReferenceRole
}

/**
 * What the reference means for its target, beyond coming up before and going down after.
 * `uses`: the target cannot be deleted while this object exists.
 * `part`: the same, and a change of this object is a change of the target (a member of a group).
 * `owned`: as `part`, but deleting the target deletes this object with it, in one transaction.
 */
export type ReferenceRole = 'uses' | 'part' | 'owned'

/** The state of the world that a check or an emit looks at: the *final* state of a transaction. */
export interface World {
  readonly topology: Topology
  get(kind: string, id: string): EngineObject | undefined
  list(kind: string): Iterable<EngineObject>
  /** Objects of `kind` that point to `id`, in the order of their ids. */
  referrers(id: string, kind: string): readonly EngineObject[]
  /** The backend addresses that a group offers; none when its kind is not a group's. */
  members(group: EngineObject): readonly Member[]
  /** Whoever holds the address (`Kind.addresses`): all are on the same machines. */
  holders(address: string): readonly EngineObject[]
  /** The lowest address of the prefix that nobody holds; null when all are held. */
  lowestFree(prefix: Prefix): string | null
  /** Every address held in the subnet, by whom (`Kind.addresses`). */
  addressesIn(subnetId: string): ReadonlyMap<string, readonly EngineObject[]>
}

/** What emit adds to: one instance's share of the configuration. */
export interface InstanceDraft {
  readonly listeners: ProxyListener[]
  readonly pools: ProxyPool[]
}

/**
 * A kind: everything the engine knows of one sort of object. A new kind is one file and one line in
 * `index.ts`.
 */
export interface Kind<Spec = unknown> {
  readonly name: string
  /** `lb` gives ids such as `lb-0f3a…`. */
  readonly idPrefix: string
  /** Place in the order of creation (R2): vpc 0, subnet 1, instance 2, groups 3, … */
  readonly rank: number
  /** True: objects may have the empty name; otherwise the rule for names holds (R4). */
  readonly nameIsOptional?: true
  /**
   * True: the engine alone makes, changes and deletes these objects; callers may only read them.
   */
  readonly engineOnly?: true
  /** Fields of the spec that nobody is shown: null in every answer but a whole copy. */
  readonly secrets?: readonly string[]
  /** Checks the form of a spec and fills its defaults; problems carry paths into the spec. */
  parse(input: unknown): Spec | readonly Problem[]
  /** All that is ever written about order: the graph is derived from it. */
  references(spec: Spec): readonly Reference[]
  /**
   * Fills what the engine chooses (an address, the VPC); `prior` is the stored object on update.
   */
  complete?(
    object: EngineObject<Spec>,
    prior: EngineObject<Spec> | undefined,
    world: World,
  ): Spec | readonly Problem[]
  /** What is wrong with the object in the final state of the world. */
  check?(
    object: EngineObject<Spec>,
    prior: EngineObject<Spec> | undefined,
    world: World,
  ): readonly Problem[]
  /** Why the object may not be deleted, whoever uses it; null when it may. */
  checkDelete?(object: EngineObject<Spec>): Problem | null
  /**
   * What becomes of a deletion while the object is in use, whoever asks: refused, or its users are
   * deleted with it. Absent: the caller may have it serve until its users are gone.
   */
  deletionInUse?(object: EngineObject<Spec>): 'refuse' | 'cascade'
  /** Whoever lives by the object without a reference, and keeps it from going. */
  keepers?(object: EngineObject<Spec>, world: World): readonly EngineObject[]
  /**
   * Whether, deleted and used by nobody, it serves on for a moment (`HoldLimits.lingerMs`): traffic
   * has nobody else to go to. Asked of what is leaving, in the state without its deletion. Absent:
   * never.
   */
  lingers?(object: EngineObject<Spec>, world: World): boolean
  /**
   * Whether, deleted and used by nobody, it serves on for a moment: traffic has nobody else to go
   * to. Asked of what is leaving. Absent: never.
   */
  lingers?(object: EngineObject<Spec>, world: World): boolean
  /**
   * What one object has at a time and traffic comes by, such as a port. Given up, it is kept for a
   * moment for a successor, so that a hand-over has no gap. Asked in the world before a change and
   * in the one after it; of what is deleted, in the one after.
   */
  claims?(object: EngineObject<Spec>, world: World): readonly string[]
  /**
   * Whom it is about, in words for the event log, where its name does not say so: after `created`
   * or `deleted`. Absent: the name is enough.
   */
  subject?(object: EngineObject<Spec>, world: World): string
  /** When it is not valid any more, if ever: somebody is told in time. */
  expiresMs?(object: EngineObject<Spec>): number | null
  /** The addresses the object holds, so that none is given out twice. */
  addresses?(object: EngineObject<Spec>): readonly string[]
  /** The load balancer instance whose configuration this object is part of; null when of none. */
  instanceOf?(object: EngineObject<Spec>): string | null
  /** Adds the object's part to its instance's configuration. */
  emit?(object: EngineObject<Spec>, world: World, draft: InstanceDraft): void
  /** Groups only: the members a backend service gets, before zones are judged. */
  members?(object: EngineObject<Spec>, world: World): readonly Member[]
}

/** What the spec of every kind of group has, for those who point to either. */
export interface GroupSpec {
  readonly vpcId: string
}

/** A backend address that a group offers. */
export interface Member {
  readonly id: string
  readonly address: string
  /** Null: the backend service's port (R16, R35). */
  readonly port: number | null
  /** Null: the backend service's weight for the whole group (R36). */
  readonly weight: number | null
  readonly zone: string
  /** The subnet that the zone follows from. Absent: it follows from none. */
  readonly subnetId?: string
  readonly enabled: boolean
}

/**
 * The object `id` of `kind` with its spec typed: whatever is in a world came out of its kind's
 * `parse`, so the type is true.
 */
export function lookUp<Spec>(
  world: World,
  kind: Kind<Spec>,
  id: string,
): EngineObject<Spec> | undefined {
  return world.get(kind.name, id) as EngineObject<Spec> | undefined
}

/** As `lookUp`, for the objects of `kind` that point to `id`. */
export function lookUpReferrers<Spec>(
  world: World,
  kind: Kind<Spec>,
  id: string,
): readonly EngineObject<Spec>[] {
  return world.referrers(id, kind.name) as readonly EngineObject<Spec>[]
}
