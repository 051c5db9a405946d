/** The last server of a backend service, deleted: it serves until another one does, for a while. */

import assert from 'node:assert/strict'
import type { ApiObject } from '../../../../src/engine/client/contract.ts'
import { waitFor } from '../../../support/wait.ts'
import { FakeAgent } from './fake-agent.ts'
import { never, toDeferred, toDelete, toPut, toRefusal, World } from './world.ts'

/** Nothing goes of itself. */
const LONG_MS = 3_600_000
const SHORT_MS = 50

describe('the last server of a backend service', () => {
  let world: World
  let instance: ApiObject
  let group: ApiObject
  let service: ApiObject
  afterEach(() => world.close())

  async function begin(lingerMs = LONG_MS, successorMs = 0): Promise<void> {
    const holds = { roomMs: successorMs, creationMs: 0, successorMs, lingerMs }
    world = await World.start(new FakeAgent(), { holds })
    instance = await world.put({
      kind: 'instance',
      spec: { subnetId: 'subnet-local-a', availabilityZones: ['local-a', 'local-b'] },
    })
    group = await world.put({ kind: 'server_group', spec: { port: 80 } })
    service = await world.put({
      kind: 'backend_service',
      spec: { lbInstanceId: instance.id, protocol: 'TCP', port: 80, serverGroupId: group.id },
    })
  }

  const putServer = (address: string, more: Readonly<Record<string, unknown>> = {}) =>
    world.put({ kind: 'server', spec: { serverGroupId: group.id, address, ...more } })

  const served = (): readonly string[] =>
    (world.agent.served.instances[0]?.pools[0]?.endpoints ?? []).map(({ address }) => address)

  /** The fewest servers that were served since there was one. */
  const fewest = (): number => {
    const sizes = world.agent.attempts.map(
      ({ instances }) => instances[0]?.pools[0]?.endpoints.length ?? 0,
    )
    return Math.min(...sizes.slice(sizes.findIndex((size) => size > 0)))
  }

  it('serves on until another one comes', async () => {
    await begin()
    const old = await putServer('127.0.0.1')
    await world.defer(old)
    assert.deepEqual(await world.leaving(), [old.id])
    assert.deepEqual(served(), ['127.0.0.1'])
    assert.equal(await world.control.get('server', old.id, never), null)
    await putServer('127.0.0.2')
    assert.deepEqual(await world.leaving(), [])
    assert.deepEqual(served(), ['127.0.0.2'])
    assert.equal(fewest(), 1)
    const events = await world.events()
    const told = events.filter(({ objectId }) => objectId === old.id)
    assert.deepEqual(
      told.map(({ type, message }) => `${type}: ${message}`),
      [
        `created: After server_group ${group.id}.`,
        'leaving: It serves until another one does, for a while.',
        'deleted: It was leaving: another one serves by now, or its time was over.',
      ],
    )
  })

  it('is handed over to another at the very same address and port', async () => {
    await begin()
    await world.defer(await putServer('127.0.0.1', { weight: 3 }))
    const next = await putServer('127.0.0.1', { weight: 7 })
    assert.deepEqual(await world.leaving(), [])
    const [endpoint] = world.agent.served.instances[0]?.pools[0]?.endpoints ?? []
    assert.equal(endpoint?.weight, 7)
    await world.defer(next)
    await putServer('127.0.0.1', { enabled: false })
    assert.deepEqual(await world.leaving(), [], 'two would have one name')
  })

  it('goes when its time is over', async () => {
    await begin(SHORT_MS)
    await world.defer(await putServer('127.0.0.1'))
    await waitFor('it to be gone', () => Promise.resolve(served().length === 0 ? true : null))
    assert.deepEqual(await world.leaving(), [])
  })

  it('goes when its time is over though the engine ends meanwhile, and starts again', async () => {
    await begin(SHORT_MS)
    await world.defer(await putServer('127.0.0.1'))
    world = await world.restart()
    await waitFor('it to be gone', () => Promise.resolve(served().length === 0 ? true : null))
    assert.deepEqual(await world.leaving(), [])
  })

  it('goes when its time is over though the disk is full for a while', async () => {
    await begin(SHORT_MS)
    await world.defer(await putServer('127.0.0.1'))
    world.store.isFull = true
    const attempts = world.agent.attempts.length
    await waitFor('an attempt that is taken back', () =>
      Promise.resolve(world.agent.attempts.length >= attempts + 2 ? true : null),
    )
    assert.deepEqual(served(), ['127.0.0.1'])
    world.store.isFull = false
    await waitFor('it to be gone', () => Promise.resolve(served().length === 0 ? true : null))
    assert.deepEqual(await world.leaving(), [])
  })

  it('goes at once when another one serves, when it serves nothing, and strictly', async () => {
    await begin()
    const [one, two] = [await putServer('127.0.0.1'), await putServer('127.0.0.2')]
    await world.defer(one)
    assert.deepEqual(served(), ['127.0.0.2'])
    await world.control.transact([toDelete('server', two.id)], never)
    assert.deepEqual(served(), [])
    for (const more of [{ enabled: false }, { weight: 0 }, { zone: 'local-c' }]) {
      const idle = await putServer('127.0.0.3', more)
      await world.defer(idle)
      assert.deepEqual(await world.leaving(), [], JSON.stringify(more))
    }
  })

  it('is not replaced by one that gets no traffic, such as outside the zones', async () => {
    await begin()
    const old = await putServer('127.0.0.1')
    await putServer('127.0.0.2', { zone: 'local-c' })
    await putServer('127.0.0.3', { weight: 0 })
    await world.defer(old)
    assert.deepEqual(await world.leaving(), [old.id])
    await putServer('127.0.0.4', { zone: 'local-b' })
    assert.deepEqual(await world.leaving(), [])
  })

  it('lingers with all that go together with it', async () => {
    await begin()
    const both = [await putServer('127.0.0.1'), await putServer('127.0.0.2')]
    await world.control.transact(both.map(toDeferred), never)
    assert.deepEqual(served(), ['127.0.0.1', '127.0.0.2'])
    await putServer('127.0.0.3')
    assert.deepEqual(served(), ['127.0.0.3'])
  })

  it('goes with the last that has traffic for it, and keeps its group that long', async () => {
    await begin()
    const old = await putServer('127.0.0.1')
    await world.defer(old)
    await world.defer(group)
    assert.deepEqual(new Set(await world.leaving()), new Set([old.id, group.id]))
    const next = await world.put({ kind: 'server_group', spec: { port: 80 } })
    assert.deepEqual(served(), ['127.0.0.1'])
    await world.change(service, { serverGroupId: next.id })
    assert.deepEqual(await world.leaving(), [])
  })

  it('goes with its group when the next group has a server, which it is waited for', async () => {
    await begin(LONG_MS, LONG_MS)
    await world.defer(await putServer('127.0.0.1'))
    await world.defer(group)
    group = await world.put({ kind: 'server_group', spec: { port: 80 } })
    const moving = world.change(service, { serverGroupId: group.id })
    await world.put({ kind: 'server_group', owner: 'nobody', spec: {} })
    assert.deepEqual(served(), ['127.0.0.1'])
    await putServer('127.0.0.2')
    await moving
    assert.deepEqual(served(), ['127.0.0.2'])
    assert.deepEqual(await world.leaving(), [])
    assert.equal(fewest(), 1)
    await world.delete('backend_service', service.id)
  })

  it('goes when its group lists its servers from now on', async () => {
    await begin()
    await world.defer(await putServer('127.0.0.1'))
    await world.change(group, { servers: [{ address: '127.0.0.1' }] })
    assert.deepEqual(await world.leaving(), [])
    assert.deepEqual(served(), ['127.0.0.1'])
  })

  it('serves nobody’s group: its owner may delete it whoever has the group', async () => {
    await begin()
    const spec = { serverGroupId: group.id, address: '127.0.0.1' }
    const tenant = await world.put({ kind: 'server', owner: 'tenant', spec })
    await world.defer(tenant)
    assert.deepEqual(await world.leaving(), [tenant.id])
    const again = toRefusal(world.control.transact([toDeferred(tenant)], never))
    assert.equal((await again).code, 'not_found')
    await world.control.transact([toPut({ kind: 'server', spec })], never)
    assert.deepEqual(await world.leaving(), [])
  })
})
