import assert from 'node:assert/strict'
import type { ApiObject, Operation } from '../../../../src/engine/client/contract.ts'
import type { ProxyConfig } from '../../../../src/engine/ir/index.ts'
import { FakeAgent } from './fake-agent.ts'
import type { Stack } from './world.ts'
import { checkRefused, never, toDeferred, toDelete, toPut, toRefusal } from './world.ts'
import { toUpdate, World } from './world.ts'

/** Long enough for any machine: what should not wait for it does not. */
const LONG_MS = 30_000
const SHORT_MS = 60

describe('a write that clashes with another of its owner', () => {
  let world: World
  let stack: Stack
  let second: ApiObject

  async function begin(holds: {
    roomMs: number
    successorMs: number
    creationMs?: number
  }): Promise<void> {
    world = await World.start(new FakeAgent(), { holds: { creationMs: 0, lingerMs: 0, ...holds } })
    stack = await world.putStack()
    second = await world.put({ kind: 'listener', spec: { ...stack.listener.spec, port: 81 } })
  }
  const patient = { roomMs: LONG_MS, successorMs: LONG_MS }
  afterEach(() => world.close())

  const transact = (...operations: readonly Operation[]) =>
    world.control.transact(operations, never)

  const toPort = (listener: ApiObject, port: number): Operation => toUpdate(listener, { port })
  const toNew = (port: number, owner = 'test'): Operation =>
    toPut({ kind: 'listener', owner, spec: { ...stack.listener.spec, port } })

  /** What was written before has been judged: no group is formed without it. */
  const judged = (): Promise<ApiObject> =>
    world.put({ kind: 'server_group', owner: 'nobody', spec: {} })

  /** Starts the writes one after the other, each when the one before has been judged. */
  async function inTurn(...writes: readonly Operation[]): Promise<readonly ApiObject[]> {
    const answers: Promise<readonly ApiObject[]>[] = []
    for (const write of writes) {
      answers.push(transact(write))
      await judged()
    }
    return (await Promise.all(answers)).flat()
  }

  /** Every set of ports that was served, in order, without repetitions. */
  const portsServed = (): readonly string[] => {
    const all = world.agent.attempts.map((config) => toPorts(config))
    return all.filter((ports, index) => ports !== all[index - 1])
  }

  /** The most listeners that one commit has put. */
  const togetherMax = (): number =>
    Math.max(
      ...world.store.batches.map(
        ({ puts }) => puts.filter((each) => each.kind === 'listener').length,
      ),
    )

  it('swaps ports with it, though neither write fits alone', async () => {
    await begin(patient)
    const [first, other] = await inTurn(toPort(stack.listener, 81), toPort(second, 80))
    assert.equal(first?.spec['port'], 81)
    assert.equal(other?.spec['port'], 80)
    assert.deepEqual(portsServed(), ['', '80', '80,81'])
    assert.equal(togetherMax(), 2)
  })

  it('passes ports on in a ring of three, whichever comes first', async () => {
    await begin(patient)
    const third = await world.put({ kind: 'listener', spec: { ...stack.listener.spec, port: 82 } })
    await inTurn(toPort(stack.listener, 81), toPort(third, 80), toPort(second, 82))
    assert.equal(togetherMax(), 3)
  })

  it('takes over the port of a listener that is deleted later', async () => {
    await begin(patient)
    const { listener } = stack
    const [made, gone] = await inTurn(toNew(80), toDeferred(listener))
    assert.notEqual(made?.id, listener.id)
    assert.equal(gone?.id, listener.id)
    assert.deepEqual(portsServed(), ['', '80', '80,81'])
  })

  it('takes over the port of a listener that was deleted before', async () => {
    await begin(patient)
    await inTurn(toDeferred(stack.listener), toNew(80))
    assert.deepEqual(portsServed(), ['', '80', '80,81'])
  })

  it('takes over a port that moves on, and so does the next, down to the last', async () => {
    await begin({ roomMs: LONG_MS, successorMs: 2 * SHORT_MS })
    await inTurn(toPort(stack.listener, 81), toPort(second, 82))
    assert.deepEqual(portsServed(), ['', '80', '80,81', '81,82'])
  })

  it('goes from one protocol to another together with its backend service', async () => {
    await begin(patient)
    await world.delete('listener', second.id)
    const { service, listener } = stack
    await inTurn(toUpdate(service, { protocol: 'TCP' }), toUpdate(listener, { protocol: 'TCP' }))
    const [instance] = world.agent.served.instances
    assert.equal(instance?.listeners[0]?.protocol, 'tcp')
    assert.equal(instance.pools[0]?.protocol, 'tcp')
  })

  it('swaps the addresses of two instances', async () => {
    await begin(patient)
    const { instance } = stack
    const other = await world.put({
      kind: 'instance',
      spec: { ...instance.spec, privateIpAddress: '127.10.0.9' },
    })
    const mine = instance.spec['privateIpAddress']
    await inTurn(
      toUpdate(instance, { privateIpAddress: '127.10.0.9' }),
      toUpdate(other, { privateIpAddress: mine }),
    )
    assert.equal(world.agent.served.instances.length, 2)
  })

  it('is refused when its time is over, and only then is that told in the log', async () => {
    await begin({ roomMs: SHORT_MS, successorMs: 0 })
    const startMs = performance.now()
    const refusal = toRefusal(transact(toNew(80)))
    await judged()
    assert.ok(!(await world.events()).some(({ type }) => type === 'refused'))
    assert.equal((await refusal).code, 'port_in_use')
    assert.ok(performance.now() - startMs >= SHORT_MS)
    const refused = await world.untilEvent('refused')
    assert.match(refused.message, /has the port 80 already/)
    assert.equal(world.control.objects('listener').length, 2)
  })

  it('does not wait for what nobody else can end', async () => {
    await begin(patient)
    await checkRefused(transact(toNew(90), toNew(90)), [
      'port_in_use at port',
      'port_in_use at port',
    ])
    await checkRefused(transact(toPort(stack.listener, 81), toPort(second, 81)), [
      'port_in_use at port',
      'port_in_use at port',
    ])
    await checkRefused(transact(toUpdate(stack.listener, { port: 81, lbInstanceId: 'lb-0' })), [
      'missing_reference at lbInstanceId',
    ])
  })

  it('does not wait for other owners', async () => {
    await begin(patient)
    await checkRefused(transact(toNew(80, 'team-b')), ['port_in_use at port'])
  })

  it('does not hold up others, nor they it', async () => {
    await begin(patient)
    const held = transact(toNew(80))
    await judged()
    await transact(toNew(90))
    const wrong = transact(toPort(second, 0))
    await checkRefused(wrong, ['invalid_argument at port'])
    await transact(toDeferred(stack.listener))
    await held
    assert.equal(toPorts(world.agent.served), '80,81,90')
  })

  it('leaves nothing behind when its caller leaves', async () => {
    await begin(patient)
    const leaving = new AbortController()
    const held = world.control.transact([toNew(80)], leaving.signal)
    await judged()
    leaving.abort(new Error('left'))
    await assert.rejects(held, /left/)
    const { length } = world.agent.attempts
    await world.delete('listener', stack.listener.id)
    assert.equal(world.control.objects('listener').length, 1)
    assert.equal(world.agent.attempts.length, length + 1)
    assert.ok(!(await world.events()).some(({ type }) => type === 'refused'))
  })

  it('is told that the engine stops, and leaves nothing behind', async () => {
    await begin(patient)
    const held = toRefusal(transact(toNew(80)))
    const given = toRefusal(transact(toDeferred(second)))
    await judged()
    world = await world.restart()
    assert.equal((await held).code, 'unavailable')
    assert.equal((await given).code, 'unavailable')
    assert.equal(world.control.objects('listener').length, 2)
  })

  it('is refused at once where too many wait already', async () => {
    await begin({ roomMs: LONG_MS, successorMs: 0 })
    const leaving = new AbortController()
    const held = Array.from({ length: 256 }, () =>
      world.control.transact([toNew(80)], leaving.signal).catch(() => {}),
    )
    await judged()
    await checkRefused(transact(toNew(80)), ['port_in_use at port'])
    leaving.abort(new Error('left'))
    await Promise.all(held)
  })

  it('is refused with what it was joined with when the data plane refuses them', async () => {
    await begin(patient)
    const problem = { code: 'port_in_use', objectId: second.id, path: ['port'], message: 'Taken.' }
    world.agent.judge = (config) => {
      const listeners = config.instances.flatMap((instance) => instance.listeners)
      const isMoved = listeners.some(({ id, binds }) => id === second.id && binds[0]?.port === 80)
      return isMoved ? [problem] : []
    }
    const first = toRefusal(transact(toPort(stack.listener, 81)))
    await judged()
    const other = toRefusal(transact(toPort(second, 80)))
    const bystander = transact(toNew(90))
    assert.equal((await first).code, 'port_in_use')
    assert.equal((await other).code, 'port_in_use')
    await bystander
    assert.equal(toPorts(world.agent.served), '80,81,90')
  })
})

