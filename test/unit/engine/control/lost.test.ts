import assert from 'node:assert/strict'
import { LAST_BREATH_MS } from '../../../../src/engine/control/limits.ts'
import type { ApiObject, PutOperation } from '../../../../src/engine/client/contract.ts'
import { VirtualTimers } from '../health/world.ts'
import { FakeAgent } from './fake-agent.ts'
import { never, toPut, toRefusal, toUpdate, World } from './world.ts'
import type { Put } from './world.ts'

const SCOPE = 'configuration'

/** A creation by this run; `by` with further fields. */
function toMade(run: string, put: Partial<Put> = {}): PutOperation {
  return toPut({ kind: 'server_group', spec: {}, maker: { scope: SCOPE, run }, ...put })
}

describe('what was made for nobody', () => {
  let world: World

  beforeEach(async () => {
    world = await World.start()
  })

  afterEach(() => world.close())

  const make = async (run: string, put: Partial<Put> = {}): Promise<ApiObject> => {
    const [object] = await world.control.transact([toMade(run, put)], never)
    assert.ok(object)
    return object
  }
  const count = async (): Promise<number> => {
    const { objects } = await world.control.snapshot(never)
    return objects.filter(({ kind }) => kind === 'server_group').length
  }

  it('is taken over by the next run, and the log says so', async () => {
    const lost = await make('one')
    const found = await make('two')
    assert.equal(found.id, lost.id)
    assert.equal(found.generation, lost.generation)
    assert.equal(found.unclaimed, true)
    assert.match((await world.untilEvent('adopted')).message, /had made it\. It is as wanted\.$/)
  })

  it('becomes what is asked for now', async () => {
    const lost = await make('one')
    const found = await make('two', { spec: { port: 8080 }, tags: { a: 'b' } })
    assert.equal(found.id, lost.id)
    assert.deepEqual([found.generation, found.spec['port'], found.tags], [2, 8080, { a: 'b' }])
    assert.match((await world.untilEvent('adopted')).message, /Changed: tags, port\.$/)
  })

  it('is left alone by those of another name, owner, kind or scope, or without a maker', async () => {
    const lost = await make('one')
    const scope = 'another configuration'
    const others = [
      await make('two', { name: 'another' }),
      await make('two', { owner: 'another' }),
      await make('two', { maker: { scope, run: 'two' } }),
      await world.put({ kind: 'server_group', spec: {} }),
    ]
    for (const { id } of others) assert.notEqual(id, lost.id)
  })

  it('is not what the same run makes twice', async () => {
    const [one, other] = [await make('one'), await make('one')]
    assert.notEqual(one.id, other.id)
    await make('two')
    await make('two')
    assert.equal(await count(), 2)
    await make('two')
    assert.equal(await count(), 3)
  })

  const attend = async (run: string): Promise<() => Promise<void>> => {
    const leaving = new AbortController()
    const attended = world.control.attend(run, leaving.signal)[Symbol.asyncIterator]()
    await attended.next()
    return async () => {
      leaving.abort()
      await assert.rejects(async () => attended.next())
    }
  }

  it('by a run that is about to go: the next one waits for that, and takes it over', async () => {
    const lost = await make('one')
    const leave = await attend('one')
    const found = make('two')
    assert.equal((await make('two', { name: 'another' })).name, 'another')
    await leave()
    assert.equal((await found).id, lost.id)
  })

  it('by a run that stays is left to it', async () => {
    await world.close()
    const timers = new VirtualTimers()
    world = await World.start(new FakeAgent(), { timers })
    const made = await make('one')
    const leave = await attend('one')
    const own = make('two')
    timers.advance(LAST_BREATH_MS)
    assert.notEqual((await own).id, made.id)
    await leave()
  })

  it('is claimed by those who note the id, change or delete it; nothing else changes', async () => {
    const claimed = await make('one')
    await world.control.claim([claimed.id, 'sgr-none'], never)
    assert.notEqual((await make('two')).id, claimed.id)
    const changed = await make('three', { name: 'changed' })
    const { generation } = await world.change(changed, {})
    assert.equal(generation, 1)
    assert.notEqual((await make('four', { name: 'changed' })).id, changed.id)
    const types = (await world.events()).map(({ type }) => type)
    assert.equal(types.filter((type) => type === 'updated' || type === 'adopted').length, 0)
  })

  it('survives a restart, and so do claims', async () => {
    const lost = await make('one', { name: 'lost' })
    const claimed = await make('one', { name: 'claimed' })
    await world.control.claim([claimed.id], never)
    world = await world.restart()
    assert.equal((await make('two', { name: 'lost' })).id, lost.id)
    assert.notEqual((await make('two', { name: 'claimed' })).id, claimed.id)
  })

  it('of several, takes the one that is most like what is wanted', async () => {
    const [first, second] = [await make('one', { spec: { port: 1 } }), await make('one')]
    assert.equal((await make('two', { spec: { port: null } })).id, first.id)
    assert.equal((await make('two', { spec: { port: 7 } })).id, second.id)
    await world.control.claim([first.id, second.id], never)
    const [low, high] = [
      await make('three', { spec: { port: 1 } }),
      await make('three', { spec: { port: 2 } }),
    ]
    assert.equal((await make('four', { spec: { port: 2 } })).id, high.id)
    assert.equal((await make('four', { spec: { port: 1 } })).id, low.id)
  })

  it('a listener without a name is taken over only when it is the same', async () => {
    const { listener } = await world.putStack()
    const toListener = (run: string, port: number): PutOperation =>
      toMade(run, { kind: 'listener', name: '', spec: { ...listener.spec, port } })
    const [one] = await world.control.transact([toListener('one', 81)], never)
    const [two] = await world.control.transact([toListener('two', 81)], never)
    assert.equal(one?.id, two?.id)
    const [three] = await world.control.transact([toListener('three', 82)], never)
    assert.notEqual(three?.id, one?.id)
  })

  it('that cannot become what is wanted is left, and a new object is made', async () => {
    const { instance, group } = await world.putStack('other')
    const toService = (run: string, lbInstanceId: string): PutOperation => {
      const spec = { lbInstanceId, protocol: 'HTTP', port: 80, serverGroupId: group.id }
      return toMade(run, { kind: 'backend_service', name: 'same', spec })
    }
    const [lost] = await world.control.transact([toService('one', instance.id)], never)
    const { instance: another } = await world.putStack()
    const [made] = await world.control.transact([toService('two', another.id)], never)
    assert.ok(lost)
    assert.notEqual(made?.id, lost.id)
    assert.equal(made?.unclaimed, true)
  })

  it('refuses a maker without scope or run', async () => {
    const put = toMade('', {})
    await assert.rejects(world.control.transact([put], never), { code: 'invalid_argument' })
  })

  it('an update claims: nobody changes what it does not know', async () => {
    const made = await make('one')
    await world.control.transact([toUpdate(made, { port: 1 })], never)
    assert.notEqual((await make('two')).id, made.id)
  })

  it('in the way of a deletion, the way out is told', async () => {
    const { instance, listener, group } = await world.putStack()
    const spec = { ...listener.spec, port: 81 }
    await world.control.transact([toMade('one', { kind: 'listener', spec })], never)
    const { remedy } = await toRefusal(world.delete('instance', instance.id))
    assert.match(remedy ?? '', /If an apply was cut short, apply once more/)
    const usual = await toRefusal(world.delete('server_group', group.id))
    assert.doesNotMatch(usual.remedy ?? '', /cut short/)
  })
})
