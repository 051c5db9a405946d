/**
 * The dependency graph of a snapshot: what there is to see of it, and in which order.
 *
 * Answers for: which objects belong to a picture, what hangs below what, who is touched. All of it
 * follows from the kinds' references, by the engine's own graph. Pure.
 * Does not know: how pictures are drawn.
 */

import type { ApiObject, Snapshot, TargetHealth } from '../../engine/client/contract.ts'
import { Graph, toCreationOrder, toDeletionOrder } from '../../engine/graph/index.ts'
import { toTouchedInstances } from '../../engine/graph/index.ts'
import { BUILT_IN_OWNER, defaultTopology, isProblems, kinds } from '../../engine/kinds/index.ts'
import type { EngineObject, Kind, Reference } from '../../engine/kinds/index.ts'
import { groupIdOf, isMember, Scene, textOf, toHostPort } from '../render/scene.ts'

export interface GraphViewOptions {
  /** Only what this load balancer is made of and needs; null: everything. */
  readonly instance: ApiObject | null
  /** What is built in and nobody needs as well. */
  readonly isAll: boolean
}

export interface Edge {
  readonly from: string
  readonly to: string
  /** `from` is a part of `to`, as a server is of its group; false: it uses it. */
  readonly isPart: boolean
}

export class GraphView {
  readonly #scene: Scene
  readonly #graph: Graph
  /** In the order of creation. */
  readonly objects: readonly ApiObject[]
  readonly #places: ReadonlyMap<string, number>

