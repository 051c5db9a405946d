/**
 * ListResource: the objects of a type, one after the other, as many as are wanted.
 */

import { toObjectValue } from '../../values/index.ts'
import type { ObjectValue } from '../../values/index.ts'
import type { ListResource } from '../declaration/list-resource.ts'
import type { Resource } from '../declaration/resource.ts'
import { Warnings } from '../host.ts'
import type { Host } from '../host.ts'
import { checkStorable } from '../plan/settle.ts'
import { READ_TIMEOUT_MS } from '../timeouts.ts'

export interface ListingRequest {
  readonly of: ListResource<unknown>
  readonly resource: Resource<unknown>
  readonly config: ObjectValue
  /** 0: as many as there are. */
  readonly limit: number
  readonly signal: AbortSignal
}

export interface ListedObject {
  readonly name: string
  readonly state: ObjectValue
}

export async function* listObjects(
  host: Host,
  request: ListingRequest,
): AsyncGenerator<ListedObject> {
  const { of, resource, config } = request
  const limit = request.limit > 0 ? request.limit : Number.MAX_SAFE_INTEGER
  const inTime = AbortSignal.timeout(READ_TIMEOUT_MS)
  const signal = AbortSignal.any([host.run.signal, request.signal, inTime])
  const client = await host.run.client()
  let count = 0
  const warn = new Warnings().add
  for await (const found of of.list({ config, client, signal, limit, warn })) {
    signal.throwIfAborted()
    const state = toObjectValue([
      // What was listed is of the resource's types; what cannot be stored is found below.
      ...Object.entries({ ...found.state, id: found.id } as ObjectValue),
      ['timeouts', null] as const,
    ])
    const faults = checkStorable(resource.schema, state)
    if (faults.length > 0) throw new TypeError(`what was listed is not valid: ${faults.join('; ')}`)
    yield { name: found.name, state }
    count += 1
    if (count >= limit) return
  }
}
