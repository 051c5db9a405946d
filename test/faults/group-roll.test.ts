/** A group that is rolled through under traffic while its engine is killed. */

import assert from 'node:assert/strict'
import { join } from 'node:path'
import type { ApiObject, PutOperation } from '../../src/engine/client/index.ts'
import { findLeftovers } from '../contract/driver/support.ts'
import { get, shares, startTraffic } from '../support/backends.ts'
import { freePort } from '../support/ports.ts'
import { instanceCommand } from '../support/stack.ts'
import { instanceUser } from '../support/user.ts'
import { waitFor } from '../support/wait.ts'
import { TestEngine, kill, toPut } from './engine.ts'

const SIZE = 3
const REQUESTS_PER_SECOND = 100

describe('A roll under traffic, with the control process killed in it', function () {
  this.timeout(300_000)
  const engine = new TestEngine()
  let port: number
  before(async () => {
    port = await freePort()
    await engine.ensure()
  })
  after(async () => {
    await engine.close()
    const left = await findLeftovers(join(engine.paths.instancesDirectory, 'process'))
    kill(...left.map(({ pid }) => pid))
    assert.deepEqual(left, [], 'no instance is left behind')
  })

  async function put(operation: PutOperation, id: string | null = null): Promise<ApiObject> {
    const operations = [{ ...operation, id }]
    const [object] = await engine.ask((client, signal) => client.transact(operations, signal))
    assert.ok(object !== undefined)
    return object
  }

  function toGroup(version: string): PutOperation {
    const block = { command: instanceCommand, environment: { VERSION: version } }
    return toPut('availability_group', {
      availabilityZones: ['local-a', 'local-b'],
      launch: { driver: 'process', process: { ...block, user: instanceUser } },
      updatePolicy: { minHealthySeconds: 1 },
      ...{ port, minSize: SIZE, maxSize: SIZE },
    })
  }

  /** Returns its URL. */
  async function putFront(group: ApiObject): Promise<string> {
    const instance = await put(
      toPut('instance', {
        availabilityZones: ['local-a', 'local-b'],
        subnetId: 'subnet-local-a',
      }),
    )
    const service = await put(
      toPut('backend_service', {
        lbInstanceId: instance.id,
        ...{ protocol: 'HTTP', port, availabilityGroupId: group.id, connectionDrainingSeconds: 5 },
        healthCheck: { intervalMs: 200, timeoutMs: 1_000 },
      }),
    )
    const front = await freePort()
    await put(
      toPut('listener', {
        lbInstanceId: instance.id,
        ...{ protocol: 'HTTP', port: front, backendServiceId: service.id },
      }),
    )
    return `http://${String(instance.spec['privateIpAddress'])}:${front}/`
  }

  function settled({ kind, id, generation }: ApiObject): Promise<void> {
    return engine.ask(async (client, signal) => {
      while ((await client.settle({ kind, id, generation }, signal)) !== null);
    })
  }

  async function members(): Promise<readonly string[]> {
    const { objects } = await engine.ask((client, signal) => client.snapshot(signal))
    return objects.filter(({ kind }) => kind === 'group_instance').map(({ id }) => id)
  }

  it('fails no request, and goes on where it was', async () => {
    const group = await put(toGroup('1'))
    const url = await putFront(group)
    await settled(group)
    await waitFor('all to serve', async () =>
      Object.keys(await shares(url, 12).catch(() => ({}))).length === SIZE ? true : null,
    )
    const old = await members()
    const traffic = startTraffic(url, REQUESTS_PER_SECOND)
    const changed = await put(toGroup('2'), group.id)
    // In the middle: one has been replaced, and others have not.
    const remaining = await waitFor('the first to go', async () => {
      const count = await left(old)
      return count < SIZE ? count : null
    })
    assert.ok(remaining > 0)
    const { control } = await engine.pids()
    kill(control)
    await engine.ensure()
    await settled(changed)
    const { failures, sent } = await traffic.stop()
    assert.deepEqual(failures, [])
    assert.ok(sent > 0)
    assert.equal((await get(url)).status, 200)
    assert.equal((await members()).length, SIZE)
    assert.equal(await left(old), 0)
  })

  async function left(old: readonly string[]): Promise<number> {
    return (await members()).filter((id) => old.includes(id)).length
  }
})
