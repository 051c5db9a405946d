import assert from 'node:assert/strict'
import type { ApiObject, Snapshot, TargetHealth } from '../../../src/engine/client/contract.ts'
import { defaultTopology } from '../../../src/engine/kinds/index.ts'
import { toStatusLines } from '../../../src/cli/render/status.ts'
import { plainStyle } from '../../../src/cli/render/style.ts'

const NOW_MS = 1_000_000

function object(
  kind: string,
  id: string,
  rest: { name?: string; spec?: Record<string, unknown> } = {},
): ApiObject {
  const { name = id.split('-')[1] ?? '', spec = {} } = rest
  return {
    kind,
    id,
    name,
    owner: 'default',
    tags: {},
    generation: 1,
    createdMs: 0,
    leavingMs: null,
    spec,
  }
}

function target(port: number, rest: Partial<TargetHealth> = {}): TargetHealth {
  return {
    poolId: 'bes-web',
    endpointId: `e${port}`,
    address: '127.0.0.1',
    port,
    zone: 'local-a',
    weight: 10,
    state: 'healthy',
    reason: null,
    sinceMs: NOW_MS - 5000,
    ...rest,
  }
}

const instance = object('instance', 'lb-web', {
  spec: {
    privateIpAddress: '127.10.0.2',
    availabilityZones: ['local-a', 'local-b'],
    enabled: true,
  },
})
const group = object('server_group', 'sgr-web')
const service = object('backend_service', 'bes-web', {
  spec: {
    lbInstanceId: 'lb-web',
    protocol: 'HTTP',
    algorithm: 'weighted_round_robin',
    serverGroupId: 'sgr-web',
    availabilityGroupId: null,
  },
})
const listener = object('listener', 'lsn-http', {
  spec: { lbInstanceId: 'lb-web', protocol: 'HTTP', port: 80, backendServiceId: 'bes-web' },
})

function check(
  input: {
    objects: readonly ApiObject[]
    leaving?: readonly ApiObject[]
    health?: readonly TargetHealth[]
    agent?: null
  },
  expected: readonly string[],
): void {
  const agent =
    input.agent === null ? null : { pid: 8, dataplane: 'embedded', revision: 3, isCurrent: true }
  const snapshot: Snapshot = {
    revision: 3,
    objects: input.objects,
    leaving: input.leaving ?? [],
    health: input.health ?? [],
    info: {
      version: '1.2.3',
      pid: 7,
      startedMs: NOW_MS - 90_000,
      revision: 3,
      topology: defaultTopology,
      agent,
    },
  }
  const lines = toStatusLines(snapshot, { style: plainStyle, nowMs: NOW_MS })
  assert.deepEqual(lines.slice(2), expected)
  assert.equal(lines[0], 'engine  1.2.3, pid 7, up 1 min 30 s, revision 3')
  const serving = 'agent   pid 8, data plane embedded, serves revision 3'
  assert.equal(lines[1], agent === null ? 'agent   none is connected' : serving)
}

describe('The status tree', () => {
  it('goes from the instance over listener, backend service and group to the targets', () => {
    check(
      {
        objects: [group, listener, service, instance],
        health: [
          target(8081),
          target(8082, { state: 'unhealthy', reason: 'connect_failed', weight: 100 }),
          target(80, { state: 'unused', reason: 'outside_zones', zone: 'local-c' }),
        ],
      },
      [
        '',
        'instance  web  lb-web  127.10.0.2  local-a, local-b',
        '└─ listener  http  lsn-http  HTTP :80',
        '   └─ backend service  web  bes-web  HTTP  weighted round robin  1 of 2 healthy',
        '      └─ server group  web  sgr-web',
        '         ├─ ● healthy    127.0.0.1:8081  weight 10   local-a  for 5 s',
        '         ├─ ✖ unhealthy  127.0.0.1:8082  weight 100  local-a  for 5 s (connect failed)',
        '         └─ ○ unused     127.0.0.1:80    weight 10   local-c  for 5 s (outside zones)',
      ],
    )
  })

  it('shows what is leaving where it still serves', () => {
    check(
      {
        objects: [instance, listener, service],
        leaving: [{ ...group, leavingMs: NOW_MS - 3000 }],
        health: [target(8081)],
      },
      [
        '',
        'instance  web  lb-web  127.10.0.2  local-a, local-b',
        '└─ listener  http  lsn-http  HTTP :80',
        '   └─ backend service  web  bes-web  HTTP  weighted round robin  1 of 1 healthy',
        '      └─ server group  web  sgr-web  deleted 3 s ago, serves until nothing uses it',
        '         └─ ● healthy  127.0.0.1:8081  weight 10  local-a  for 5 s',
      ],
    )
  })

  it('shows what nobody uses yet', () => {
    check({ objects: [instance, service, group, object('availability_group', 'avg-idle')] }, [
      '',
      'instance  web  lb-web  127.10.0.2  local-a, local-b',
      '└─ backend service  web  bes-web  HTTP  weighted round robin  no targets  ' +
        'no listener uses it',
      '   └─ server group  web  sgr-web',
      '',
      'groups that no backend service uses',
      '└─ availability group  idle  avg-idle',
    ])
  })

  it('brackets addresses of IPv6, and does without names', () => {
    const bare = { ...listener, name: '' }
    check({ objects: [instance, bare, service], health: [target(80, { address: '::1' })] }, [
      '',
      'instance  web  lb-web  127.10.0.2  local-a, local-b',
      '└─ listener  lsn-http  HTTP :80',
      '   └─ backend service  web  bes-web  HTTP  weighted round robin  1 of 1 healthy',
      '      └─ ● healthy  [::1]:80  weight 10  local-a  for 5 s',
    ])
  })

  it('says so when nothing is declared, and when no agent is connected', () => {
    check({ objects: [], agent: null }, ['', 'Nothing is declared yet.'])
  })
})
