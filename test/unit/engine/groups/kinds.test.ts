/** Availability groups and their instances as declared things. */

import assert from 'node:assert/strict'
import { Graph } from '../../../../src/engine/graph/index.ts'
import {
  availabilityGroup,
  defaultTopology,
  groupInstance,
  groupState,
  isProblems,
  kinds,
  toBuiltIns,
  toHomes,
  toSize,
} from '../../../../src/engine/kinds/index.ts'
import type {
  AvailabilityGroupSpec,
  EngineObject,
  GroupInstanceSpec,
  Kind,
} from '../../../../src/engine/kinds/index.ts'

const launch = { driver: 'process', process: { command: ['server'] } }
const minimal = { availabilityZones: ['local-a', 'local-b'], launch, minSize: 1, maxSize: 5 }

describe('an availability group', () => {
  describe('filled with defaults', () => {
    it('needs zones, a launch and its sizes only', () => {
      assert.deepEqual(complete(minimal), {
        vpcId: 'vpc-default',
        availabilityZones: ['local-a', 'local-b'],
        racksPerZone: 5,
        launch: {
          driver: 'process',
          process: {
            command: ['server'],
            environment: {},
            workingDirectory: null,
            user: null,
            memoryBytesMax: null,
          },
          container: null,
          pool: null,
          dns: null,
        },
        port: null,
        minSize: 1,
        maxSize: 5,
        initialCapacity: 1,
        desiredCapacity: null,
        removalPolicy: 'default',
        scalingPolicies: [],
        cooldownSeconds: 300,
        healthCheck: { type: 'process', graceSeconds: 60, replaceUnhealthy: true },
        updatePolicy: {
          ...{ mode: 'rolling', maxSurge: 1, maxUnavailable: 0 },
          ...{ minHealthySeconds: 5, autoRollback: true },
        },
        waitForHealthy: 0,
      })
    })

    const sizes: readonly [string, object, number | null, number][] = [
      ['begins with its smallest size', {}, null, 1],
      ['begins with its initial capacity', { initialCapacity: 3 }, null, 3],
      ['keeps its size whatever the initial capacity', { initialCapacity: 3 }, 2, 2],
      ['has its desired capacity, whatever it had', { desiredCapacity: 4 }, 2, 4],
      ['grows to a new smallest size', { minSize: 3 }, 2, 3],
      ['shrinks to a new largest size', { maxSize: 2 }, 5, 2],
      ['may be empty', { minSize: 0, maxSize: 0 }, 3, 0],
    ]
    for (const [name, changes, before, expected] of sizes) {
      it(name, () => {
        const world = toGraph()
        const spec = complete({ ...minimal, ...changes })
        const group = put(world, availabilityGroup, { id: 'avg-1', spec })
        if (before !== null) {
          const state = { groupId: 'avg-1', size: before, scaledAtMs: null }
          put(world, groupState, { id: 'avs-1', spec: { ...state, proven: null, setback: null } })
        }
        assert.equal(toSize(group, world), expected)
      })
    }
  })

  it('keeps the capacity it began with, which later need not fit its bounds', () => {
    const first = complete({ ...minimal, initialCapacity: 2 })
    const spec = complete({ ...minimal, minSize: 3 }, first)
    assert.equal(spec.initialCapacity, 2)
    const graph = toGraph()
    const prior = put(graph, availabilityGroup, { id: 'avg-1', spec: first })
    assert.deepEqual(availabilityGroup.check?.({ ...prior, spec }, prior, graph), [])
  })

  describe('is refused', () => {
    const cases: readonly [string, object, string][] = [
      ['with no zone', { availabilityZones: [] }, 'availabilityZones'],
      ['with a zone that is unknown', { availabilityZones: ['moon'] }, 'availabilityZones.0'],
      ['when the smallest size is the greater', { minSize: 6 }, 'minSize'],
      ['beyond 300 instances', { maxSize: 301 }, 'maxSize'],
      ['with a desired capacity out of bounds', { desiredCapacity: 6 }, 'desiredCapacity'],
      ['with an initial capacity out of bounds', { initialCapacity: 0 }, 'initialCapacity'],
      ['with no program', withProcess({ command: [] }), 'launch.process.command'],
      ['with a relative program', withProcess({ command: ['./a'] }), 'launch.process.command.0'],
      [
        'with a relative directory',
        withProcess({ workingDirectory: 'a' }),
        'launch.process.workingDirectory',
      ],
      [
        'with a variable that the engine sets',
        withProcess({ environment: { ADDRESS: '::' } }),
        'launch.process.environment.ADDRESS',
      ],
      [
        'with a variable that is no name',
        withProcess({ environment: { 'a=b': '' } }),
        'launch.process.environment.a=b',
      ],
      [
        'with a PORT that is not the group’s',
        { port: 80, ...withProcess({ environment: { PORT: '81' } }) },
        'launch.process.environment.PORT',
      ],
      ['with a driver that there is not', { launch: { driver: 'magic' } }, 'launch.driver'],
      ['with a field that there is not', { weight: 3 }, 'weight'],
    ]
    for (const [name, changes, path] of cases) {
      it(name, () => {
        const paths = problemsOf({ ...minimal, ...changes })
        assert.ok(paths.includes(path), `${path} is not in ${paths.join(', ')}`)
      })
    }
  })

  it('may set PORT itself as long as the group has no port', () => {
    assert.deepEqual(problemsOf({ ...minimal, ...withProcess({ environment: { PORT: '1' } }) }), [])
  })
})

