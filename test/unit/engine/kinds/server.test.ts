import assert from 'node:assert/strict'
import { createStack, createWorld, declare, judge } from './world.ts'
import type { Spec } from './world.ts'
import type { Graph } from '../../../../src/engine/graph/index.ts'
import { compileAll } from '../../../../src/engine/compile/index.ts'

function createGroup(spec: Spec = {}): Graph {
  const world = createWorld()
  declare(world, { kind: 'server_group', id: 'sgr-1', spec })
  return world
}

function check(spec: Spec, expected: readonly string[], world = createGroup()): void {
  const own = { serverGroupId: 'sgr-1', ...spec }
  assert.deepEqual(judge(world, { kind: 'server', id: 'srv-1', spec: own }), expected)
}

describe('server', () => {
  it('R30: is a member of its group, as if the group listed it', () => {
    const world = createGroup({ port: 80 })
    const member = { address: '127.11.0.9', weight: 3, enabled: false }
    declare(world, { kind: 'server', id: 'srv-1', spec: { serverGroupId: 'sgr-1', ...member } })
    const listed = createGroup({ port: 80, servers: [member] })
    const toMembers = (graph: Graph) => {
      const group = graph.get('server_group', 'sgr-1')
      assert.ok(group)
      return graph.members(group)
    }
    assert.deepEqual(toMembers(world), toMembers(listed))
    assert.deepEqual(toMembers(world), [
      { id: '127.11.0.9:80', port: 80, zone: 'local-b', subnetId: 'subnet-local-b', ...member },
    ])
  })

  it('is an endpoint of whoever forwards to its group', () => {
    const world = createStack()
    declare(world, { kind: 'server_group', id: 'sgr-1', spec: {} })
    const spec = { serverGroupId: 'sgr-1', address: '127.0.0.7' }
    declare(world, { kind: 'server', id: 'srv-1', spec })
    const endpoints = compileAll(world).get('lb-1')?.pools[0]?.endpoints
    assert.deepEqual(
      endpoints?.map(({ address, port }) => [address, port]),
      [['127.0.0.7', 8080]],
    )
  })

  it('R6: is inside the VPC of its group', () => {
    check({ address: '127.0.0.1' }, [])
    check({ address: '192.0.2.1' }, ['outside_vpc at address'])
  })

  it('is in the zone of its subnet', () => {
    check({ address: '127.11.0.9', zone: 'local-a' }, ['invalid_argument at zone'])
    check({ address: '127.0.0.1', zone: 'moon-1' }, ['unknown_zone at zone'])
  })

  it('is refused on a group that lists its servers, be it none', () => {
    const expected = ['invalid_argument at serverGroupId']
    check({ address: '127.0.0.1' }, expected, createGroup({ servers: [] }))
  })

  it('is once in its group, by address and port', () => {
    const world = createGroup({ port: 80 })
    const spec = { serverGroupId: 'sgr-1', address: '127.0.0.1' }
    declare(world, { kind: 'server', id: 'srv-2', spec })
    check({ address: '127.0.0.1', port: 80 }, ['address_in_use at address'], world)
    check({ address: '127.0.0.1', port: 81 }, [], world)
  })

  it('changes its weight, zone and switch in place, and never its address', () => {
    const world = createGroup()
    const spec = { serverGroupId: 'sgr-1', address: '127.0.0.1', port: 80 }
    declare(world, { kind: 'server', id: 'srv-1', spec })
    check({ ...spec, weight: 0, zone: 'local-c', enabled: false }, [], world)
    const moved = { ...spec, address: '127.0.0.2', port: 81 }
    check(moved, ['immutable at address', 'immutable at port'], world)
  })
})
