import assert from 'node:assert/strict'
import fc from 'fast-check'
import { countPicks, keyOf, pickerOf, sum } from './world.ts'
import type { Picker } from '../../../../src/engine/dataplane/selection/index.ts'

const algorithm = 'weighted_round_robin'
const weightLists = fc
  .array(fc.integer({ min: 0, max: 100 }), { minLength: 1, maxLength: 12 })
  .filter((weights) => sum(weights) > 0)

describe('weighted round robin', () => {
  const cases: { title: string; weights: number[]; expected: string }[] = [
    { title: 'equal weights take turns', weights: [10, 10, 10], expected: '012012012' },
    { title: 'a heavy one is spread over the cycle', weights: [5, 1, 1], expected: '0100200' },
    { title: 'half and half of many', weights: [4, 1, 1, 1, 1], expected: '01020304' },
    { title: 'weight 0 is left out', weights: [0, 1, 0], expected: '1111' },
  ]
  for (const { title, weights, expected } of cases) {
    it(title, () => {
      const picker = pickerOf(algorithm, weights)
      assert.equal(order(picker, expected.length), expected)
    })
  }

  it('R18: shares follow the weights exactly over each cycle', () => {
    fc.assert(
      fc.property(weightLists, fc.integer({ min: 1, max: 3 }), (weights, cycles) => {
        const picker = pickerOf(algorithm, weights)
        for (let cycle = 0; cycle < cycles; cycle++) {
          assert.deepEqual(countPicks(picker, sum(weights)), weights)
        }
      }),
    )
  })

  it('R18: at no moment is an endpoint a whole pick away from its fair share', () => {
    fc.assert(
      fc.property(weightLists, (weights) => {
        const picker = pickerOf(algorithm, weights)
        const counts = weights.map(() => 0)
        for (let turn = 1; turn <= sum(weights); turn++) {
          const index = picker.pick(0)
          counts[index] = (counts[index] ?? 0) + 1
          weights.forEach((weight, other) => {
            const fair = (turn * weight) / sum(weights)
            assert(Math.abs((counts[other] ?? 0) - fair) < 1, `seat ${other} at turn ${turn}`)
          })
        }
      }),
    )
  })

  it('is exact again right after the cycle in which something changed', () => {
    const changes = fc.array(
      fc.record({
        turns: fc.nat(40),
        seat: fc.nat(7),
        weight: fc.integer({ min: 0, max: 20 }),
        isUp: fc.boolean(),
      }),
      { maxLength: 20 },
    )
    fc.assert(
      fc.property(changes, (steps) => {
        const weights = [3, 1, 4, 1, 5, 9, 2, 6]
        const up = weights.map(() => true)
        const picker = pickerOf(algorithm, weights)
        for (const { turns, seat, weight, isUp } of steps) {
          for (let turn = 0; turn < turns; turn++) picker.pick(0)
          picker.setWeight(seat, (weights[seat] = weight))
          picker.setUp(seat, (up[seat] = isUp))
        }
        const fair = weights.map((weight, seat) => (up[seat] === true ? weight : 0))
        if (sum(fair) === 0) {
          assert.equal(picker.pick(0), -1)
          return
        }
        // The interrupted cycle is no longer than a whole one, and then each is like the next.
        countPicks(picker, sum(fair))
        assert.deepEqual(countPicks(picker, sum(fair)), fair)
      }),
    )
  })

  it('goes on where it was when another endpoint changes', () => {
    const picker = pickerOf(algorithm, [1, 1, 1, 1])
    const seen: number[] = []
    for (let turn = 0; turn < 12; turn++) {
      seen.push(picker.pick(0))
      picker.setUp(3, turn % 2 === 1)
      picker.setWeight(3, 1 + (turn % 5))
    }
    const others = seen.filter((index) => index !== 3)
    others.forEach((index, at) => {
      if (at >= 3) assert.equal(index, others[at - 3])
    })
  })

  it('takes a new endpoint into the running cycle with its part of the rest', () => {
    const picker = pickerOf(algorithm, [10, 10], 1)
    countPicks(picker, 10)
    picker.place(2, { key: keyOf(2), weight: 10, isUp: true })
    assert.deepEqual(countPicks(picker, 15), [5, 5, 5])
  })
})

function order(picker: Picker, turns: number): string {
  return Array.from({ length: turns }, () => picker.pick(0)).join('')
}
