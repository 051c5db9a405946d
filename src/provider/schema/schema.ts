/**
 * A schema: attributes with a version and a description, ready for use.
 */

import { objectOf } from '../values/index.ts'
import type { ObjectType } from '../values/index.ts'
import type { Attributes } from './attribute.ts'
import type { CrossRule } from './cross-rule.ts'

export interface Schema {
  /** Grows by one with each change that old states need an upgrade for. */
  readonly version: number
  /** Markdown. */
  readonly description: string
  readonly deprecated: string | null
  readonly attributes: Attributes
  /** Rules between the attributes. */
  readonly rules: readonly CrossRule[]
  /** The type of its values on the wire. */
  readonly type: ObjectType
}

/** What a schema is made from. The version is 0 when left out. */
export interface SchemaParts {
  readonly version?: number
  readonly description: string
  readonly deprecated?: string
  readonly attributes: Attributes
  readonly rules?: readonly CrossRule[]
}

export function schemaOf(parts: SchemaParts): Schema {
  return {
    version: parts.version ?? 0,
    description: parts.description,
    deprecated: parts.deprecated ?? null,
    attributes: parts.attributes,
    rules: parts.rules ?? [],
    type: objectOf(Object.entries(parts.attributes).map(([name, { type }]) => [name, type])),
  }
}
