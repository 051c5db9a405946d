/**
 * Steps: what a transaction does, object by object, in the order in which things come up and go
 * down (R2, R3).
 *
 * Answers for: that order, and the words for the event log. Pure.
 */

import { isDeepStrictEqual } from 'node:util'
import { toCreationOrder, toDeletionOrder } from '../graph/index.ts'
import type { Graph } from '../graph/index.ts'
import type { EngineObject } from '../kinds/index.ts'
import type { EventInit } from '../store/contract.ts'

export interface Step {
  readonly type: 'created' | 'updated' | 'deleted'
  readonly object: EngineObject
  /** Why, or what changed; a sentence. */
  readonly message: string
}

/** The steps of a layer's changes: first everything that comes up, then everything that goes. */
export function toSteps(layer: Graph): readonly Step[] {
  const { puts, deletes } = layer.changes()
  const ups = toCreationOrder(puts, layer).map((object) => toUpStep(object, layer))
  const downs = toDeletionOrder(deletes, layer).map((object): Step => {
    return { type: 'deleted', object, message: 'Nothing refers to it any more.' }
  })
  return [...ups, ...downs]
}

export function toEvent(step: Step, atMs: number): EventInit {
  const { kind, id, name, owner } = step.object
  return {
    atMs,
    type: step.type,
    kind,
    objectId: id,
    objectName: name,
    owner,
    message: step.message,
  }
}

function toUpStep(object: EngineObject, layer: Graph): Step {
  const before = layer.findBelow(object.id)
  if (before !== undefined) {
    return { type: 'updated', object, message: `Changed: ${toChanged(before, object).join(', ')}.` }
  }
  const targets = layer.references(object).map((reference) => `${reference.kind} ${reference.id}`)
  const message = targets.length === 0 ? 'Refers to nothing.' : `After ${targets.join(', ')}.`
  return { type: 'created', object, message }
}

/** Names of what differs, the fields of the spec among them. */
function toChanged(before: EngineObject, after: EngineObject): readonly string[] {
  const labels = (['name', 'owner', 'tags'] as const).filter(
    (label) => !isDeepStrictEqual(before[label], after[label]),
  )
  const old = toFields(before.spec)
  const fields = [...toFields(after.spec)]
    .filter(([field, value]) => !isDeepStrictEqual(old.get(field), value))
    .map(([field]) => field)
  return [...labels, ...fields]
}

function toFields(spec: unknown): ReadonlyMap<string, unknown> {
  return new Map(typeof spec === 'object' && spec !== null ? Object.entries(spec) : [])
}