  constructor(snapshot: Snapshot, { instance, isAll }: GraphViewOptions) {
    this.#scene = new Scene(snapshot)
    const topology = { ...defaultTopology, ...snapshot.info.topology }
    this.#graph = new Graph({ kinds: kinds.map(toTolerant), topology })
    for (const object of this.#scene.objects) this.#graph.put(toEngineObject(object))
    const wanted = instance === null ? this.#everything(isAll) : this.#madeOf(instance)
    this.objects = this.#toApi(toCreationOrder(this.#toEngine(wanted), this.#graph))
    this.#places = new Map(this.objects.map(({ id }, place) => [id, place]))
  }

  /** In the order in which they would go. */
  get deletionOrder(): readonly ApiObject[] {
    return this.#toApi(toDeletionOrder(this.#toEngine(this.objects), this.#graph))
  }

  /** Between the objects of the picture, each once. */
  get edges(): readonly Edge[] {
    return this.objects.flatMap((object) =>
      this.#references(object).map((reference) => ({
        from: object.id,
        to: reference.id,
        isPart: this.#isPartOf(object, reference),
      })),
    )
  }

  /** Objects that nothing in the picture uses and that are part of nothing. */
  get roots(): readonly ApiObject[] {
    const { edges } = this
    const used = new Set(edges.filter(({ isPart }) => !isPart).map(({ to }) => to))
    const parts = new Set(edges.filter(({ isPart }) => isPart).map(({ from }) => from))
    return this.objects.filter(({ id }) => !used.has(id) && !parts.has(id))
  }

  /** What the object needs, and its parts; in the order of creation. */
  below(object: ApiObject): readonly ApiObject[] {
    const needs = this.#references(object).filter((each) => !this.#isPartOf(object, each))
    return this.#inOrder([...needs.map(({ id }) => this.#scene.find(id)), ...this.#partsOf(object)])
  }

  /** Who sees a change of the object: its users, and what it is a part of. */
  above(object: ApiObject): readonly ApiObject[] {
    const users = this.#referrers(object, (_, { role = 'uses' }) => role === 'uses')
    const wholes = this.#references(object).filter(({ role = 'uses' }) => role !== 'uses')
    return this.#inOrder([...users, ...wholes.map(({ id }) => this.#scene.find(id))])
  }

  /** Load balancers whose configuration may be different after a change of the object. */
  touchedInstances(object: ApiObject): readonly ApiObject[] {
    const touched = toTouchedInstances(this.#toEngine([object]), this.#graph)
    return this.#scene.ofKind('instance').filter(({ id }) => touched.has(id))
  }

  /** The servers that the object's health is that of; null for what has none. */
  targetsOf(object: ApiObject): readonly TargetHealth[] | null {
    const { kind, id, spec } = object
    switch (kind) {
      case 'backend_service':
        return this.#scene.targetsOf(object)
      case 'listener': {
        const service = this.#scene.find(textOf(spec['backendServiceId']))
        return service === undefined ? [] : this.#scene.targetsOf(service)
      }
      case 'instance':
        return this.#scene
          .partsOf(object, 'backend_service')
          .flatMap((service) => this.#scene.targetsOf(service))
      case 'server_group':
      case 'availability_group':
        return this.#targetsOfGroup(id)
      case 'server':
        return this.#targetsOfServer(object)
      case 'group_instance':
        return this.#targetsOfMember(textOf(spec['groupId']), id)
      default:
        return null
    }
  }

  #targetsOfGroup(groupId: string): readonly TargetHealth[] {
    return this.#scene
      .ofKind('backend_service')
      .filter((service) => groupIdOf(service) === groupId)
      .flatMap((service) => this.#scene.targetsOf(service))
  }

  #targetsOfServer({ spec }: ApiObject): readonly TargetHealth[] {
    const groupId = textOf(spec['serverGroupId'])
    const address = textOf(spec['address'])
    const port = spec['port'] ?? this.#scene.find(groupId)?.spec['port']
    const memberId = typeof port === 'number' ? toHostPort(address, port) : address
    return this.#targetsOfMember(groupId, memberId)
  }

  #targetsOfMember(groupId: string, memberId: string): readonly TargetHealth[] {
    return this.#targetsOfGroup(groupId).filter((target) => isMember(target, memberId))
  }

  /** All that is declared, and what is built in as far as that needs it. */
  #everything(isAll: boolean): readonly ApiObject[] {
    if (isAll) return this.#scene.objects
    const declared = this.#scene.objects.filter(({ owner }) => owner !== BUILT_IN_OWNER)
    return this.#withNeeds(declared)
  }

  /** Its own objects, all they need, and the parts of that. */
  #madeOf(instance: ApiObject): readonly ApiObject[] {
    const own = this.#scene.objects.filter((object) => {
      const kind = this.#graph.kind(object.kind)
      return kind?.instanceOf?.(toEngineObject(object)) === instance.id
    })
    const needed = this.#withNeeds([instance, ...own])
    return this.#withNeeds([...needed, ...needed.flatMap((object) => this.#partsOf(object))])
  }

  #withNeeds(objects: readonly ApiObject[]): readonly ApiObject[] {
    const found = new Set(objects)
    for (const object of found) {
      for (const { id } of this.#graph.references(toEngineObject(object))) {
        const target = this.#scene.find(id)
        if (target !== undefined) found.add(target)
      }
    }
    return [...found]
  }

  #partsOf(object: ApiObject): readonly ApiObject[] {
    return this.#referrers(object, (referrer, each) => this.#isPartOf(referrer, each))
  }

  /** A part is made together with its whole, and not after something that is there before. */
  #isPartOf(object: ApiObject, { kind, role = 'uses' }: Reference): boolean {
    const [own, other] = [this.#graph.kind(object.kind)?.rank, this.#graph.kind(kind)?.rank]
    return role !== 'uses' && own === other
  }

  #references(object: ApiObject): readonly Reference[] {
    const references = this.#graph.references(toEngineObject(object))
    return references.filter(({ id }) => this.#places.has(id))
  }

  #referrers(
    object: ApiObject,
    isWanted: (referrer: ApiObject, reference: Reference) => boolean,
  ): readonly ApiObject[] {
    return this.#toApi(this.#graph.allReferrers(object.id)).filter((referrer) =>
      this.#graph
        .references(toEngineObject(referrer))
        .some((reference) => reference.id === object.id && isWanted(referrer, reference)),
    )
  }

  #inOrder(objects: readonly (ApiObject | undefined)[]): readonly ApiObject[] {
    const placeOf = (object: ApiObject): number => this.#places.get(object.id) ?? -1
    const known = objects.filter((object) => object !== undefined)
    return [...new Set(known)]
      .filter((object) => placeOf(object) >= 0)
      .toSorted((left, right) => placeOf(left) - placeOf(right))
  }

  #toEngine(objects: readonly ApiObject[]): readonly EngineObject[] {
    return objects.map(({ id }) => this.#graph.find(id)).filter((object) => object !== undefined)
  }

  #toApi(objects: readonly EngineObject[]): readonly ApiObject[] {
    return objects.map(({ id }) => this.#scene.find(id)).filter((object) => object !== undefined)
  }
}

/** An engine of another version may have specs that this program does not understand in full. */
function toTolerant(kind: Kind): Kind {
  const known = new Map<unknown, readonly Reference[]>()
  return {
    ...kind,
    references: (input) => {
      const before = known.get(input)
      if (before !== undefined) return before
      const spec = kind.parse(input)
      const references = isProblems(spec) ? [] : kind.references(spec)
      known.set(input, references)
      return references
    },
  }
}

function toEngineObject({ leavingMs, ...object }: ApiObject): EngineObject {
  const kept = { ...object, idempotencyKey: null }
  return leavingMs === null ? kept : { ...kept, leavingMs }
}
