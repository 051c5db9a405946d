/**
 * Availability groups in a whole engine of one process: real control, agent, data plane and
 * instances. Only the daemons around them are missing; `test/faults` has those.
 */

import assert from 'node:assert/strict'
import { existsSync, readdirSync } from 'node:fs'
import { mkdtemp, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startAgent } from '../../../../src/engine/agent/index.ts'
import type { RunningAgent } from '../../../../src/engine/agent/index.ts'
import type { ApiObject, Operation } from '../../../../src/engine/client/index.ts'
import { startControl, toGroupWorld, withGroups } from '../../../../src/engine/control/index.ts'
import type { Control, EngineApi } from '../../../../src/engine/control/index.ts'
import { createDataplane } from '../../../../src/engine/dataplane/registry.ts'
import { startGroups } from '../../../../src/engine/groups/index.ts'
import type { Groups } from '../../../../src/engine/groups/index.ts'
import { createLogger, systemClock, systemTimers } from '../../../../src/engine/runtime/index.ts'
import { stores } from '../../../../src/engine/store/index.ts'
import { findLeftovers, killLeftovers } from '../../../contract/driver/support.ts'
import { get, shares, startTraffic } from '../../../support/backends.ts'
import { freePort } from '../../../support/ports.ts'
import { instanceCommand } from '../../../support/stack.ts'
import { instanceUser } from '../../../support/user.ts'
import { waitFor } from '../../../support/wait.ts'
import { toPut } from './world.ts'

const { signal } = new AbortController()
const log = createLogger({ sink: () => undefined, level: 'error', clock: systemClock, fields: {} })

