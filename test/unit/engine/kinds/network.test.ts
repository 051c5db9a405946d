import assert from 'node:assert/strict'
import { createWorld, declare, judge } from './world.ts'
import type { Spec } from './world.ts'

function checkVpc(spec: Spec, expected: readonly string[]): void {
  assert.deepEqual(judge(createWorld(), { kind: 'vpc', id: 'vpc-1', spec }), expected)
}

function checkSubnet(spec: Spec, expected: readonly string[]): void {
  const world = createWorld()
  declare(world, { kind: 'vpc', id: 'vpc-1', spec: { cidrBlocks: ['10.0.0.0/8', 'fd00::/8'] } })
  const taken = { vpcId: 'vpc-1', cidrBlock: '10.1.0.0/16', availabilityZone: 'local-a' }
  declare(world, { kind: 'subnet', id: 'subnet-1', spec: taken })
  const own = { vpcId: 'vpc-1', availabilityZone: 'local-b', ...spec }
  assert.deepEqual(judge(world, { kind: 'subnet', id: 'subnet-2', spec: own }), expected)
}

describe('the built-in network', () => {
  it('has the default VPC and one subnet per zone, on loopback', () => {
    const world = createWorld()
    const subnets = [...world.list('subnet')].map(({ id, spec }) => [id, spec])
    const toSpec = (zone: string, cidrBlock: string) => [
      `subnet-${zone}`,
      { vpcId: 'vpc-default', cidrBlock, availabilityZone: zone },
    ]
    assert.deepEqual(subnets, [
      toSpec('local-a', '127.10.0.0/16'),
      toSpec('local-b', '127.11.0.0/16'),
      toSpec('local-c', '127.12.0.0/16'),
    ])
    assert.deepEqual(world.get('vpc', 'vpc-default')?.spec, {
      cidrBlocks: ['127.0.0.0/8', '10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10'],
    })
  })

  it('passes its own checks', () => {
    const world = createWorld()
    for (const { kind, id, spec } of [...world.list('vpc'), ...world.list('subnet')]) {
      assert.deepEqual(judge(world, { kind, id, spec: spec as Spec }), [])
    }
  })
})

describe('vpc', () => {
  it('takes prefixes of both families', () => checkVpc({ cidrBlocks: ['10.0.0.0/8', '::/0'] }, []))
  it('needs a prefix', () => checkVpc({ cidrBlocks: [] }, ['invalid_argument at cidrBlocks']))
  it('refuses what is no prefix, at its place', () =>
    checkVpc({ cidrBlocks: ['10.0.0.0/8', '10.0.0.1/8'] }, ['invalid_argument at cidrBlocks.1']))
  it('refuses fields that it does not have', () =>
    checkVpc({ cidrBlocks: ['10.0.0.0/8'], cidr: 1 }, ['invalid_argument at cidr']))
})

describe('subnet', () => {
  it('takes a prefix of its VPC that nobody has', () =>
    checkSubnet({ cidrBlock: '10.2.0.0/16' }, []))
  it('refuses a prefix outside its VPC', () =>
    checkSubnet({ cidrBlock: '11.0.0.0/16' }, ['outside_vpc at cidrBlock']))
  it('refuses a prefix that is larger than its VPC', () =>
    checkSubnet({ cidrBlock: '0.0.0.0/0' }, ['outside_vpc at cidrBlock']))
  it('refuses a prefix that overlaps another subnet', () =>
    checkSubnet({ cidrBlock: '10.1.128.0/17' }, ['address_in_use at cidrBlock']))
  it('refuses a zone that the engine does not have', () =>
    checkSubnet({ cidrBlock: '10.2.0.0/16', availabilityZone: 'moon-1' }, [
      'unknown_zone at availabilityZone',
    ]))

  it('cannot move', () => {
    const world = createWorld()
    const spec = { vpcId: 'vpc-default', cidrBlock: '10.1.0.0/16', availabilityZone: 'local-a' }
    declare(world, { kind: 'subnet', id: 'subnet-1', spec })
    const moved = { ...spec, cidrBlock: '10.2.0.0/16', availabilityZone: 'local-b' }
    assert.deepEqual(judge(world, { kind: 'subnet', id: 'subnet-1', spec: moved }), [
      'immutable at cidrBlock',
      'immutable at availabilityZone',
    ])
  })
})
