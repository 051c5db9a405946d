import assert from 'node:assert/strict'
import fc from 'fast-check'
import { countPicks, keyOf, pickerOf, sum } from './world.ts'

const algorithm = 'weighted_least_connections'
const weightLists = fc
  .array(fc.integer({ min: 0, max: 100 }), { minLength: 1, maxLength: 12 })
  .filter((weights) => sum(weights) > 0)

describe('weighted least connections', () => {
  it('R19: the next connection goes where active / weight is least', () => {
    fc.assert(
      fc.property(weightLists, fc.array(fc.nat(99), { maxLength: 200 }), (weights, steps) => {
        const picker = pickerOf(algorithm, weights)
        const held: number[] = []
        for (const step of steps) {
          if (step < 35 && held.length > 0) {
            const [index] = held.splice(step % held.length, 1)
            picker.release(index ?? 0)
            continue
          }
          const loads = weights.map((weight, seat) => picker.active(seat) / weight)
          const least = Math.min(...loads.filter((_, seat) => weights[seat] !== 0))
          const index = picker.pick(0)
          assert.equal(loads[index], least)
          held.push(index)
        }
      }),
    )
  })

  it('R19: held connections settle at the ratio of the weights', () => {
    fc.assert(
      fc.property(weightLists, fc.integer({ min: 1, max: 4 }), (weights, times) => {
        const picker = pickerOf(algorithm, weights)
        for (let turn = 0; turn < times * sum(weights); turn++) picker.pick(0)
        weights.forEach((weight, seat) => assert.equal(picker.active(seat), times * weight))
      }),
    )
  })

  it('R19: they settle there again after any of them end', () => {
    const weights = [1, 2, 3]
    const picker = pickerOf(algorithm, weights)
    for (let turn = 0; turn < 60; turn++) picker.pick(0)
    for (let turn = 0; turn < 25; turn++) picker.release(2)
    for (let turn = 0; turn < 25; turn++) picker.pick(0)
    assert.deepEqual(
      weights.map((_, seat) => picker.active(seat)),
      [10, 20, 30],
    )
  })

  it('shares work by weight while nobody is busy', () => {
    const picker = pickerOf(algorithm, [1, 2, 3])
    const counts = countPicks(picker, 600)
    counts.forEach((count, seat) => assert(Math.abs(count - 100 * (seat + 1)) <= 1, `${counts}`))
  })

  it('does not send everything to the one that was busy for long', () => {
    const picker = pickerOf(algorithm, [1, 1, 1])
    const busy = picker.pick(0)
    countPicks(picker, 1000)
    picker.release(busy)
    assert.deepEqual(countPicks(picker, 30), [10, 10, 10])
  })

  it('takes a new endpoint in by its work, also in the middle of held connections', () => {
    const picker = pickerOf(algorithm, [1, 1], 1)
    for (let turn = 0; turn < 20; turn++) picker.pick(0)
    picker.place(2, { key: keyOf(2), weight: 1, isUp: true })
    for (let turn = 0; turn < 10; turn++) assert.equal(picker.pick(0), 2)
  })

  it('counts what an endpoint had before the picker took over', () => {
    const picker = pickerOf(algorithm, [1], 1)
    picker.place(1, { key: keyOf(1), weight: 1, isUp: true, active: 3 })
    assert.deepEqual(
      [0, 0, 0].map(() => picker.pick(0)),
      [0, 0, 0],
    )
    assert.equal(picker.active(1), 3)
  })

  it('counts work that was given without a pick', () => {
    const picker = pickerOf(algorithm, [1, 1])
    picker.acquire(0)
    assert.equal(picker.pick(0), 1)
  })
})
