/**
 * UpgradeResourceState: the state as it stands in the file, of this or an older schema version, to
 * a value of today's schema. Terraform asks for every object, every time.
 */

import { complementDefaults } from '../plan/complement.ts'
import {
  fromJson,
  isObjectValue,
  parseJson,
  toObjectValue,
  ValueError,
} from '../../values/index.ts'
import type { Json, ObjectValue } from '../../values/index.ts'
import type { JsonObject, Resource } from '../declaration/resource.ts'
import { ProviderError } from '../provider-error.ts'

export interface UpgradeRequest {
  /** The schema version that the state was written with. */
  readonly version: number
  /** The JSON text; null for the format of Terraform 0.11 and older. */
  readonly json: string | null
}

/** A state of the current version. Throws a ProviderError when there is no way to it. */
export function upgradeResourceState(
  resource: Resource<unknown>,
  { version, json }: UpgradeRequest,
): ObjectValue {
  if (json === null) {
    throw new ProviderError({
      summary: 'State is too old',
      detail: `The state of ${resource.type} was written by Terraform 0.11 or older.`,
    })
  }
  const upgraded = upgradeStepwise(resource, { version, state: toJsonObject(parseJson(json)) })
  const { schema } = resource
  const isSameVersion = version === schema.version
  try {
    const options = { ignoreUnknownAttributes: isSameVersion }
    const value = fromJson(schema.type, upgraded, options)
    const state = isObjectValue(value) ? value : toObjectValue([])
    return complementDefaults(schema.attributes, state)
  } catch (error) {
    if (!(error instanceof ValueError)) throw error
    throw new ProviderError(
      {
        summary: 'State cannot be read',
        detail:
          `The stored state of ${resource.type} (schema version ${version}) does not fit schema ` +
          `version ${schema.version}: ${error.message}. Remove the object from the state and ` +
          'import it again.',
      },
      { cause: error },
    )
  }
}

interface Stored {
  readonly version: number
  readonly state: JsonObject
}

function upgradeStepwise(resource: Resource<unknown>, { version, state }: Stored): JsonObject {
  let upgraded = state
  for (let from = version; from < resource.schema.version; from += 1) {
    const upgrade = resource.upgrades[from]
    if (upgrade === undefined) {
      throw new ProviderError({
        summary: 'State is too old',
        detail:
          `This version of the provider cannot upgrade a state of ${resource.type} from schema ` +
          `version ${from}. Use an older version of the provider first.`,
      })
    }
    upgraded = upgrade(upgraded)
  }
  return upgraded
}

function toJsonObject(json: Json): JsonObject {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    throw new ProviderError({
      summary: 'State cannot be read',
      detail: 'The stored state is not a JSON object.',
    })
  }
  return json as JsonObject
}
