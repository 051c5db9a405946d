/** The size of a group, from its policies and a load that was recorded (R32). */

import assert from 'node:assert/strict'
import fc from 'fast-check'
import { decideSize, noMemory } from '../../../../../src/engine/groups/scaling/decide.ts'
import type { ScalingGroup } from '../../../../../src/engine/groups/scaling/decide.ts'
import { availabilityGroup, isProblems } from '../../../../../src/engine/kinds/index.ts'
import type { ScalingPolicy } from '../../../../../src/engine/kinds/index.ts'

const PERIOD_MS = 10_000

/** Policies with their defaults, as groups have them. */
function toPolicies(policies: readonly object[]): readonly ScalingPolicy[] {
  const spec = availabilityGroup.parse({
    ...{ availabilityZones: ['local-a'], minSize: 0, maxSize: 20, scalingPolicies: policies },
    launch: { driver: 'process', process: { command: ['serve'] } },
  })
  assert.ok(!isProblems(spec), JSON.stringify(spec))
  return spec.scalingPolicies
}

const requests = { type: 'target', metric: 'requests_per_instance', target: 100 }

interface Story {
  readonly policies: readonly object[]
  readonly size: number
  /** Of the whole group at each look; null: nothing was measured. */
  readonly load: readonly (number | null)[]
  readonly cooldownSeconds?: number
  readonly bounds?: readonly [number, number]
  readonly startMs?: number
  /** For so many looks a new instance does not serve yet. */
  readonly beginsFor?: number
}

/** Tells the load look by look. Returns the sizes, each change with its cause. */
function tell(story: Story): { readonly sizes: readonly number[]; readonly causes: string[] } {
  const { policies, load, cooldownSeconds = 0, bounds = [1, 20], startMs = 0 } = story
  const { beginsFor = 0 } = story
  const group: ScalingGroup = {
    policies: toPolicies(policies),
    ...{ minSize: bounds[0], maxSize: bounds[1], cooldownMs: cooldownSeconds * 1000 },
  }
  let { size } = story
  let memory = noMemory
  let scaledAtMs: number | null = null
  const causes: string[] = []
  const past: number[] = []
  const sizes = load.map((whole, index) => {
    const nowMs = startMs + index * PERIOD_MS
    const serving = Math.min(size, past.at(-1 - beginsFor) ?? story.size)
    past.push(size)
    const measured = policies.map(() => (whole === null ? null : whole / Math.max(serving, 1)))
    const decision = decideSize(group, { nowMs, size, serving, scaledAtMs, measured }, memory)
    memory = decision.memory
    if (decision.cause !== null) {
      causes.push(decision.cause)
      scaledAtMs = nowMs
    }
    return (size = decision.size)
  })
  return { sizes, causes }
}

const steady = (load: number, count: number): number[] => Array.from({ length: count }, () => load)

