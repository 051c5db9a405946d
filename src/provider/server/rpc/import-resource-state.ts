/**
 * ImportResourceState: a state with nothing but the id; the read that follows fills it.
 */

import { absentObject } from '../../schema/index.ts'
import type { ObjectValue } from '../../values/index.ts'
import type { Resource } from '../declaration/resource.ts'
import { ProviderError } from '../provider-error.ts'
import { PrivateState } from '../private-state.ts'

export interface ImportAnswer {
  readonly state: ObjectValue
  readonly private: Uint8Array
}

/** `text` is what the user gave. Throws a ProviderError when it is no id. */
export function importResourceState(resource: Resource<unknown>, text: string): ImportAnswer {
  if (text.trim() === '') {
    throw new ProviderError({
      summary: 'Missing id',
      detail: `Give the id of the ${resource.type} that is to be imported.`,
    })
  }
  const id = resource.importId(text)
  const privateState = new PrivateState()
  privateState.isImported = true
  return {
    state: { ...absentObject(resource.schema.attributes), id },
    private: privateState.toBytes(),
  }
}
