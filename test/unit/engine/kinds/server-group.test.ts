import assert from 'node:assert/strict'
import { createWorld, declare, judge } from './world.ts'
import type { Spec } from './world.ts'

function check(spec: Spec, expected: readonly string[], world = createWorld()): void {
  assert.deepEqual(judge(world, { kind: 'server_group', id: 'sgr-1', spec }), expected)
}

function toMembers(spec: Spec): unknown {
  const world = createWorld()
  return world.members(declare(world, { kind: 'server_group', id: 'sgr-1', spec }))
}

describe('server group', () => {
  it('R30: has weights from 0 to 100, 10 by default', () => {
    check(
      {
        servers: [
          { address: '127.0.0.1', weight: 0 },
          { address: '127.0.0.2', weight: 100 },
        ],
      },
      [],
    )
    check({ servers: [{ address: '127.0.0.1', weight: 101 }] }, [
      'invalid_argument at servers.0.weight',
    ])
    check({ servers: [{ address: '127.0.0.1', weight: 1.5 }] }, [
      'invalid_argument at servers.0.weight',
    ])
  })

  it('R6: refuses a server outside its VPC, at the address', () =>
    check({ servers: [{ address: '127.0.0.1' }, { address: '8.8.8.8' }] }, [
      'outside_vpc at servers.1.address',
    ]))

  it('refuses a host name', () =>
    check({ servers: [{ address: 'example.net' }] }, ['invalid_argument at servers.0.address']))

  it('refuses a server that is listed twice', () => {
    check({ servers: [{ address: '127.0.0.1' }, { address: '127.0.0.1', weight: 3 }] }, [
      'invalid_argument at servers.1',
    ])
    check({ port: 80, servers: [{ address: '127.0.0.1' }, { address: '127.0.0.1', port: 80 }] }, [
      'invalid_argument at servers.1',
    ])
    check(
      {
        servers: [
          { address: '127.0.0.1', port: 80 },
          { address: '127.0.0.1', port: 81 },
        ],
      },
      [],
    )
  })

  it('puts a server into the zone of its subnet, else the one it names, else the first', () => {
    const zones = [
      { address: '127.11.0.9' },
      { address: '127.0.0.1', zone: 'local-c' },
      { address: '127.0.0.1', port: 81 },
    ]
    const members = toMembers({ servers: zones }) as { zone: string }[]
    assert.deepEqual(
      members.map(({ zone }) => zone),
      ['local-b', 'local-c', 'local-a'],
    )
  })

  it('refuses a zone that is unknown, or not the subnet’s', () => {
    check({ servers: [{ address: '127.0.0.1', zone: 'moon-1' }] }, [
      'unknown_zone at servers.0.zone',
    ])
    check({ servers: [{ address: '127.11.0.9', zone: 'local-a' }] }, [
      'invalid_argument at servers.0.zone',
    ])
  })

  it('asks for the zone of a server outside the subnets of a VPC of one’s own', () => {
    const world = createWorld()
    declare(world, { kind: 'vpc', id: 'vpc-2', spec: { cidrBlocks: ['10.0.0.0/8'] } })
    check(
      { vpcId: 'vpc-2', servers: [{ address: '10.0.0.1' }] },
      ['unknown_zone at servers.0.zone'],
      world,
    )
  })

  it('takes a server’s own port first, then the group’s, else the backend service’s', () => {
    const server = { weight: 10, zone: 'local-a', enabled: true }
    const servers = [{ address: '127.0.0.1', port: 81 }, { address: '127.0.0.2' }]
    assert.deepEqual(toMembers({ port: 80, servers }), [
      { id: '127.0.0.1:81', address: '127.0.0.1', port: 81, ...server },
      { id: '127.0.0.2:80', address: '127.0.0.2', port: 80, ...server },
    ])
    assert.deepEqual(toMembers({ servers: [{ address: '127.0.0.2' }] }), [
      { id: '127.0.0.2', address: '127.0.0.2', port: null, ...server },
    ])
  })

  it('cannot move to another VPC', () => {
    const world = createWorld()
    declare(world, { kind: 'vpc', id: 'vpc-2', spec: { cidrBlocks: ['10.0.0.0/8'] } })
    declare(world, { kind: 'server_group', id: 'sgr-1', spec: {} })
    check({ vpcId: 'vpc-2' }, ['immutable at vpcId'], world)
  })
})
