import assert from 'node:assert/strict'
import { makeTestCertificate } from '../../../support/certificates.ts'
import { createStack, declare, judge } from './world.ts'
import type { Spec } from './world.ts'

const minimal = { lbInstanceId: 'lb-1', protocol: 'HTTP', port: 8000, backendServiceId: 'bes-1' }

function check(changes: Spec, expected: readonly string[], world = createStack()): void {
  const spec = { ...minimal, ...changes }
  assert.deepEqual(judge(world, { kind: 'listener', id: 'lsn-2', spec }), expected)
}

const other = { subnetId: 'subnet-local-a', availabilityZones: ['local-a'] }

describe('listener', () => {
  it('R12: speaks HTTP, HTTPS or TCP, and nothing else', () => {
    check({ protocol: 'UDP' }, ['invalid_argument at protocol'])
    check({ protocol: 'http' }, ['invalid_argument at protocol'])
  })

  it('R13: has a port of its own in its instance, whatever the protocol', () => {
    check({ port: 80 }, ['port_in_use at port'])
    const world = createStack()
    const service = { lbInstanceId: 'lb-1', protocol: 'TCP', port: 1, serverGroupId: 'sgr-1' }
    declare(world, { kind: 'backend_service', id: 'bes-tcp', spec: service })
    check(
      { port: 80, protocol: 'TCP', backendServiceId: 'bes-tcp' },
      ['port_in_use at port'],
      world,
    )
  })

  it('R13: may have the same port as a listener of another instance', () => {
    const world = createStack()
    declare(world, { kind: 'instance', id: 'lb-2', spec: other })
    const service = { lbInstanceId: 'lb-2', protocol: 'HTTP', port: 1, serverGroupId: 'sgr-1' }
    declare(world, { kind: 'backend_service', id: 'bes-2', spec: service })
    check({ lbInstanceId: 'lb-2', port: 80, backendServiceId: 'bes-2' }, [], world)
  })

  it('takes ports from 1 to 65535', () => {
    for (const port of [0, 65536, 1.5, '80']) check({ port }, ['invalid_argument at port'])
    for (const port of [1, 65535]) check({ port }, [])
  })

  it('R15: takes a backend service of its own protocol', () =>
    check({ protocol: 'TCP' }, ['protocol_mismatch at backendServiceId']))

  it('takes certificates for HTTPS, and only then', () => {
    const world = createStack()
    const { pem: certificatePem, keyPem: privateKeyPem } = makeTestCertificate()
    const spec = { certificatePem, privateKeyPem }
    declare(world, { kind: 'certificate', id: 'crt-1', spec })
    const certificateIds = ['crt-1']
    check({ protocol: 'HTTPS', certificateIds }, [], world)
    check({ protocol: 'HTTPS', certificateIds, minimumTlsVersion: '1.3' }, [], world)
    check({ protocol: 'HTTPS' }, ['invalid_argument at certificateIds'], world)
    check({ certificateIds }, ['invalid_argument at certificateIds'], world)
    check({ minimumTlsVersion: '1.3' }, ['invalid_argument at minimumTlsVersion'], world)
    const twice = { protocol: 'HTTPS', certificateIds: ['crt-1', 'crt-1'] }
    check(twice, ['invalid_argument at certificateIds.1'], world)
    const old = { protocol: 'HTTPS', certificateIds, minimumTlsVersion: '1.1' }
    check(old, ['invalid_argument at minimumTlsVersion'], world)
  })

  it('takes a backend service of its own instance', () => {
    const world = createStack()
    declare(world, { kind: 'instance', id: 'lb-2', spec: other })
    const service = { lbInstanceId: 'lb-2', protocol: 'HTTP', port: 1, serverGroupId: 'sgr-1' }
    declare(world, { kind: 'backend_service', id: 'bes-2', spec: service })
    check({ backendServiceId: 'bes-2' }, ['invalid_argument at backendServiceId'], world)
  })

  it('closes idle connections after a time that suits its protocol', () => {
    const toIdle = (spec: Spec) => {
      const world = createStack()
      const declared = declare(world, {
        kind: 'listener',
        id: 'lsn-2',
        spec: { ...minimal, ...spec },
      })
      return (declared.spec as Spec)['idleTimeoutSeconds']
    }
    assert.equal(toIdle({}), 60)
    assert.equal(toIdle({ protocol: 'TCP' }), 1800)
    assert.equal(toIdle({ idleTimeoutSeconds: 5 }), 5)
    check({ idleTimeoutSeconds: 0 }, ['invalid_argument at idleTimeoutSeconds'])
    check({ idleTimeoutSeconds: 86_401 }, ['invalid_argument at idleTimeoutSeconds'])
  })
})