describe('a port that is given up', () => {
  let world: World
  let stack: Stack

  async function begin(successorMs: number, creationMs = 0): Promise<void> {
    const holds = { roomMs: LONG_MS, successorMs, creationMs, lingerMs: 0 }
    world = await World.start(new FakeAgent(), { holds })
    stack = await world.putStack()
  }
  afterEach(() => world.close())

  it('is kept for a moment for a successor, and closed when there is none', async () => {
    await begin(SHORT_MS)
    const startMs = performance.now()
    const gone = world.defer(stack.listener)
    await world.put({ kind: 'server_group', spec: {} })
    assert.equal(toPorts(world.agent.served), '80')
    await gone
    assert.ok(performance.now() - startMs >= SHORT_MS)
    assert.equal(toPorts(world.agent.served), '')
  })

  it('is kept on while its owner creates what a successor may need', async () => {
    await begin(SHORT_MS, LONG_MS)
    const { listener, service } = stack
    const gone = world.defer(listener)
    const next = await world.put({ kind: 'backend_service', name: 'next', spec: service.spec })
    await new Promise((resolve) => setTimeout(resolve, 2 * SHORT_MS))
    assert.equal(toPorts(world.agent.served), '80')
    const spec = { ...listener.spec, backendServiceId: next.id }
    await world.put({ kind: 'listener', name: 'next', spec })
    await gone
    assert.equal(toPorts(world.agent.served), '80')
  })

  it('is not kept on for what others create', async () => {
    await begin(SHORT_MS, LONG_MS)
    // What this owner has created is long ago only for a control process that was not there.
    world = await world.restart()
    const gone = world.defer(stack.listener)
    await world.put({ kind: 'server_group', owner: 'team-b', spec: {} })
    await gone
    assert.equal(toPorts(world.agent.served), '')
  })

  it('is closed at once by a strict deletion', async () => {
    await begin(LONG_MS)
    await world.control.transact([toDelete('listener', stack.listener.id)], never)
    assert.equal(toPorts(world.agent.served), '')
  })

  it('is nothing to wait for when it stays with the same listener', async () => {
    await begin(LONG_MS)
    await world.change(stack.listener, { description: 'the same port' })
  })

  it('is not kept where the deletion is refused', async () => {
    await begin(LONG_MS)
    const { instance, service } = stack
    await world.change(instance, { deletionProtection: true })
    const all = [stack.listener, service, instance].map(toDeferred)
    await checkRefused(world.control.transact(all, never), [
      'deletion_protected at deletionProtection',
    ])
  })
})

/** The ports of a configuration, in order. */
function toPorts(config: ProxyConfig): string {
  const listeners = config.instances.flatMap((instance) => instance.listeners)
  const ports = listeners.flatMap(({ binds }) => binds.map(({ port }) => port))
  return ports.toSorted((a, b) => a - b).join(',')
}
