import assert from 'node:assert/strict'
import fc from 'fast-check'
import { compileAll, toInstances } from '../../../../src/engine/compile/index.ts'
import type { Graph } from '../../../../src/engine/graph/index.ts'
import { AccessTable, contains, toAddress, toPrefix } from '../../../../src/engine/ir/index.ts'
import { toAccess } from '../../../../src/engine/kinds/security_group.ts'
import type { SecurityRule } from '../../../../src/engine/kinds/security_group.ts'
import { createStack, createWorld, declare, judge } from './world.ts'
import type { Spec } from './world.ts'

function check(spec: Spec, expected: readonly string[]): void {
  assert.deepEqual(judge(createWorld(), { kind: 'security_group', id: 'sg-1', spec }), expected)
}

const ingress = { direction: 'ingress', cidrBlocks: ['10.0.0.0/8'] }

describe('security group', () => {
  it('takes rules with nothing but their direction', () =>
    check({ rules: [{ direction: 'ingress' }, { direction: 'egress' }] }, []))
  it('takes no rules: nothing gets through', () => check({ rules: [] }, []))
  it('refuses a direction that is none', () =>
    check({ rules: [{ direction: 'up' }] }, ['invalid_argument at rules.0.direction']))
  it('refuses ports that end before they begin', () =>
    check({ rules: [ingress, { ...ingress, fromPort: 81, toPort: 80 }] }, [
      'invalid_argument at rules.1.toPort',
    ]))
  it('refuses ports of all protocols', () =>
    check({ rules: [{ ...ingress, protocol: 'ALL', fromPort: 80 }] }, [
      'invalid_argument at rules.0.fromPort',
    ]))
  it('refuses a priority beyond 100', () =>
    check({ rules: [{ ...ingress, priority: 101 }] }, ['invalid_argument at rules.0.priority']))
  it('refuses prefixes with bits after their length', () =>
    check({ rules: [{ ...ingress, cidrBlocks: ['10.0.0.1/8'] }] }, [
      'invalid_argument at rules.0.cidrBlocks.0',
    ]))

  it('cannot move to another VPC', () => {
    const world = createWorld()
    declare(world, { kind: 'vpc', id: 'vpc-1', spec: { cidrBlocks: ['10.0.0.0/8'] } })
    declare(world, { kind: 'security_group', id: 'sg-1', spec: { rules: [] } })
    const moved = { kind: 'security_group', id: 'sg-1', spec: { rules: [], vpcId: 'vpc-1' } }
    assert.deepEqual(judge(world, moved), ['immutable at vpcId'])
  })
})

const port = fc.integer({ min: 78, max: 83 })
const rule: fc.Arbitrary<SecurityRule> = fc.record({
  direction: fc.constantFrom('ingress', 'egress'),
  action: fc.constantFrom('allow', 'deny'),
  protocol: fc.constant('TCP' as const),
  fromPort: port,
  toPort: port,
  cidrBlocks: fc.subarray(['0.0.0.0/0', '10.0.0.0/8', '10.0.0.0/30', '10.0.0.2/32', 'fd00::/8'], {
    minLength: 1,
  }),
  priority: fc.integer({ min: 1, max: 4 }),
})
const sources = ['10.0.0.1', '10.0.0.2', '10.9.0.2', '192.0.2.1', 'fd00::1', '::1']

/** R8 word for word: the lowest number first, deny wins a tie, no match is a deny. */
function naive(
  rules: readonly SecurityRule[],
  at: { direction: string; port: number; source: string },
): boolean {
  const parsed = toAddress(at.source)
  assert.ok(parsed)
  const matching = rules.filter(
    (each) =>
      each.direction === at.direction &&
      each.fromPort <= at.port &&
      at.port <= each.toPort &&
      each.cidrBlocks.some((text) => {
        const block = toPrefix(text)
        return block !== null && contains(block, parsed)
      }),
  )
  const first = Math.min(...matching.map(({ priority }) => priority))
  const deciding = matching.filter(({ priority }) => priority === first)
  return deciding.length > 0 && deciding.every(({ action }) => action === 'allow')
}

describe('rules of security groups', () => {
  it('R8: direction, priority, action, prefix and port decide as a naive reading does', () => {
    const at = { direction: fc.constantFrom('ingress', 'egress'), port } as const
    fc.assert(
      fc.property(
        fc.array(rule, { maxLength: 12 }),
        fc.record(at),
        (rules, { direction, port }) => {
          const access = toAccess(rules, { direction, port })
          const table = access === null ? null : new AccessTable(access)
          for (const source of sources) {
            const actual = table?.allows(source) ?? true
            assert.equal(actual, naive(rules, { direction, port, source }), source)
          }
        },
      ),
      { numRuns: 500 },
    )
  })
})

