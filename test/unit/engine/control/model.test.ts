/**
 * Random transactions against a naive model that knows the rules of R13, R15, R29, references and
 * strict deletion, and looks at every object each time.
 */

import assert from 'node:assert/strict'
import fc from 'fast-check'
import { compileAll, toInstances } from '../../../../src/engine/compile/index.ts'
import type { Operation } from '../../../../src/engine/client/contract.ts'
import { EngineError } from '../../../../src/engine/errors.ts'
import { Graph } from '../../../../src/engine/graph/index.ts'
import { defaultTopology, kinds } from '../../../../src/engine/kinds/index.ts'
import { never, toDelete, toPut, World } from './world.ts'

type Kind = 'instance' | 'server_group' | 'backend_service' | 'listener'

/** A declaration by slots: `i` instance, `g` group, `s` service. */
interface Declaration {
  readonly kind: Kind
  readonly i: number
  readonly g: number
  readonly s: number
  readonly port: number
  readonly protocol: 'HTTP' | 'TCP'
}

type Step =
  | { readonly type: 'put'; readonly slot: number; readonly wanted: Declaration }
  | { readonly type: 'delete'; readonly kind: Kind; readonly slot: number }

const kind = fc.constantFrom<Kind>('instance', 'server_group', 'backend_service', 'listener')
const slot = fc.nat({ max: 1 })
const declaration: fc.Arbitrary<Declaration> = fc.record({
  ...{ kind, i: slot, g: slot, s: slot, port: fc.integer({ min: 80, max: 81 }) },
  protocol: fc.constantFrom('HTTP', 'TCP'),
})
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.tuple(slot, declaration).map(([at, wanted]): Step => {
      return { type: 'put', slot: at, wanted }
    }),
  },
  { weight: 1, arbitrary: fc.tuple(kind, slot).map(([each, at]): Step => toGone(each, at)) },
)

function toGone(each: Kind, at: number): Step {
  return { type: 'delete', kind: each, slot: at }
}

function toKey(step: Step): string {
  return `${step.type === 'put' ? step.wanted.kind : step.kind}${step.slot}`
}

/** Each slot once in a transaction. */
const transaction = fc.uniqueArray(step, { minLength: 1, maxLength: 4, selector: toKey })
const story = fc.array(transaction, { maxLength: 25 })

type Slots = ReadonlyMap<string, Declaration>

/** The slots after the transaction; null when it must be refused. */
function judgeNaively(steps: readonly Step[], before: Slots): Slots | null {
  const after = new Map(before)
  for (const each of steps) {
    const key = toKey(each)
    if (each.type === 'put') after.set(key, each.wanted)
    else if (!after.delete(key)) return null
  }
  return [...after].every(([key, each]) => isRight({ key, each }, before, after)) ? after : null
}

function isRight(
  { key, each }: { readonly key: string; readonly each: Declaration },
  before: Slots,
  after: Slots,
): boolean {
  const prior = before.get(key)
  if (each.kind === 'instance' || each.kind === 'server_group') return true
  if (prior !== undefined && prior.i !== each.i) return false
  if (!before.has(`instance${each.i}`) || !after.has(`instance${each.i}`)) return false
  if (each.kind === 'backend_service') return isThere(`server_group${each.g}`, before, after)
  const service = after.get(`backend_service${each.s}`)
  if (service === undefined || !before.has(`backend_service${each.s}`)) return false
  const siblings = [...after].filter(([other, { kind: its, i }]) => {
    return other !== key && its === 'listener' && i === each.i
  })
  const isPortFree = siblings.every(([, sibling]) => sibling.port !== each.port)
  return isPortFree && service.i === each.i && service.protocol === each.protocol
}

/** A new part has no id before its transaction, so only a later one can name it. */
function isThere(key: string, before: Slots, after: Slots): boolean {
  return before.has(key) && after.has(key)
}

class Story {
  readonly #world: World
  readonly #ids = new Map<string, string>()
  #slots: Slots = new Map()

  constructor(world: World) {
    this.#world = world
  }

  async tell(steps: readonly Step[]): Promise<void> {
    const expected = judgeNaively(steps, this.#slots)
    const operations = steps.map((each) => this.#toOperation(each))
    try {
      const results = await this.#world.control.transact(operations, never)
      assert.ok(expected, 'the model refuses it')
      for (const [index, result] of results.entries()) {
        const each = steps[index]
        assert.ok(each)
        if (each.type === 'put') this.#ids.set(toKey(each), result.id)
        else this.#ids.delete(toKey(each))
      }
      this.#slots = expected
    } catch (error) {
      if (!(error instanceof EngineError)) throw error
      assert.equal(expected, null, error.message)
    }
    this.#check()
  }

  #check(): void {
    const { control, agent } = this.#world
    for (const each of ['instance', 'server_group', 'backend_service', 'listener']) {
      const keys = [...this.#slots.keys()].filter((key) => key.startsWith(each))
      const ids = control.objects(each).map((object) => object.id)
      assert.deepEqual(new Set(ids), new Set(keys.map((key) => this.#ids.get(key))))
    }
    const graph = new Graph({ kinds, topology: defaultTopology })
    for (const { name } of kinds) for (const object of control.objects(name)) graph.put(object)
    assert.deepEqual(agent.served.instances, toInstances(compileAll(graph)))
  }

  #toOperation(each: Step): Operation {
    const id = this.#ids.get(toKey(each)) ?? null
    if (each.type === 'delete') return toDelete(each.kind, id ?? 'unknown')
    return toPut({ kind: each.wanted.kind, id, spec: this.#toSpec(each.wanted) })
  }

  #toSpec({ kind: each, i, g, s, port, protocol }: Declaration): Record<string, unknown> {
    const toId = (key: string) => this.#ids.get(key) ?? 'unknown'
    const lbInstanceId = toId(`instance${i}`)
    switch (each) {
      case 'instance':
        return {
          subnetId: 'subnet-local-a',
          availabilityZones: [`local-${port === 80 ? 'a' : 'b'}`],
        }
      case 'server_group':
        return { servers: [{ address: '127.0.0.1', weight: port }] }
      case 'backend_service':
        return { lbInstanceId, protocol, port, serverGroupId: toId(`server_group${g}`) }
      case 'listener':
        return { lbInstanceId, protocol, port, backendServiceId: toId(`backend_service${s}`) }
    }
  }
}

describe('transactions, told at random', () => {
  it('are refused and carried out as a naive model says, and the agent serves their sum', async () => {
    await fc.assert(
      fc.asyncProperty(story, async (transactions) => {
        const world = await World.start()
        try {
          const told = new Story(world)
          for (const steps of transactions) await told.tell(steps)
        } finally {
          await world.close()
        }
      }),
      { numRuns: 200 },
    )
  })

  it('end in the same state when they are told all at once', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(declaration, { maxLength: 12 }), async (wanted) => {
        const world = await World.start()
        try {
          const stack = await world.putStack()
          const port = (each: Declaration) => ({ ...stack.listener.spec, port: each.port })
          const puts = wanted.map((each) => world.put({ kind: 'listener', spec: port(each) }))
          const outcomes = await Promise.allSettled(puts)
          const made = outcomes.filter((outcome) => outcome.status === 'fulfilled').length
          // One at port 80 is there already.
          assert.equal(made, wanted.some((each) => each.port === 81) ? 1 : 0)
          assert.equal(world.agent.served.instances[0]?.listeners.length, made + 1)
        } finally {
          await world.close()
        }
      }),
      { numRuns: 50 },
    )
  })
})