describe('scaling by a target', () => {
  it('R32: grows with the third look in a row that is above, to what the load needs', () => {
    const { sizes, causes } = tell({ policies: [requests], size: 2, load: steady(450, 5) })
    assert.deepEqual(sizes, [2, 2, 5, 5, 5])
    assert.deepEqual(causes, [
      'From 2 to 5: requests per instance was above 100 3 times in a row, last 225.',
    ])
  })

  it('R32: shrinks with the fifteenth look in a row that is low enough, and not before', () => {
    const { sizes } = tell({ policies: [requests], size: 5, load: steady(150, 16) })
    assert.deepEqual(sizes, [...steady(5, 14), 2, 2])
  })

  it('does not ask again for what instances that begin are there for', () => {
    const load = steady(450, 20)
    const { sizes } = tell({ policies: [requests], size: 1, load, beginsFor: 8 })
    assert.deepEqual(sizes, [1, 1, ...steady(5, 18)])
    const more = [...steady(450, 6), ...steady(700, 14)]
    const { sizes: later } = tell({ policies: [requests], size: 1, load: more, beginsFor: 8 })
    assert.deepEqual(later, [1, 1, ...steady(5, 4), ...steady(7, 14)])
  })

  it('a look between that says otherwise makes the count begin anew', () => {
    const load = [450, 450, 150, 450, 450, 450]
    const { sizes } = tell({ policies: [requests], size: 2, load })
    assert.deepEqual(sizes, [2, 2, 2, 2, 2, 5])
  })

  it('nothing measured changes nothing, and begins anew', () => {
    const load = [450, 450, null, 450, 450, null]
    assert.deepEqual(tell({ policies: [requests], size: 2, load }).sizes, steady(2, 6))
  })

  it('shrinks to what the busiest look of the row would have left', () => {
    const load = [...steady(100, 7), 300, ...steady(100, 7)]
    assert.equal(tell({ policies: [requests], size: 6, load }).sizes.at(-1), 4)
  })

  it('keeps to the bounds, and says so', () => {
    const { sizes, causes } = tell({
      ...{ policies: [requests], size: 2, load: steady(9000, 3), bounds: [1, 4] },
    })
    assert.equal(sizes.at(-1), 4)
    assert.match(causes[0] ?? '', /as far as the group's bounds allow/)
  })

  it('does nothing more while it cools down', () => {
    const load = [...steady(450, 3), ...steady(2000, 8)]
    const { sizes } = tell({ policies: [requests], size: 2, load, cooldownSeconds: 60 })
    assert.deepEqual(sizes, [2, 2, 5, 5, 5, 5, 5, 5, 20, 20, 20])
  })

  it('never shrinks when it is told not to', () => {
    const policies = [{ ...requests, disableScaleIn: true }]
    assert.equal(tell({ policies, size: 5, load: steady(0, 40) }).sizes.at(-1), 5)
  })

  it('follows a recorded day up and down', () => {
    const day = [...steady(120, 20), ...steady(600, 20), ...steady(1500, 20), ...steady(90, 40)]
    const { sizes } = tell({ policies: [requests], size: 1, load: day })
    const changes = sizes.filter((size, index) => size !== sizes[index - 1])
    assert.deepEqual(changes, [1, 2, 6, 15, 1])
  })

  it('of two targets the larger wish is granted; it shrinks when both can do with less', () => {
    const lower = { ...requests, target: 50 }
    assert.equal(tell({ policies: [requests, lower], size: 2, load: steady(400, 3) }).sizes[2], 8)
    const down = tell({ policies: [requests, lower], size: 8, load: steady(100, 20) })
    assert.equal(down.sizes.at(-1), 3)
  })

  it('stays within its bounds whatever comes, and comes to rest with a load that does', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(5_000), { maxLength: 60 }),
        fc.integer({ min: 1, max: 3_000 }),
        fc.integer({ min: 1, max: 20 }),
        (wild, last, size) => {
          const load = [...wild, ...steady(last, 60)]
          const { sizes } = tell({ policies: [requests], size, load, bounds: [1, 12] })
          assert.ok(sizes.every((each) => each >= 1 && each <= 12))
          assert.equal(new Set(sizes.slice(-20)).size, 1)
        },
      ),
    )
  })

  it('does not go up and down by turns with a load that stays within a twentieth', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 50, max: 1_900 }),
        fc.array(fc.double({ min: 0.95, max: 1.05, noNaN: true }), {
          ...{ minLength: 200, maxLength: 200 },
        }),
        fc.integer({ min: 1, max: 20 }),
        (load, noise, size) => {
          const { sizes } = tell({ policies: [requests], size, load: noise.map((x) => load * x) })
          const turns = toTurns([size, ...sizes])
          assert.ok(turns <= 1, `${turns} turns: ${sizes.join(' ')}`)
        },
      ),
    )
  })
})

/** How often a row that went one way goes the other. */
function toTurns(sizes: readonly number[]): number {
  const ways = sizes
    .map((size, index) => Math.sign(size - (sizes[index - 1] ?? size)))
    .filter((way) => way !== 0)
  return ways.filter((way, index) => index > 0 && way !== ways[index - 1]).length
}

describe('scaling by steps', () => {
  const step = {
    ...{ type: 'step', metric: 'cpu', threshold: 60, comparison: '>=' },
    steps: [
      { lowerBound: 0, upperBound: 20, adjustment: 1 },
      { lowerBound: 20, adjustment: 3 },
    ],
  }
  const cases: readonly [string, object, number, number, number][] = [
    ['takes the step that the metric is in', {}, 2, 140, 3],
    ['takes the greater step further beyond', {}, 2, 180, 5],
    ['does nothing short of the threshold', {}, 2, 100, 2],
    ['changes by percent, by one at least', { adjustmentType: 'percent' }, 2, 140, 3],
    ['goes to exactly so many', { adjustmentType: 'exact' }, 2, 180, 3],
  ]
  for (const [name, changes, size, load, expected] of cases) {
    it(name, () => {
      const policies = [{ ...step, ...changes }]
      const told = tell({ policies, size, load: steady(load, 3) })
      assert.equal(told.sizes.at(-1), expected)
    })
  }

  it('shrinks by a step with the fifteenth look', () => {
    const policies = [{ ...step, comparison: '<', steps: [{ upperBound: 0, adjustment: -1 }] }]
    const { sizes } = tell({ policies, size: 4, load: steady(100, 15) })
    assert.deepEqual(sizes, [...steady(4, 14), 3])
  })
})

describe('scaling by a schedule', () => {
  const morning = {
    ...{ type: 'schedule', recurrence: '0 8 * * 1-5', timeZone: 'Europe/Berlin', capacity: 6 },
  }

  it('sets the size when it is time, whatever was', () => {
    const startMs = Date.parse('2024-03-04T06:59:30Z')
    const { sizes, causes } = tell({ policies: [morning], size: 2, load: steady(0, 6), startMs })
    assert.deepEqual(sizes, [2, 2, 2, 6, 6, 6])
    assert.deepEqual(causes, ['From 2 to 6: it is time for "0 8 * * 1-5" (Europe/Berlin).'])
  })

  it('does not make up for what was before the engine came', () => {
    const startMs = Date.parse('2024-03-04T07:00:30Z')
    const { sizes } = tell({ policies: [morning], size: 2, load: steady(0, 6), startMs })
    assert.deepEqual(sizes, steady(2, 6))
  })
})
