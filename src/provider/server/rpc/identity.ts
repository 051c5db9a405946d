/**
 * The identity of a resource: what tells one object from all others and never changes. With every
 * resource of this framework it is the id.
 */

import {
  attributeOf,
  fromJson,
  isObjectValue,
  objectOf,
  parseJson,
  STRING,
  toObjectValue,
} from '../../values/index.ts'
import type { ObjectValue } from '../../values/index.ts'
import { ProviderError } from '../provider-error.ts'

export const IDENTITY_VERSION = 0
export const IDENTITY_TYPE = objectOf([['id', STRING]])

/** The identity of a state; null where there is none yet. */
export function identityOf(state: ObjectValue | null): ObjectValue | null {
  const id = state === null ? null : attributeOf(state, 'id')
  return typeof id === 'string' && id !== '' ? toObjectValue([['id', id]]) : null
}

/** The stored identity as of today. Throws a ProviderError when it is of a later version. */
export function upgradeResourceIdentity(stored: {
  readonly version: number
  readonly json: string | null
}): ObjectValue {
  const { version, json } = stored
  if (version !== IDENTITY_VERSION || json === null) {
    throw new ProviderError({
      summary: 'Identity cannot be read',
      detail:
        `The stored identity is of version ${version}, and this version of the provider knows ` +
        `${IDENTITY_VERSION}. Use the version of the provider that wrote it, or a newer one.`,
    })
  }
  const identity = fromJson(IDENTITY_TYPE, parseJson(json))
  return isObjectValue(identity) ? identity : toObjectValue([['id', null]])
}
