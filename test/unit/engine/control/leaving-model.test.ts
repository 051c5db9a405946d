/**
 * Random transactions with deferred deletions against a naive model, which keeps every object in a
 * list and works out again and again who may go. The control process ends and begins anew at any
 * step, and the disk is full at any other.
 */

import assert from 'node:assert/strict'
import fc from 'fast-check'
import { compileAll, toInstances } from '../../../../src/engine/compile/index.ts'
import type { ApiObject, Operation } from '../../../../src/engine/client/contract.ts'
import { EngineError } from '../../../../src/engine/errors.ts'
import { Graph } from '../../../../src/engine/graph/index.ts'
import { defaultTopology, kinds } from '../../../../src/engine/kinds/index.ts'
import { never, toPut, World } from './world.ts'

type Kind = 'server_group' | 'backend_service' | 'listener'

/** Where a declaration is known to the one who made it: deleted, the place is free again. */
interface Place {
  readonly kind: Kind
  readonly index: number
}

type Step =
  /** `target`: the place referred to; null keeps what it refers to. */
  | { type: 'put'; place: Place; target: number | null; owner: string }
  | { type: 'delete'; place: Place; mode: 'strict' | 'defer' }

type Act =
  | { readonly type: 'transact'; readonly steps: readonly Step[]; readonly isFull: boolean }
  | { readonly type: 'restart' }

const place = fc.record({
  kind: fc.constantFrom<Kind>('server_group', 'backend_service', 'listener'),
  index: fc.nat({ max: 1 }),
})
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      type: fc.constant('put' as const),
      place,
      target: fc.option(fc.nat({ max: 1 })),
      owner: fc.constantFrom(...Array.from({ length: 9 }, () => 'a'), 'b'),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      type: fc.constant('delete' as const),
      place,
      mode: fc.constantFrom('strict' as const, 'defer' as const, 'defer' as const),
    }),
  },
)
const transact: fc.Arbitrary<Act> = fc.record({
  type: fc.constant('transact' as const),
  steps: fc.uniqueArray(step, {
    minLength: 1,
    maxLength: 3,
    size: 'small',
    selector: (each) => toKey(each.place),
  }),
  isFull: fc.nat({ max: 7 }).map((chance) => chance === 0),
})
const restart: fc.Arbitrary<Act> = fc.constant({ type: 'restart' as const })
const story = fc.array(
  fc.oneof({ weight: 6, arbitrary: transact }, { weight: 1, arbitrary: restart }),
  { minLength: 10, maxLength: 40, size: 'max' },
)

/** One of everything: without it most of a story would be about what is missing. */
const everything: readonly Act[] = (['server_group', 'backend_service', 'listener'] as const).map(
  (kind) => ({
    type: 'transact',
    steps: [{ type: 'put', place: { kind, index: 0 }, target: 0, owner: 'a' }],
    isFull: false,
  }),
)

function toKey({ kind, index }: Place): string {
  return `${kind} ${index}`
}

/** An object as the model has it. New ones get their id from the engine afterwards. */
interface Thing {
  id: string | null
  readonly kind: Kind
  /** Null when its place is another's by now. */
  readonly key: string | null
  readonly owner: string
  /** What it refers to, by the thing's own name. */
  readonly target: symbol | null
  readonly isLeaving: boolean
}

type Things = ReadonlyMap<symbol, Thing>

const targetKindOf: Readonly<Record<Kind, Kind | null>> = {
  server_group: null,
  backend_service: 'server_group',
  listener: 'backend_service',
}

function findAt(things: Things, key: string): symbol | null {
  return [...things].find(([, thing]) => thing.key === key)?.[0] ?? null
}

function usersOf(things: Things, name: symbol): readonly Thing[] {
  return [...things.values()].filter(({ target }) => target === name)
}

/** The things after the transaction, or null when it has to be refused. */
function judgeNaively(steps: readonly Step[], before: Things): Things | null {
  const after = new Map(before)
  const strictly = new Set<symbol>()
  const leaving = new Set<symbol>()
  for (const each of steps) {
    if (each.type !== 'delete') continue
    const name = findAt(before, toKey(each.place))
    const thing = name === null ? undefined : before.get(name)
    if (name === null || thing === undefined) return null
    if (each.mode === 'strict') {
      after.delete(name)
      strictly.add(name)
    } else {
      after.set(name, { ...thing, key: null, isLeaving: true })
      leaving.add(name)
    }
  }
  for (const each of steps) {
    if (each.type === 'put' && !putNaively(each, { before, after })) return null
  }
  for (const [, { target }] of after)
    if (target !== null && strictly.has(target)) {
      // Refused, unless the one that refers to it goes as well.
      const users = usersOf(sweep(after), target)
      if (users.length > 0) return null
    }
  const final = sweep(after)
  for (const name of leaving) {
    const owner = final.get(name)?.owner
    if (usersOf(final, name).some((user) => owner !== undefined && user.owner !== owner))
      return null
  }
  return final
}

