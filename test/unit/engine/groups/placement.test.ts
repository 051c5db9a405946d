/** The placement of instances over zones and racks (R33), and the choice on scale-in. */

import assert from 'node:assert/strict'
import fc from 'fast-check'
import {
  chooseSurplus,
  isInside,
  overfullZones,
  placeAmong,
  placeBatch,
  placeNext,
} from '../../../../src/engine/groups/placement.ts'
import type { Candidate, Layout, Occupant, Place } from '../../../../src/engine/groups/placement.ts'

const layout: Layout = { zones: ['a', 'b', 'c'], racksPerZone: 2 }

const layouts: fc.Arbitrary<Layout> = fc.record({
  zones: fc.integer({ min: 1, max: 5 }).map((count) => ['a', 'b', 'c', 'd', 'e'].slice(0, count)),
  racksPerZone: fc.integer({ min: 1, max: 6 }),
})

/** Instances anywhere, some of them outside every layout. */
const occupants: fc.Arbitrary<readonly Occupant[]> = fc
  .array(
    fc.record({
      zone: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'gone'),
      rack: fc.integer({ min: 0, max: 7 }),
      createdMs: fc.integer({ min: 0, max: 5 }),
    }),
    { maxLength: 30 },
  )
  .map((places) => places.map((place, index) => ({ ...place, id: `i${index}` })))

