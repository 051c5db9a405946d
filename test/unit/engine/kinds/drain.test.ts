import assert from 'node:assert/strict'
import { compileAll } from '../../../../src/engine/compile/index.ts'
import { toTouchedInstances } from '../../../../src/engine/graph/index.ts'
import type { Graph } from '../../../../src/engine/graph/index.ts'
import { createStack, declare, judge } from './world.ts'
import type { Spec } from './world.ts'

const who = { by: 'ops@host', reason: 'new kernel' }
const listed = { serverGroupId: 'sgr-1', memberId: '127.0.0.1:9001', ...who }

function check(spec: Spec, expected: readonly string[], world: Graph = createStack()): void {
  assert.deepEqual(judge(world, { kind: 'drain', id: 'drn-1', spec }), expected)
}

function toAdmissions(world: Graph): readonly string[] {
  const pools = [...compileAll(world).values()].flatMap((instance) => instance.pools)
  return pools.flatMap((pool) => pool.endpoints.map(({ id, admission }) => `${id} ${admission}`))
}

describe('drain', () => {
  it('takes a listed server out of use, and touches the instances that have it', () => {
    const world = createStack()
    const drain = declare(world, { kind: 'drain', id: 'drn-1', spec: listed })
    assert.deepEqual(toAdmissions(world), ['127.0.0.1:9001 drained', '127.11.0.9:8080 admitted'])
    assert.deepEqual([...toTouchedInstances([drain], world)], ['lb-1'])
    world.delete('drn-1')
    assert.deepEqual(toAdmissions(world), ['127.0.0.1:9001 admitted', '127.11.0.9:8080 admitted'])
  })

  it('takes a server out that is a resource of its own, and belongs to it', () => {
    const world = createStack()
    declare(world, { kind: 'server_group', id: 'sgr-1', spec: {} })
    for (const id of ['srv-1', 'srv-2']) {
      const spec = { serverGroupId: 'sgr-1', address: `127.0.0.${id.slice(-1)}` }
      declare(world, { kind: 'server', id, spec })
    }
    const spec = { serverGroupId: 'sgr-1', memberId: '127.0.0.2', ...who }
    const drain = declare(world, { kind: 'drain', id: 'drn-1', spec })
    assert.deepEqual(toAdmissions(world), ['127.0.0.1:8080 admitted', '127.0.0.2:8080 drained'])
    const references = world.references(drain).map(({ id, role }) => `${id} ${role}`)
    assert.deepEqual(references, ['sgr-1 owned', 'srv-2 owned'])
    assert.deepEqual([...toTouchedInstances([drain], world)], ['lb-1'])
  })

  it('takes an instance of an availability group out, and belongs to it', () => {
    const world = createStack()
    const launch = { driver: 'process', process: { command: ['serve'] } }
    const size = { minSize: 1, maxSize: 1, availabilityZones: ['local-a'] }
    declare(world, { kind: 'availability_group', id: 'avg-1', spec: { ...size, launch } })
    const home = { groupId: 'avg-1', subnetId: 'subnet-local-a', zone: 'local-a', rack: 0 }
    const instance = { ...home, address: '127.10.0.9', launch }
    declare(world, { kind: 'group_instance', id: 'avi-1', spec: instance })
    const service = { lbInstanceId: 'lb-1', protocol: 'TCP', port: 5432 }
    const to = { ...service, availabilityGroupId: 'avg-1' }
    declare(world, { kind: 'backend_service', id: 'bes-1', spec: to })
    const spec = { availabilityGroupId: 'avg-1', memberId: 'avi-1', ...who }
    const drain = declare(world, { kind: 'drain', id: 'drn-1', spec })
    assert.deepEqual(toAdmissions(world), ['avi-1:5432 drained'])
    const subject = world.kind('drain')?.subject?.(drain, world)
    assert.equal(subject, 'The server 127.10.0.9 (avi-1) of the group "avg-1", by ops@host.')
    assert.deepEqual(
      world.references(drain).map(({ id }) => id),
      ['avg-1', 'avi-1'],
    )
  })

  it('leaves the reason of what is out of use anyway', () => {
    const world = createStack()
    const servers = [{ address: '127.0.0.1', port: 9001, enabled: false }]
    declare(world, { kind: 'server_group', id: 'sgr-1', spec: { servers } })
    declare(world, { kind: 'drain', id: 'drn-1', spec: listed })
    assert.deepEqual(toAdmissions(world), ['127.0.0.1:9001 disabled'])
  })

  it('is of a member that is there, in one group', () => {
    check(listed, [])
    check({ ...listed, memberId: '127.0.0.1' }, ['not_found at memberId'])
    check({ ...who, memberId: 'x' }, ['invalid_argument at serverGroupId'])
    const both = { ...listed, availabilityGroupId: 'avg-1' }
    check(both, ['invalid_argument at serverGroupId'])
  })

  it('is one for each member, and stays with it', () => {
    const world = createStack()
    declare(world, { kind: 'drain', id: 'drn-2', spec: listed })
    check(listed, ['invalid_argument at memberId'], world)
    declare(world, { kind: 'drain', id: 'drn-1', spec: { ...listed, memberId: '127.11.0.9' } })
    check({ ...listed, reason: 'other' }, ['immutable at memberId'], world)
  })

  it('outlasts its server, which stays out when it is listed again', () => {
    const world = createStack()
    declare(world, { kind: 'drain', id: 'drn-1', spec: listed })
    const group = world.get('server_group', 'sgr-1')
    assert.ok(group)
    declare(world, { kind: 'server_group', id: 'sgr-1', spec: { servers: [] } })
    check({ ...listed, reason: 'still' }, [], world)
    world.put(group)
    assert.deepEqual(toAdmissions(world)[0], '127.0.0.1:9001 drained')
  })
})
