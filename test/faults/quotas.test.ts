/** How much one engine takes: what the quotas promise, all of it at once, and live. */

import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { ApiObject, PutOperation } from '../../src/engine/client/index.ts'
import { get, shares } from '../support/backends.ts'
import { freePort } from '../support/ports.ts'
import { TestEngine, toPut } from './engine.ts'

const INSTANCES = 1000
const LISTENERS = 100
const SERVERS = 1000

/** The nth address of a prefix of 127.0.0.0/8 that is a server's. */
function addressOf(index: number): string {
  return `127.20.${Math.floor(index / 250)}.${(index % 250) + 1}`
}

describe('An engine', function () {
  this.timeout(300_000)
  const engine = new TestEngine()
  // One server that listens at every address, and says at which it was asked.
  const server = createServer((request, response) => response.end(request.socket.localAddress))
  before(() => new Promise<void>((resolve) => void server.listen(0, '0.0.0.0', resolve)))
  after(async () => {
    await engine.close()
    server.close().closeAllConnections()
  })

  const put = async (...operations: PutOperation[]): Promise<readonly ApiObject[]> => {
    const objects = await engine.ask((client, signal) => client.transact(operations, signal))
    assert.equal(objects.length, operations.length)
    return objects
  }

  it(`takes ${INSTANCES} instances, ${LISTENERS} listeners of one, ${SERVERS} servers of a group`, async () => {
    await engine.start()
    const { port } = server.address() as AddressInfo
    const spec = { availabilityZones: ['local-a'], subnetId: 'subnet-local-a' }
    const instances = await put(...Array.from({ length: INSTANCES }, () => toPut('instance', spec)))
    const addresses = instances.map((each) => String(each.spec['privateIpAddress']))
    assert.equal(new Set(addresses).size, INSTANCES)
    const lbInstanceId = instances[0]?.id ?? ''
    const [group] = await put(
      toPut('server_group', {
        servers: Array.from({ length: SERVERS }, (_, index) => ({
          address: addressOf(index),
          port,
        })),
      }),
    )
    const [service] = await put(
      toPut('backend_service', {
        ...{ lbInstanceId, protocol: 'HTTP', port: 80, serverGroupId: group?.id ?? '' },
        healthCheck: { enabled: false },
      }),
    )
    const ports: number[] = []
    while (ports.length < LISTENERS) ports.push(await freePort())
    const common = { lbInstanceId, protocol: 'HTTP', backendServiceId: service?.id ?? '' }
    await put(...ports.map((own) => toPut('listener', { ...common, port: own })))

    const urls = ports.map((own) => `http://${addresses[0]}:${own}/`)
    for (const url of urls) assert.equal((await get(url)).status, 200)
    // Whoever was asked already is asked again after all others.
    const rest = await shares(urls[0] ?? '', SERVERS - LISTENERS)
    assert.equal(Object.keys(rest).length, SERVERS - LISTENERS)
    const again = await shares(urls[0] ?? '', SERVERS)
    assert.deepEqual(new Set(Object.values(again)), new Set([1]))
  })
})
