import assert from 'node:assert/strict'
import fc from 'fast-check'
import {
  createPicker,
  NO_ENDPOINT,
  pickerAlgorithms,
  pickerBytes,
} from '../../../../src/engine/dataplane/selection/index.ts'
import { endpointsOf, keyOf, pickerOf } from './world.ts'

const seats = fc.nat(5)
const operations = fc.array(
  fc.oneof(
    fc.record({ type: fc.constant('place' as const), seat: seats, weight: fc.nat(5) }),
    fc.record({ type: fc.constant('clear' as const), seat: seats }),
    fc.record({ type: fc.constant('weigh' as const), seat: seats, weight: fc.nat(5) }),
    fc.record({ type: fc.constant('up' as const), seat: seats, isUp: fc.boolean() }),
    fc.record({ type: fc.constant('failOpen' as const), failOpen: fc.boolean() }),
    fc.record({ type: fc.constant('limit' as const), activeMax: fc.nat(3) }),
    fc.record({ type: fc.constant('pick' as const), client: fc.integer() }),
    fc.record({ type: fc.constant('pickOther' as const), tried: fc.array(seats) }),
    fc.record({ type: fc.constant('release' as const), seat: seats }),
  ),
  { maxLength: 80 },
)

interface Model {
  weight: number
  isUp: boolean
}

describe('every algorithm', () => {
  it('R17: there are three', () => {
    assert.deepEqual(pickerAlgorithms, [
      'weighted_round_robin',
      'weighted_least_connections',
      'source_ip',
    ])
  })

  for (const algorithm of pickerAlgorithms)
    describe(algorithm, () => {
      it('picks one that may be picked, whatever happened before', () => {
        fc.assert(
          fc.property(operations, (steps) => {
            const picker = createPicker(algorithm, [], { capacity: 6 })
            const model = new Map<number, Model>()
            let failOpen = false
            let activeMax = 0
            const eligible = (): number[] => {
              const able = [...model].filter(([, seat]) => seat.weight > 0)
              const up = able.filter(([, seat]) => seat.isUp)
              return (up.length === 0 && failOpen ? able : up)
                .map(([index]) => index)
                .filter((index) => activeMax === 0 || picker.active(index) < activeMax)
            }
            for (const step of steps) {
              if (step.type === 'place') {
                model.set(step.seat, { weight: step.weight, isUp: true })
                picker.place(step.seat, { key: keyOf(step.seat), weight: step.weight, isUp: true })
              } else if (step.type === 'clear') {
                model.delete(step.seat)
                picker.clear(step.seat)
              } else if (step.type === 'failOpen') {
                picker.setFailOpen((failOpen = step.failOpen))
              } else if (step.type === 'limit') {
                picker.setLimit((activeMax = step.activeMax))
              } else if (step.type === 'release') {
                picker.release(step.seat)
              } else if (step.type === 'pick') {
                const all = eligible()
                check(picker.pick(step.client), all)
              } else if (step.type === 'pickOther') {
                const rest = eligible().filter((index) => !step.tried.includes(index))
                check(picker.pickOther(7, step.tried), rest)
              } else {
                const seat = model.get(step.seat)
                if (seat === undefined) continue
                if (step.type === 'weigh') {
                  picker.setWeight(step.seat, (seat.weight = step.weight))
                } else {
                  picker.setUp(step.seat, (seat.isUp = step.isUp))
                }
              }
              const open = [0, 1, 2, 3, 4, 5].filter((index) => picker.isOpen(index))
              assert.deepEqual(
                open,
                eligible().toSorted((a, b) => a - b),
              )
            }
          }),
        )
      })

      it('answers that there is none when all are down or weigh nothing', () => {
        const picker = pickerOf(algorithm, [1, 0])
        picker.setUp(0, false)
        assert.equal(picker.pick(0), NO_ENDPOINT)
      })

      it('fails open when told to: all with a weight are used while none is up', () => {
        const picker = createPicker(algorithm, endpointsOf([1, 1, 0]), { failOpen: true })
        picker.setUp(0, false)
        picker.setUp(1, false)
        const picked = new Set(
          Array.from({ length: 50 }, (_, client) => picker.pick(client * 7919)),
        )
        assert.deepEqual(
          [...picked].toSorted((a, b) => a - b),
          [0, 1],
        )
        picker.setUp(1, true)
        assert.equal(picker.pick(0), 1)
        assert.equal(picker.isOpen(0), false)
      })

      it('passes over who has all the work that it may have, until some of it is done', () => {
        const picker = pickerOf(algorithm, [1, 3])
        picker.setLimit(2)
        const picked = [1, 2, 3, 4].map((client) => picker.pick(client))
        assert.deepEqual(
          picked.toSorted((a, b) => a - b),
          [0, 0, 1, 1],
        )
        assert.equal(picker.pick(5), NO_ENDPOINT)
        assert.equal(picker.isFull(1), true)
        picker.release(1)
        assert.equal(picker.pick(6), 1)
        picker.setLimit(0)
        assert.notEqual(picker.pick(7), NO_ENDPOINT)
      })

      it('tries every other endpoint before it gives up', () => {
        const picker = pickerOf(algorithm, [3, 2, 1, 1])
        const tried = [picker.pick(99)]
        while (tried.length < 4) tried.push(picker.pickOther(99, tried))
        assert.deepEqual(
          tried.toSorted((a, b) => a - b),
          [0, 1, 2, 3],
        )
        assert.equal(picker.pickOther(99, tried), NO_ENDPOINT)
      })

      it('does not mind a release for an endpoint that has left', () => {
        const picker = pickerOf(algorithm, [1])
        picker.pick(0)
        picker.clear(0)
        picker.release(0)
        assert.equal(picker.active(0), 0)
      })

      it('works in memory given from outside', () => {
        const memory = new SharedArrayBuffer(pickerBytes(algorithm, 4))
        const picker = createPicker(algorithm, endpointsOf([1, 2]), { capacity: 4, memory })
        assert.notEqual(picker.pick(0), NO_ENDPOINT)
      })

      it('refuses weights that do not exist', () => {
        const picker = pickerOf(algorithm, [1])
        assert.throws(() => picker.setWeight(0, 101))
        assert.throws(() => picker.setWeight(0, 0.5))
        assert.throws(() => picker.setWeight(1, 1))
      })
    })
})

function check(picked: number, allowed: readonly number[]): void {
  if (allowed.length === 0) assert.equal(picked, NO_ENDPOINT)
  else assert(allowed.includes(picked), `${picked} is not of ${allowed}`)
}
