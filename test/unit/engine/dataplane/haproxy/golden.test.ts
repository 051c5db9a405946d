/** The rendered configuration, whole: every feature of listeners and pools has its lines in it. */

import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { checkForHaproxy } from '../../../../../src/engine/dataplane/haproxy/check.ts'
import type { Condition } from '../../../../../src/engine/dataplane/contract.ts'
import type { ListenerTls } from '../../../../../src/engine/ir/index.ts'
import { makeTestCertificate } from '../../../../support/certificates.ts'
import { someProbe, toConfig } from '../../../../contract/dataplane/world.ts'
import type { ListenerSpec, PoolSpec } from '../../../../contract/dataplane/world.ts'
import { Desk } from './written.ts'

const { pem: certificatePem, keyPem: privateKeyPem } = makeTestCertificate()

const tls: ListenerTls = {
  certificates: [
    { id: 'default', certificatePem, privateKeyPem, domains: ['example.net', '127.0.0.1'] },
    { id: 'other', certificatePem, privateKeyPem, domains: ['*.example.org'] },
  ],
  versionMin: '1.3',
}

const listeners: readonly ListenerSpec[] = [
  { id: 'plain', port: 80, poolId: 'web', sources: ['192.0.2.0/24', '2001:db8::/32'] },
  { id: 'closed', port: 81, poolId: 'web', sources: [], address: '::1', idleTimeoutMs: 5000 },
  { id: 'https', port: 443, poolId: 'sticky', tls },
  {
    ...{ id: 'guarded', port: 82, poolId: 'limited' },
    access: [
      { action: 'deny', prefixes: ['198.51.100.0/24', '2001:db8:1::/48'] },
      { action: 'allow', prefixes: ['0.0.0.0/0'] },
    ],
  },
  { id: 'database', port: 5432, poolId: 'tcp', protocol: 'tcp', idleTimeoutMs: 3_600_000 },
]

const pools: readonly PoolSpec[] = [
  {
    ...{ id: 'web', probe: someProbe, slowStartMs: 30_000 },
    servers: [
      { port: 8080 },
      { port: 8080, address: '2001:db8::7', weight: 0 },
      { port: 8081, admission: 'disabled' },
      { port: 8082, id: 'down' },
    ],
  },
  {
    ...{ id: 'sticky', persistence: { cookieName: 'lb', maxAgeSeconds: 3600 } },
    servers: [{ port: 1 }, { port: 2 }],
  },
  {
    ...{ id: 'limited', algorithm: 'weighted_least_connections', connectionsMaxPerEndpoint: 100 },
    persistence: { cookieName: 'session', maxAgeSeconds: 0 },
    servers: [{ port: 1 }],
  },
  {
    ...{ id: 'tcp', protocol: 'tcp', algorithm: 'source_ip', proxyProtocol: true },
    ...{ connectTimeoutMs: 500, failOpen: true, probe: someProbe },
    servers: [{ port: 5432 }],
  },
]

const config = toConfig({ listeners, pools })
const conditions = new Map<string, Condition>(
  ['web/s0', 'web/s1', 'web/s2'].map((key) => [key, 'up']),
)

describe('data plane haproxy: the whole configuration', () => {
  let desk: Desk
  before(() => (desk = new Desk()))
  after(() => desk.close())

  it('is as in golden/; `UPDATE_GOLDEN=1` writes it anew, to be looked at', async () => {
    assert.deepEqual(checkForHaproxy(config), [])
    const { config: text, lists } = await desk.read(config, conditions)
    checkGolden('haproxy.cfg', text)
    checkGolden('lists', lists.join('\n'))
  })
})

function checkGolden(name: string, actual: string): void {
  const path = join(import.meta.dirname, 'golden', name)
  if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(path, actual)
  assert.equal(actual, readFileSync(path, 'utf8'))
}
