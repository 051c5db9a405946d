import assert from 'node:assert/strict'
import { toStatusLines } from '../../../src/cli/render/status.ts'
import { plainStyle } from '../../../src/cli/render/style.ts'
import { NOW_MS, object, target, toSnapshot } from './world.ts'
import type { Input } from './world.ts'

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

function check(input: Input, expected: readonly string[]): void {
  const options = { style: plainStyle, nowMs: NOW_MS, isAll: false }
  const lines = toStatusLines(toSnapshot(input), options)
  assert.deepEqual(lines.slice(2), expected)
  assert.equal(lines[0], 'engine  1.2.3, pid 7, up 1 min 30 s, revision 3')
  const serving = 'agent   pid 8, data plane embedded, serves what is declared'
  const none = 'agent   none is connected: what it served goes on if it lives'
  assert.equal(lines[1], input.agent === null ? none : serving)
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

  it('says the public address of an instance beside its own', () => {
    const spec = { ...instance.spec, publicIpAddress: '127.100.0.2' }
    check({ objects: [{ ...instance, spec }] }, [
      '',
      'instance  web  lb-web  127.10.0.2, public 127.100.0.2  local-a, local-b',
    ])
  })

  it('says whose each instance is where there are several owners', () => {
    const other = object('instance', 'lb-other', { owner: 'shop/two' })
    check({ objects: [instance, other] }, [
      '',
      'instance  other  lb-other  of shop/two',
      '',
      'instance  web  lb-web  127.10.0.2  local-a, local-b  of default',
    ])
  })

  it('marks what nobody is known to have noted', () => {
    const lost = { ...group, unclaimed: true as const }
    check({ objects: [lost] }, [
      '',
      'groups that no backend service uses',
      '└─ server group  web  sgr-web  in no state yet',
    ])
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

  it('shows how long the certificates of a listener will do', () => {
    const until = (days: number): string => new Date(NOW_MS + days * 86_400_000).toISOString()
    const certificate = (id: string, spec: Record<string, unknown>) =>
      object('certificate', id, { spec })
    const certificates = [
      certificate('crt-long', { domains: ['a.test', '*.a.test'], notAfter: until(90) }),
      certificate('crt-soon', { domains: ['1', '2', '3', '4', '5'], notAfter: until(8) }),
      certificate('crt-past', { domains: ['b.test'], notAfter: until(-2) }),
    ]
    const certificateIds = certificates.map(({ id }) => id)
    const https = { ...listener, spec: { ...listener.spec, protocol: 'HTTPS', certificateIds } }
    check({ objects: [instance, https, service, ...certificates], health: [] }, [
      '',
      'instance  web  lb-web  127.10.0.2  local-a, local-b',
      '└─ listener  http  lsn-http  HTTPS :80',
      '   ├─ certificate  long  crt-long  a.test, *.a.test  valid for 90 d',
      '   ├─ certificate  soon  crt-soon  1, 2, 3 and 2 more  valid for 8 d: renew it',
      '   ├─ certificate  past  crt-past  b.test  expired 2 d ago',
      '   └─ backend service  web  bes-web  HTTP  weighted round robin  no targets',
    ])
  })

  it('shows a backend service once, however many listeners forward to it', () => {
    const other = { ...listener, id: 'lsn-other', name: 'other' }
    check({ objects: [instance, listener, other, service, group], health: [target(8081)] }, [
      '',
      'instance  web  lb-web  127.10.0.2  local-a, local-b',
      '├─ listener  http  lsn-http  HTTP :80',
      '│  └─ backend service  web  bes-web  HTTP  weighted round robin  1 of 1 healthy',
      '│     └─ server group  web  sgr-web',
      '│        └─ ● healthy  127.0.0.1:8081  weight 10  local-a  for 5 s',
      '└─ listener  other  lsn-other  HTTP :80',
      '   └─ backend service  web  bes-web  1 of 1 healthy  shown above',
    ])
  })

  it('folds a long list of servers: what ails is shown, the others are counted', () => {
    const healthy = Array.from({ length: 1000 }, (_, at) => target(at + 1))
    const ailing = [
      target(2001, { state: 'unused', reason: 'disabled' }),
      target(2002, { state: 'unhealthy', reason: 'connect_failed' }),
    ]
    const input = { objects: [instance, listener, service], health: [...healthy, ...ailing] }
    check(input, [
      '',
      'instance  web  lb-web  127.10.0.2  local-a, local-b',
      '└─ listener  http  lsn-http  HTTP :80',
      '   └─ backend service  web  bes-web  HTTP  weighted round robin  1000 of 1001 healthy',
      '      ├─ ✖ unhealthy  127.0.0.1:2002  weight 10  local-a  for 5 s (connect failed)',
      '      ├─ ○ unused     127.0.0.1:2001  weight 10  local-a  for 5 s (disabled)',
      '      └─ … 1000 healthy more (--all shows each)',
    ])
  })

  it('stays short with 100 listeners before 1,000 servers', () => {
    const health = Array.from({ length: 1000 }, (_, at) => target(at + 1, { state: 'unhealthy' }))
    const listeners = Array.from({ length: 100 }, (_, at) => ({ ...listener, id: `lsn-${at}` }))
    const snapshot = toSnapshot({ objects: [instance, service, ...listeners], health })
    const toLength = (isAll: boolean) =>
      toStatusLines(snapshot, { style: plainStyle, nowMs: NOW_MS, isAll }).length
    assert.ok(toLength(false) < 250)
    assert.ok(toLength(true) > 1200)
  })

  it('tells who has drained a server, and why', () => {
    const toDrain = (memberId: string, reason: string) =>
      object('drain', `drn-${memberId.slice(-1)}`, {
        name: '',
        spec: { serverGroupId: 'sgr-web', memberId, by: 'ann@host', reason },
      })
    const drains = [toDrain('127.0.0.1:8081', 'new kernel'), toDrain('127.0.0.1', '')]
    const unused = { state: 'unused', reason: 'drained' } as const
    check(
      {
        objects: [instance, listener, service, group, ...drains],
        health: [
          target(8081, { endpointId: '127.0.0.1:8081', ...unused }),
          target(80, { endpointId: '127.0.0.1:80', ...unused, sinceMs: 0 }),
        ],
      },
      [
        '',
        'instance  web  lb-web  127.10.0.2  local-a, local-b',
        '└─ listener  http  lsn-http  HTTP :80',
        '   └─ backend service  web  bes-web  HTTP  weighted round robin  no targets',
        '      └─ server group  web  sgr-web',
        '         ├─ ○ unused  127.0.0.1:8081  weight 10  local-a  ' +
          'for 5 s (drained by ann@host: new kernel)',
        '         └─ ○ unused  127.0.0.1:80    weight 10  local-a  (drained by ann@host)',
      ],
    )
  })

  it('says so when nothing is declared, and when no agent is connected', () => {
    check({ objects: [], agent: null }, ['', 'Nothing is declared yet.'])
  })
})
