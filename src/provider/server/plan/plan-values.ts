/**
 * From a configuration and a prior state to a planned state and the paths that force a new object.
 * Pure: the same configuration and state give the same plan, which Terraform relies on.
 */

import type { Schema } from '../../schema/index.ts'
import { equalValues } from '../../values/index.ts'
import type { ObjectValue, Path } from '../../values/index.ts'
import { differsInTimeoutsOnly } from '../timeouts.ts'
import { mergeObject } from './merge.ts'
import { replacingPaths } from './replace.ts'

export interface PlanValues {
  readonly schema: Schema
  readonly config: ObjectValue
  /** Null for an object that is to be created. */
  readonly prior: ObjectValue | null
  /** The values that the resource derives from a plan so far. */
  readonly derive: (view: {
    readonly config: ObjectValue
    readonly prior: ObjectValue | null
    readonly planned: ObjectValue
  }) => ObjectValue
}

export interface PlannedValues {
  readonly planned: ObjectValue
  readonly replacing: readonly Path[]
}

/** What will be, and what of it needs a new object. */
export function planValues({ schema, config, prior, derive }: PlanValues): PlannedValues {
  const { attributes, type } = schema
  const still = { config, prior, isChange: false }
  const draft = mergeObject(attributes, { ...still, derived: {} })
  const derived = derive({ config, prior, planned: draft })
  const isDerived = Object.keys(derived).length > 0
  const quiet = isDerived ? mergeObject(attributes, { ...still, derived }) : draft
  if (prior === null) return { planned: quiet, replacing: [] }
  if (equalValues(type, quiet, prior)) return { planned: prior, replacing: [] }
  // A new limit changes nothing about the object, so nothing depends on it.
  if (differsInTimeoutsOnly(attributes, [quiet, prior])) {
    return { planned: quiet, replacing: [] }
  }
  const planned = mergeObject(attributes, { config, prior, isChange: true, derived })
  return { planned, replacing: replacingPaths(attributes, { config, prior, planned }) }
}
