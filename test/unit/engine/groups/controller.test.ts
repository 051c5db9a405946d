/** The controller of groups, on a simulated machine and in a time that only moves when told. */

import assert from 'node:assert/strict'
import fc from 'fast-check'
import { settle } from '../../../../src/engine/groups/wait.ts'
import { Scene, toSpec } from './scene.ts'
import { flush, Fuse } from './world.ts'

const { signal } = new AbortController()

describe('the controller of groups', () => {
  let scene: Scene
  beforeEach(async () => {
    scene = new Scene()
    await scene.open()
  })
  afterEach(() => scene.controller.close())

  it('R31, R33: makes a batch, spread over zones and racks', async () => {
    const group = scene.desired.putGroup(null, toSpec({ size: 4 }))
    await scene.pass(200)
    assert.equal(scene.places(group), 'a0 a1 b0 c0')
    assert.deepEqual(scene.faults(group), [])
  })

  it('says in events what it started, and where', async () => {
    scene.desired.putGroup(null, toSpec({ size: 1 }))
    await scene.pass(200)
    assert.match(scene.eventsOf('instance_started').join(), /at 127\.10\.0\.2 in local-a, rack 0/)
  })

  it('waits for instances that run for a while, not only begin to', async () => {
    const group = scene.desired.putGroup(null, toSpec({ size: 2 }))
    const settled = settle(scene.controller, { groupId: group, generation: null }, signal)
    await scene.pass(500)
    assert.equal((await scene.controller.progress(group)).kind, 'under_way')
    await scene.pass(1_000)
    await settled
  })

  it('misses no moment that comes in the middle of a look', async () => {
    scene.readingMs = 40
    for (const readings of [0.5, 1.5, 2.5, 3.5, 4.5, 5.5, 6.5]) {
      scene.earlyMs = readings * scene.readingMs
      const group = scene.desired.putGroup(null, toSpec({ size: 1 }))
      await scene.pass(3_000, 10)
      assert.notEqual(scene.desired.state(group)?.proven ?? null, null, `${readings} readings`)
    }
  })

  it('starts an instance again that has ended, as the same and at the same address', async () => {
    const group = scene.desired.putGroup(null, toSpec({ size: 2 }))
    await scene.pass(2_000)
    const [first] = [...scene.machine.processes.values()]
    assert.ok(first !== undefined)
    scene.machine.kill(first.instanceId)
    await scene.pass(1_000)
    const again = scene.machine.processes.get(first.instanceId)
    assert.equal(again?.address, first.address)
    assert.notEqual(again?.run, first.run)
    assert.deepEqual(scene.faults(group), [])
    assert.match(scene.eventsOf('instance_failed').join(), /SIGKILL.*200 ms.*last words/)
  })

  it('grows and shrinks in place', async () => {
    const group = scene.desired.putGroup(null, toSpec({ size: 3 }))
    await scene.pass(2_000)
    const before = new Set(scene.machine.processes.keys())
    scene.desired.putGroup(group, toSpec({ size: 5 }))
    await scene.pass(2_000)
    assert.equal(scene.places(group), 'a0 a1 b0 b1 c0')
    assert.ok([...before].every((id) => scene.machine.processes.has(id)))
    scene.desired.putGroup(group, toSpec({ size: 2 }))
    await scene.pass(2_000)
    assert.equal(scene.places(group), 'a0 b0')
    assert.deepEqual(scene.faults(group), [])
  })

  it('stops what has left only when it has no more work', async () => {
    const group = scene.desired.putGroup(null, toSpec({ size: 1 }))
    await scene.pass(2_000)
    const [id] = [...scene.machine.processes.keys()]
    assert.ok(id !== undefined)
    scene.desired.services.set(id, 'leaving')
    scene.desired.putGroup(group, toSpec({ size: 0 }))
    await scene.pass(60_000, 500)
    assert.deepEqual(scene.desired.instances(group), [])
    assert.ok(scene.machine.processes.has(id))
    scene.desired.services.delete(id)
    await scene.pass(500)
    assert.deepEqual(scene.faults(null), [])
  })

  it('does not wait for ever to hear about work', async () => {
    const group = scene.desired.putGroup(null, toSpec({ size: 1 }))
    await scene.pass(2_000)
    const [id] = [...scene.machine.processes.keys()]
    scene.desired.services.set(id ?? '', 'unknown')
    scene.desired.deleteGroup(group)
    await scene.pass(9_000, 500)
    assert.equal(scene.machine.processes.size, 1)
    await scene.pass(3_000, 500)
    assert.deepEqual(scene.faults(null), [])
  })

  it('gives nobody the address of one that still drains', async () => {
    const group = scene.desired.putGroup(null, toSpec({ size: 1 }))
    await scene.pass(2_000)
    const [id] = [...scene.machine.processes.keys()]
    scene.desired.services.set(id ?? '', 'leaving')
    scene.desired.deleteGroup(group)
    scene.desired.putGroup(null, toSpec({ size: 1 }))
    await scene.pass(2_000)
    const addresses = [...scene.machine.processes.values()].map(({ address }) => address)
    assert.deepEqual(addresses, ['127.10.0.2', '127.10.0.3'])
  })

  it('replaces instances one at a time when the launch changes, the new one first', async () => {
    const group = scene.desired.putGroup(null, toSpec({ size: 3 }))
    await scene.pass(2_000)
    const old = new Set(scene.machine.processes.keys())
    scene.desired.putGroup(group, toSpec({ size: 3, program: 'works-2' }))
    let most = 0
    let fewest = Infinity
    for (let step = 0; step < 200; step++) {
      await scene.pass(50)
      most = Math.max(most, scene.machine.processes.size)
      fewest = Math.min(fewest, scene.machine.processes.size)
    }
    assert.deepEqual([fewest, most], [3, 4])
    assert.ok([...scene.machine.processes.keys()].every((id) => !old.has(id)))
    assert.deepEqual(scene.faults(group), [])
    assert.equal(scene.places(group), 'a0 b0 c0')
  })

  it('keeps the old instances when those of a new launch do not stay', async () => {
    const group = scene.desired.putGroup(null, toSpec({ size: 3 }))
    await scene.pass(2_000)
    const old = [...scene.machine.processes.keys()]
    scene.desired.putGroup(group, toSpec({ size: 3, program: 'crashes' }))
    await scene.pass(10_000)
    assert.ok(old.every((id) => scene.machine.processes.has(id)))
    await assert.rejects(settle(scene.controller, { groupId: group, generation: null }, signal), {
      code: 'instance_failed',
      message: /was ended by SIGKILL, \d+ times in a row\. The last it wrote:\nout\nlast words/,
    })
    scene.desired.putGroup(group, toSpec({ size: 3 }))
    await scene.pass(2_000)
    assert.deepEqual([...scene.machine.processes.keys()].toSorted(), old.toSorted())
  })

  it('lets an old instance go only when its successor has traffic', async () => {
    const group = scene.desired.putGroup(null, toSpec({ size: 2 }))
    await scene.pass(2_000)
    const old = [...scene.machine.processes.keys()]
    scene.desired.putGroup(group, toSpec({ size: 2, program: 'works-2' }))
    await flush()
    const successor = scene.desired.instances(group).find(({ id }) => !old.includes(id))
    assert.ok(successor !== undefined)
    scene.desired.services.set(successor.id, 'waiting')
    await scene.pass(5_000)
    assert.ok(old.every((id) => scene.machine.processes.has(id)))
    scene.desired.services.set(successor.id, 'serving')
    await scene.pass(500)
    assert.ok(!old.every((id) => scene.machine.processes.has(id)))
    await scene.pass(5_000)
    assert.ok(!old.some((id) => scene.machine.processes.has(id)))
  })

  it('leaves a zone that is no longer chosen, and goes into one that is', async () => {
    const group = scene.desired.putGroup(null, toSpec({ zones: ['local-a', 'local-b'], size: 4 }))
    await scene.pass(2_000)
    scene.desired.putGroup(group, toSpec({ zones: ['local-b', 'local-c'], size: 4 }))
    await scene.pass(10_000)
    assert.equal(scene.places(group), 'b0 b1 c0 c1')
    assert.deepEqual(scene.faults(group), [])
  })

  it('starts a crash loop later and later, up to a limit, and says so', async () => {
    const group = scene.desired.putGroup(null, toSpec({ size: 1, program: 'crashes' }))
    await scene.pass(600_000, 500)
    const failures = scene.eventsOf('instance_failed')
    assert.ok(failures.length > 8 && failures.length < 25, `${failures.length} failures`)
    assert.match(failures.at(-1) ?? '', /times in a row; .* in 60000 ms, later each time/)
    assert.equal((await scene.controller.progress(group)).kind, 'stuck')
  })

  it('tells why instances cannot be started', async () => {
    const group = scene.desired.putGroup(null, toSpec({ size: 2, program: 'missing' }))
    await scene.pass(5_000)
    await assert.rejects(settle(scene.controller, { groupId: group, generation: null }, signal), {
      code: 'instance_failed',
      message: /could not be started: no such program/,
    })
  })

  it('ends all instances of a group that is deleted', async () => {
    const group = scene.desired.putGroup(null, toSpec({ size: 3 }))
    await scene.pass(2_000)
    scene.desired.deleteGroup(group)
    const gone = settle(scene.controller, { groupId: group, generation: null }, signal)
    await scene.pass(1_000)
    await gone
    assert.deepEqual(scene.faults(null), [])
    assert.equal(scene.eventsOf('instance_stopped').length, 3)
  })

  it('ends instances of a group that is deleted while they are being started', async () => {
    const group = scene.desired.putGroup(null, toSpec({ size: 3 }))
    await flush()
    scene.desired.deleteGroup(group)
    const gone = settle(scene.controller, { groupId: group, generation: null }, signal)
    await scene.pass(1_000)
    await gone
    assert.deepEqual(scene.faults(null), [])
  })

  it('adopts what runs when it comes back', async () => {
    const group = scene.desired.putGroup(null, toSpec({ size: 3 }))
    await scene.pass(2_000)
    const before = [...scene.machine.processes.values()]
    await scene.controller.close()
    await scene.open()
    await scene.pass(2_000)
    assert.deepEqual([...scene.machine.processes.values()], before)
    await settle(scene.controller, { groupId: group, generation: null }, signal)
  })

  it('hears an abort of those who wait', async () => {
    const group = scene.desired.putGroup(null, toSpec({ size: 1, program: 'crashes' }))
    const waiting = new AbortController()
    const settled = settle(scene.controller, { groupId: group, generation: null }, waiting.signal)
    await flush()
    waiting.abort()
    const [result] = await Promise.all([
      assert.rejects(settled, { name: 'AbortError' }),
      scene.pass(500),
    ])
    assert.equal(result, undefined)
  })

  it('tells those who wait when it is closed', async () => {
    const group = scene.desired.putGroup(null, toSpec({ size: 1 }))
    const settled = settle(scene.controller, { groupId: group, generation: null }, signal)
    const rejected = assert.rejects(settled, { code: 'unavailable' })
    await flush()
    await Promise.all([scene.controller.close(), scene.pass(500)])
    await rejected
  })
})

