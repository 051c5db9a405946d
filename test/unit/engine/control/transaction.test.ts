import assert from 'node:assert/strict'
import type { Operation } from '../../../../src/engine/client/contract.ts'
import { checkRefused, never, toDelete, toPut, toUpdate, World } from './world.ts'

describe('a transaction', () => {
  let world: World
  beforeEach(async () => {
    world = await World.start()
  })
  afterEach(() => world.close())

  it('R1, R2: builds a load balancer, each part after those it refers to', async () => {
    const { instance, service, listener } = await world.putStack()
    assert.deepEqual(await world.steps(), [
      'created instance',
      'created server_group',
      'created backend_service',
      'created listener',
    ])
    const [served] = world.agent.served.instances
    assert.equal(served?.id, instance.id)
    const binds = served.listeners[0]?.binds.map(({ address, port }) => `${address}:${port}`)
    assert.deepEqual(binds, ['127.10.0.2:80'])
    assert.equal(served.listeners[0]?.id, listener.id)
    assert.equal(served.pools[0]?.id, service.id)
  })

  it('R3: takes everything down in the reverse order, however it is asked', async () => {
    const { instance, group, service, listener } = await world.putStack()
    await world.control.transact(
      [instance, group, listener, service].map(({ kind, id }) => toDelete(kind, id)),
      never,
    )
    assert.deepEqual((await world.steps()).slice(4), [
      'deleted listener',
      'deleted backend_service',
      'deleted server_group',
      'deleted instance',
    ])
    assert.deepEqual(world.agent.served.instances, [])
  })

  it('answers in the order of its operations', async () => {
    const { listener, service } = await world.putStack()
    const results = await world.control.transact(
      [toUpdate(service, { port: 8081 }), toDelete('listener', listener.id)],
      never,
    )
    assert.deepEqual(
      results.map(({ id }) => id),
      [service.id, listener.id],
    )
    assert.equal(results[0]?.generation, 2)
    assert.equal(results[0]?.spec['port'], 8081)
  })

  it('is judged by its final state: two listeners swap their ports', async () => {
    const { listener } = await world.putStack()
    const other = await world.put({ kind: 'listener', spec: { ...listener.spec, port: 81 } })
    await world.control.transact(
      [toUpdate(listener, { port: 81 }), toUpdate(other, { port: 80 })],
      never,
    )
    const ports = world.agent.served.instances[0]?.listeners.map(({ id, binds }) => [
      id,
      binds[0]?.port,
    ])
    assert.deepEqual(
      new Map(ports as [string, number][]),
      new Map([
        [listener.id, 81],
        [other.id, 80],
      ]),
    )
  })

  it('is judged by its final state: a part goes when its last user goes with it', async () => {
    const { service, group } = await world.putStack()
    const other = await world.put({ kind: 'server_group', spec: {} })
    await world.control.transact(
      [toDelete('server_group', group.id), toUpdate(service, { serverGroupId: other.id })],
      never,
    )
    assert.equal(world.control.find('server_group', group.id), undefined)
  })

  it('is all or nothing', async () => {
    const { listener, service } = await world.putStack()
    await checkRefused(
      world.control.transact(
        [toUpdate(service, { port: 8081 }), toUpdate(listener, { port: 0 })],
        never,
      ),
      ['invalid_argument at port'],
    )
    assert.equal((await world.control.get('backend_service', service.id, never))?.generation, 1)
  })

  it('R15: re-judges whoever points to what was changed', async () => {
    const { service, listener } = await world.putStack()
    const refusal = await checkRefused(
      world.control.transact([toUpdate(service, { protocol: 'TCP' })], never),
      ['protocol_mismatch at backendServiceId'],
    )
    assert.equal(refusal.problems[0]?.objectId, listener.id)
    const both = [toUpdate(service, { protocol: 'TCP' }), toUpdate(listener, { protocol: 'TCP' })]
    await world.control.transact(both, never)
  })

  it('re-judges servers whose zone follows from a subnet that comes or goes', async () => {
    const vpc = await world.put({ kind: 'vpc', spec: { cidrBlocks: ['10.0.0.0/8'] } })
    const subnet = { vpcId: vpc.id, cidrBlock: '10.1.0.0/16', availabilityZone: 'local-b' }
    const { id } = await world.put({ kind: 'subnet', spec: subnet })
    const servers = [{ address: '10.1.0.9' }, { address: '10.2.0.9', zone: 'local-a' }]
    await world.put({ kind: 'server_group', spec: { vpcId: vpc.id, servers } })
    const second = { ...subnet, cidrBlock: '10.2.0.0/16' }
    await checkRefused(world.put({ kind: 'subnet', spec: second }), [
      'invalid_argument at servers.1.zone',
    ])
    await checkRefused(world.delete('subnet', id), ['unknown_zone at servers.0.zone'])
  })

  it('refuses what names a missing part, at the place where it is named', async () => {
    const refusal = await checkRefused(
      world.put({
        ...{ kind: 'listener', name: 'shop' },
        spec: { lbInstanceId: 'lb-1', protocol: 'HTTP', port: 80, backendServiceId: 'bes-1' },
      }),
      ['missing_reference at lbInstanceId', 'missing_reference at backendServiceId'],
    )
    assert.equal(refusal.code, 'missing_reference')
    assert.equal(
      refusal.message,
      'The listener "shop" was refused at lb_instance_id: There is no instance with the id lb-1. ' +
        '(one of 2 problems)',
    )
    assert.equal(refusal.problems[0]?.objectId, null, 'the caller knows no id of a new object')
  })

  it('refuses a reference to an object of another kind', async () => {
    const { group } = await world.putStack()
    const spec = { lbInstanceId: group.id, protocol: 'HTTP', port: 1, serverGroupId: group.id }
    await checkRefused(world.put({ kind: 'backend_service', spec }), [
      'missing_reference at lbInstanceId',
    ])
  })

  it('refuses to delete what is in use, and names its users', async () => {
    const { instance, group, service, listener } = await world.putStack('shop')
    const refusal = await checkRefused(world.delete('server_group', group.id), ['in_use'])
    const toReferrer = ({ kind, id, name, owner }: typeof service) => ({ kind, id, name, owner })
    assert.deepEqual(refusal.referrers, [toReferrer(service)])
    assert.match(refusal.message, /server group "shop" is used by backend service "shop"/)
    const whole = await checkRefused(world.delete('instance', instance.id), ['in_use'])
    assert.deepEqual(whole.referrers, [toReferrer(service), toReferrer(listener)])
  })

  it('refuses to delete what is protected', async () => {
    const { instance } = await world.putStack()
    await world.control.transact([toUpdate(instance, { deletionProtection: true })], never)
    await checkRefused(world.delete('instance', instance.id), [
      'deletion_protected at deletionProtection',
    ])
  })

  it('refuses to change or delete what is built in, or to make what the engine makes', async () => {
    const vpc = await world.control.get('vpc', 'vpc-default', never)
    assert.ok(vpc)
    await checkRefused(world.control.transact([toUpdate(vpc)], never), ['built_in'])
    await checkRefused(world.delete('subnet', 'subnet-local-a'), ['built_in'])
    await checkRefused(world.put({ kind: 'group_instance', spec: {} }), ['built_in'])
    await checkRefused(
      world.put({ kind: 'vpc', owner: 'engine', spec: { cidrBlocks: ['::/0'] } }),
      ['invalid_argument at owner'],
    )
  })

  it('refuses what is not there, or named twice, or of no kind', async () => {
    const { group } = await world.putStack()
    await checkRefused(world.delete('listener', 'lsn-1'), ['not_found'])
    await checkRefused(world.delete('listener', group.id), ['not_found'])
    await checkRefused(world.put({ kind: 'server_group', id: 'sgr-1', spec: {} }), ['not_found'])
    const twice = [toUpdate(group), toUpdate(group)]
    await checkRefused(world.control.transact(twice, never), ['invalid_argument'])
    await checkRefused(world.put({ kind: 'unicorn', spec: {} }), ['invalid_argument'])
  })

  it('R4: refuses names and tags that are none', async () => {
    const put = { kind: 'server_group', spec: {} }
    await checkRefused(world.put({ ...put, name: '' }), ['invalid_argument at name'])
    await checkRefused(world.put({ ...put, name: 'a/b' }), ['invalid_argument at name'])
    await checkRefused(world.put({ ...put, tags: { '': 'x' } }), ['invalid_argument at tags.'])
    await checkRefused(world.put({ ...put, owner: '' }), ['invalid_argument at owner'])
    const one = await world.put({ ...put, name: 'same' })
    const two = await world.put({ ...put, name: 'same' })
    assert.notEqual(one.id, two.id)
  })

  it('keeps an address that is given up by nobody from a new instance of the same transaction', async () => {
    const spec = { subnetId: 'subnet-local-a', availabilityZones: ['local-a'] }
    const { id } = await world.put({ kind: 'instance', spec })
    const operations = [toPut({ kind: 'instance', spec }), toPut({ kind: 'instance', id, spec })]
    const results = await world.control.transact(operations, never)
    assert.deepEqual(
      results.map((each) => each.spec['privateIpAddress']),
      ['127.10.0.3', '127.10.0.2'],
    )
  })

  it('returns the same object to a retried create', async () => {
    const put = toPut({ kind: 'server_group', spec: {}, idempotencyKey: 'k-1' })
    const [first] = await world.control.transact([put], never)
    const [again] = await world.control.transact([put], never)
    assert.deepEqual(again, first)
    const [other] = await world.control.transact([{ ...put, owner: 'other' }], never)
    assert.notEqual(other?.id, first?.id)
    assert.ok(first)
    await world.delete('server_group', first.id)
    const [anew] = await world.control.transact([put], never)
    assert.notEqual(anew?.id, first.id)
  })

  it('refuses a change that was planned against another generation', async () => {
    const { group } = await world.putStack()
    const change = { ...toUpdate(group, { port: 1 }), expectedGeneration: 1 }
    await world.control.transact([change], never)
    await checkRefused(world.control.transact([change], never), ['changed_since_plan'])
  })

  it('leaves an object that is put as it is alone', async () => {
    const { group } = await world.putStack()
    const before = (await world.steps()).length
    const [after] = await world.control.transact([toUpdate(group)], never)
    assert.deepEqual(after, group)
    assert.equal((await world.steps()).length, before)
  })

  it('does not bother the agent with what it does not serve', async () => {
    const { group } = await world.putStack()
    const before = world.agent.attempts.length
    await world.control.transact([{ ...toUpdate(group), tags: { team: 'shop' } }], never)
    assert.equal(world.agent.attempts.length, before)
  })

  it('tells in the log what changed, and what was refused and why', async () => {
    const { group, listener } = await world.putStack()
    await world.control.transact([{ ...toUpdate(group, { port: 7 }), name: 'new' }], never)
    await checkRefused(world.control.transact([toUpdate(listener, { port: 0 })], never), [
      'invalid_argument at port',
    ])
    const refused = await world.untilEvent('refused')
    assert.equal(refused.objectId, listener.id)
    assert.match(refused.message, /whole number from 1 to 65535, not 0/)
    const updated = await world.untilEvent('updated')
    assert.equal(updated.message, 'Changed: name, port.')
  })
})

describe('a dry run', () => {
  let world: World
  beforeEach(async () => {
    world = await World.start()
  })
  afterEach(() => world.close())

  it('says what a transaction would be refused for, and does nothing', async () => {
    const { group, listener } = await world.putStack()
    const check = async (operation: Operation) =>
      (await world.control.check([operation], never))?.code ?? null
    const free = { ...listener.spec, port: 81 }
    const before = await world.events()
    assert.equal(await check(toDelete('server_group', group.id)), 'in_use')
    assert.equal(await check(toPut({ kind: 'listener', spec: listener.spec })), 'port_in_use')
    assert.equal(await check(toPut({ kind: 'listener', spec: free })), null)
    assert.deepEqual(await world.events(), before)
    assert.equal(world.control.objects('listener').length, 1)
  })

  it('asks the data plane too, and does without it when it does not answer', async () => {
    const { listener } = await world.putStack()
    const problem = { code: 'port_in_use', objectId: listener.id, path: ['port'], message: 'No.' }
    world.agent.judge = () => [problem]
    const operations = [toUpdate(listener, { port: 81 })]
    assert.equal((await world.control.check(operations, never))?.code, 'port_in_use')
    world.agent.isThere = false
    assert.equal(await world.control.check(operations, never), null)
  })
})
