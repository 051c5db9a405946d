import assert from 'node:assert/strict'
import { createStack, declare, judge, toKind } from './world.ts'
import type { Spec } from './world.ts'

const minimal = { lbInstanceId: 'lb-1', protocol: 'HTTP', port: 8080, serverGroupId: 'sgr-1' }

function check(changes: Spec, expected: readonly string[], world = createStack()): void {
  const spec = { ...minimal, ...changes }
  assert.deepEqual(judge(world, { kind: 'backend_service', id: 'bes-2', spec }), expected)
}

function checkHealth(healthCheck: Spec, expected: readonly string[]): void {
  check({ healthCheck }, expected)
}

describe('backend service', () => {
  it('R17, R28: has the defaults of the page', () => {
    assert.deepEqual(toKind('backend_service').parse(minimal), {
      ...minimal,
      algorithm: 'weighted_round_robin',
      availabilityGroupId: null,
      availabilityGroupWeight: 10,
      sessionPersistence: null,
      proxyProtocol: false,
      healthCheck: {
        enabled: true,
        protocol: null,
        method: 'HEAD',
        path: '/',
        host: null,
        port: null,
        timeoutMs: 5000,
        intervalMs: 3000,
        unhealthyThreshold: 3,
        healthyThreshold: 3,
        successCodes: ['2xx', '3xx'],
      },
      connectionDrainingSeconds: 300,
      failOpen: false,
      connectTimeoutMs: 5000,
      responseTimeoutMs: 60_000,
      maxConnectionsPerServer: null,
      slowStartSeconds: 0,
    })
  })

  it('R15: speaks HTTP or TCP', () =>
    check({ protocol: 'HTTPS' }, ['invalid_argument at protocol']))

  it('R17: has three algorithms and no others', () => {
    for (const algorithm of ['weighted_round_robin', 'weighted_least_connections', 'source_ip']) {
      check({ algorithm }, [])
    }
    check({ algorithm: 'random' }, ['invalid_argument at algorithm'])
  })

  it('R21: has session persistence for HTTP only, by a cookie of a name that can be one', () => {
    const on = { sessionPersistence: { enabled: true } }
    check(on, [])
    check({ ...on, protocol: 'TCP' }, ['invalid_argument at sessionPersistence'])
    check({ sessionPersistence: { enabled: false }, protocol: 'TCP' }, [])
    for (const cookieName of ['', 'a b', 'a=b', '__Secure-a', '__host-a', 'x'.repeat(65)]) {
      const path = 'sessionPersistence.cookieName'
      check({ sessionPersistence: { enabled: true, cookieName } }, [`invalid_argument at ${path}`])
    }
  })

  it('R23: speaks the PROXY protocol over TCP only', () => {
    check({ proxyProtocol: true, protocol: 'TCP' }, [])
    check({ proxyProtocol: true }, ['invalid_argument at proxyProtocol'])
  })

  it('R29: takes its servers from one group, of one of the two kinds', () => {
    check({ serverGroupId: null }, ['invalid_argument at serverGroupId'])
    check({ availabilityGroupId: 'avg-1' }, ['invalid_argument at availabilityGroupId'])
  })

  it('R6: refuses a group of another VPC', () => {
    const world = createStack()
    declare(world, { kind: 'vpc', id: 'vpc-2', spec: { cidrBlocks: ['10.0.0.0/8'] } })
    declare(world, { kind: 'server_group', id: 'sgr-2', spec: { vpcId: 'vpc-2' } })
    check({ serverGroupId: 'sgr-2' }, ['outside_vpc at serverGroupId'], world)
  })

  it('R16: may share its port and its group with others', () => check({}, []))

  it('refuses a port at which two servers of the group would be one', () => {
    const world = createStack()
    const servers = [{ address: '127.0.0.1' }, { address: '127.0.0.1', port: 8080 }]
    declare(world, { kind: 'server_group', id: 'sgr-2', spec: { servers } })
    check({ serverGroupId: 'sgr-2' }, ['invalid_argument at port'], world)
    check({ serverGroupId: 'sgr-2', port: 8081 }, [], world)
  })

  it('R27: takes what can be set of a health check, within limits', () => {
    checkHealth({ path: '/health?deep=1', timeoutMs: 100, intervalMs: 300_000 }, [])
    checkHealth({ timeoutMs: 99 }, ['invalid_argument at healthCheck.timeoutMs'])
    checkHealth({ intervalMs: 300_001 }, ['invalid_argument at healthCheck.intervalMs'])
    checkHealth({ unhealthyThreshold: 0 }, ['invalid_argument at healthCheck.unhealthyThreshold'])
    checkHealth({ healthyThreshold: 11 }, ['invalid_argument at healthCheck.healthyThreshold'])
    checkHealth({ successCodes: ['2xx', '7xx'] }, [
      'invalid_argument at healthCheck.successCodes.1',
    ])
    checkHealth({ successCodes: [] }, ['invalid_argument at healthCheck.successCodes'])
  })

  it('R28: takes a timeout longer than the interval', () =>
    checkHealth({ timeoutMs: 9000, intervalMs: 1000 }, []))

  it('lets nothing into a request that is not a path or a host', () => {
    checkHealth({ path: 'health' }, ['invalid_argument at healthCheck.path'])
    checkHealth({ path: '/a b' }, ['invalid_argument at healthCheck.path'])
    checkHealth({ path: '/\r\nX: 1' }, ['invalid_argument at healthCheck.path'])
    checkHealth({ host: 'a\r\nX: 1' }, ['invalid_argument at healthCheck.host'])
    checkHealth({ host: 'shop.example:8080' }, [])
  })

  it('cannot move to another instance', () => {
    const world = createStack()
    const instance = { subnetId: 'subnet-local-a', availabilityZones: ['local-a'] }
    declare(world, { kind: 'instance', id: 'lb-2', spec: instance })
    const spec = { ...minimal, lbInstanceId: 'lb-2' }
    assert.deepEqual(judge(world, { kind: 'backend_service', id: 'bes-1', spec }), [
      'immutable at lbInstanceId',
    ])
  })
})
