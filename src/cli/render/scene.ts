/**
 * A snapshot, arranged so that what belongs together is found.
 *
 * Answers for: who is what to whom in the terms of those who look at it. Pure.
 * Does not know: how it is drawn.
 */

import type { ApiObject, Snapshot, TargetHealth } from '../../engine/client/contract.ts'
import { toOneLine } from './visible.ts'

/** Who took a server out of traffic, and why. */
export interface DrainNote {
  readonly drain: ApiObject
  readonly memberId: string
  readonly by: string
  readonly reason: string
}

export class Scene {
  /** What is leaving among them. */
  readonly objects: readonly ApiObject[]
  readonly #byId: ReadonlyMap<string, ApiObject>
  readonly #byKind: ReadonlyMap<string, readonly ApiObject[]>
  readonly #byInstance: ReadonlyMap<unknown, readonly ApiObject[]>
  readonly #targets: ReadonlyMap<string, readonly TargetHealth[]>
  readonly #drains: ReadonlyMap<string, readonly DrainNote[]>

  constructor(snapshot: Pick<Snapshot, 'objects' | 'leaving' | 'health'>) {
    this.objects = [...snapshot.objects, ...snapshot.leaving].toSorted(
      (a, b) => compare(a.name, b.name) || compare(a.id, b.id),
    )
    this.#byId = new Map(this.objects.map((object) => [object.id, object]))
    this.#byKind = Map.groupBy(this.objects, (object) => object.kind)
    this.#byInstance = Map.groupBy(this.objects, ({ spec }) => spec['lbInstanceId'])
    this.#targets = Map.groupBy(snapshot.health, (target) => target.poolId)
    const notes = this.ofKind('drain').map(toNote)
    this.#drains = Map.groupBy(notes, ({ drain }) => groupIdOf(drain))
  }

  find(id: string): ApiObject | undefined {
    return this.#byId.get(id)
  }

  /** By name, then id. */
  ofKind(kind: string): readonly ApiObject[] {
    return this.#byKind.get(kind) ?? []
  }

  /** The listeners, or the backend services, of an instance. */
  partsOf(instance: ApiObject, kind: 'listener' | 'backend_service'): readonly ApiObject[] {
    return (this.#byInstance.get(instance.id) ?? []).filter((object) => object.kind === kind)
  }

  /** What an HTTPS listener shows its clients; the first is the default. */
  certificatesOf({ spec }: ApiObject): readonly ApiObject[] {
    const ids: readonly unknown[] = Array.isArray(spec['certificateIds'])
      ? spec['certificateIds']
      : []
    return ids
      .map((id) => this.#byId.get(String(id)))
      .filter((certificate) => certificate !== undefined)
  }

  /** The group of a backend service. */
  groupOf(service: ApiObject): ApiObject | undefined {
    return this.#byId.get(groupIdOf(service))
  }

  /** The servers of a backend service. */
  targetsOf(service: ApiObject): readonly TargetHealth[] {
    return this.#targets.get(service.id) ?? []
  }

  drainsOf(groupId: string): readonly DrainNote[] {
    return this.#drains.get(groupId) ?? []
  }

  /** Why the target is out of traffic; null when nobody took it out. */
  drainOf(target: TargetHealth): DrainNote | null {
    const service = this.#byId.get(target.poolId)
    if (service === undefined) return null
    const notes = this.drainsOf(groupIdOf(service))
    return notes.find((note) => isMember(target, note.memberId)) ?? null
  }
}

/** The group that a backend service or a drain points to. */
export function groupIdOf({ spec }: ApiObject): string {
  return textOf(spec['serverGroupId']) || textOf(spec['availabilityGroupId'])
}

/** Endpoints are named by their member, some with a port behind it. */
export function isMember(target: TargetHealth, memberId: string): boolean {
  if (target.endpointId === memberId) return true
  return target.endpointId === toHostPort(memberId, target.port)
}

function toNote(drain: ApiObject): DrainNote {
  const { spec } = drain
  return {
    drain,
    memberId: textOf(spec['memberId']),
    by: toOneLine(textOf(spec['by'])),
    reason: toOneLine(textOf(spec['reason'])),
  }
}

/** Fields of a spec are JSON: null and absent are nothing to show. */
export function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
}

export function toHostPort(address: string, port: number): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`
}

/** Not by locale: the same order on every machine. */
export function compare(left: string, right: string): number {
  if (left === right) return 0
  return left < right ? -1 : 1
}
