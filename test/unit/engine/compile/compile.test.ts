import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { compileAll, recompile, toInstances } from '../../../../src/engine/compile/index.ts'
import type { Graph } from '../../../../src/engine/graph/index.ts'
import type { ProxyInstance } from '../../../../src/engine/ir/index.ts'
import { createStack, createWorld, declare } from '../kinds/world.ts'

/** `UPDATE_GOLDEN=1` writes the files anew: look at the difference before it is committed. */
function checkGolden(name: string, world: Graph): void {
  const path = join(import.meta.dirname, 'golden', `${name}.json`)
  const actual = toInstances(compileAll(world))
  if (process.env['UPDATE_GOLDEN'] === '1') {
    writeFileSync(path, `${JSON.stringify(actual, null, 2)}\n`)
  }
  assert.deepEqual(actual, JSON.parse(readFileSync(path, 'utf8')))
}

function toOnly(world: Graph): ProxyInstance {
  const [instance, ...more] = toInstances(compileAll(world))
  assert.ok(instance && more.length === 0)
  return instance
}

function toAdmissions(world: Graph): readonly string[] {
  return toOnly(world).pools.flatMap((pool) =>
    pool.endpoints.map((endpoint) => `${endpoint.id} ${endpoint.admission}`),
  )
}

describe('compile', () => {
  it('makes the quickstart', () => checkGolden('quickstart', createStack()))

  it('makes TCP, an availability group, and everything that can be set', () => {
    const world = createStack()
    declareGroup(world)
    declare(world, {
      kind: 'backend_service',
      id: 'bes-tcp',
      spec: {
        ...{ lbInstanceId: 'lb-1', protocol: 'TCP', port: 5432, algorithm: 'source_ip' },
        ...{ availabilityGroupId: 'avg-1', availabilityGroupWeight: 7, failOpen: true },
        ...{ connectionDrainingSeconds: 0, connectTimeoutMs: 10, responseTimeoutMs: 20 },
        healthCheck: {
          ...{ protocol: 'HTTP', method: 'GET', path: '/up', host: 'db.example', port: 8008 },
          ...{ timeoutMs: 1000, intervalMs: 500, unhealthyThreshold: 1, healthyThreshold: 2 },
          successCodes: ['204', '3xx', '200-201'],
        },
      },
    })
    const listener = { lbInstanceId: 'lb-1', protocol: 'TCP', port: 5432 }
    const spec = { ...listener, backendServiceId: 'bes-tcp', idleTimeoutSeconds: 5 }
    declare(world, { kind: 'listener', id: 'lsn-tcp', spec })
    checkGolden('everything', world)
  })

  it('R6: leaves out an address outside the VPC, whoever in a group has it', () => {
    const world = createStack()
    declareGroup(world)
    const instance = world.get('group_instance', 'avi-1')
    assert.ok(instance)
    const spec = { ...(instance.spec as object), address: '192.0.2.9' }
    declare(world, { kind: 'group_instance', id: 'avi-1', spec })
    const service = { lbInstanceId: 'lb-1', protocol: 'HTTP', port: 80 }
    const moved = { ...service, availabilityGroupId: 'avg-1' }
    declare(world, { kind: 'backend_service', id: 'bes-1', spec: moved })
    const addresses = toOnly(world).pools.flatMap((pool) =>
      pool.endpoints.map(({ address }) => address),
    )
    assert.deepEqual(addresses, ['127.10.0.9'])
  })

  it('R7: admits servers of the instance’s zones only, and those switched on first', () => {
    const world = createStack()
    const off = { address: '127.0.0.3', enabled: false }
    const servers = [{ address: '127.0.0.1' }, { address: '127.12.0.9', enabled: false }, off]
    declare(world, { kind: 'server_group', id: 'sgr-1', spec: { servers } })
    assert.deepEqual(toAdmissions(world), [
      '127.0.0.1:8080 admitted',
      '127.0.0.3:8080 disabled',
      '127.12.0.9:8080 outside_zones',
    ])
  })

  it('R7: servers come and go with the instance’s zones', () => {
    const world = createStack()
    const check = (availabilityZones: string[], expected: string) => {
      const spec = { subnetId: 'subnet-local-a', availabilityZones }
      declare(world, { kind: 'instance', id: 'lb-1', spec })
      assert.deepEqual(toAdmissions(world)[1], `127.11.0.9:8080 ${expected}`)
    }
    check(['local-a'], 'outside_zones')
    check(['local-a', 'local-b'], 'admitted')
  })

  it('leaves listeners out that are switched off, alone or with their instance', () => {
    const world = createStack()
    const listener = { lbInstanceId: 'lb-1', protocol: 'HTTP', port: 80, backendServiceId: 'bes-1' }
    declare(world, { kind: 'listener', id: 'lsn-1', spec: { ...listener, enabled: false } })
    assert.deepEqual(toOnly(world).listeners, [])
    declare(world, { kind: 'listener', id: 'lsn-1', spec: listener })
    assert.equal(toOnly(world).listeners.length, 1)
    const spec = { subnetId: 'subnet-local-a', availabilityZones: ['local-a'], enabled: false }
    declare(world, { kind: 'instance', id: 'lb-1', spec })
    assert.deepEqual(toOnly(world).listeners, [])
    assert.equal(toOnly(world).pools.length, 1, 'its services are still probed')
  })

  it('gives an endpoint at a new port a new identity, so that the old one drains', () => {
    const world = createStack()
    const spec = { lbInstanceId: 'lb-1', protocol: 'HTTP', port: 8081, serverGroupId: 'sgr-1' }
    declare(world, { kind: 'backend_service', id: 'bes-1', spec })
    const ids = toOnly(world).pools[0]?.endpoints.map((endpoint) => endpoint.id)
    assert.deepEqual(ids, ['127.0.0.1:9001', '127.11.0.9:8081'])
  })
})