describe('the instances of an availability group', () => {
  const graph = toGraph()
  const group = put(graph, availabilityGroup, { id: 'avg-1', spec: complete(minimal) })

  it('R34, R35, R36: are members at the service’s port, all of the service’s weight', () => {
    const world = graph.fork()
    put(world, groupInstance, { id: 'avi-1', spec: toInstance({ address: '127.10.0.2' }) })
    put(world, groupInstance, {
      id: 'avi-2',
      spec: toInstance({ address: '127.10.0.3', port: 9000 }),
    })
    assert.deepEqual(world.members(group), [
      { ...member, id: 'avi-1', address: '127.10.0.2', port: null },
      { ...member, id: 'avi-2', address: '127.10.0.3', port: 9000 },
    ])
  })

  it('get the lowest free address of their zone', () => {
    const search = { vpcId: 'vpc-default', zones: ['local-a', 'local-b', 'local-a'] }
    assert.deepEqual(toHomes({ ...search, avoid: new Set() }, graph), [
      { subnetId: 'subnet-local-a', address: '127.10.0.2' },
      { subnetId: 'subnet-local-b', address: '127.11.0.2' },
      { subnetId: 'subnet-local-a', address: '127.10.0.3' },
    ])
  })

  it('get no address of an instance, a server, a load balancer, or one to be avoided', () => {
    const world = graph.fork()
    put(world, groupInstance, { id: 'avi-1', spec: toInstance({ address: '127.10.0.2' }) })
    put(world, kindNamed('instance'), {
      id: 'lb-1',
      spec: {
        subnetId: 'subnet-local-a',
        privateIpAddress: '127.10.0.3',
        securityGroupIds: ['sg-default'],
        vpcId: 'vpc-default',
      },
    })
    put(world, kindNamed('server_group'), {
      id: 'sgr-1',
      spec: {
        vpcId: 'vpc-default',
        port: 80,
        servers: [{ address: '127.10.0.4', port: null, weight: 1, zone: 'local-a', enabled: true }],
      },
    })
    const avoid = new Set(['127.10.0.5'])
    const [home] = toHomes({ vpcId: 'vpc-default', zones: ['local-a'], avoid }, world)
    assert.equal(home?.address, '127.10.0.6')
  })

  it('get none where the zone has no subnet', () => {
    const search = { vpcId: 'vpc-default', zones: ['moon'], avoid: new Set<string>() }
    assert.deepEqual(toHomes(search, graph), [null])
  })

  it('are refused at an address that somebody has', () => {
    const world = graph.fork()
    put(world, groupInstance, { id: 'avi-1', spec: toInstance({ address: '127.10.0.2' }) })
    const second = put(world, groupInstance, {
      id: 'avi-2',
      spec: toInstance({ address: '127.10.0.2' }),
    })
    const problems = groupInstance.check?.(second, undefined, world) ?? []
    assert.deepEqual(
      problems.map(({ code }) => code),
      ['address_in_use'],
    )
  })

  it('are refused outside their subnet', () => {
    const world = graph.fork()
    const one = put(world, groupInstance, {
      id: 'avi-1',
      spec: toInstance({ address: '127.11.0.2' }),
    })
    assert.equal(groupInstance.check?.(one, undefined, world)[0]?.code, 'invalid_argument')
  })
})

const member = { weight: null, zone: 'local-a', enabled: true }

function toGraph(): Graph {
  const graph = new Graph({ kinds, topology: defaultTopology })
  for (const object of toBuiltIns(defaultTopology)) graph.put(object)
  return graph
}

function kindNamed(name: string): Kind {
  const kind = kinds.find((each) => each.name === name)
  assert.ok(kind !== undefined)
  return kind
}

function put<Spec>(
  graph: Graph,
  kind: Kind<Spec>,
  { id, spec }: { readonly id: string; readonly spec: Spec },
): EngineObject<Spec> {
  const object: EngineObject<Spec> = {
    kind: kind.name,
    id,
    name: 'web',
    owner: 'default',
    tags: {},
    generation: 1,
    idempotencyKey: null,
    createdMs: 0,
    spec,
  }
  graph.put(object)
  return object
}

function toInstance(changes: Partial<GroupInstanceSpec>): GroupInstanceSpec {
  const spec = groupInstance.parse({
    groupId: 'avg-1',
    subnetId: 'subnet-local-a',
    zone: 'local-a',
    rack: 0,
    address: '127.10.0.2',
    launch,
    ...changes,
  })
  assert.ok('groupId' in spec, JSON.stringify(spec))
  return spec
}

function withProcess(changes: object): object {
  return { launch: { driver: 'process', process: { command: ['server'], ...changes } } }
}

/** The spec as it would be stored. */
function complete(input: object, prior?: AvailabilityGroupSpec): AvailabilityGroupSpec {
  const spec = availabilityGroup.parse(input)
  assert.ok('launch' in spec, JSON.stringify(spec))
  const graph = toGraph()
  const object = put(graph, availabilityGroup, { id: 'avg-1', spec })
  const before = prior === undefined ? undefined : { ...object, spec: prior }
  const completed = availabilityGroup.complete?.(object, before, graph) ?? spec
  assert.ok('launch' in completed)
  return completed
}

/** The paths of everything that is wrong. */
function problemsOf(input: object): readonly string[] {
  const spec = availabilityGroup.parse(input)
  const problems = isProblems(spec) ? spec : checkAll(complete(input))
  return problems.map(({ path }) => path.join('.'))
}

function checkAll(spec: AvailabilityGroupSpec): ReturnType<NonNullable<Kind['check']>> {
  const graph = toGraph()
  const object = put(graph, availabilityGroup, { id: 'avg-1', spec })
  return availabilityGroup.check?.(object, undefined, graph) ?? []
}
