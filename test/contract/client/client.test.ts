/**
 * One suite for every way to reach the engine: in this process, over a unix socket, over TLS with
 * a token and with a client certificate. Behind each is a whole control process with a memory
 * store and a fake agent.
 */

import assert from 'node:assert/strict'
import { connectEngine } from '../../../src/engine/client/index.ts'
import type { ApiObject, EngineClient, Operation } from '../../../src/engine/client/index.ts'
import type { Control } from '../../../src/engine/control/index.ts'
import { errorTable, EngineError } from '../../../src/engine/errors.ts'
import type { ErrorCode } from '../../../src/engine/errors.ts'
import { noEndpointCounters, noListenerCounters } from '../../../src/engine/dataplane/contract.ts'
import { waitFor } from '../../support/wait.ts'
import { never, toDelete, toPut, toRefusal, toUpdate } from '../../unit/engine/control/world.ts'
import { World } from '../../unit/engine/control/world.ts'
import { clients, connectOverSocket } from './connections.ts'
import type { Connect, Connection } from './connections.ts'

async function openStandby(
  connect: Connect,
): Promise<AsyncDisposable & { readonly client: EngineClient }> {
  const world = await World.start()
  const connection = await connect(world.control)
  const close = async (): Promise<void> => {
    await connection.close()
    await world.close()
  }
  return { client: connection.client, [Symbol.asyncDispose]: close }
}

/** What an import keeps of an object, in two engines. */
function toKeep({ id, generation, createdMs, name, spec }: ApiObject): unknown {
  return { id, generation, createdMs, name, spec }
}