/** What users and fate do to a group, and when its controller dies. */
type Deed =
  | { readonly kind: 'size'; readonly size: number }
  | { readonly kind: 'program'; readonly program: string }
  | { readonly kind: 'zones'; readonly zones: readonly string[] }
  | { readonly kind: 'kill'; readonly index: number }
  | { readonly kind: 'drain'; readonly index: number }
  | { readonly kind: 'delete' }
  | { readonly kind: 'pass'; readonly forMs: number }
  | { readonly kind: 'die'; readonly acts: number; readonly isLastActDone: boolean }

const deeds: fc.Arbitrary<Deed> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('pass' as const), forMs: fc.nat(3_000) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('die' as const),
      acts: fc.integer({ min: 1, max: 12 }),
      isLastActDone: fc.boolean(),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('size' as const), size: fc.nat(6) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('program' as const),
      program: fc.constantFrom('works', 'works-2', 'crashes', 'missing'),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('zones' as const),
      zones: fc.subarray(['local-a', 'local-b', 'local-c'], { minLength: 1 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('kill' as const), index: fc.nat(5) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('drain' as const), index: fc.nat(5) }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'delete' as const }) },
)

describe('the controller of groups, killed at any step', () => {
  it('comes to the right instances in the end, none doubled and none left behind', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(deeds, { minLength: 1, maxLength: 12 }), async (story) => {
        const teller = new Teller()
        await teller.begin()
        for (const deed of story) await teller.tell(deed)
        await teller.end()
      }),
      { numRuns: 500 },
    )
  })
})

