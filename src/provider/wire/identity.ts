/**
 * Identities to messages and back.
 */

import { IDENTITY_TYPE, IDENTITY_VERSION, identityOf } from '../server/index.ts'
import { toTypeJson, attributeOf, STRING } from '../values/index.ts'
import type { ObjectValue } from '../values/index.ts'
import { objectFromWire, valueToWire } from './dynamic-value.ts'
import type { ResourceIdentityData, ResourceIdentitySchema } from './tfplugin6.gen.ts'

export const IDENTITY_SCHEMA: ResourceIdentitySchema = {
  version: IDENTITY_VERSION,
  identityAttributes: [
    {
      name: 'id',
      type: Buffer.from(toTypeJson(STRING)),
      requiredForImport: true,
      optionalForImport: false,
      description: 'Its identity.',
    },
  ],
}

/** The identity of a state; absent where it has none yet. */
export function identityToWire(state: ObjectValue | null): ResourceIdentityData | undefined {
  const identity = identityOf(state)
  return identity === null ? undefined : { identityData: valueToWire(IDENTITY_TYPE, identity) }
}

/** The id in an identity; empty when there is none. */
export function idFromWire(message: ResourceIdentityData | undefined): string {
  const identity = objectFromWire(IDENTITY_TYPE, message?.identityData)
  const id = identity === null ? null : attributeOf(identity, 'id')
  return typeof id === 'string' ? id : ''
}
