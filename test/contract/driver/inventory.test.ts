/** The drivers whose instances are there of themselves: `pool` and `dns`. */

import assert from 'node:assert/strict'
import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { InstanceDriver, StartRequest } from '../../../src/engine/groups/contract.ts'
import type { Launch } from '../../../src/engine/kinds/index.ts'
import { startNameServer } from '../../support/name-server.ts'
import type { NameServer } from '../../support/name-server.ts'
import { describeDriver } from './core.ts'
import { openForTest } from './support.ts'

const { signal } = new AbortController()
const none = { process: null, container: null, pool: null, dns: null }
const pool: Launch = { ...none, driver: 'pool', pool: { addresses: { 'local-a': ['127.9.0.1'] } } }

function toDns(nameServers: readonly string[]): Launch {
  return { ...none, driver: 'dns', dns: { name: 'web.test', port: null, nameServers } }
}

for (const launch of [pool, toDns([])]) {
  const toRequest = (instanceId: string, address: string): StartRequest => ({
    ...{ instanceId, address, launch, groupId: 'avg-1', port: 80, zone: 'local-a', rack: 0 },
  })
  describeDriver({
    ...{ name: launch.driver, toRequest, impossible: null, seesEnds: false },
    setUp: async () => {
      const root = await realpath(await mkdtemp(join(tmpdir(), 'lb-driver-')))
      return {
        open: () => openForTest(launch.driver, join(root, 'instances')),
        kill: () => undefined,
        close: () => rm(root, { recursive: true, force: true }),
      }
    },
  })
}

describe('the driver dns', () => {
  let root: string
  let server: NameServer
  let driver: InstanceDriver
  beforeEach(async () => {
    root = await realpath(await mkdtemp(join(tmpdir(), 'lb-driver-')))
    server = await startNameServer({ addresses: ['127.9.0.2', '127.9.0.1'], ttl: 30 })
    driver = await openForTest('dns', join(root, 'instances'))
  })
  afterEach(async () => {
    await driver.close()
    await server.close()
    await rm(root, { recursive: true, force: true })
  })
  const discover = () => driver.discover?.(toDns([server.at]), signal)

  it('finds the addresses of a name, with the time they may be believed for', async () => {
    const found = await discover()
    assert.deepEqual(found, { addresses: ['127.9.0.1', '127.9.0.2'], ttlMs: 30_000 })
  })

  it('has no answer when the name server fails', async () => {
    server.set('fails')
    await assert.rejects(async () => discover(), /ESERVFAIL/)
  })

  it('has no answer when the name has no address', async () => {
    server.set({ addresses: [], ttl: 30 })
    await assert.rejects(async () => discover(), /no address/)
  })

  it('says which name server is none', async () => {
    const problems = await driver.check(toDns(['127.0.0.1:53', 'ns.example']), signal)
    assert.deepEqual(
      problems.map(({ path }) => path.join('.')),
      ['launch.dns.nameServers.1'],
    )
  })

  it('a claim that is damaged is forgotten', async () => {
    await writeFile(join(root, 'instances', 'i-1.json'), '{"instanceId":')
    await driver.close()
    driver = await openForTest('dns', join(root, 'instances'))
    assert.deepEqual(await driver.list(), [])
  })
})