class Teller {
  readonly #scene = new Scene()
  #group: string | null = null
  #wish = { size: 3, program: 'works', zones: ['local-a', 'local-b', 'local-c'] }

  async begin(): Promise<void> {
    await this.#scene.open()
    this.#put()
  }

  async tell(deed: Deed): Promise<void> {
    const { desired, machine } = this.#scene
    switch (deed.kind) {
      case 'pass':
        await this.#scene.pass(deed.forMs)
        break
      case 'die':
        // The controller that comes now will die; a dead one is followed by the next.
        await this.#reopen(new Fuse(deed.acts, deed.isLastActDone))
        break
      case 'kill':
        machine.kill([...machine.processes.keys()][deed.index] ?? '')
        break
      case 'drain':
        desired.services.set([...machine.processes.keys()][deed.index] ?? '', 'leaving')
        break
      case 'delete':
        if (this.#group !== null) desired.deleteGroup(this.#group)
        this.#group = null
        break
      default:
        this.#wish = {
          ...this.#wish,
          ...deed,
          zones: [...('zones' in deed ? deed.zones : this.#wish.zones)],
        }
        this.#put()
    }
    await flush()
    this.#assertBounded()
  }

  /** A controller that lives long enough, a launch that works: everything must come to rest. */
  async end(): Promise<void> {
    const { desired, machine } = this.#scene
    desired.services.clear()
    this.#wish = { ...this.#wish, program: 'works' }
    if (this.#group !== null) this.#put()
    await this.#reopen(new Fuse())
    await this.#scene.pass(30_000, 250)
    assert.deepEqual(this.#scene.faults(this.#group), [])
    const expected = this.#group === null ? 0 : this.#wish.size
    assert.equal(machine.processes.size, expected)
    if (this.#group !== null) {
      assert.equal((await this.#scene.controller.progress(this.#group)).kind, 'settled')
    }
    await this.#scene.controller.close()
  }

  async #reopen(fuse: Fuse): Promise<void> {
    // Kill -9: nothing of the one before comes to pass any more.
    this.#scene.fuse.burn()
    await this.#scene.open(fuse)
  }

  #put(): void {
    this.#group = this.#scene.desired.putGroup(this.#group, toSpec(this.#wish))
  }

  /**
   * Never more objects than the size, the one that replaces another, and those of a larger size.
   */
  #assertBounded(): void {
    const { desired, machine } = this.#scene
    assert.deepEqual(machine.violations, [])
    if (this.#group === null) return
    assert.ok(desired.instances(this.#group).length <= 7, 'more than the largest size and one')
  }
}
