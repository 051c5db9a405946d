import assert from 'node:assert/strict'
import type { ProxyConfig } from '../../../../src/engine/ir/index.ts'
import { checkRefused, never, toDelete, toPut, toRefusal, toUpdate, World } from './world.ts'
import type { Stack } from './world.ts'

/** A data plane that refuses listeners at port 666, as one whose bind fails. */
function refusePort666(config: ProxyConfig) {
  const listeners = config.instances.flatMap((instance) => instance.listeners)
  return listeners
    .filter((listener) => listener.binds.some((bind) => bind.port === 666))
    .map(({ id }) => ({ code: 'port_in_use', objectId: id, path: ['port'], message: 'Taken.' }))
}

describe('a commit group', () => {
  let world: World
  let stack: Stack
  beforeEach(async () => {
    world = await World.start()
    stack = await world.putStack()
  })
  afterEach(() => world.close())

  const toListener = (port: number) =>
    toPut({ kind: 'listener', name: '', spec: { ...stack.listener.spec, port } })

  /** Starts writes while another one runs, so that they form one group. */
  async function together<Result>(start: () => Result): Promise<Result> {
    const release = world.agent.hold()
    const first = world.put({ kind: 'instance', spec: stack.instance.spec, ...{ name: 'first' } })
    first.catch(() => {})
    const result = start()
    release()
    await first.catch(() => {})
    return result
  }

  it('makes many writes live by one configuration, and durable by one commit', async () => {
    const spec = { subnetId: 'subnet-local-b', availabilityZones: ['local-b'] }
    await together(() => null)
    const [attempts, batches] = [world.agent.attempts.length, world.store.batches.length]
    const release = world.agent.hold()
    const first = world.put({ kind: 'instance', spec })
    const rest = Array.from({ length: 50 }, (_, index) =>
      world.put({ kind: 'instance', name: `i${index}`, spec }),
    )
    release()
    const made = await Promise.all([first, ...rest])
    assert.equal(new Set(made.map((each) => each.spec['privateIpAddress'])).size, 51)
    assert.equal(world.agent.attempts.length - attempts, 2)
    assert.equal(world.store.batches.length - batches, 2)
  })

  it('gives each caller an answer of its own', async () => {
    const writes = await together(() => [
      world.control.transact([toListener(81)], never),
      world.control.transact([toListener(81)], never),
      world.control.transact([toListener(82)], never),
      world.control.transact([toDelete('listener', stack.listener.id)], never),
      world.control.transact([toListener(80)], never),
    ])
    const outcomes = await Promise.allSettled(writes)
    assert.deepEqual(
      outcomes.map((outcome) => outcome.status),
      ['fulfilled', 'rejected', 'fulfilled', 'fulfilled', 'fulfilled'],
    )
  })

  it('tries its members alone when the data plane refuses them together', async () => {
    world.agent.judge = refusePort666
    const writes = await together(() => [
      world.control.transact([toListener(81)], never),
      world.control.transact([toListener(666)], never),
      world.control.transact([toListener(82)], never),
    ])
    const [good, bad, alsoGood] = writes
    assert.ok(good && bad && alsoGood)
    await Promise.all([good, alsoGood])
    await checkRefused(bad, ['port_in_use at port'])
    const ports = world.agent.served.instances
      .flatMap((instance) => instance.listeners)
      .map((listener) => listener.binds[0]?.port)
    assert.deepEqual(new Set(ports), new Set([80, 81, 82]))
  })

  it('leaves a caller who has gone, and does the work of the others', async () => {
    const leaving = new AbortController()
    const writes = await together(() => {
      const gone = world.control.transact([toListener(81)], leaving.signal)
      const stays = world.control.transact([toListener(82)], never)
      leaving.abort(new Error('left'))
      return [gone, stays] as const
    })
    await assert.rejects(writes[0], /left/)
    await writes[1]
    assert.deepEqual(
      world.control.objects('listener').map(({ spec }) => (spec as { port: number }).port),
      [80, 82],
    )
  })

  it('answers a caller at once who leaves while its write runs; the write goes on', async () => {
    const leaving = new AbortController()
    const release = world.agent.hold()
    const write = world.control.transact([toListener(81)], leaving.signal)
    leaving.abort(new Error('left'))
    await assert.rejects(write, /left/)
    release()
    await world.put({ kind: 'server_group', spec: {} })
    assert.equal(world.control.objects('listener').length, 2)
  })

  it('refuses what waits when the engine ends, and lets what runs finish', async () => {
    const release = world.agent.hold()
    const runs = world.control.transact([toListener(81)], never)
    const waits = toRefusal(world.control.transact([toListener(82)], never))
    const closed = world.close()
    release()
    assert.equal((await waits).code, 'unavailable')
    await Promise.allSettled([runs, closed])
    assert.equal(
      (await toRefusal(world.put({ kind: 'server_group', spec: {} }))).code,
      'unavailable',
    )
  })

  it('changes nothing of the agent’s configuration but what it touches', async () => {
    const spec = { subnetId: 'subnet-local-b', availabilityZones: ['local-b'] }
    await world.put({ kind: 'instance', spec })
    const before = world.agent.served.instances
    await world.control.transact([toUpdate(stack.group, { servers: [] })], never)
    const after = world.agent.served.instances
    const changed = after.filter((instance) => !before.includes(instance))
    assert.deepEqual(
      changed.map(({ id }) => id),
      [stack.instance.id],
    )
  })
})