describe('availability groups with real processes', () => {
  let root: string
  let agent: RunningAgent
  let control: Control
  let groups: Groups
  let api: EngineApi
  let port: number

  beforeEach(async () => {
    root = await realpath(await mkdtemp(join(tmpdir(), 'lb-groups-')))
    port = await freePort()
    const dataplane = createDataplane('embedded', { log })
    assert.ok(dataplane !== null)
    agent = await startAgent({
      directory: join(root, 'agent'),
      dataplane,
      socketPath: join(root, 'agent.sock'),
      logger: log,
      version: 'test',
    })
    await openControl()
  })
  afterEach(async () => {
    await closeControl()
    await agent.agent.stop(0)
    await agent.done
    await killLeftovers(drivers())
    await rm(root, { recursive: true, force: true })
  })

  async function openControl(): Promise<void> {
    const store = await stores.sqlite({ directory: root })
    control = await startControl({
      store,
      agent: agent.agent,
      logger: log,
      clock: systemClock,
      version: 'test',
    })
    const world = toGroupWorld(control)
    const directory = join(root, 'instances')
    groups = await startGroups({ world, directory, timers: systemTimers, log })
    api = withGroups({ control, groups })
  }

  async function closeControl(): Promise<void> {
    await groups.close()
    await control.close()
  }

  /** Where the driver keeps its instances, which is what marks them. */
  function drivers(): string {
    return join(root, 'instances', 'process')
  }

  async function put(kind: string, spec: object, id: string | null = null): Promise<ApiObject> {
    const [object] = await api.transact([toPut(kind, { id, spec })], signal)
    assert.ok(object !== undefined)
    await settled(object)
    return object
  }

  /** Waits as Terraform does. */
  async function settled({ kind, id, generation }: ApiObject, isGone = false): Promise<void> {
    const query = { kind, id, generation: isGone ? null : generation }
    while ((await api.settle(query, signal)) !== null);
  }

  function putGroup(changes: object = {}, id: string | null = null): Promise<ApiObject> {
    return put('availability_group', { ...groupSpec(), ...changes }, id)
  }

  function groupSpec(
    command: readonly string[] = instanceCommand,
    environment: object = {},
  ): object {
    return {
      availabilityZones: ['local-a', 'local-b'],
      launch: { driver: 'process', process: { command, environment, user: instanceUser } },
      updatePolicy: { minHealthySeconds: 0 },
      port,
      minSize: 0,
      maxSize: 10,
      desiredCapacity: 3,
    }
  }

  /** What the instances say who they are, by asking each at its own address: id and pid. */
  async function roll(): Promise<ReadonlyMap<string, number>> {
    const answers = await Promise.all(
      control.objects('group_instance').map(async ({ id, spec }) => {
        const { address } = spec as { readonly address: string }
        const answer = await waitFor(`an answer of ${id}`, () => ask(address))
        assert.equal(answer.body, id)
        return [id, Number(answer.headers['x-instance-pid'])] as const
      }),
    )
    return new Map(answers)
  }

  async function ask(address: string): Promise<Awaited<ReturnType<typeof get>> | null> {
    try {
      return await get(`http://${address}:${port}/`)
    } catch {
      return null
    }
  }

  /** A load balancer in front of the group. Returns its URL. */
  async function putFront(group: ApiObject): Promise<string> {
    const instance = await put('instance', {
      availabilityZones: ['local-a', 'local-b'],
      subnetId: 'subnet-local-a',
    })
    const service = await put('backend_service', {
      lbInstanceId: instance.id,
      protocol: 'HTTP',
      port,
      availabilityGroupId: group.id,
      healthCheck: { intervalMs: 200, timeoutMs: 200 },
      connectionDrainingSeconds: 5,
    })
    const frontPort = await freePort()
    await put('listener', {
      lbInstanceId: instance.id,
      protocol: 'HTTP',
      port: frontPort,
      backendServiceId: service.id,
    })
    return `http://${String(instance.spec['privateIpAddress'])}:${frontPort}/`
  }

  it('R31, R33: a group that was made runs, each instance at its own address', async () => {
    await putGroup()
    const members = control.objects('group_instance').map(({ spec }) => spec)
    const places = members.map((spec) => {
      const { address, zone, rack } = spec as { address: string; zone: string; rack: number }
      return `${address} ${zone} ${rack}`
    })
    assert.deepEqual(places.toSorted(), [
      '127.10.0.2 local-a 0',
      '127.10.0.3 local-a 1',
      '127.11.0.2 local-b 0',
    ])
    assert.equal((await roll()).size, 3)
  })

  it('R34, R35, R36: behind a backend service all instances have the same share', async () => {
    const url = await putFront(await putGroup())
    const members = await roll()
    await waitFor('every instance to get traffic', async () => {
      const seen = await shares(url, 30)
      return Object.keys(seen).length === members.size ? true : null
    })
    const seen = await shares(url, 60)
    assert.deepEqual(seen, Object.fromEntries([...members.keys()].map((id) => [id, 20])))
  })

  it('an instance that is killed comes back, as the same at the same address', async () => {
    await putGroup()
    const before = await roll()
    const [[id, pid] = ['', 0]] = before
    process.kill(pid, 'SIGKILL')
    const after = await waitFor('another process', async () => {
      const now = await roll()
      return now.get(id) === pid ? null : now
    })
    assert.deepEqual([...after.keys()], [...before.keys()])
  })

  it('a control process that comes back adopts what runs', async () => {
    const group = await putGroup()
    const before = await roll()
    await closeControl()
    await openControl()
    await settled(group)
    assert.deepEqual(await roll(), before)
    assert.equal((await findLeftovers(drivers())).length, 3)
  })

  it('a group grows and shrinks in place', async () => {
    const group = await putGroup()
    const before = await roll()
    await putGroup({ desiredCapacity: 5 }, group.id)
    const grown = await roll()
    assert.equal(grown.size, 5)
    for (const [id, pid] of before) assert.equal(grown.get(id), pid)
    await putGroup({ desiredCapacity: 1 }, group.id)
    assert.equal((await roll()).size, 1)
    await waitFor('the others to end', async () =>
      (await findLeftovers(drivers())).length === 1 ? true : null,
    )
  })

  it('a group that was deleted has left nothing: no process, no file', async () => {
    const group = await putGroup()
    const remove: Operation = { type: 'delete', kind: group.kind, id: group.id, mode: 'strict' }
    await api.transact([remove], signal)
    await settled(group, true)
    assert.deepEqual(await findLeftovers(drivers()), [])
    assert.deepEqual(control.objects('group_instance'), [])
    assert.deepEqual(readdirSync(drivers()), [])
  })

  it('a new launch rolls through, and no request fails', async () => {
    const group = await putGroup()
    const url = await putFront(group)
    const before = await roll()
    await waitFor('traffic', async () => ((await get(url)).status === 200 ? true : null))
    const traffic = startTraffic(url, 50)
    await putGroup(groupSpec(instanceCommand, { VERSION: '2' }), group.id)
    const { failures, answers } = await traffic.stop()
    assert.deepEqual(failures, [])
    const after = await roll()
    assert.equal(after.size, 3)
    assert.ok([...before.keys()].every((id) => !after.has(id)))
    assert.ok([...after.keys()].every((id) => (answers[id] ?? 0) > 0))
  })

  it('a group whose instances do not start is refused with output, and not made', async () => {
    const script = 'console.error("no licence found"); process.exit(7)'
    const making = putGroup(groupSpec([process.execPath, '-e', script]))
    await assert.rejects(making, {
      code: 'instance_failed',
      message: /ended with code 7, 4 times in a row.*no licence found/s,
    })
  })

  it('a launch that does not work is refused, and the instances there were go on', async () => {
    const group = await putGroup()
    const before = await roll()
    const changing = putGroup(groupSpec(['no-such-program']), group.id)
    await assert.rejects(changing, {
      code: 'instance_failed',
      message: /cannot start no-such-program.*has its former launch again/s,
    })
    await settled({ ...group, generation: 0 })
    assert.deepEqual(await roll(), before)
    assert.deepEqual(control.find('availability_group', group.id)?.spec, group.spec)
  })

  it('a change that concerns no instance restarts none', async () => {
    const group = await putGroup()
    const before = await roll()
    await putGroup({ maxSize: 20, removalPolicy: 'oldest' }, group.id)
    assert.deepEqual(await roll(), before)
  })

  it('the events tell what came up and went', async () => {
    const group = await putGroup({ desiredCapacity: 1 })
    await api.transact([{ type: 'delete', kind: group.kind, id: group.id, mode: 'strict' }], signal)
    const types = await waitFor('the last event', async () => {
      const seen: string[] = []
      for await (const event of control.events({ after: 0, follow: false }, signal)) {
        if (event.kind.includes('group')) seen.push(`${event.kind} ${event.type}`)
      }
      return seen.at(-1)?.endsWith('stopped') === true ? seen : null
    })
    assert.deepEqual(types, [
      'availability_group created',
      'group_instance created',
      'group_state created',
      'group_instance instance_started',
      'group_state updated',
      'group_instance deleted',
      'group_state deleted',
      'availability_group deleted',
      'group_instance instance_stopped',
    ])
  })

  it('callers cannot make or delete instances themselves', async () => {
    await putGroup({ desiredCapacity: 1 })
    const [instance] = control.objects('group_instance')
    assert.ok(instance !== undefined && existsSync(join(drivers(), instance.id)))
    const remove: Operation = {
      type: 'delete',
      kind: instance.kind,
      id: instance.id,
      mode: 'strict',
    }
    await assert.rejects(api.transact([remove], signal), { code: 'built_in' })
  })
})
