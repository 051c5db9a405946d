/**
 * ReadResource: what is true now. Gone is an answer; "could not find out" is an error.
 */

import type { Problem } from '../../schema/index.ts'
import { attributeOf, toObjectValue } from '../../values/index.ts'
import type { ObjectValue } from '../../values/index.ts'
import { bounded } from '../bounded.ts'
import type { Resource } from '../declaration/resource.ts'
import { Warnings } from '../host.ts'
import type { Host } from '../host.ts'
import { checkStorable, settle } from '../plan/settle.ts'
import { PrivateState } from '../private-state.ts'
import { READ_TIMEOUT_MS } from '../timeouts.ts'
import { idOf } from './plan-resource-change.ts'

export interface ReadRequest {
  readonly resource: Resource<unknown>
  readonly state: ObjectValue
  readonly private: Uint8Array
  readonly signal: AbortSignal
}

export interface ReadAnswer {
  /** Null when the object is gone. */
  readonly state: ObjectValue | null
  readonly private: Uint8Array
  readonly problems: readonly Problem[]
}

export async function readResource(host: Host, request: ReadRequest): Promise<ReadAnswer> {
  const { resource, state } = request
  const { run } = host
  const privateState = new PrivateState(request.private)
  const warnings = new Warnings()
  const known = privateState.isImported ? null : state
  const bounds = {
    limitMs: READ_TIMEOUT_MS,
    signals: [run.signal, request.signal],
    what: `reading ${resource.type}`,
  }
  const found = await bounded(bounds, async (signal) => {
    const client = await run.client()
    const id = idOf(state)
    return resource.read({ id, state: known, privateState, client, signal, warn: warnings.add })
  })
  privateState.isImported = false
  const answer = { private: privateState.toBytes(), problems: warnings.problems }
  if (found === null) return { ...answer, state: null }
  return { ...answer, state: storable({ resource, found, state, known }) }
}

interface Found {
  readonly resource: Resource<unknown>
  readonly found: ObjectValue
  readonly state: ObjectValue
  /** The state whose spelling stays; null right after an import. */
  readonly known: ObjectValue | null
}

function storable({ resource, found, state, known }: Found): ObjectValue {
  const { schema } = resource
  const timeouts = ['timeouts', attributeOf(state, 'timeouts')] as const
  const returned = toObjectValue([...Object.entries(found), timeouts])
  const settled = settle(schema.attributes, { returned, expected: known })
  const faults = checkStorable(schema, settled)
  if (faults.length > 0) throw new TypeError(`what was read cannot be stored: ${faults.join('; ')}`)
  return settled
}