describe('placement', () => {
  describe('of a batch', () => {
    it('R33: instance i goes to zone i mod zones, rack floor(i / zones) mod racks', () => {
      check(placeBatch(8, layout), 'a0 b0 c0 a1 b1 c1 a0 b0')
    })
    it('R33: one zone fills rack after rack', () => {
      check(placeBatch(4, { zones: ['a'], racksPerZone: 3 }), 'a0 a1 a2 a0')
    })
    it('R33: the default topology puts the first of each zone in rack 0', () => {
      check(placeBatch(4, { zones: ['a', 'b', 'c'], racksPerZone: 5 }), 'a0 b0 c0 a1')
    })
    it('an empty batch has no places', () => {
      check(placeBatch(0, layout), '')
    })
  })

  describe('of instances added to others', () => {
    it('R33: with nobody there it is the placement of a batch', () => {
      const sizes = fc.integer({ min: 0, max: 60 })
      fc.assert(
        fc.property(sizes, layouts, (count, some) => {
          assert.deepEqual(placeNext(count, some, []), placeBatch(count, some))
        }),
      )
    })
    it('R33: a batch in two parts lands where it would have in one', () => {
      const sizes = fc.integer({ min: 0, max: 30 })
      fc.assert(
        fc.property(sizes, sizes, layouts, (first, second, some) => {
          const before = placeBatch(first, some)
          const after = placeNext(second, some, before)
          assert.deepEqual([...before, ...after], placeBatch(first + second, some))
        }),
      )
    })
    it('the emptiest zone comes first, and in it the emptiest rack', () => {
      check(placeNext(3, layout, at('a0 a1 b0 c0 c1')), 'b1 a0 b0')
    })
    it('instances in a zone that is no longer chosen count nowhere', () => {
      check(placeNext(2, { zones: ['a', 'b'], racksPerZone: 2 }, at('c0 c1 c0 a0')), 'b0 a1')
    })
    it('never makes the difference between two zones grow beyond one', () => {
      fc.assert(
        fc.property(fc.integer({ min: 0, max: 40 }), layouts, occupants, (count, some, others) => {
          const inside = others.filter((other) => isInside(some, other))
          const all = [...inside, ...placeNext(count, some, others)]
          assert.equal(all.length, inside.length + count)
          assert.ok(spread(all, some) <= Math.max(spread(inside, some), 1))
        }),
      )
    })
  })

  describe('among places there are', () => {
    const among = (count: number, there: string, occupants = ''): readonly Candidate[] =>
      placeAmong(count, {
        layout,
        occupants: occupants === '' ? [] : at(occupants),
        candidates: at(there).map((place) => ({ ...place, address: place.id })),
      })
    it('R33: fills the emptiest zone that has any, there the emptiest rack', () => {
      check(among(4, 'a0 a1 a0 b0 b1 c0'), 'a0 b0 c0 a1')
    })
    it('takes of a rack the first, and each once', () => {
      const chosen = among(3, 'a0 a0 a0').map(({ address }) => address)
      assert.deepEqual(chosen, ['a0#0', 'a0#1', 'a0#2'])
    })
    it('counts those that are there already', () => {
      check(among(2, 'a0 a1 b1 c0', 'a0 b0'), 'c0 a1')
    })
    it('goes on in other zones when one has none left, and gives fewer when none has', () => {
      check(among(9, 'a0 b0 b1 b0'), 'a0 b0 b1 b0')
    })
    it('leaves places outside the layout alone', () => {
      check(among(3, 'x0 a7 b1'), 'b1')
    })
  })

  describe('on scale-in', () => {
    const batch = at('a0 b0 c0 a1 b1')

    it('by default the fullest zone loses, of equals the last', () => {
      assert.deepEqual(surplus(2, batch, 'default'), ['b1#4', 'a1#3'])
    })
    it('by default the fullest rack of the zone loses, and there the oldest', () => {
      assert.deepEqual(surplus(1, at('a0 a1 a1 b0'), 'default'), ['a1#1'])
    })
    it('`oldest` looks at the age alone', () => {
      assert.deepEqual(surplus(2, batch, 'oldest'), ['a0#0', 'b0#1'])
    })
    it('`newest` looks at the age alone', () => {
      assert.deepEqual(surplus(2, batch, 'newest'), ['b1#4', 'a1#3'])
    })
    it('whoever is outside the layout goes first, whatever the policy', () => {
      for (const policy of ['default', 'oldest', 'newest'] as const) {
        assert.deepEqual(surplus(1, at('a0 a0 gone0 b0'), policy), ['gone0#2'])
      }
    })
    it('asked for more than there are, all go', () => {
      assert.equal(surplus(9, batch, 'default').length, 5)
    })
    it('a spread group stays spread, whatever was there before', () => {
      const sizes = fc.integer({ min: 0, max: 30 })
      fc.assert(
        fc.property(sizes, layouts, occupants, (count, some, others) => {
          const inside = others.filter((other) => isInside(some, other))
          const question = { count, layout: some, occupants: inside, policy: 'default' as const }
          const going = new Set(chooseSurplus(question))
          const left = inside.filter((other) => !going.has(other))
          assert.equal(left.length, Math.max(inside.length - count, 0))
          assert.ok(spread(left, some) <= Math.max(spread(inside, some), 1))
        }),
      )
    })
  })

  describe('of zones beyond their share', () => {
    const cases: readonly [string, number, string, Record<string, number>][] = [
      ['an even group has none', 3, 'a0 b0 c0', {}],
      ['one more is allowed where the size does not divide', 4, 'a0 a1 b0 c0', {}],
      ['two more than another zone is one too many', 4, 'a0 a1 b0 b1', { b: 1 }],
      ['all in one zone', 3, 'a0 a1 a0', { a: 2 }],
      ['a zone that is not in the layout is not its business', 2, 'gone0 gone1', {}],
    ]
    for (const [name, size, places, expected] of cases) {
      it(name, () => {
        assert.deepEqual(Object.fromEntries(overfullZones(size, layout, at(places))), expected)
      })
    }
    it('is empty exactly when no two zones of a full group differ by more than one', () => {
      fc.assert(
        fc.property(layouts, occupants, (some, others) => {
          const inside = others.filter((other) => isInside(some, other))
          const over = overfullZones(inside.length, some, inside)
          assert.equal(over.size === 0, spread(inside, some) <= 1)
        }),
      )
    })
  })
})

/** Places as `a0 b1`: zone and rack. */
function check(places: readonly Place[], expected: string): void {
  assert.equal(places.map(({ zone, rack }) => `${zone}${rack}`).join(' '), expected)
}

/** Occupants from `a0 b1`, each later than the one before; ids as `a0#0`. */
function at(text: string): readonly Occupant[] {
  return text.split(' ').map((word, index) => ({
    id: `${word}#${index}`,
    zone: word.slice(0, -1),
    rack: Number(word.slice(-1)),
    createdMs: index,
  }))
}

function surplus(
  count: number,
  list: readonly Occupant[],
  policy: 'default' | 'oldest' | 'newest',
): readonly string[] {
  return chooseSurplus({ count, layout, occupants: list, policy }).map(({ id }) => id)
}

/** The difference between the fullest and the emptiest zone of the layout. */
function spread(places: readonly Place[], { zones }: Layout): number {
  const counts = zones.map((zone) => places.filter((place) => place.zone === zone).length)
  return Math.max(...counts) - Math.min(...counts)
}
