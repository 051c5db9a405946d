/** Several hands on one picker, as threads have them. */

import assert from 'node:assert/strict'
import {
  SharedPicker,
  sharedPickerBytes,
} from '../../../../src/engine/dataplane/selection/index.ts'
import type { Algorithm } from '../../../../src/engine/ir/index.ts'

const OWNERS = 3
const CAPACITY = 4

function hands(algorithm: Algorithm): { buffer: SharedArrayBuffer; all: readonly SharedPicker[] } {
  const form = { algorithm, capacity: CAPACITY, owners: OWNERS }
  const buffer = new SharedArrayBuffer(sharedPickerBytes(form))
  const all = [0, 1, 2].map((owner) => new SharedPicker({ ...form, buffer }, owner))
  const weights = [1, 2, 3]
  weights.forEach((weight, seat) => all[0]?.place(seat, { key: `${seat}`, weight, isUp: true }))
  return { buffer, all }
}

function pickBy(picker: SharedPicker | undefined): number {
  assert(picker !== undefined)
  return picker.pick(0)
}

describe('a shared picker', () => {
  it('R18: is one rotation, whoever picks', () => {
    const { all } = hands('weighted_round_robin')
    const picks = Array.from({ length: 60 }, (_, turn) => pickBy(all[1 + (turn % 2)]))
    assert.deepEqual(
      [0, 1, 2].map((seat) => picks.filter((pick) => pick === seat).length),
      [10, 20, 30],
    )
  })

  it('R19: counts the work of all', () => {
    const { all } = hands('weighted_least_connections')
    for (let turn = 0; turn < 12; turn++) pickBy(all[1 + (turn % 2)])
    assert.deepEqual(
      [0, 1, 2].map((seat) => all[0]?.active(seat)),
      [2, 4, 6],
    )
  })

  it('gives back what a dead one held, even if it died with the lock', () => {
    const { buffer, all } = hands('weighted_least_connections')
    for (let turn = 0; turn < 12; turn++) pickBy(all[1 + (turn % 2)])
    const [main, , other] = all
    const ofOther = 6
    // The lock is the first number, and holds who has it.
    new Int32Array(buffer)[0] = 2
    main?.forgetOwner(1)
    const sum = [0, 1, 2].reduce((whole, seat) => whole + (main?.active(seat) ?? 0), 0)
    assert.equal(sum, ofOther)
    assert(pickBy(other) >= 0)
  })

  it('takes no release for work that went with its seat', () => {
    const { all } = hands('weighted_round_robin')
    const seat = pickBy(all[1])
    all[0]?.clear(seat)
    all[0]?.place(seat, { key: 'new', weight: 1, isUp: true })
    all[2]?.acquire(seat)
    all[1]?.release(seat)
    assert.equal(all[0]?.active(seat), 1)
  })

  it('keeps work that was there before the endpoint was placed', () => {
    const { all } = hands('weighted_round_robin')
    all[1]?.acquire(3)
    all[0]?.place(3, { key: 'back', weight: 1, isUp: true })
    assert.equal(all[2]?.active(3), 1)
    all[1]?.release(3)
    assert.equal(all[2]?.active(3), 0)
  })
})
