/** Groups in trouble, and groups under load: updates taken back, replacements, scaling. */

import assert from 'node:assert/strict'
import { STARTS_MAX } from '../../../../src/engine/groups/limits.ts'
import { GroupScaler } from '../../../../src/engine/groups/scaling/scaler.ts'
import { settle } from '../../../../src/engine/groups/wait.ts'
import { log, Scene, toSpec } from './scene.ts'
import { flush } from './world.ts'

const { signal } = new AbortController()

describe('an update that does not work', () => {
  let scene: Scene
  let group: string
  const update = (changes: object): object => ({
    ...toSpec({ size: 2 }),
    updatePolicy: { minHealthySeconds: 2 },
    healthCheck: { graceSeconds: 5 },
    ...changes,
  })
  const put = (program: string): number => {
    const launch = { driver: 'process', process: { command: [program, 'v1'] } }
    scene.desired.putGroup(group, update({ launch }))
    return scene.desired.graph.find(group)?.generation ?? 0
  }
  beforeEach(async () => {
    scene = new Scene()
    await scene.open()
    group = scene.desired.putGroup(null, update({}))
    await scene.pass(4_000)
  })
  afterEach(() => scene.controller.close())

  it('is taken back when new instances keep ending, and who waits is told which and why', async () => {
    const old = [...scene.machine.processes.keys()]
    const generation = put('crashes')
    await scene.pass(10_000)
    await assert.rejects(settle(scene.controller, { groupId: group, generation }, signal), {
      code: 'instance_failed',
      message: /The instance avi-\d+ was ended by SIGKILL, 4 times.*last words.*former launch/s,
    })
    assert.deepEqual([...scene.machine.processes.keys()].toSorted(), old.toSorted())
    assert.equal(scene.eventsOf('rolled_back').length, 1)
    const awaited = { groupId: group, generation: generation + 1 }
    assert.equal(await settle(scene.controller, awaited, signal), null)
  })

  it('is taken back when new instances get no traffic in their time', async () => {
    const old = new Set(scene.machine.processes.keys())
    const generation = put('works-2')
    await flush()
    const successor = scene.desired.instances(group).find(({ id }) => !old.has(id))
    scene.desired.services.set(successor?.id ?? '', 'waiting')
    await scene.pass(10_000)
    await assert.rejects(settle(scene.controller, { groupId: group, generation }, signal), {
      message: /has not become healthy in 5 s.*so far.*former launch/s,
    })
    // The process may have work: it drains, as long as somebody sends it some.
    assert.deepEqual(new Set(scene.desired.instances(group).map(({ id }) => id)), old)
  })

  it('is told although it is not to be taken back, and the old go on', async () => {
    const launch = { driver: 'process', process: { command: ['works-2', 'v1'] } }
    const updatePolicy = { minHealthySeconds: 2, autoRollback: false }
    const old = [...scene.machine.processes.keys()]
    scene.desired.putGroup(group, update({ launch, updatePolicy, waitForHealthy: 2 }))
    await flush()
    const successor = scene.desired.instances(group).find(({ id }) => !old.includes(id))
    scene.desired.services.set(successor?.id ?? '', 'failing')
    await scene.pass(4_000)
    assert.equal((await scene.controller.progress(group)).kind, 'under_way')
    await scene.pass(6_000)
    await assert.rejects(settle(scene.controller, { groupId: group, generation: null }, signal), {
      message: /has not become healthy in 5 s.*so far/s,
    })
    assert.ok(old.every((id) => scene.machine.processes.has(id)))
  })

  it('of an opportunistic group leaves instances until they go for another reason', async () => {
    const launch = { driver: 'process', process: { command: ['works-2', 'v1'] } }
    const updatePolicy = { mode: 'opportunistic', minHealthySeconds: 0 }
    const old = [...scene.machine.processes.keys()]
    const wish = update({ launch, updatePolicy })
    scene.desired.putGroup(group, wish)
    const settled = settle(scene.controller, { groupId: group, generation: null }, signal)
    await scene.pass(5_000)
    assert.equal(await settled, null)
    assert.deepEqual([...scene.machine.processes.keys()], old)
    scene.desired.putGroup(group, { ...wish, desiredCapacity: 3 })
    await scene.pass(3_000)
    const programs = (): string =>
      scene.desired
        .instances(group)
        .map(({ spec }) => String(spec.launch.process?.command[0]))
        .toSorted()
        .join(' ')
    assert.equal(programs(), 'works works works-2')
    scene.desired.putGroup(group, { ...wish, desiredCapacity: 1, removalPolicy: 'oldest' })
    await scene.pass(3_000)
    assert.equal(programs(), 'works-2')
    assert.deepEqual(scene.faults(group), [])
  })

  it('is taken back although the controller was killed meanwhile', async () => {
    const old = new Set(scene.machine.processes.keys())
    put('crashes')
    await scene.pass(300)
    scene.fuse.burn()
    await scene.open()
    await scene.pass(20_000)
    assert.deepEqual(new Set(scene.machine.processes.keys()), old)
    assert.deepEqual(scene.faults(group), [])
  })

  it('that works counts once its instances have served for long enough', async () => {
    const generation = put('works-2')
    await scene.pass(2_500)
    const progress = await scene.controller.progress(group, generation)
    assert.equal(progress.kind, 'under_way')
    await scene.pass(10_000)
    assert.equal((await scene.controller.progress(group, generation)).kind, 'settled')
    assert.deepEqual(scene.eventsOf('rolled_back'), [])
  })
})

