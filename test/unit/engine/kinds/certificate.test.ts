import assert from 'node:assert/strict'
import { compileAll } from '../../../../src/engine/compile/index.ts'
import { makeTestCertificate } from '../../../support/certificates.ts'
import { createStack, createWorld, declare, judge } from './world.ts'
import type { Spec } from './world.ts'

const own = makeTestCertificate({ names: ['shop.test', '*.shop.test'] })
const full = { certificatePem: own.pem, privateKeyPem: own.keyPem }

function check(spec: Spec, expected: readonly string[], world = createWorld()): void {
  assert.deepEqual(judge(world, { kind: 'certificate', id: 'crt-1', spec }), expected)
}

describe('certificate', () => {
  it('tells its names, its end and its print', () => {
    const notAfterMs = Date.UTC(2035, 5, 1, 12)
    const made = makeTestCertificate({ names: ['a.test'], notAfterMs })
    const { spec } = declare(createWorld(), {
      ...{ kind: 'certificate', id: 'crt-1' },
      spec: { certificatePem: made.pem, privateKeyPem: made.keyPem, fingerprint: 'made up' },
    })
    const { domains, notAfter, fingerprint } = spec as Spec
    assert.deepEqual([domains, notAfter], [['a.test'], '2035-06-01T12:00:00Z'])
    assert.match(String(fingerprint), /^[0-9a-f]{64}$/)
  })

  it('needs a chain that can be read and the key to it', () => {
    check(full, [])
    check({ ...full, certificatePem: 'none' }, ['invalid_argument at certificatePem'])
    check({ ...full, privateKeyPem: 'none' }, ['invalid_argument at privateKeyPem'])
    check({ ...full, privateKeyPem: 5 }, ['invalid_argument at privateKeyPem'])
    check({ certificatePem: own.pem }, ['invalid_argument at privateKeyPem'])
    check({ ...full, privateKeyPem: makeTestCertificate().keyPem }, [
      'invalid_argument at privateKeyPem',
    ])
  })

  it('keeps its key when none is given, as long as it fits', () => {
    const world = createWorld()
    declare(world, { kind: 'certificate', id: 'crt-1', spec: full })
    const again = { certificatePem: own.pem.replaceAll('\n', '\r\n') }
    check(again, [], world)
    check(
      { certificatePem: makeTestCertificate().pem },
      ['invalid_argument at privateKeyPem'],
      world,
    )
    const before = world.get('certificate', 'crt-1')?.spec
    const { spec } = declare(world, { kind: 'certificate', id: 'crt-1', spec: again })
    assert.deepEqual(spec, before)
  })

  it('reaches the listeners that name it, in their order', () => {
    const world = createStack()
    const other = makeTestCertificate({ names: ['other.test'] })
    declare(world, { kind: 'certificate', id: 'crt-1', spec: full })
    const spec = { certificatePem: other.pem, privateKeyPem: other.keyPem }
    declare(world, { kind: 'certificate', id: 'crt-2', spec })
    const https = { lbInstanceId: 'lb-1', protocol: 'HTTPS', port: 443, backendServiceId: 'bes-1' }
    const certificateIds = ['crt-2', 'crt-1']
    declare(world, { kind: 'listener', id: 'lsn-2', spec: { ...https, certificateIds } })
    const [, listener] = compileAll(world).get('lb-1')?.listeners ?? []
    assert.equal(listener?.protocol, 'http')
    assert.equal(listener.tls?.versionMin, '1.2')
    const carried = listener.tls.certificates.map(({ id, domains }) => ({ id, domains }))
    assert.deepEqual(carried, [
      { id: 'crt-2', domains: ['other.test'] },
      { id: 'crt-1', domains: ['shop.test', '*.shop.test'] },
    ])
  })
})
