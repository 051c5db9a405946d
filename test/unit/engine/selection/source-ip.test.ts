import assert from 'node:assert/strict'
import fc from 'fast-check'
import { hashAddress, type Picker } from '../../../../src/engine/dataplane/selection/index.ts'
import { keyOf, pickerOf, sum } from './world.ts'

const algorithm = 'source_ip'
const clients = Array.from({ length: 4000 }, (_, at) =>
  hashAddress(`203.${at >> 10}.${(at >> 4) & 63}.${at & 15}`),
)
const weightLists = fc
  .array(fc.integer({ min: 1, max: 100 }), { minLength: 2, maxLength: 12 })
  .map((weights) => [...weights])

describe('source ip', () => {
  it('R20: one client address, one server', () => {
    const picker = pickerOf(algorithm, [10, 10, 10, 10])
    const first = choices(picker)
    assert.deepEqual(choices(picker), first)
    assert.deepEqual(choices(pickerOf(algorithm, [10, 10, 10, 10])), first)
  })

  it('R20: the choice does not depend on the seat', () => {
    const picker = pickerOf(algorithm, [10, 10, 10])
    const other = pickerOf(algorithm, [], 3)
    ;[2, 0, 1].forEach((key, seat) => {
      other.place(seat, { key: keyOf(key), weight: 10, isUp: true })
    })
    const seatOf = [1, 2, 0]
    assert.deepEqual(
      choices(other),
      choices(picker).map((index) => seatOf[index]),
    )
  })

  it('R20: clients share out by weight', () => {
    const weights = [10, 20, 30, 40, 0]
    const counts = weights.map(() => 0)
    for (const index of choices(pickerOf(algorithm, weights))) {
      counts[index] = (counts[index] ?? 0) + 1
    }
    weights.forEach((weight, seat) => {
      const fair = (clients.length * weight) / sum(weights)
      // Five times the standard deviation of a fair draw.
      assert(Math.abs((counts[seat] ?? 0) - fair) <= 5 * Math.sqrt(fair), `${counts}`)
    })
  })

  const disruptions: { title: string; change: (picker: Picker, seat: number) => void }[] = [
    { title: 'goes down', change: (picker, seat) => picker.setUp(seat, false) },
    { title: 'is removed', change: (picker, seat) => picker.clear(seat) },
    { title: 'gets less weight', change: (picker, seat) => picker.setWeight(seat, 1) },
  ]
  for (const { title, change } of disruptions) {
    it(`R20: when a server ${title}, only its own clients move`, () => {
      fc.assert(
        fc.property(weightLists, fc.nat(), (weights, nth) => {
          const picker = pickerOf(algorithm, weights)
          const before = choices(picker)
          const seat = nth % weights.length
          change(picker, seat)
          choices(picker).forEach((index, at) => {
            if (before[at] !== seat) assert.equal(index, before[at])
          })
        }),
        { numRuns: 20 },
      )
    })
  }

  it('R20: a new server takes clients, and nobody else does', () => {
    fc.assert(
      fc.property(weightLists, fc.integer({ min: 1, max: 100 }), (weights, weight) => {
        const picker = pickerOf(algorithm, weights, 1)
        const before = choices(picker)
        picker.place(weights.length, { key: 'new:1', weight, isUp: true })
        choices(picker).forEach((index, at) => {
          if (index !== weights.length) assert.equal(index, before[at])
        })
        picker.clear(weights.length)
        assert.deepEqual(choices(picker), before)
      }),
      { numRuns: 20 },
    )
  })

  it('gives the clients of a server back when it returns', () => {
    const picker = pickerOf(algorithm, [1, 2, 3])
    const before = choices(picker)
    picker.setUp(1, false)
    choices(picker)
    picker.setUp(1, true)
    assert.deepEqual(choices(picker), before)
  })

  it('takes an IPv4 client for the same when its address is mapped into IPv6', () => {
    assert.equal(hashAddress('::ffff:192.0.2.7'), hashAddress('192.0.2.7'))
    assert.notEqual(hashAddress('192.0.2.7'), hashAddress('192.0.2.8'))
    assert.notEqual(hashAddress('::ffff:1'), hashAddress('1'))
  })
})

function choices(picker: Picker): number[] {
  return clients.map((client) => {
    const index = picker.pick(client)
    picker.release(index)
    return index
  })
}