for (const [name, connect] of Object.entries(clients)) {
  describe(`the engine ${name}`, () => {
    let world: World
    let connection: Connection
    let client: EngineClient

    beforeEach(async () => {
      world = await World.start()
      connection = await connect(world.control)
      client = connection.client
    })
    afterEach(async () => {
      await connection.close()
      await world.close()
    })

    const put: Operation = toPut({
      ...{ kind: 'server_group', name: 'имя 名', tags: { team: 'a', '': '' } },
      spec: { servers: [{ address: '127.0.0.1', port: 80, name: 'x'.repeat(100) }] },
    })
    const good: Operation = { ...put, tags: { team: 'a' } }

    it('creates, reads, changes and deletes an object, every field of it', async () => {
      const [made] = await client.transact([good], never)
      assert.ok(made)
      assert.match(made.id, /^sgr-[0-9a-f]{16}$/)
      assert.deepEqual(made, {
        ...{ kind: 'server_group', id: made.id, name: 'имя 名', owner: 'test' },
        ...{ tags: { team: 'a' }, generation: 1, createdMs: made.createdMs, leavingMs: null },
        spec: {
          ...{ vpcId: 'vpc-default', port: null },
          servers: [
            {
              ...{ address: '127.0.0.1', port: 80, weight: 10, zone: null, enabled: true },
              name: 'x'.repeat(100),
            },
          ],
        },
      })
      assert.deepEqual(await client.get('server_group', made.id, never), made)
      const change = { ...toUpdate(made, { servers: [] }), expectedGeneration: 1 }
      const [changed] = await client.transact([change], never)
      assert.deepEqual(changed, {
        ...made,
        generation: 2,
        spec: { ...made.spec, servers: [] },
      })
      await client.transact([toDelete('server_group', made.id)], never)
      assert.equal(await client.get('server_group', made.id, never), null)
    })

    it('carries idempotency keys and expected generations', async () => {
      const keyed: Operation = { ...good, idempotencyKey: 'k' }
      const [one] = await client.transact([keyed], never)
      const [two] = await client.transact([keyed], never)
      assert.ok(one)
      assert.deepEqual(one, two)
      const late = { ...toUpdate(one, { port: 1 }), expectedGeneration: 7 }
      assert.equal((await toRefusal(client.transact([late], never))).code, 'changed_since_plan')
    })

    it('carries who made an object, until its id is claimed', async () => {
      const run = new AbortController()
      const attended = client.attend('r1', run.signal)[Symbol.asyncIterator]()
      await attended.next()
      const maker = { scope: 's', run: 'r1' }
      const [one] = await client.transact([{ ...good, maker }], never)
      assert.equal(one?.unclaimed, true)
      const next = { ...good, maker: { scope: 's', run: 'r2' } }
      const [two] = await client.transact([next], never)
      assert.ok(two)
      assert.notEqual(two.id, one.id, 'the first run is still there')
      await client.claim([two.id, 'sgr-none'], never)
      assert.equal((await client.get('server_group', two.id, never))?.unclaimed, undefined)
      run.abort()
      await assert.rejects(async () => attended.next())
    })

    it('carries a refusal whole: code, message, remedy, problems with paths, referrers', async () => {
      const { service, group } = await world.putStack()
      const inUse = await toRefusal(client.transact([toDelete('server_group', group.id)], never))
      const direct = await toRefusal(world.delete('server_group', group.id))
      const { kind, id, owner } = service
      assert.deepEqual(inUse.referrers, [{ kind, id, name: service.name, owner }])
      const toParts = ({ code, message, remedy, problems, referrers }: EngineError) => {
        return { code, message, remedy, problems, referrers }
      }
      assert.deepEqual(toParts(inUse), toParts(direct))
      const wrong = toUpdate(group, { servers: [{ address: '127.0.0.1', port: 0 }] })
      const invalid = await toRefusal(client.transact([wrong], never))
      assert.deepEqual(invalid.problems, [
        {
          code: 'invalid_argument',
          objectId: group.id,
          path: ['servers', 0, 'port'],
          message: 'The value must be a whole number from 1 to 65535, not 0.',
        },
      ])
    })

    it('carries a refusal with as many findings as there can be', async () => {
      const servers = Array.from({ length: 500 }, (_, index) => ({ address: 'x'.repeat(index) }))
      const refusal = await toRefusal(client.transact([{ ...put, spec: { servers } }], never))
      assert.equal(refusal.problems.length, 50)
      assert.equal(refusal.code, 'invalid_argument')
    })

    it('answers each of many writes at once for itself: one that is refused refuses no other', async () => {
      const wishes = Array.from({ length: 30 }, (_, index) => index % 3)
      const asked = wishes.map((wish, index) => {
        const name = wish === 1 ? '' : `group ${index}`
        const spec = wish === 2 ? { servers: [{ address: `server ${index}` }] } : {}
        return client.transact([{ ...good, name, spec }], never).then(
          ([object]) => object?.name,
          (error: unknown) => (error instanceof EngineError ? error.problems[0]?.path : error),
        )
      })
      const told = await Promise.all(asked)
      for (const [index, wish] of wishes.entries()) {
        const wanted = [`group ${index}`, ['name'], ['servers', 0, 'address']][wish]
        assert.deepEqual(told[index], wanted)
      }
      const { objects } = await client.snapshot(never)
      const names = objects.map((object) => object.name).filter((one) => one.startsWith('group '))
      assert.equal(names.length, 10)
    })

    it('says what it would refuse, without doing it', async () => {
      const refusal = await client.check([put], never)
      assert.ok(refusal instanceof EngineError)
      assert.deepEqual(refusal.problems[0]?.path, ['tags', ''])
      assert.equal(await client.check([good], never), null)
      const query = {
        kind: 'server_group',
        owner: null,
        name: null,
        leaving: false,
        limit: 10,
        cursor: null,
      }
      assert.deepEqual((await client.list(query, never)).objects, [])
    })

    it('gives lists by pages', async () => {
      for (const each of ['a', 'b', 'c']) await client.transact([{ ...good, name: each }], never)
      const query = {
        kind: 'server_group',
        owner: 'test',
        name: null,
        leaving: false,
        limit: 2,
        cursor: null,
      }
      const first = await client.list(query, never)
      const second = await client.list({ ...query, cursor: first.cursor }, never)
      assert.equal(first.objects.length, 2)
      assert.equal(second.objects.length, 1)
      assert.equal(second.cursor, null)
      const named = { ...query, name: 'b', limit: 10 }
      assert.equal((await client.list(named, never)).objects.length, 1)
    })

    it('gives everything at once, however much it is', async () => {
      await world.putStack()
      const many = Array.from({ length: 1200 }, (_, index) => ({ ...good, name: `g${index}` }))
      await client.transact(many, never)
      const snapshot = await client.snapshot(never)
      assert.equal(snapshot.objects.length, 5 + 4 + 1200)
      assert.equal(snapshot.health.length, 2)
      assert.deepEqual(snapshot.info, await world.control.info(never))
      assert.deepEqual(snapshot, await world.control.snapshot(never))
    })

    it('shows the health of targets, reasons included', async () => {
      const { service } = await world.putStack()
      await world.untilEvent('agent_connected')
      world.agent.report({
        ...{ poolId: service.id, endpointId: '127.0.0.1:9001' },
        ...{ state: 'unhealthy', sinceMs: Date.now() + 1000 },
      })
      await world.untilEvent('target_down')
      const [down, initial] = await client.health(service.id, never)
      assert.equal(down?.reason, 'connect_failed')
      assert.equal(initial?.reason, null)
      assert.deepEqual(
        await client.health(service.id, never),
        await world.control.health(service.id, never),
      )
      assert.equal((await toRefusal(client.health('bes-1', never))).code, 'not_found')
    })

    it('shows what the agent has counted, and nothing before it has told anything', async () => {
      const { listener, service } = await world.putStack()
      await world.untilEvent('agent_connected')
      assert.deepEqual(await client.counters(never), { atMs: null, listeners: [], endpoints: [] })
      const own = { ...noListenerCounters(listener.id), requestsTotal: 7, durationSumMs: 0.5 }
      const server = { ...noEndpointCounters(service.id, '127.0.0.1:9001'), bytesIn: 2 ** 40 }
      world.agent.count({
        listeners: [own, noListenerCounters('lsn-gone')],
        endpoints: [server, noEndpointCounters('bes-gone', '127.0.0.1:1')],
      })
      const told = await waitFor('counters', async () => {
        const counters = await client.counters(never)
        return counters.atMs === null ? null : counters
      })
      assert.deepEqual(told.listeners, [own])
      assert.deepEqual(told.endpoints, [server])
    })

    it('gives events, and follows them until the caller leaves', async () => {
      await client.transact([good], never)
      const all = await Array.fromAsync(client.events({ after: 0, follow: false }, never))
      assert.deepEqual(all, await world.events())
      assert.ok(all.some((event) => event.type === 'created'))
      const leaving = new AbortController()
      const query = { after: all.length, follow: true }
      const following = (async () => {
        for await (const event of client.events(query, leaving.signal)) {
          if (event.objectName === 'last') leaving.abort(new Error('enough'))
        }
      })()
      const left = assert.rejects(following, /enough/)
      await client.transact([{ ...good, name: 'last' }], never)
      await left
    })

    it('may be left in the middle of the event log', async () => {
      await client.transact([good], never)
      for await (const event of client.events({ after: 0, follow: true }, never)) {
        if (event.type === 'created') break
      }
      await client.info(never)
    })

    it('shows what is there, then what changes, and goes on from where it was left', async () => {
      const [made] = await client.transact([good], never)
      assert.ok(made)
      const query = { after: null, kind: 'server_group', owner: null }
      const seen: string[] = []
      let synced = 0
      for await (const part of client.watch(query, never)) {
        if (part.type === 'synced') synced = part.revision
        else seen.push(part.type === 'put' ? `put ${part.object.name}` : `delete ${part.id}`)
        if (part.type === 'synced' && seen.length === 1) {
          await client.transact([{ ...good, name: 'later' }], never)
        } else if (part.type === 'synced') break
      }
      assert.deepEqual(seen, [`put ${good.name}`, 'put later'])
      await client.transact([toUpdate(made, { port: 7 })], never)
      await client.transact([toDelete('server_group', made.id)], never)
      const parts: string[] = []
      for await (const part of client.watch({ ...query, after: synced }, never)) {
        parts.push(part.type)
        if (parts.length === 4) break
      }
      assert.deepEqual(parts, ['put', 'synced', 'delete', 'synced'])
    })

    it('says when it cannot go on from there', async () => {
      const query = { after: 4711, kind: null, owner: null }
      const watching = Array.fromAsync(client.watch(query, never))
      assert.equal((await toRefusal(watching)).code, 'history_gone')
    })

    it('exports what was declared, and imports it with its ids', async () => {
      const { group, service } = await world.putStack()
      const exported = await client.exportObjects({ withSecrets: false }, never)
      const kinds = exported.objects.map(({ kind }) => kind)
      assert.deepEqual(kinds, ['instance', 'server_group', 'backend_service', 'listener'])
      await using standby = await openStandby(connect)
      const query = { objects: exported.objects, prune: true, dryRun: true }
      const foreseen = await standby.client.importObjects(query, never)
      assert.deepEqual(
        foreseen.steps.map(({ type, kind }) => `${type} ${kind}`),
        kinds.map((kind) => `created ${kind}`),
      )
      assert.equal(await standby.client.get('server_group', group.id, never), null)
      await standby.client.importObjects({ ...query, dryRun: false }, never)
      const { health: _, info: __, ...there } = await standby.client.snapshot(never)
      const here = await client.snapshot(never)
      assert.deepEqual(there.objects, here.objects)
      const again = await standby.client.importObjects({ ...query, dryRun: false }, never)
      assert.deepEqual(again.steps, [])

      await client.transact([toUpdate(group, { servers: [] })], never)
      await client.transact([toDelete('listener', (await only('listener')).id)], never)
      const { objects } = await client.exportObjects({ withSecrets: false }, never)
      const followed = await standby.client.importObjects(
        { ...query, objects, dryRun: false },
        never,
      )
      const steps = followed.steps.map(({ type, kind }) => `${type} ${kind}`)
      assert.deepEqual(steps, ['updated server_group', 'deleted listener'])
      const ids = async (one: EngineClient) => (await one.snapshot(never)).objects.map(toKeep)
      assert.deepEqual(await ids(standby.client), await ids(client))
      const gone = objects.filter(({ id }) => id !== service.id)
      const dangling = objects.filter(({ id }) => id !== group.id)
      await standby.client.importObjects({ ...query, objects: gone, dryRun: false }, never)
      const refused = standby.client.importObjects({ ...query, objects: dangling }, never)
      assert.equal((await toRefusal(refused)).code, 'missing_reference')
    })

    async function only(kind: string): Promise<ApiObject> {
      const { objects } = await client.snapshot(never)
      const found = objects.find((object) => object.kind === kind)
      assert.ok(found)
      return found
    }

    it('tells about itself', async () => {
      await world.untilEvent('agent_connected')
      const info = await client.info(never)
      assert.equal(info.version, '1.2.3')
      assert.equal(info.pid, process.pid)
      assert.equal(info.topology.zones.length, 3)
      assert.equal(info.agent?.dataplane, 'fake')
    })

    it('answers a caller who aborts at once, with the reason', async () => {
      const gone = AbortSignal.abort(new Error('gone'))
      await assert.rejects(client.transact([good], gone), /gone/)
      const release = world.agent.hold()
      const leaving = new AbortController()
      const { instance } = {
        instance: { subnetId: 'subnet-local-a', availabilityZones: ['local-a'] },
      }
      const write = client.transact([toPut({ kind: 'instance', spec: instance })], leaving.signal)
      setImmediate(() => leaving.abort(new Error('left')))
      await assert.rejects(write, /left/)
      release()
    })

    it('stops the engine, and then refuses as unavailable', async () => {
      await client.stop({ keepAgent: true, graceMs: 10 }, never)
      assert.deepEqual(await world.control.stopped, { keepAgent: true, graceMs: 10 })
      const refusal = await toRefusal(client.transact([good], never))
      assert.equal(refusal.code, 'unavailable')
      assert.ok(refusal.retryable)
    })
  })
}

