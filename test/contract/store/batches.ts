/** Objects, events and batches as a store sees them: it does not look inside. */

import type { Batch, EventInit } from '../../../src/engine/store/index.ts'
import type { EngineObject } from '../../../src/engine/kinds/index.ts'

export function toObject(id: string, generation = 1): EngineObject {
  return {
    ...{ kind: 'thing', id, name: `name of ${id}`, owner: 'test', tags: { ключ: '値' } },
    ...{ generation, idempotencyKey: null, createdMs: 1_700_000_000_000 },
    spec: { text: 'quotes " and \u0000 and 🙂', list: [1, 2.5, null, true], none: null },
  }
}

export function toEvent(message: string): EventInit {
  return {
    ...{ atMs: 1, type: 'created', kind: 'thing', objectId: 'id', objectName: '', owner: 'test' },
    message,
  }
}

export interface Contents {
  readonly puts?: readonly EngineObject[]
  readonly deletes?: readonly string[]
  /** So many, with messages from 1 on. */
  readonly events?: number
}

export function toBatch(revision: number, contents: Contents = {}): Batch {
  const { puts = [], deletes = [], events = 0 } = contents
  return {
    revision,
    puts,
    deletes: deletes.map((id) => ({ kind: 'thing', id })),
    events: Array.from({ length: events }, (_, index) => toEvent(`${revision}.${index + 1}`)),
  }
}
