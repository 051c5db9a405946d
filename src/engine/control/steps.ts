/**
 * Steps: what a transaction does, object by object, in the order in which things come up and go
 * down (R2, R3).
 *
 * Answers for: that order, and the words for the event log. Pure.
 */

import { isDeepStrictEqual } from 'node:util'
import { toCreationOrder, toDeletionOrder, toKeepers } from '../graph/index.ts'
import type { Graph } from '../graph/index.ts'
import type { EngineObject } from '../kinds/index.ts'
import { toFieldText } from '../errors.ts'
import type { EventInit } from '../store/contract.ts'

export interface Step {
  readonly type: 'created' | 'adopted' | 'updated' | 'leaving' | 'deleted'
  readonly object: EngineObject
  /** Why, or what changed; a sentence. */
  readonly message: string
}

/** The steps of a layer's changes: first everything that comes up, then everything that goes. */
export function toSteps(layer: Graph): readonly Step[] {
  const { puts, deletes } = layer.changes()
  const ups = puts.filter((object) => object.leavingMs === undefined && isStep(object, layer))
  const leaving = puts.filter((object) => object.leavingMs !== undefined)
  return [
    ...toCreationOrder(ups, layer).map((object) => toUpStep(object, layer)),
    ...toDeletionOrder(leaving, layer).map((object) => toLeavingStep(object, layer)),
    ...toDeletionOrder(deletes, layer).map((object) => toDownStep(object, layer)),
  ]
}

/** That somebody has noted an id is none. */
function isStep(object: EngineObject, layer: Graph): boolean {
  const before = layer.findBelow(object.id)
  return before?.generation !== object.generation || object.maker !== undefined
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

function toLeavingStep(object: EngineObject, layer: Graph): Step {
  const users = toKeepers(object, layer).map(({ kind, id }) => `${kind} ${id}`)
  const named = users.slice(0, USERS_NAMED_MAX).join(', ')
  if (users.length === 0) {
    return { type: 'leaving', object, message: 'It serves until another one does, for a while.' }
  }
  const more = users.length > USERS_NAMED_MAX ? ` and ${users.length - USERS_NAMED_MAX} more` : ''
  return { type: 'leaving', object, message: `It serves until ${named}${more} can do without it.` }
}

const USERS_NAMED_MAX = 5

function toDownStep(object: EngineObject, layer: Graph): Step {
  const message = withSubject(toReason(object, layer), object, layer)
  return { type: 'deleted', object, message }
}

function toReason({ leavingMs, kind }: EngineObject, layer: Graph): string {
  if (leavingMs === undefined) return 'Nothing refers to it any more.'
  if (layer.kind(kind)?.lingers === undefined) return 'It was leaving, and its last user is gone.'
  return 'It was leaving: another one serves by now, or its time was over.'
}

function toUpStep(object: EngineObject, layer: Graph): Step {
  const before = layer.findBelow(object.id)
  if (before?.maker !== undefined && object.maker !== undefined) return toAdopted(before, object)
  if (before !== undefined) {
    return { type: 'updated', object, message: `Changed: ${toChanged(before, object).join(', ')}.` }
  }
  const targets = layer.references(object).map((reference) => `${reference.kind} ${reference.id}`)
  const message = targets.length === 0 ? 'Refers to nothing.' : `After ${targets.join(', ')}.`
  return { type: 'created', object, message: withSubject(message, object, layer) }
}

function withSubject(...[message, object, layer]: [string, EngineObject, Graph]): string {
  const subject = layer.kind(object.kind)?.subject?.(object, layer)
  return subject === undefined ? message : `${subject} ${message}`
}

/** Created anew for a caller who did not know that it is there. */
function toAdopted(before: EngineObject, object: EngineObject): Step {
  const changed = toChanged(before, object)
  const how = changed.length === 0 ? 'It is as wanted' : `Changed: ${changed.join(', ')}`
  const message = `A run that ended before it could note the id had made it. ${how}.`
  return { type: 'adopted', object, message }
}

/** Names of what differs, the fields of the spec among them. */
function toChanged(before: EngineObject, after: EngineObject): readonly string[] {
  const labels = (['name', 'owner', 'tags'] as const).filter(
    (label) => !isDeepStrictEqual(before[label], after[label]),
  )
  const old = toFields(before.spec)
  const fields = [...toFields(after.spec)]
    .filter(([field, value]) => !isDeepStrictEqual(old.get(field), value))
    .map(([field]) => toFieldText(field))
  return [...labels, ...fields]
}

function toFields(spec: unknown): ReadonlyMap<string, unknown> {
  return new Map(typeof spec === 'object' && spec !== null ? Object.entries(spec) : [])
}