describe('the engine, when nobody listens', () => {
  it('is unavailable, and the message says where it was looked for', async () => {
    const client = connectEngine('/nowhere/engine.sock')
    try {
      const refusal = await toRefusal(client.info(never))
      assert.equal(refusal.code, 'unavailable')
      assert.match(refusal.message, /unix:\/nowhere\/engine\.sock/)
      const events = Array.fromAsync(client.events({ after: 0, follow: false }, never))
      assert.equal((await toRefusal(events)).code, 'unavailable')
    } finally {
      client.close()
    }
  })

  it('is unavailable after the connection was closed by its user', async () => {
    const client = connectEngine('/nowhere/engine.sock')
    client.close()
    assert.equal((await toRefusal(client.info(never))).code, 'unavailable')
  })
})

describe('the table of errors', () => {
  it('keeps every code over the wire', async () => {
    const world = await World.start()
    let next: ErrorCode = 'internal'
    const failing: Control = Object.create(world.control, {
      get: {
        value: async () => {
          throw new EngineError({ code: next, message: `This is ${next}.` })
        },
      },
    })
    const { client, close } = await connectOverSocket(failing)
    try {
      for (const code of Object.keys(errorTable) as ErrorCode[]) {
        next = code
        const refusal = await toRefusal(client.get('listener', 'x', never))
        assert.equal(refusal.code, code)
        assert.equal(refusal.message, `This is ${code}.`)
        assert.equal(refusal.remedy, null)
      }
    } finally {
      await close()
      await world.close()
    }
  })
})
