import assert from 'node:assert/strict'
import { waitFor } from '../../../support/wait.ts'
import { FakeAgent } from './fake-agent.ts'
import { startControl } from '../../../../src/engine/control/index.ts'
import { systemClock } from '../../../../src/engine/runtime/index.ts'
import { stores } from '../../../../src/engine/store/index.ts'
import { checkRefused, never, quiet, toRefusal, toUpdate, World } from './world.ts'
import type { Stack } from './world.ts'

function toPort(world: World): number | undefined {
  return world.agent.served.instances[0]?.pools[0]?.endpoints[0]?.port
}

describe('when something fails', () => {
  let world: World
  let stack: Stack
  beforeEach(async () => {
    world = await World.start()
    stack = await world.putStack()
  })
  afterEach(() => world.close())

  const changeServer = (port: number) =>
    world.control.transact(
      [toUpdate(stack.group, { servers: [{ address: '127.0.0.1', port }] })],
      never,
    )

  it('a refused write leaves nothing of itself, and the last good configuration serves', async () => {
    const { served } = world.agent
    const message = 'This plane has no such algorithm.'
    world.agent.judge = () => [
      { code: 'data_plane_rejected', objectId: stack.service.id, path: ['algorithm'], message },
    ]
    const refusal = await checkRefused(changeServer(1), ['data_plane_rejected at algorithm'])
    assert.match(refusal.message, /backend service "web" was refused at algorithm/)
    assert.equal(world.agent.served, served)
    assert.deepEqual(await world.control.get('server_group', stack.group.id, never), stack.group)
  })

  it('a full disk refuses writes, and the agent gets the stored state back', async () => {
    world.store.isFull = true
    const refusal = await toRefusal(changeServer(1))
    assert.equal(refusal.code, 'store_failed')
    assert.match(refusal.message, /The disk is full/)
    assert.equal(toPort(world), 9001)
    assert.deepEqual(await world.control.get('server_group', stack.group.id, never), stack.group)
    world.store.isFull = false
    await changeServer(1)
    assert.equal(toPort(world), 1)
  })

  it('events that a full disk did not take are stored when there is room again', async () => {
    world.store.isFull = true
    world.agent.report({
      ...{ poolId: stack.service.id, endpointId: '127.0.0.1:9001' },
      ...{ state: 'unhealthy', sinceMs: Date.now() + 1000 },
    })
    await waitFor('the report', async () => {
      const [target] = await world.control.health(stack.service.id, never)
      return target?.state === 'unhealthy' ? true : null
    })
    world.store.isFull = false
    const event = await world.untilEvent('target_down')
    assert.equal(event.objectId, stack.service.id)
  })

  it('a write waits for an agent that is away for a moment', async () => {
    world.agent.isThere = false
    const write = changeServer(1)
    setTimeout(() => (world.agent.isThere = true), 120)
    await write
    assert.equal(toPort(world), 1)
  })

  it('an answer that is lost on its way does not do the write twice', async () => {
    world.agent.answersToLose = 1
    await changeServer(1)
    assert.equal(toPort(world), 1)
    assert.equal(world.control.find('server_group', stack.group.id)?.generation, 2)
  })

  it('an agent that comes back with less gets everything again', async () => {
    const { served } = world.agent
    world.agent.served = { revision: 0, instances: [] }
    world.agent.disconnect()
    await world.untilEvent('agent_lost')
    const now = await waitFor('the stored state to be served', () =>
      world.agent.served.instances.length === 0 ? null : world.agent.served,
    )
    assert.deepEqual(now.instances, served.instances)
    assert.ok(now.revision > served.revision)
  })

  it('reading goes on without an agent', async () => {
    world.agent.isThere = false
    world.agent.disconnect()
    await waitFor('the loss to be seen', async () =>
      (await world.control.info(never)).agent === null ? true : null,
    )
    const snapshot = await world.control.snapshot(never)
    assert.equal(snapshot.info.agent, null)
    assert.equal(snapshot.health.length, 2)
    await world.control.transact([{ ...toUpdate(stack.group), tags: { a: 'b' } }], never)
  })
})

describe('after a restart', () => {
  it('what an earlier version has stored has the defaults of what it did not know', async () => {
    const store = await stores.memory({ directory: 'written by an earlier version' })
    const object = { id: 'sgr-1', kind: 'server_group', name: 'old', owner: 'test', tags: {} }
    const kept = { ...object, generation: 1, idempotencyKey: null, createdMs: 0 }
    const puts = [{ ...kept, spec: { servers: [{ address: '127.0.0.1' }] } }]
    await store.commit({ revision: 1, puts, deletes: [], events: [] })
    const options = { agent: new FakeAgent(), logger: quiet, clock: systemClock, version: '2' }
    const control = await startControl({ store, ...options })
    const found = await control.get('server_group', 'sgr-1', never)
    const server = { address: '127.0.0.1', port: null, weight: 10, zone: null, enabled: true }
    const servers = [{ ...server, name: null }]
    assert.deepEqual(found?.spec, { vpcId: 'vpc-default', port: null, servers })
    await control.close()
  })

  it('everything is there that was acknowledged, and is served', async () => {
    const first = await World.start()
    const stack = await first.putStack()
    const before = await first.control.snapshot(never)
    const second = await first.restart(new FakeAgent())
    try {
      await waitFor('the agent to serve', () => second.agent.served.instances[0] ?? null)
      assert.deepEqual(second.agent.served.instances, first.agent.served.instances)
      assert.deepEqual((await second.control.snapshot(never)).objects, before.objects)
      const change = { ...toUpdate(stack.group, { port: 1 }), expectedGeneration: 1 }
      await second.control.transact([change], never)
      assert.deepEqual((await second.steps()).slice(-2), [
        'created listener',
        'updated server_group',
      ])
    } finally {
      await second.close()
    }
  })

  it('a write that was live but not stored is taken back', async () => {
    const first = await World.start()
    await first.putStack()
    const stored = first.agent.served
    first.agent.served = { revision: stored.revision + 1, instances: [] }
    const second = await first.restart()
    try {
      await waitFor('the stored state to be served', () => second.agent.served.instances[0] ?? null)
      assert.deepEqual(second.agent.served.instances, stored.instances)
      assert.ok(second.agent.served.revision > stored.revision + 1)
    } finally {
      await second.close()
    }
  })

  it('a stored state that the data plane refuses is offered again until it takes it', async () => {
    const first = await World.start()
    await first.putStack()
    const agent = new FakeAgent()
    const problem = { code: 'port_in_use', objectId: null, path: [], message: 'Taken.' }
    agent.judge = () => [problem]
    const second = await first.restart(agent)
    try {
      await waitFor('an attempt', () => agent.attempts[0] ?? null)
      agent.judge = () => []
      await waitFor('the stored state to be served', () => agent.served.instances[0] ?? null)
    } finally {
      await second.close()
    }
  })
})

describe('stopping', () => {
  it('ends the agent, or leaves it to the next control process', async () => {
    for (const keepAgent of [false, true]) {
      const world = await World.start()
      await world.control.stop({ keepAgent, graceMs: 123 }, never)
      assert.deepEqual(await world.control.stopped, { keepAgent, graceMs: 123 })
      assert.equal(world.agent.stoppedAfterMs, keepAgent ? null : 123)
    }
  })

  it('ends those who follow the event log', async () => {
    const world = await World.start()
    const follow = async () => {
      for await (const event of world.control.events({ after: 0, follow: true }, never)) void event
    }
    const follower = toRefusal(follow())
    await world.close()
    assert.equal((await follower).code, 'unavailable')
  })
})