describe('instances that fail their health check', () => {
  it('are replaced after their grace, one after the other, and slower while it is no use', async () => {
    const scene = new Scene()
    await scene.open()
    const healthCheck = { type: 'backend', graceSeconds: 5 }
    const group = scene.desired.putGroup(null, { ...toSpec({ size: 2 }), healthCheck })
    await scene.pass(2_000)
    const failAll = (): void => {
      for (const { id } of scene.desired.instances(group)) scene.desired.services.set(id, 'failing')
    }
    failAll()
    await scene.pass(2_000)
    assert.deepEqual(scene.machine.stops, [])
    for (let round = 0; round < 30; round++) {
      failAll()
      await scene.pass(2_000, 200)
    }
    const { length } = scene.eventsOf('instance_failed')
    assert.ok(length >= 3 && length <= 10, `${length} were replaced`)
    scene.desired.services.clear()
    await scene.pass(10_000, 200)
    assert.deepEqual(scene.faults(group), [])
    await scene.controller.close()
  })

  it('are left alone where the health check is of the process, or told to', async () => {
    for (const healthCheck of [
      { type: 'process', graceSeconds: 0 },
      { type: 'backend', graceSeconds: 0, replaceUnhealthy: false },
    ]) {
      const scene = new Scene()
      await scene.open()
      const group = scene.desired.putGroup(null, { ...toSpec({ size: 1 }), healthCheck })
      await scene.pass(2_000)
      const [id] = [...scene.machine.processes.keys()]
      scene.desired.services.set(id ?? '', 'failing')
      await scene.pass(10_000, 200)
      assert.deepEqual([...scene.machine.processes.keys()], [id])
      assert.equal(scene.desired.instances(group).length, 1)
      await scene.controller.close()
    }
  })
})