function declareGroup(world: Graph): void {
  const launch = { driver: 'process', process: { command: ['serve'] } }
  const size = { minSize: 2, maxSize: 2, availabilityZones: ['local-a', 'local-c'] }
  declare(world, { kind: 'availability_group', id: 'avg-1', spec: { ...size, launch } })
  for (const [id, zone, address] of [
    ['avi-2', 'local-a', '127.10.0.9'],
    ['avi-1', 'local-c', '127.12.0.9'],
  ] as const) {
    const spec = { groupId: 'avg-1', subnetId: `subnet-${zone}`, zone, rack: 0, address, launch }
    declare(world, { kind: 'group_instance', id, spec })
  }
}

const whole = (...ids: readonly string[]) => new Map(ids.map((id) => [id, new Set([id])]))

describe('recompile', () => {
  it('makes the pools anew that are touched, and takes the others as they are', () => {
    const world = createStack()
    const spec = { lbInstanceId: 'lb-1', protocol: 'HTTP', port: 81, serverGroupId: 'sgr-1' }
    declare(world, { kind: 'backend_service', id: 'bes-2', spec })
    const before = compileAll(world)
    const moved = { ...spec, port: 82 }
    declare(world, { kind: 'backend_service', id: 'bes-2', spec: moved })
    const after = recompile(before, new Map([['lb-1', new Set(['bes-2'])]]), world)
    const [first, second] = after.get('lb-1')?.pools ?? []
    assert.equal(first, before.get('lb-1')?.pools[0])
    assert.notEqual(second, before.get('lb-1')?.pools[1])
    assert.deepEqual(after, compileAll(world))
  })

  it('keeps the identity of every instance that did not change', () => {
    const world = createStack()
    const spec = { subnetId: 'subnet-local-b', availabilityZones: ['local-b'] }
    declare(world, { kind: 'instance', id: 'lb-2', spec })
    const before = compileAll(world)
    declare(world, { kind: 'server_group', id: 'sgr-1', spec: { servers: [] } })
    const after = recompile(before, whole('lb-1'), world)
    assert.equal(after.get('lb-2'), before.get('lb-2'))
    assert.notEqual(after.get('lb-1'), before.get('lb-1'))
    assert.equal(after.get('lb-1')?.listeners, before.get('lb-1')?.listeners)
  })

  it('gives the same map when nothing that it makes differs', () => {
    const world = createStack()
    const before = compileAll(world)
    const spec = { subnetId: 'subnet-local-a', availabilityZones: ['local-b', 'local-a'] }
    declare(world, { kind: 'instance', id: 'lb-1', spec: { ...spec, description: 'new words' } })
    assert.equal(recompile(before, whole('lb-1', 'lb-unknown'), world), before)
  })

  it('takes out an instance that is gone', () => {
    const before = compileAll(createStack())
    assert.deepEqual([...recompile(before, whole('lb-1'), createWorld()).keys()], [])
  })
})
