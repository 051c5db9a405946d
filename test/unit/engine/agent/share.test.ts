import assert from 'node:assert/strict'
import fc from 'fast-check'
import { share } from '../../../../src/engine/agent/share.ts'
import { configOf, copyOf, endpointOf, instanceOf, poolOf } from './world.ts'

describe('structural sharing', () => {
  it('gives the former value back when all is equal', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        assert(Object.is(share(value, copyOf(value)), value))
      }),
    )
  })

  it('gives a value that equals the next one, whatever came before', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (before, next) => {
        assert.deepEqual(share(before, copyOf(next)), next)
      }),
    )
  })

  it('keeps every instance, pool and endpoint that a change left alone', () => {
    const pool = poolOf({ endpoints: [endpointOf('a'), endpointOf('c')] })
    const before = configOf(1, [instanceOf('x'), instanceOf('y', { pools: [pool] })])
    const next = configOf(2, [
      instanceOf('w'),
      instanceOf('x'),
      instanceOf('y', {
        pools: [poolOf({ endpoints: [endpointOf('a'), endpointOf('b'), endpointOf('c')] })],
      }),
    ])
    const shared = share(before, copyOf(next))
    assert.deepEqual(shared, next)
    assert.equal(shared.instances[1], before.instances[0])
    assert.notEqual(shared.instances[2], before.instances[1])
    assert.equal(shared.instances[2]?.pools[0]?.endpoints[0], pool.endpoints[0])
    assert.equal(shared.instances[2]?.pools[0]?.endpoints[2], pool.endpoints[1])
    assert.equal(shared.instances[2]?.pools[0]?.probe, pool.probe)
  })

  it('tells a missing name from one that is null', () => {
    assert.deepEqual(share({ a: null }, { b: null }), { b: null })
  })

  it('sees a new order', () => {
    const before = [{ id: 'a' }, { id: 'b' }]
    assert.deepEqual(share(before, [{ id: 'b' }, { id: 'a' }]), [{ id: 'b' }, { id: 'a' }])
  })
})