describe('a group that waits for healthy instances', () => {
  it('does not call late what has only begun to run, however short its grace', async () => {
    const scene = new Scene()
    await scene.open()
    const wish = { waitForHealthy: 2, healthCheck: { graceSeconds: 0 } }
    const groupId = scene.desired.putGroup(null, { ...toSpec({ size: 2 }), ...wish })
    const settled = settle(scene.controller, { groupId, generation: null }, signal)
    await scene.pass(2_000)
    assert.equal(await settled, null)
    await scene.controller.close()
  })

  it('counts the grace from the start, however long that took or had to wait', async () => {
    const scene = new Scene()
    scene.machine.startMs = 10_000
    await scene.open()
    const size = STARTS_MAX + 1
    const wish = { waitForHealthy: size, healthCheck: { graceSeconds: 3 } }
    const groupId = scene.desired.putGroup(null, { ...toSpec({ size }), ...wish })
    await flush()
    const instances = scene.desired.instances(groupId)
    for (const { id } of instances) scene.desired.services.set(id, 'waiting')
    for (let seconds = 0; seconds < 22; seconds++) {
      await scene.pass(1_000)
      assert.equal((await scene.controller.progress(groupId)).kind, 'under_way', `${seconds} s`)
      if (seconds === 11)
        for (const { id } of instances.slice(0, -1)) scene.desired.services.set(id, 'serving')
    }
    for (const { id } of instances) scene.desired.services.set(id, 'serving')
    await scene.pass(1_000)
    assert.equal((await scene.controller.progress(groupId)).kind, 'settled')
    await scene.controller.close()
  })

  it('is told which one does not come up, and what it wrote', async () => {
    const scene = new Scene()
    await scene.open()
    const group = scene.desired.putGroup(null, {
      ...toSpec({ size: 1 }),
      ...{ waitForHealthy: 1, healthCheck: { graceSeconds: 3 } },
    })
    await flush()
    const [instance] = scene.desired.instances(group)
    scene.desired.services.set(instance?.id ?? '', 'failing')
    await scene.pass(2_000)
    assert.equal((await scene.controller.progress(group)).kind, 'under_way')
    await scene.pass(5_000)
    await assert.rejects(settle(scene.controller, { groupId: group, generation: null }, signal), {
      message: /has not become healthy in 3 s\. The last it wrote:\nso far/,
    })
    scene.desired.services.set(instance?.id ?? '', 'serving')
    assert.equal((await scene.controller.progress(group)).kind, 'settled')
    await scene.controller.close()
  })
})

describe('groups that follow the load', () => {
  it('R32: grow and shrink with the requests, and their generation stays', async () => {
    const scene = new Scene()
    await scene.open()
    const { timers } = scene
    const scaler = new GroupScaler({
      ...{ world: scene.desired.through(scene.fuse), timers, log },
      usage: (ids) => scene.controller.usage(ids),
    })
    const policy = { type: 'target', metric: 'requests_per_instance', target: 10, periodSeconds: 1 }
    const spec = { ...toSpec({ size: 1 }), desiredCapacity: null, scalingPolicies: [policy] }
    const bounds = { minSize: 1, maxSize: 6, cooldownSeconds: 2 }
    const group = scene.desired.putGroup(null, { ...spec, ...bounds })
    const generation = scene.desired.graph.find(group)?.generation
    await scene.pass(2_000)
    let requests = 0
    const load = async (perSecond: number, seconds: number): Promise<number> => {
      for (let second = 0; second < seconds; second++) {
        requests += perSecond
        const { size } = scene.machine.processes
        for (const id of scene.machine.processes.keys()) {
          const requestsTotal = (scene.desired.work.get(id)?.requestsTotal ?? 0) + perSecond / size
          scene.desired.work.set(id, { requestsTotal, active: 0 })
        }
        await scene.pass(1_000)
        await scaler.lookAtAll()
      }
      return scene.machine.processes.size
    }
    assert.equal(await load(5, 5), 1)
    assert.equal(await load(45, 12), 5)
    assert.equal(await load(5, 25), 1)
    assert.ok(requests > 0)
    assert.equal(scene.eventsOf('scaled').length, 2)
    assert.match(scene.eventsOf('scaled').join(), /requests per instance was above 10 3 times/)
    assert.equal(scene.desired.graph.find(group)?.generation, generation)
    assert.deepEqual(scene.faults(group), [])
    await scaler.close()
    await scene.controller.close()
  })
})
