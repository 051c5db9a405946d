import assert from 'node:assert/strict'
import { createStack, createWorld, declare, judge } from './world.ts'
import type { Spec } from './world.ts'
import { compileAll } from '../../../../src/engine/compile/index.ts'

const instance = { subnetId: 'subnet-local-a', availabilityZones: ['local-a'] }

function check(spec: Spec, expected: readonly string[], world = createWorld()): void {
  assert.deepEqual(judge(world, { kind: 'eip', id: 'eip-1', spec }), expected)
}

describe('EIP', () => {
  it('gets an address of the pool, each once, and again when it is free', () => {
    const world = createWorld()
    const toAddress = (id: string) => declare(world, { kind: 'eip', id, spec: {} }).spec
    assert.deepEqual(['eip-1', 'eip-2'].map(toAddress), [
      { address: '127.100.0.2' },
      { address: '127.100.0.3' },
    ])
    world.delete('eip-1')
    assert.deepEqual(toAddress('eip-3'), { address: '127.100.0.2' })
    check({ address: '127.100.0.3' }, ['address_in_use at address'], world)
  })

  it('keeps its address, which is one of the pool', () => {
    const world = createWorld()
    check({ address: '127.100.7.7' }, [])
    check({ address: '127.10.0.9' }, ['invalid_argument at address'])
    declare(world, { kind: 'eip', id: 'eip-1', spec: {} })
    check({}, [], world)
    check({ address: '127.100.7.7' }, ['immutable at address'], world)
  })

  it('R9: is bound by one instance at a time', () => {
    const world = createWorld()
    declare(world, { kind: 'eip', id: 'eip-1', spec: {} })
    declare(world, { kind: 'instance', id: 'lb-1', spec: { ...instance, eipId: 'eip-1' } })
    const second = { kind: 'instance', id: 'lb-2', spec: { ...instance, eipId: 'eip-1' } }
    assert.deepEqual(judge(world, second), ['address_in_use at eipId'])
  })

  it('R10, R11: the private address is for the VPC and its peers, the EIP for everyone', () => {
    const world = createStack()
    declare(world, { kind: 'eip', id: 'eip-1', spec: {} })
    const toBinds = () => compileAll(world).get('lb-1')?.listeners[0]?.binds
    const [inner, ...none] = toBinds() ?? []
    assert.deepEqual(none, [])
    assert.equal(inner?.address, '127.10.0.2')
    assert.deepEqual(inner.sources, [
      ...['127.0.0.0/8', '10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10'],
      '::1/128',
    ])
    declare(world, { kind: 'instance', id: 'lb-1', spec: { ...instance, eipId: 'eip-1' } })
    assert.deepEqual(toBinds(), [inner, { address: '127.100.0.2', port: 80 }])
    declare(world, { kind: 'instance', id: 'lb-1', spec: instance })
    assert.deepEqual(toBinds(), [inner])
  })
})
