import assert from 'node:assert/strict'
import type { ApiObject } from '../../../../src/engine/client/contract.ts'
import type { Stack } from './world.ts'
import { checkRefused, never, toDeferred, toDelete, toPut, toUpdate, World } from './world.ts'

describe('a deferred deletion', () => {
  let world: World
  let stack: Stack
  beforeEach(async () => {
    world = await World.start()
    stack = await world.putStack()
  })
  afterEach(() => world.close())

  const another = (name = 'other'): Promise<ApiObject> =>
    world.put({ kind: 'server_group', name, spec: {} })

  /** Another backend service like the one of the stack. */
  const twin = (changes = {}): Promise<ApiObject> =>
    world.put({ kind: 'backend_service', spec: { ...stack.service.spec, ...changes } })

  const list = async (leaving: boolean): Promise<readonly string[]> => {
    const query = { kind: null, owner: 'test', name: null, leaving, limit: 100, cursor: null }
    return (await world.control.list(query, never)).objects.map(({ id }) => id)
  }

  it('of what is not in use is a deletion', async () => {
    const { listener } = stack
    assert.equal((await world.defer(listener)).leavingMs, null)
    assert.equal(world.control.find('listener', listener.id), undefined)
    assert.deepEqual(await world.leaving(), [])
    assert.equal((await world.events()).at(-1)?.message, 'Nothing refers to it any more.')
  })

  it('of what is in use serves on, unchanged, and bothers nobody', async () => {
    const { group, service } = stack
    const [served, attempts] = [world.agent.served, world.agent.attempts.length]
    const told = await world.defer(group)
    assert.equal(typeof told.leavingMs, 'number')
    assert.equal(told.generation, group.generation)
    assert.equal(world.agent.served, served)
    assert.equal(world.agent.attempts.length, attempts)
    const event = (await world.events()).at(-1)
    assert.equal(event?.type, 'leaving')
    assert.equal(event.message, `It serves until backend_service ${service.id} can do without it.`)
  })

  it('is seen by nobody who does not ask for what is leaving', async () => {
    const { group } = stack
    await world.defer(group)
    assert.equal(await world.control.get('server_group', group.id, never), null)
    assert.ok(!(await list(false)).includes(group.id))
    assert.deepEqual(await list(true), [group.id])
    const { objects, leaving } = await world.control.snapshot(never)
    assert.ok(!objects.some(({ id }) => id === group.id))
    assert.deepEqual(
      leaving.map(({ id }) => id),
      [group.id],
    )
  })

  it('ends with the last reference, in the same transaction', async () => {
    const { group, service } = stack
    const second = await twin()
    await world.defer(group)
    const other = await another()
    await world.change(second, { serverGroupId: other.id })
    assert.deepEqual(await world.leaving(), [group.id])
    await world.change(service, { serverGroupId: other.id })
    assert.deepEqual(await world.leaving(), [])
    assert.equal(world.control.find('server_group', group.id), undefined)
    assert.deepEqual((await world.steps()).slice(-3), [
      'updated backend_service',
      'updated backend_service',
      'deleted server_group',
    ])
    const last = (await world.events()).at(-1)
    assert.equal(last?.message, 'It was leaving, and its last user is gone.')
  })

  it('takes along what is leaving behind it', async () => {
    const { group, service, listener } = stack
    await world.defer(group)
    await world.defer(service)
    assert.deepEqual(new Set(await world.leaving()), new Set([service.id, group.id]))
    const next = await twin({ serverGroupId: (await another()).id })
    await world.change(listener, { backendServiceId: next.id })
    assert.deepEqual(await world.leaving(), [])
    assert.deepEqual((await world.steps()).slice(-3), [
      'updated listener',
      'deleted backend_service',
      'deleted server_group',
    ])
  })

  it('is as good as done where its user goes in the same transaction', async () => {
    const { group, service, listener } = stack
    const other = await another()
    const results = await world.control.transact(
      [toDeferred(group), toUpdate(service, { serverGroupId: other.id })],
      never,
    )
    assert.equal(results[0]?.leavingMs, null)
    await world.control.transact([toDeferred(service), toDelete('listener', listener.id)], never)
    assert.deepEqual(await world.leaving(), [])
    assert.deepEqual(world.control.objects('backend_service'), [])
  })

  it('allows a strict deletion of what only the leaving used', async () => {
    const { group, service, listener } = stack
    await world.defer(service)
    const next = await twin({ serverGroupId: (await another()).id })
    const move = toUpdate(listener, { backendServiceId: next.id })
    await world.control.transact([toDelete('server_group', group.id), move], never)
    assert.equal(world.control.find('server_group', group.id), undefined)
  })

  it('takes no new references, and leaves the old ones be', async () => {
    const { group, service } = stack
    await world.defer(group)
    const refusal = await checkRefused(twin(), ['missing_reference at serverGroupId'])
    assert.match(refusal.message, /is being deleted and takes no new users/)
    await world.change(service, { port: 9090 })
    assert.deepEqual(await world.leaving(), [group.id])
    const other = await another()
    const pointed = [toDeferred(other), toUpdate(service, { serverGroupId: other.id })]
    await checkRefused(world.control.transact(pointed, never), [
      'missing_reference at serverGroupId',
    ])
  })

  it('is not to be had twice, nor changed, nor found by the key of its creation', async () => {
    const put = toPut({ kind: 'server_group', spec: {}, idempotencyKey: 'k' })
    const [group] = await world.control.transact([put], never)
    assert.ok(group)
    await world.change(stack.service, { serverGroupId: group.id })
    await world.defer(group)
    await checkRefused(world.defer(group), ['not_found'])
    await checkRefused(world.delete('server_group', group.id), ['not_found'])
    await checkRefused(world.control.transact([toUpdate(group)], never), ['not_found'])
    const [next] = await world.control.transact([put], never)
    assert.notEqual(next?.id, group.id)
    const [again] = await world.control.transact([put], never)
    assert.equal(again?.id, next?.id)
  })

  it('is refused where somebody else is a user, whom it names', async () => {
    const { group, service } = stack
    const spec = { ...service.spec }
    const theirs = await world.put({ kind: 'backend_service', name: 'b', owner: 'team-b', spec })
    const refusal = await checkRefused(world.defer(group), ['in_use'])
    const { kind, id, name, owner } = theirs
    assert.deepEqual(refusal.referrers, [{ kind, id, name, owner }])
    await world.delete('backend_service', theirs.id)
    await world.defer(group)
  })

  it('is no way to be rid of an instance that is in use', async () => {
    const { instance, service, listener } = stack
    const refusal = await checkRefused(world.defer(instance), ['in_use'])
    assert.deepEqual(
      refusal.referrers.map(({ id }) => id),
      [service.id, listener.id],
    )
    await world.defer(listener)
    await world.defer(service)
    assert.equal((await world.defer(instance)).leavingMs, null)
  })

  it('outlives the control process, and ends in the next one as well', async () => {
    const { group, service } = stack
    await world.defer(group)
    world = await world.restart()
    assert.deepEqual(await world.leaving(), [group.id])
    await world.change(service, { serverGroupId: (await another()).id })
    assert.deepEqual(await world.leaving(), [])
    world = await world.restart()
    assert.deepEqual(
      world.control.objects('server_group').map(({ id }) => id),
      await list(false).then((ids) => ids.filter((id) => id.startsWith('sgr-'))),
    )
  })
})

describe('force_destroy', () => {
  let world: World
  let stack: Stack
  beforeEach(async () => {
    world = await World.start()
    stack = await world.putStack()
  })
  afterEach(() => world.close())

  it('deletes listeners and backend services with the instance, and frees their groups', async () => {
    const { instance, group } = stack
    await world.change(instance, { forceDestroy: true })
    await world.defer(group)
    const attempts = world.agent.attempts.length
    await world.delete('instance', instance.id)
    assert.deepEqual((await world.steps()).slice(-4), [
      'deleted listener',
      'deleted backend_service',
      'deleted server_group',
      'deleted instance',
    ])
    assert.equal(world.agent.attempts.length, attempts + 1)
    assert.deepEqual(world.agent.served.instances, [])
  })

  it('does not touch what others own', async () => {
    const { instance, service, listener } = stack
    await world.change(instance, { forceDestroy: true })
    const spec = { ...listener.spec, port: 81 }
    const theirs = await world.put({ kind: 'listener', owner: 'team-b', spec })
    const refusal = await checkRefused(world.defer(instance), ['in_use'])
    assert.deepEqual(
      refusal.referrers.map(({ id }) => id),
      [theirs.id],
    )
    assert.ok(world.control.find('backend_service', service.id))
  })
})
