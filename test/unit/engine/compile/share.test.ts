import assert from 'node:assert/strict'
import fc from 'fast-check'
import { share } from '../../../../src/engine/compile/share.ts'

const json = fc.jsonValue().filter((value) => !JSON.stringify(value).includes('"__proto__"'))

describe('structural sharing', () => {
  it('gives a value equal to the new one, whatever the old one was', () => {
    fc.assert(
      fc.property(json, json, (before, after) => {
        assert.deepEqual(share(before, after), after)
      }),
    )
  })

  it('gives the old value itself when nothing differs', () => {
    fc.assert(
      fc.property(json, (value) => {
        assert.equal(share(value, structuredClone(value)), value)
      }),
    )
  })

  it('keeps what is equal in a list whose items have ids, wherever they moved', () => {
    const [one, two] = [
      { id: '1', value: { deep: [1, 2] } },
      { id: '2', value: { deep: [3] } },
    ]
    const before = { list: [one, two], other: { same: true } }
    const next = structuredClone({ list: [{ id: '0', value: 1 }, two, one], other: before.other })
    const after = share<unknown>(before, next) as { list: unknown[]; other: unknown }
    assert.equal(after.list[1], two)
    assert.equal(after.list[2], one)
    assert.equal(after.other, before.other)
    assert.notEqual(after.list, before.list)
  })

  it('sees that a field has gone, and that undefined is not absent', () => {
    const before: { a: number; b?: number } = { a: 1, b: 2 }
    assert.deepEqual(share(before, { a: 1 }), { a: 1 })
    assert.deepEqual(Object.keys(share<object>({ a: 1 }, { a: 1, b: undefined })), ['a', 'b'])
  })
})
