import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AssertionError } from 'node:assert'
import fc from 'fast-check'
import { EVENTS_KEPT_MAX, StoreError, stores } from '../../../src/engine/store/index.ts'
import type { Store, StoredState } from '../../../src/engine/store/index.ts'
import { toBatch, toObject } from './batches.ts'

function byId([left]: readonly [string, ...unknown[]], [right]: readonly [string, ...unknown[]]) {
  return left < right ? -1 : 1
}

async function toState(store: Store): Promise<StoredState> {
  const state = await store.load()
  return { ...state, objects: state.objects.toSorted((a, b) => byId([a.id], [b.id])) }
}

for (const [name, open] of Object.entries(stores)) {
  describe(`the store "${name}"`, () => {
    let directory: string
    let store: Store

    beforeEach(async () => {
      directory = await mkdtemp(join(tmpdir(), 'lb-store-'))
      store = await open({ directory })
    })
    afterEach(async () => {
      await store.close()
      await rm(directory, { recursive: true })
    })

    async function reopen(): Promise<void> {
      await store.close()
      store = await open({ directory })
    }

    it('is empty at first', async () => {
      assert.deepEqual(await store.load(), { revision: 0, objects: [], lastEvent: null })
      assert.deepEqual(await store.events({ after: 0, limit: 10 }), [])
    })

    it('gives back what was committed, value by value, also when opened again', async () => {
      const puts = [toObject('a'), toObject('b')]
      await store.commit(toBatch(7, { puts, events: 2 }))
      const [, last] = await store.events({ after: 0, limit: 10 })
      const expected = { revision: 7, objects: puts, lastEvent: last }
      assert.deepEqual(await toState(store), expected)
      await reopen()
      assert.deepEqual(await toState(store), expected)
    })

    it('replaces and deletes objects', async () => {
      await store.commit(toBatch(1, { puts: [toObject('a'), toObject('b'), toObject('c')] }))
      await store.commit(toBatch(2, { puts: [toObject('b', 2)], deletes: ['a', 'unknown'] }))
      const { objects } = await toState(store)
      assert.deepEqual(objects, [toObject('b', 2), toObject('c')])
    })

    it('takes an object that one batch deletes and puts as put', async () => {
      await store.commit(toBatch(1, { puts: [toObject('a')] }))
      await store.commit(toBatch(2, { puts: [toObject('a', 2)], deletes: ['a'] }))
      assert.deepEqual((await toState(store)).objects, [toObject('a', 2)])
    })

    it('refuses a revision that is not greater, but for events alone', async () => {
      await store.commit(toBatch(5))
      await store.commit(toBatch(5, { events: 1 }))
      await assert.rejects(store.commit(toBatch(5, { puts: [toObject('a')] })), AssertionError)
      await assert.rejects(store.commit(toBatch(4, { events: 1 })), AssertionError)
      await store.commit(toBatch(6, { puts: [toObject('a')] }))
      assert.equal((await store.load()).revision, 6)
    })

    it('numbers events from 1 without gaps, and gives them from anywhere', async () => {
      await store.commit(toBatch(1, { events: 3 }))
      await reopen()
      await store.commit(toBatch(2, { events: 2 }))
      const all = await store.events({ after: 0, limit: 10 })
      const seen = all.map((event) => [event.sequence, event.message])
      const messages = ['1.1', '1.2', '1.3', '2.1', '2.2']
      assert.deepEqual(
        seen,
        messages.map((message, index) => [index + 1, message]),
      )
      assert.deepEqual(await store.events({ after: 1, limit: 2 }), all.slice(1, 3))
      assert.deepEqual(await store.events({ after: 5, limit: 2 }), [])
    })

    it('keeps the latest events only, up to its limit', async () => {
      await store.commit(toBatch(1, { events: EVENTS_KEPT_MAX }))
      await store.commit(toBatch(2, { events: 10 }))
      const [first] = await store.events({ after: 0, limit: 1 })
      assert.equal(first?.sequence, 11)
      assert.equal((await store.load()).lastEvent?.sequence, EVENTS_KEPT_MAX + 10)
    })

    it('refuses everything once it is closed', async () => {
      await store.close()
      await assert.rejects(store.load(), StoreError)
      await assert.rejects(store.commit(toBatch(1)), StoreError)
      await assert.rejects(store.events({ after: 0, limit: 1 }), StoreError)
      await store.close()
    })

    it('is after any commits what a plain map is', async () => {
      const id = fc.constantFrom('a', 'b', 'c', 'd')
      const commit = fc.record({ puts: fc.uniqueArray(id), deletes: fc.uniqueArray(id) })
      let revision = 0
      const model = new Map<string, number>()
      await fc.assert(
        fc.asyncProperty(fc.array(commit, { maxLength: 5 }), async (commits) => {
          for (const { puts, deletes } of commits) {
            revision += 1
            for (const each of deletes) model.delete(each)
            for (const each of puts) model.set(each, revision)
            const objects = puts.map((each) => toObject(each, revision))
            await store.commit(toBatch(revision, { puts: objects, deletes }))
          }
          const { objects } = await toState(store)
          const expected = [...model].toSorted(byId).map(([each, at]) => toObject(each, at))
          assert.deepEqual(objects, expected)
        }),
        { numRuns: 30 },
      )
    })
  })
}
