/**
 * An object of the engine as the values of a resource or a data source.
 *
 * Answers for: the envelope and the spec put together, for all kinds alike.
 */

import type { ApiObject } from '../engine/client/contract.ts'
import type { Attributes } from '../provider/index.ts'
import { fromSpec } from './spec.ts'

/** Which kind, which attributes, and how they differ from the rule of `spec.ts`. */
export interface ObjectMapping {
  /** The engine's kind. */
  readonly kind: string
  readonly attributes: Attributes
  /** Attributes that are not in the spec; `extra` gives their values. */
  readonly except?: readonly string[]
  readonly extra?: (object: ApiObject) => Readonly<Record<string, unknown>>
}

export function toValues(
  { attributes, except = [], extra }: ObjectMapping,
  object: ApiObject,
): Readonly<Record<string, unknown>> {
  const { id, name, owner, tags, spec } = object
  return {
    ...fromSpec(attributes, { spec, except }),
    ...{ id, name, owner, tags: new Map(Object.entries(tags)) },
    ...extra?.(object),
  }
}
