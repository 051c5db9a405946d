import assert from 'node:assert/strict'
import type { TargetState } from '../../../../src/engine/agent/contract.ts'
import { toMemberId } from '../../../../src/engine/control/health.ts'
import { waitFor } from '../../../support/wait.ts'
import { checkRefused, never, toUpdate, World } from './world.ts'
import type { Stack } from './world.ts'

describe('health, as the control process knows it', () => {
  let world: World
  let stack: Stack
  beforeEach(async () => {
    world = await World.start()
    stack = await world.putStack()
    await world.untilEvent('agent_connected')
  })
  afterEach(() => world.close())

  const report = (endpointId: string, state: TargetState, sinceMs = Date.now() + 60_000) =>
    world.agent.report({ poolId: stack.service.id, endpointId, state, sinceMs })

  async function untilHealth(expected: readonly string[]): Promise<void> {
    let last: readonly string[] = []
    await waitFor(`health ${expected.join(', ')}`, async () => {
      const targets = await world.control.health(stack.service.id, never)
      last = targets.map((each) => `${each.endpointId} ${each.state} ${each.reason ?? ''}`.trim())
      return JSON.stringify(last) === JSON.stringify(expected) ? true : null
    }).catch((error: unknown) => assert.deepEqual(last, expected, String(error)))
  }

  it('is initial before the agent has said anything', () =>
    untilHealth(['127.0.0.1:9001 initial', '127.0.0.1:9002 initial']))

  it('makes events whose times go up, also when the agent knew a moment before', async () => {
    report('127.0.0.1:9002', 'healthy', Date.now() - 3000)
    report('127.0.0.1:9001', 'healthy', Date.now() - 5000)
    await world.untilEvent('target_up')
    const events = await waitFor('both events', async () => {
      const all = await Array.fromAsync(world.control.events({ after: 0, follow: false }, never))
      return all.filter(({ type }) => type === 'target_up').length === 2 ? all : null
    })
    const times = events.map(({ atMs }) => atMs)
    assert.deepEqual(
      times,
      times.toSorted((one, other) => one - other),
    )
  })

  it('is what the agent said last', async () => {
    report('127.0.0.1:9001', 'healthy')
    report('127.0.0.1:9002', 'unhealthy')
    await untilHealth(['127.0.0.1:9001 healthy', '127.0.0.1:9002 unhealthy connect_failed'])
    const snapshot = await world.control.snapshot(never)
    assert.equal(snapshot.health.length, 2)
  })

  it('R7: is unused for servers outside the zones, whatever was said of them before', async () => {
    report('127.0.0.1:9001', 'healthy')
    const zones = { availabilityZones: ['local-b'] }
    await world.control.transact([toUpdate(stack.instance, zones)], never)
    await untilHealth([
      '127.0.0.1:9001 unused outside_zones',
      '127.0.0.1:9002 unused outside_zones',
    ])
  })

  it('is unchecked for a service that probes nobody', async () => {
    const healthCheck = { enabled: false }
    await world.control.transact([toUpdate(stack.service, { healthCheck })], never)
    await untilHealth(['127.0.0.1:9001 unchecked', '127.0.0.1:9002 unchecked'])
  })

  it('shows a server that was taken out until it has drained', async () => {
    report('127.0.0.1:9001', 'healthy')
    report('127.0.0.1:9002', 'draining')
    const servers = [{ address: '127.0.0.1', port: 9001 }]
    await untilHealth(['127.0.0.1:9001 healthy', '127.0.0.1:9002 draining'])
    await world.control.transact([toUpdate(stack.group, { servers })], never)
    await untilHealth(['127.0.0.1:9001 healthy', '127.0.0.1:9002 draining'])
    world.agent.reportGone({ poolId: stack.service.id, endpointId: '127.0.0.1:9002' })
    await untilHealth(['127.0.0.1:9001 healthy'])
  })

  it('shows a server that is drained finishing its work, then unused, then as any new one', async () => {
    const of = (memberId: string) => ({ serverGroupId: stack.group.id, memberId })
    const spec = { ...of('127.0.0.1:9001'), by: 'ops', reason: 'new kernel' }
    report('127.0.0.1:9001', 'healthy')
    const drain = await world.put({ kind: 'drain', name: '', spec })
    await untilHealth(['127.0.0.1:9001 unused drained', '127.0.0.1:9002 initial'])
    report('127.0.0.1:9001', 'draining')
    await untilHealth(['127.0.0.1:9001 draining', '127.0.0.1:9002 initial'])
    report('127.0.0.1:9001', 'unused')
    await untilHealth(['127.0.0.1:9001 unused drained', '127.0.0.1:9002 initial'])
    await world.delete('drain', drain.id)
    await untilHealth(['127.0.0.1:9001 initial', '127.0.0.1:9002 initial'])
  })

  it('a drain is in the event log with its server, as it begins and as it ends', async () => {
    const of = { serverGroupId: stack.group.id, memberId: '127.0.0.1:9001' }
    const spec = { ...of, by: 'ops', reason: 'new kernel' }
    const drain = await world.put({ kind: 'drain', name: '', spec })
    await world.delete('drain', drain.id)
    const events = (await world.events()).filter(({ kind }) => kind === 'drain')
    const subject = `The server 127.0.0.1:9001 of the group "${stack.group.name}", by ops.`
    assert.deepEqual(
      events.map(({ type, message }) => `${type} ${message}`),
      [
        `created ${subject} After server_group ${stack.group.id}.`,
        `deleted ${subject} Nothing refers to it any more.`,
      ],
    )
  })

  it('is refused for a service that is not there', () =>
    checkRefused(world.control.health('bes-1', never), ['not_found']))

  it('R24: is in the event log as a server leaves and comes back, once each', async () => {
    report('127.0.0.1:9001', 'healthy')
    report('127.0.0.1:9001', 'unhealthy')
    report('127.0.0.1:9001', 'unhealthy')
    report('127.0.0.1:9001', 'healthy')
    const news = await waitFor('three events', async () => {
      const events = (await world.events()).filter((event) => event.type.startsWith('target_'))
      return events.length < 3 ? null : events
    })
    assert.deepEqual(
      news.map((event) => event.type),
      ['target_up', 'target_down', 'target_up'],
    )
    const [, down] = news
    assert.equal(down?.objectId, stack.service.id)
    assert.equal(down.objectName, 'web')
    assert.match(down.message, /127\.0\.0\.1:9001 \(local-a\) is down \(connect_failed\)/)
  })

  it('R24: is in the event log after the service whose first probes it comes from', async () => {
    const { agent } = world
    const apply = agent.apply.bind(agent)
    agent.apply = async (config, signal) => {
      const outcome = await apply(config, signal)
      const pools = agent.served.instances.flatMap((instance) => instance.pools)
      const poolId = pools.find((pool) => pool.id !== stack.service.id)?.id ?? ''
      const sinceMs = Date.now() + 60_000
      agent.report({ poolId, endpointId: '127.0.0.1:9001', state: 'healthy', sinceMs })
      await new Promise((resolve) => setImmediate(resolve))
      return outcome
    }
    const spec = { ...stack.service.spec, port: 8081 }
    const { id } = await world.put({ kind: 'backend_service', name: 'new', spec })
    const up = await world.untilEvent('target_up')
    assert.deepEqual([up.objectId, up.objectName, up.owner], [id, 'new', 'test'])
    const created = (await world.events()).findLast((event) => event.type === 'created')
    assert.ok(created && created.objectId === id && created.sequence < up.sequence)
  })

  it('is no news again when the agent is met again', async () => {
    report('127.0.0.1:9001', 'healthy')
    await world.untilEvent('target_up')
    const next = await world.restart()
    try {
      const met = (await next.events()).length
      await waitFor('the agent to be met', async () =>
        (await next.control.info(never)).agent === null ? null : true,
      )
      await next.put({ kind: 'server_group', spec: {} })
      const events = (await next.events()).slice(met)
      assert.deepEqual(
        events.filter((event) => event.type === 'target_up'),
        [],
      )
      const [target] = await next.control.health(stack.service.id, never)
      assert.equal(target?.state, 'healthy')
    } finally {
      await next.close()
    }
  })
})

describe('the member that an endpoint is of', () => {
  const check = (endpointId: string, expected: string | null): void => {
    const known = new Set(['gi-1', '10.0.0.1:80', '10.0.0.2', 'fd00::1', '[fd00::2]:80'])
    assert.equal(toMemberId(endpointId, known), expected)
  }

  it('is named with a port behind it, or without', () => {
    check('gi-1', 'gi-1')
    check('gi-1:8080', 'gi-1')
    check('10.0.0.1:80', '10.0.0.1:80')
    check('10.0.0.2:80', '10.0.0.2')
  })

  it('may be an address with colons', () => {
    check('fd00::1', 'fd00::1')
    check('[fd00::1]:80', 'fd00::1')
    check('[fd00::2]:80', '[fd00::2]:80')
  })

  it('is none that nobody asks for', () => {
    for (const id of ['gi-2', 'gi-2:80', '10.0.0.1', '10.0.0.1:81', '[fd00::3]:80', 'fd00::', ':'])
      check(id, null)
  })
})
