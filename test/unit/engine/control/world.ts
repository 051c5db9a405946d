/** A control process in the test's own: a memory store, a fake agent, and short ways to ask. */

import assert from 'node:assert/strict'
import type { ApiObject } from '../../../../src/engine/client/contract.ts'
import type { Operation, PutOperation } from '../../../../src/engine/client/contract.ts'
import { startControl } from '../../../../src/engine/control/index.ts'
import type { Control, ControlOptions } from '../../../../src/engine/control/index.ts'
import { EngineError } from '../../../../src/engine/errors.ts'
import { systemClock, systemTimers } from '../../../../src/engine/runtime/index.ts'
import type { Logger } from '../../../../src/engine/runtime/index.ts'
import { StoreError, stores } from '../../../../src/engine/store/index.ts'
import type { Batch, EngineEvent, Store } from '../../../../src/engine/store/index.ts'
import { waitFor } from '../../../support/wait.ts'
import { FakeAgent } from './fake-agent.ts'

export const never = new AbortController().signal

export const quiet: Logger = {
  debug: () => {},
  info: () => {},
  warn: () => {},
  error: () => {},
  child: () => quiet,
}

/** A store whose disk can be full. */
export class FragileStore implements Store {
  readonly #store: Store
  readonly batches: Batch[] = []
  isFull = false

  constructor(store: Store) {
    this.#store = store
  }

  load(): ReturnType<Store['load']> {
    return this.#store.load()
  }

  async commit(batch: Batch): Promise<void> {
    if (this.isFull) throw new StoreError('The disk is full.')
    await this.#store.commit(batch)
    this.batches.push(batch)
  }

  events(...args: Parameters<Store['events']>): ReturnType<Store['events']> {
    return this.#store.events(...args)
  }

  copy(): ReturnType<Store['copy']> {
    return this.#store.copy()
  }

  close(): Promise<void> {
    return this.#store.close()
  }
}

let directories = 0

/** How long writes may wait for others, and who keeps the time. */
type Waits = Pick<ControlOptions, 'holds' | 'timers'>

interface Setting extends Required<Waits> {
  readonly directory: string
}

/** Clashes are refused at once, and ports given up at once. */
const noHolds = { roomMs: 0, successorMs: 0, creationMs: 0, lingerMs: 0 }

export class World {
  readonly agent: FakeAgent
  readonly store: FragileStore
  readonly control: Control
  readonly #setting: Setting

  private constructor(parts: Pick<World, 'agent' | 'store' | 'control'>, setting: Setting) {
    this.agent = parts.agent
    this.store = parts.store
    this.control = parts.control
    this.#setting = setting
  }

  /** With a store of its own, and an agent that is there. */
  static async start(
    agent: FakeAgent = new FakeAgent(),
    { holds = noHolds, timers = systemTimers }: Waits = {},
  ): Promise<World> {
    directories += 1
    return World.#open(agent, { directory: `world-${directories}`, holds, timers })
  }