function putNaively(
  { place: at, target, owner }: Extract<Step, { type: 'put' }>,
  { before, after }: { readonly before: Things; readonly after: Map<symbol, Thing> },
): boolean {
  const key = toKey(at)
  const name = findAt(before, key)
  const prior = name === null ? undefined : before.get(name)
  const targetKind = targetKindOf[at.kind]
  const kept = target === null ? (prior?.target ?? null) : null
  const wanted =
    targetKind === null ? null : (kept ?? findAt(before, `${targetKind} ${target ?? 0}`))
  if (targetKind !== null) {
    const thing = wanted === null ? undefined : after.get(wanted)
    if (thing === undefined || (thing.isLeaving && prior?.target !== wanted)) return false
  }
  const id = prior?.id ?? null
  after.set(name ?? Symbol(key), {
    id,
    kind: at.kind,
    key,
    owner,
    target: wanted,
    isLeaving: false,
  })
  return true
}

/** Without what is leaving and has no user, until there is no such thing. */
function sweep(things: Things): Things {
  const left = [...things].filter(
    ([name, { isLeaving }]) => !isLeaving || usersOf(things, name).length > 0,
  )
  return left.length === things.size ? things : sweep(new Map(left))
}

class Story {
  #world: World
  readonly #instanceId: string
  #things: Things = new Map()

  constructor(world: World, instanceId: string) {
    this.#world = world
    this.#instanceId = instanceId
  }

  get world(): World {
    return this.#world
  }

  async tell(act: Act): Promise<void> {
    if (act.type === 'restart') this.#world = await this.#world.restart()
    else await this.#transact(act)
    await this.#check()
  }

  async #transact({ steps, isFull }: Extract<Act, { type: 'transact' }>): Promise<void> {
    const expected = judgeNaively(steps, this.#things)
    const operations = steps.map((each) => this.#toOperation(each))
    this.#world.store.isFull = isFull
    try {
      const results = await this.#world.control.transact(operations, never)
      assert.ok(expected, 'the model refuses it')
      this.#things = expected
      this.#learn(steps, results)
    } catch (error) {
      if (!(error instanceof EngineError)) throw error
      assert.ok(expected === null || error.code === 'store_failed', error.message)
    } finally {
      this.#world.store.isFull = false
    }
  }

  /** The ids of what is new. */
  #learn(steps: readonly Step[], results: readonly ApiObject[]): void {
    for (const [index, each] of steps.entries()) {
      const name = findAt(this.#things, toKey(each.place))
      const thing = name === null ? undefined : this.#things.get(name)
      if (each.type === 'put' && thing !== undefined) thing.id = results[index]?.id ?? null
    }
  }

  async #check(): Promise<void> {
    const { control, agent } = this.#world
    const { objects, leaving } = await control.snapshot(never)
    const things = [...this.#things.values()]
    const toIds = (isLeaving: boolean) =>
      things.filter((thing) => thing.isLeaving === isLeaving).map(({ id }) => id)
    const isTold = ({ kind }: ApiObject): boolean => Object.hasOwn(targetKindOf, kind)
    assert.deepEqual(new Set(objects.filter(isTold).map(({ id }) => id)), new Set(toIds(false)))
    assert.deepEqual(new Set(leaving.map(({ id }) => id)), new Set(toIds(true)))
    const graph = new Graph({ kinds, topology: defaultTopology })
    for (const { name } of kinds) for (const object of control.objects(name)) graph.put(object)
    assert.deepEqual(agent.served.instances, toInstances(compileAll(graph)))
    for (const { id } of leaving) assert.notDeepEqual(graph.allReferrers(id), [])
  }

  #toOperation(each: Step): Operation {
    const { kind, index } = each.place
    const name = findAt(this.#things, toKey(each.place))
    const thing = name === null ? undefined : this.#things.get(name)
    const id = thing?.id ?? null
    if (each.type === 'delete') return { type: 'delete', kind, id: id ?? 'none', mode: each.mode }
    const targetKind = targetKindOf[kind]
    const kept = each.target === null ? (thing?.target ?? null) : null
    const target = kept ?? findAt(this.#things, `${targetKind} ${each.target ?? 0}`)
    const targetId = (target === null ? null : this.#things.get(target)?.id) ?? 'none'
    return toPut({ kind, id, owner: each.owner, spec: this.#toSpec({ kind, index }, targetId) })
  }

  #toSpec({ kind, index }: Place, targetId: string): Record<string, unknown> {
    const lbInstanceId = this.#instanceId
    switch (kind) {
      case 'server_group':
        return { servers: [{ address: '127.0.0.1', port: 9000 + index }] }
      case 'backend_service':
        return { lbInstanceId, protocol: 'HTTP', port: 80, serverGroupId: targetId }
      case 'listener':
        return { lbInstanceId, protocol: 'HTTP', port: 80 + index, backendServiceId: targetId }
    }
  }
}

describe('deferred deletions, told at random', () => {
  it('come to what a naive model says, over restarts and full disks', async () => {
    await fc.assert(
      fc.asyncProperty(story, async (acts) => {
        const world = await World.start()
        const spec = { subnetId: 'subnet-local-a', availabilityZones: ['local-a'] }
        const { id } = await world.put({ kind: 'instance', spec })
        const told = new Story(world, id)
        try {
          for (const act of [...everything, ...acts]) await told.tell(act)
        } finally {
          await told.world.close()
        }
      }),
      { numRuns: 300 },
    )
  })
})
