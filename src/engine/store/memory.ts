/**
 * A store that forgets when the process ends: for tests, and for trying the engine out.
 *
 * Answers for: the contract of `contract.ts` but for durability beyond the process.
 */

import assert from 'node:assert'
import type { EngineObject } from '../kinds/index.ts'
import { EVENTS_KEPT_MAX, StoreError } from './contract.ts'
import type { Batch, EngineEvent, EventQuery, Store, StoredState } from './contract.ts'

/** The same directory always gives the same state while the process lives, as a file would. */
const states = new Map<string, MemoryState>()

interface MemoryState {
  revision: number
  readonly objects: Map<string, EngineObject>
  readonly events: EngineEvent[]
  sequence: number
}

export async function openMemoryStore(options: { readonly directory: string }): Promise<Store> {
  const known = states.get(options.directory)
  const state = known ?? { revision: 0, objects: new Map(), events: [], sequence: 0 }
  states.set(options.directory, state)
  return new MemoryStore(state)
}

class MemoryStore implements Store {
  readonly #state: MemoryState
  #isOpen = true

  constructor(state: MemoryState) {
    this.#state = state
  }

  async load(): Promise<StoredState> {
    this.#assertOpen()
    const { revision, objects, events } = this.#state
    return { revision, objects: [...objects.values()], lastEvent: events.at(-1) ?? null }
  }

  async commit(batch: Batch): Promise<void> {
    this.#assertOpen()
    const state = this.#state
    assertRevision(batch, state.revision)
    state.revision = batch.revision
    for (const { id } of batch.deletes) state.objects.delete(id)
    for (const object of batch.puts) state.objects.set(object.id, object)
    for (const event of batch.events) {
      state.sequence += 1
      state.events.push({ ...event, sequence: state.sequence })
    }
    state.events.splice(0, Math.max(0, state.events.length - EVENTS_KEPT_MAX))
  }

  async events(query: EventQuery): Promise<readonly EngineEvent[]> {
    this.#assertOpen()
    const { events } = this.#state
    const first = events[0]?.sequence ?? 1
    const start = Math.max(0, query.after + 1 - first)
    return events.slice(start, start + query.limit)
  }

  async copy(): Promise<null> {
    this.#assertOpen()
    return null
  }

  async close(): Promise<void> {
    this.#isOpen = false
  }

  #assertOpen(): void {
    if (!this.#isOpen) throw new StoreError('The store is closed.')
  }
}

/** A programmer's error when it fails: two writers, or a revision used twice. */
export function assertRevision(batch: Batch, last: number): void {
  const isEventsOnly = batch.puts.length === 0 && batch.deletes.length === 0
  const isFollowing = batch.revision > last || (isEventsOnly && batch.revision === last)
  assert(isFollowing, `revision ${batch.revision} was committed after ${last}`)
}
