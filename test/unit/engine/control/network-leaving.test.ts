/** Parts of the network that are deleted while traffic lives by them. */

import assert from 'node:assert/strict'
import type { ApiObject } from '../../../../src/engine/client/contract.ts'
import { FakeAgent } from './fake-agent.ts'
import { toRefusal, World } from './world.ts'

const LONG_MS = 30_000

describe('a network that changes under its users', () => {
  let world: World
  let vpc: ApiObject
  afterEach(() => world.close())

  async function begin(): Promise<void> {
    const holds = { roomMs: LONG_MS, creationMs: 0, successorMs: 0, lingerMs: 0 }
    world = await World.start(new FakeAgent(), { holds })
    vpc = await world.put({ kind: 'vpc', spec: { cidrBlocks: ['10.0.0.0/8'] } })
  }

  const putSubnet = (cidrBlock: string, zone = 'local-a', owner = 'test'): Promise<ApiObject> =>
    world.put({
      ...{ kind: 'subnet', owner },
      spec: { vpcId: vpc.id, cidrBlock, availabilityZone: zone },
    })

  /** An instance with a service whose servers the group has. */
  async function putStack(spec: Readonly<Record<string, unknown>>): Promise<{
    instance: ApiObject
    group: ApiObject
    service: ApiObject
  }> {
    const home = await putSubnet('10.9.0.0/24')
    const instance = await world.put({
      kind: 'instance',
      spec: { subnetId: home.id, availabilityZones: ['local-a', 'local-b'] },
    })
    const group = await world.put({ kind: 'server_group', spec: { vpcId: vpc.id, ...spec } })
    const service = await world.put({
      kind: 'backend_service',
      spec: { lbInstanceId: instance.id, protocol: 'TCP', port: 80, serverGroupId: group.id },
    })
    return { instance, group, service }
  }

  const endpoints = (): readonly string[] =>
    (world.agent.served?.instances[0]?.pools[0]?.endpoints ?? []).map(
      ({ id, zone, admission }) => `${id} ${zone} ${admission}`,
    )

  it('a subnet serves until its servers’ zone comes from another one of its addresses', async () => {
    await begin()
    const old = await putSubnet('10.1.0.0/24', 'local-b')
    await putStack({ servers: [{ address: '10.1.0.9' }] })
    assert.deepEqual(endpoints(), ['10.1.0.9:80 local-b admitted'])
    await world.defer(old)
    assert.deepEqual(await world.leaving(), [old.id])
    assert.deepEqual(endpoints(), ['10.1.0.9:80 local-b admitted'])
    const next = await putSubnet('10.1.0.0/24', 'local-a')
    assert.deepEqual(await world.leaving(), [])
    assert.deepEqual(endpoints(), ['10.1.0.9:80 local-a admitted'])
    assert.notEqual(next.id, old.id)
  })

  it('a subnet goes when the last server in it has gone, or names its zone', async () => {
    await begin()
    const old = await putSubnet('10.1.0.0/24')
    const { group } = await putStack({ servers: [{ address: '10.1.0.9' }] })
    await world.defer(old)
    await world.change(group, { servers: [{ address: '10.1.0.9', zone: 'local-b' }] })
    assert.deepEqual(await world.leaving(), [])
    assert.deepEqual(endpoints(), ['10.1.0.9:80 local-b admitted'])
  })

  it('a subnet is in use by servers of somebody else', async () => {
    await begin()
    const old = await putSubnet('10.1.0.0/24', 'local-a', 'landlord')
    await putStack({ servers: [{ address: '10.1.0.9' }] })
    assert.equal((await toRefusal(world.defer(old))).code, 'in_use')
  })

  for (const how of ['listed', 'objects of their own'] as const) {
    it(`R6: servers, ${how}, keep the prefix and the subnet that they live in`, async () => {
      await begin()
      const wide = { cidrBlocks: ['10.0.0.0/8', '192.168.0.0/16'] }
      vpc = await world.change(vpc, wide)
      const home = await putSubnet('10.1.0.0/24')
      const servers = ['10.1.0.9', '192.168.0.9'].map((address) => ({
        ...{ address, zone: address.startsWith('10') ? null : 'local-a' },
      }))
      const { group } = await putStack(how === 'listed' ? { servers } : {})
      if (how !== 'listed') {
        for (const server of servers) {
          await world.put({ kind: 'server', spec: { ...server, serverGroupId: group.id } })
        }
      }
      const narrow = toRefusal(world.change(vpc, { cidrBlocks: ['10.0.0.0/8'] }))
      assert.match(String(await narrow), /192\.168\.0\.9 is outside the VPC/)
      const without = toRefusal(world.delete('subnet', home.id))
      assert.match(String(await without), /10\.1\.0\.9 is in no subnet of its VPC/)
      assert.equal(endpoints().length, 2)
    })
  }

  it('R9: an EIP hands its address over to its successor without a gap', async () => {
    await begin()
    const { instance, service } = await putStack({ servers: [] })
    const address = '127.100.9.9'
    const old = await world.put({ kind: 'eip', spec: { address } })
    const bound = await world.change(instance, { eipId: old.id })
    await world.put({
      kind: 'listener',
      spec: {
        ...{ lbInstanceId: instance.id, protocol: 'TCP', port: 80 },
        backendServiceId: service.id,
      },
    })
    const binds = (): readonly string[] =>
      (world.agent.served?.instances[0]?.listeners[0]?.binds ?? []).map((bind) => bind.address)
    assert.deepEqual(binds(), ['10.9.0.2', address])
    await world.defer(old)
    const next = await world.put({ kind: 'eip', spec: { address } })
    assert.deepEqual(binds(), ['10.9.0.2', address])
    await world.change(bound, { eipId: next.id })
    assert.deepEqual(await world.leaving(), [])
    assert.deepEqual(binds(), ['10.9.0.2', address])
    const stranger = { kind: 'eip', owner: 'stranger', spec: { address } }
    assert.equal((await toRefusal(world.put(stranger))).code, 'address_in_use')
    await world.put({ kind: 'eip', spec: {} })
  })

  it('a security group that is deleted holds until the instance has another', async () => {
    await begin()
    const { instance } = await putStack({ servers: [{ address: '10.9.0.9' }] })
    const closed = { kind: 'security_group', spec: { vpcId: vpc.id, rules: [] } }
    const old = await world.put(closed)
    const bound = await world.change(instance, { securityGroupIds: [old.id] })
    await world.defer(old)
    assert.deepEqual(endpoints(), ['10.9.0.9:80 local-a denied'])
    await world.change(bound, { securityGroupIds: ['sg-default'] })
    assert.deepEqual(await world.leaving(), [])
    assert.deepEqual(endpoints(), ['10.9.0.9:80 local-a admitted'])
  })
})
