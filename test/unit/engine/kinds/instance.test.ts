import assert from 'node:assert/strict'
import { createWorld, declare, judge, toKind } from './world.ts'
import type { Spec } from './world.ts'
import type { Graph } from '../../../../src/engine/graph/index.ts'

const minimal = { subnetId: 'subnet-local-a', availabilityZones: ['local-a'] }

function check(changes: Spec, expected: readonly string[], world = createWorld()): void {
  const spec = { ...minimal, ...changes }
  assert.deepEqual(judge(world, { kind: 'instance', id: 'lb-1', spec }), expected)
}

function declareInstance(world: Graph, id: string, changes: Spec = {}): Spec {
  const { spec } = declare(world, { kind: 'instance', id, spec: { ...minimal, ...changes } })
  return spec as Spec
}

describe('instance', () => {
  it('R5: takes its VPC from its subnet', () => {
    assert.equal(declareInstance(createWorld(), 'lb-1')['vpcId'], 'vpc-default')
  })

  it('fills its defaults', () => {
    assert.deepEqual(declareInstance(createWorld(), 'lb-1'), {
      ...minimal,
      description: '',
      vpcId: 'vpc-default',
      privateIpAddress: '127.10.0.2',
      eipId: null,
      publicIpAddress: null,
      securityGroupIds: ['sg-default'],
      enabled: true,
      deletionProtection: false,
      forceDestroy: false,
    })
  })

  it('R5: refuses a VPC that is not its subnet’s', () => {
    const world = createWorld()
    declare(world, { kind: 'vpc', id: 'vpc-2', spec: { cidrBlocks: ['10.0.0.0/8'] } })
    check({ vpcId: 'vpc-2' }, ['invalid_argument at vpcId'], world)
  })

  it('R5: needs a zone', () =>
    check({ availabilityZones: [] }, ['invalid_argument at availabilityZones']))
  it('refuses a zone that the engine does not have', () =>
    check({ availabilityZones: ['local-a', 'moon-1'] }, ['unknown_zone at availabilityZones.1']))
  it('refuses a zone that is named twice', () =>
    check({ availabilityZones: ['local-a', 'local-a'] }, [
      'invalid_argument at availabilityZones.1',
    ]))
  it('takes an address of its subnet', () => check({ privateIpAddress: '127.10.7.7' }, []))
  it('refuses an address outside its subnet', () =>
    check({ privateIpAddress: '127.11.0.9' }, ['invalid_argument at privateIpAddress']))
  it('refuses the addresses that a subnet keeps for itself', () => {
    for (const privateIpAddress of ['127.10.0.0', '127.10.0.1', '127.10.255.255']) {
      check({ privateIpAddress }, ['invalid_argument at privateIpAddress'])
    }
  })

  it('refuses an address that another instance has', () => {
    const world = createWorld()
    declareInstance(world, 'lb-2')
    check({ privateIpAddress: '127.10.0.2' }, ['address_in_use at privateIpAddress'], world)
  })

  it('gives out each address once, and again when it is free', () => {
    const world = createWorld()
    const toAddress = (id: string) => declareInstance(world, id)['privateIpAddress']
    assert.deepEqual(['lb-1', 'lb-2', 'lb-3'].map(toAddress), [
      '127.10.0.2',
      '127.10.0.3',
      '127.10.0.4',
    ])
    world.delete('lb-2')
    assert.equal(toAddress('lb-4'), '127.10.0.3')
  })

  it('does not give out an address that another VPC has given out: the machines are the same', () => {
    const world = createWorld()
    declareInstance(world, 'lb-1')
    declare(world, { kind: 'vpc', id: 'vpc-2', spec: { cidrBlocks: ['127.0.0.0/8'] } })
    const spec = { vpcId: 'vpc-2', cidrBlock: '127.10.0.0/24', availabilityZone: 'local-a' }
    declare(world, { kind: 'subnet', id: 'subnet-2', spec })
    const second = declareInstance(world, 'lb-2', { subnetId: 'subnet-2' })
    assert.equal(second['privateIpAddress'], '127.10.0.3')
    const rival = { ...minimal, subnetId: 'subnet-2', privateIpAddress: '127.10.0.2' }
    assert.deepEqual(judge(world, { kind: 'instance', id: 'lb-3', spec: rival }), [
      'address_in_use at privateIpAddress',
    ])
  })

  it('keeps its address when it changes, given or not', () => {
    const world = createWorld()
    declareInstance(world, 'lb-1', { privateIpAddress: '127.10.9.9' })
    assert.equal(declareInstance(world, 'lb-1')['privateIpAddress'], '127.10.9.9')
  })

  it('says when a subnet is full', () => {
    const world = createWorld()
    const spec = { vpcId: 'vpc-default', cidrBlock: '10.0.0.0/30', availabilityZone: 'local-a' }
    declare(world, { kind: 'subnet', id: 'subnet-tiny', spec })
    declareInstance(world, 'lb-2', { subnetId: 'subnet-tiny' })
    check({ subnetId: 'subnet-tiny' }, ['addresses_exhausted at subnetId'], world)
  })

  it('cannot move to another subnet', () => {
    const world = createWorld()
    declareInstance(world, 'lb-1')
    check({ subnetId: 'subnet-local-b' }, ['immutable at subnetId'], world)
  })

  it('is protected from deletion while it says so', () => {
    const world = createWorld()
    const open = declare(world, { kind: 'instance', id: 'lb-1', spec: minimal })
    const spec = { ...minimal, deletionProtection: true }
    const closed = declare(world, { kind: 'instance', id: 'lb-2', spec })
    assert.equal(toKind('instance').checkDelete?.(open), null)
    assert.equal(toKind('instance').checkDelete?.(closed)?.code, 'deletion_protected')
  })
})