/** The stack with these groups on its instance. */
function withGroups(rules: Readonly<Record<string, readonly Spec[]>>): Graph {
  const world = createStack()
  for (const [id, list] of Object.entries(rules)) {
    declare(world, { kind: 'security_group', id, spec: { rules: list } })
  }
  declare(world, {
    kind: 'instance',
    id: 'lb-1',
    spec: {
      subnetId: 'subnet-local-a',
      availabilityZones: ['local-a', 'local-b'],
      securityGroupIds: Object.keys(rules),
    },
  })
  return world
}

function compileOne(world: Graph) {
  const [only] = toInstances(compileAll(world))
  assert.ok(only)
  const [listener] = only.listeners
  const endpoints = only.pools[0]?.endpoints ?? []
  return {
    access: listener?.access,
    admissions: endpoints.map(({ id, admission }) => `${id} ${admission}`),
  }
}

describe('security groups of an instance', () => {
  it('none given is the open one, which costs nothing', () => {
    const world = createStack()
    const spec = world.get('instance', 'lb-1')?.spec as { securityGroupIds: readonly string[] }
    assert.deepEqual(spec.securityGroupIds, ['sg-default'])
    assert.equal(compileOne(world).access, undefined)
  })

  it('R8: are rules of the listener for its port, and of endpoints for theirs', () => {
    const world = withGroups({
      'sg-1': [
        { direction: 'ingress', fromPort: 80, toPort: 80, cidrBlocks: ['10.0.0.0/8'] },
        { direction: 'ingress', fromPort: 81, toPort: 81 },
        { direction: 'egress', fromPort: 9001, toPort: 9001 },
      ],
      'sg-2': [{ direction: 'ingress', action: 'deny', cidrBlocks: ['10.0.0.7/32'] }],
    })
    const { access, admissions } = compileOne(world)
    assert.deepEqual(access, [
      { action: 'deny', prefixes: ['10.0.0.7/32'] },
      { action: 'allow', prefixes: ['10.0.0.0/8'] },
    ])
    assert.deepEqual(admissions, ['127.0.0.1:9001 admitted', '127.11.0.9:8080 denied'])
  })

  it('without an egress rule no server is dialled', () => {
    const { admissions } = compileOne(withGroups({ 'sg-1': [{ direction: 'ingress' }] }))
    assert.deepEqual(admissions, ['127.0.0.1:9001 denied', '127.11.0.9:8080 denied'])
  })

  it('a server is not used whose health may not be asked for', () => {
    const world = withGroups({
      'sg-1': [{ direction: 'egress', fromPort: 8080, toPort: 9001 }],
    })
    const service = { lbInstanceId: 'lb-1', protocol: 'HTTP', port: 8080, serverGroupId: 'sgr-1' }
    const spec = { ...service, healthCheck: { port: 7000 } }
    declare(world, { kind: 'backend_service', id: 'bes-1', spec })
    assert.deepEqual(compileOne(world).admissions, [
      '127.0.0.1:9001 denied',
      '127.11.0.9:8080 denied',
    ])
  })

  it('are of its VPC, four at most, each named once', () => {
    const world = createWorld()
    declare(world, { kind: 'vpc', id: 'vpc-1', spec: { cidrBlocks: ['10.0.0.0/8'] } })
    declare(world, { kind: 'security_group', id: 'sg-1', spec: { vpcId: 'vpc-1', rules: [] } })
    const judged = (securityGroupIds: readonly string[]) =>
      judge(world, {
        kind: 'instance',
        id: 'lb-2',
        spec: { subnetId: 'subnet-local-a', availabilityZones: ['local-a'], securityGroupIds },
      })
    assert.deepEqual(judged(['sg-default', 'sg-1']), ['outside_vpc at securityGroupIds.1'])
    assert.deepEqual(judged(['sg-default', 'sg-default']), [
      'invalid_argument at securityGroupIds.1',
    ])
    assert.deepEqual(judged(['a', 'b', 'c', 'd', 'e']), ['invalid_argument at securityGroupIds'])
    assert.deepEqual(judged([]), ['invalid_argument at securityGroupIds'])
  })
})