  static async #open(agent: FakeAgent, setting: Setting): Promise<World> {
    const { directory, holds, timers } = setting
    const store = new FragileStore(await stores.memory({ directory }))
    const options = { store, agent, logger: quiet, clock: systemClock, version: '1.2.3' }
    const control = await startControl({ ...options, holds, timers })
    return new World({ agent, store, control }, setting)
  }

  /** The next control process on the same store; by default with the same agent. */
  async restart(agent: FakeAgent = this.agent): Promise<World> {
    await this.control.close()
    return World.#open(agent, this.#setting)
  }

  async put(operation: Put): Promise<ApiObject> {
    const [object] = await this.control.transact([toPut(operation)], never)
    assert.ok(object)
    return object
  }

  async delete(kind: string, id: string): Promise<void> {
    await this.control.transact([toDelete(kind, id)], never)
  }

  /** Deletes as the provider does; what the caller is told. */
  async defer(target: Pick<ApiObject, 'kind' | 'id'>): Promise<ApiObject> {
    const [object] = await this.control.transact([toDeferred(target)], never)
    assert.ok(object)
    return object
  }

  /** Ids of what is leaving. */
  async leaving(): Promise<readonly string[]> {
    return (await this.control.snapshot(never)).leaving.map(({ id }) => id)
  }

  /** Changes fields of the object's spec. */
  async change(object: ApiObject, changes: PutOperation['spec']): Promise<ApiObject> {
    const [changed] = await this.control.transact([toUpdate(object, changes)], never)
    assert.ok(changed)
    return changed
  }

  /** The quickstart, a transaction each, in the order in which Terraform makes it. */
  async putStack(name = 'web'): Promise<Stack> {
    const instance = await this.put({
      ...{ kind: 'instance', name },
      spec: { subnetId: 'subnet-local-a', availabilityZones: ['local-a', 'local-b'] },
    })
    const group = await this.put({
      ...{ kind: 'server_group', name },
      spec: {
        servers: [
          { address: '127.0.0.1', port: 9001 },
          { address: '127.0.0.1', port: 9002 },
        ],
      },
    })
    const lbInstanceId = instance.id
    const service = await this.put({
      ...{ kind: 'backend_service', name },
      spec: { lbInstanceId, protocol: 'HTTP', port: 8080, serverGroupId: group.id },
    })
    const listener = await this.put({
      ...{ kind: 'listener', name },
      spec: { lbInstanceId, protocol: 'HTTP', port: 80, backendServiceId: service.id },
    })
    return { instance, group, service, listener }
  }

  async events(): Promise<readonly EngineEvent[]> {
    const query = { after: 0, follow: false }
    return Array.fromAsync(this.control.events(query, never))
  }

  /** Waits for the first event of the type. */
  async untilEvent(type: EngineEvent['type']): Promise<EngineEvent> {
    return waitFor(`an event ${type}`, async () => {
      const events = await this.events()
      return events.find((event) => event.type === type) ?? null
    })
  }

  /** `created instance`, `deleted listener`, … without what the engine says of itself. */
  async steps(): Promise<readonly string[]> {
    const events = await this.events()
    const types = ['created', 'updated', 'leaving', 'deleted']
    const steps = events.filter((event) => types.includes(event.type))
    return steps.map((event) => `${event.type} ${event.kind}`)
  }

  async close(): Promise<void> {
    await this.control.close()
  }
}

export interface Stack {
  readonly instance: ApiObject
  readonly group: ApiObject
  readonly service: ApiObject
  readonly listener: ApiObject
}

export type Put = Pick<PutOperation, 'kind' | 'spec'> & Partial<PutOperation>

export function toPut(operation: Put): PutOperation {
  return {
    ...{ type: 'put', id: null, name: 'web', owner: 'test', tags: {} },
    ...{ idempotencyKey: null, expectedGeneration: null },
    ...operation,
  }
}

/** The object as it is, with `changes` to its spec. */
export function toUpdate(object: ApiObject, changes: PutOperation['spec'] = {}): PutOperation {
  const { kind, id, name, owner, tags, spec } = object
  return toPut({ kind, id, name, owner, tags, spec: { ...spec, ...changes } })
}

export function toDelete(kind: string, id: string): Operation {
  return { type: 'delete', kind, id, mode: 'strict' }
}

/** As the provider deletes. */
export function toDeferred({ kind, id }: Pick<ApiObject, 'kind' | 'id'>): Operation {
  return { type: 'delete', kind, id, mode: 'defer' }
}

/** The error that the call is refused with. */
export async function toRefusal(call: Promise<unknown>): Promise<EngineError> {
  try {
    await call
  } catch (error) {
    if (error instanceof EngineError) return error
    throw error
  }
  throw new Error('the call was not refused')
}

/** Whether the call is refused with this code, and where, as `code at path` lines. */
export async function checkRefused(
  call: Promise<unknown>,
  expected: readonly string[],
): Promise<EngineError> {
  const error = await toRefusal(call)
  const lines = error.problems.map(({ code, path }) =>
    path.length === 0 ? code : `${code} at ${path.join('.')}`,
  )
  assert.deepEqual(lines.length === 0 ? [error.code] : lines, expected, error.message)
  return error
}
