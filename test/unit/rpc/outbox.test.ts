import assert from 'node:assert/strict'
import { Outbox } from '../../../src/rpc/index.ts'

describe('an outbox', () => {
  it('gives what is put in, in order, before and after it is read, until its end', async () => {
    const outbox = new Outbox<number>()
    outbox.put(1)
    const items = outbox[Symbol.asyncIterator]()
    assert.equal((await items.next()).value, 1)
    const late = items.next()
    outbox.put(2)
    outbox.put(3)
    outbox.end()
    outbox.put(4)
    assert.equal((await late).value, 2)
    assert.deepEqual(await items.next(), { value: 3, done: false })
    assert.equal((await items.next()).done, true)
  })

  it('says how much waits, and when that was taken', async () => {
    const outbox = new Outbox<number>()
    outbox.put(1)
    outbox.put(2)
    assert.equal(outbox.size, 2)
    const taken = outbox.taken()
    await outbox[Symbol.asyncIterator]().next()
    await taken
    assert.equal(outbox.size, 0)
  })

  it('lets nobody wait for room after its end', async () => {
    const outbox = new Outbox<number>()
    outbox.put(1)
    const taken = outbox.taken()
    outbox.end()
    await taken
    assert.ok(outbox.isEnded)
  })
})
