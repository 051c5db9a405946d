/**
 * Where instances of an availability group go, and which of them go first (R33).
 *
 * Answers for: the placement of a batch, of instances added to others, and the choice on scale-in.
 * Pure: the same input gives the same answer.
 * Does not know: how large a group should be, nor whether an instance runs.
 */

import assert from 'node:assert/strict'

/** The places of a group: every rack 0 … `racksPerZone` - 1 of every zone. */
export interface Layout {
  /** At least one, in the order of the topology: the first is filled first. */
  readonly zones: readonly string[]
  /** At least 1. */
  readonly racksPerZone: number
}

export interface Place {
  readonly zone: string
  readonly rack: number
}

/** An instance at its place. */
export interface Occupant extends Place {
  readonly id: string
  readonly createdMs: number
}

/**
 * Who goes first when a group shrinks. `default`: from the fullest zone, there from the fullest
 * rack, there the oldest. `oldest` and `newest` look at the age alone.
 */
export type RemovalPolicy = 'default' | 'oldest' | 'newest'

/**
 * R33 to the letter: instance i of a batch goes to zone i mod zones, rack floor(i / zones) mod
 * racks.
 */
export function placeBatch(count: number, layout: Layout): readonly Place[] {
  assertLayout(layout)
  const { zones, racksPerZone } = layout
  return Array.from({ length: count }, (_, index) => ({
    zone: zoneAt(zones, index % zones.length),
    rack: Math.floor(index / zones.length) % racksPerZone,
  }))
}

/**
 * The places of the next `count` instances: each goes to the emptiest zone, there to the emptiest
 * rack; of equals the first. With nobody there it is `placeBatch`. Occupants outside the layout
 * count nowhere.
 */
export function placeNext(
  count: number,
  layout: Layout,
  occupants: readonly Place[],
): readonly Place[] {
  assertLayout(layout)
  const filled: Place[] = occupants.filter((occupant) => isInside(layout, occupant))
  const places: Place[] = []
  while (places.length < count) {
    const zone = emptiest(layout.zones, (name) => countWhere(filled, (at) => at.zone === name))
    const racks = Array.from({ length: layout.racksPerZone }, (_, rack) => rack)
    const inZone = filled.filter((at) => at.zone === zone)
    const rack = emptiest(racks, (index) => countWhere(inZone, (at) => at.rack === index))
    const place = { zone, rack }
    places.push(place)
    filled.push(place)
  }
  return places
}

/** A place where an instance is of itself. */
export interface Candidate extends Place {
  readonly address: string
}

/**
 * Which `count` of the candidates are next: of the emptiest zone that has any, there of the
 * emptiest rack, there the first. Fewer when there are not so many; none outside the layout.
 */
export function placeAmong(
  count: number,
  { layout, occupants, candidates }: PlacesThereAre,
): readonly Candidate[] {
  assertLayout(layout)
  const filled: Place[] = occupants.filter((occupant) => isInside(layout, occupant))
  const free = candidates.filter((candidate) => isInside(layout, candidate))
  const chosen: Candidate[] = []
  while (chosen.length < count && free.length > 0) {
    const zones = layout.zones.filter((name) => free.some((at) => at.zone === name))
    const zone = emptiest(zones, (name) => countWhere(filled, (at) => at.zone === name))
    const inZone = filled.filter((at) => at.zone === zone)
    const best = emptiest(
      free.filter((at) => at.zone === zone),
      ({ rack }) => countWhere(inZone, (at) => at.rack === rack),
    )
    free.splice(free.indexOf(best), 1)
    chosen.push(best)
    filled.push(best)
  }
  return chosen
}

export interface PlacesThereAre {
  readonly layout: Layout
  readonly occupants: readonly Place[]
  readonly candidates: readonly Candidate[]
}

export function isInside(layout: Layout, place: Place): boolean {
  return layout.zones.includes(place.zone) && place.rack < layout.racksPerZone
}

/**
 * How many instances more than its share each zone has when `size` instances are spread evenly;
 * empty when no zone has. The fullest zones get the larger shares, so that as few as possible move.
 */
export function overfullZones(
  size: number,
  layout: Layout,
  occupants: readonly Place[],
): ReadonlyMap<string, number> {
  assertLayout(layout)
  const counted = layout.zones
    .map((zone) => ({ zone, count: countWhere(occupants, (at) => at.zone === zone) }))
    .toSorted((a, b) => b.count - a.count)
  const share = Math.floor(size / layout.zones.length)
  const larger = size % layout.zones.length
  const over = new Map<string, number>()
  for (const [index, { zone, count }] of counted.entries()) {
    const excess = count - (index < larger ? share + 1 : share)
    if (excess > 0) over.set(zone, excess)
  }
  return over
}

export interface SurplusQuestion<T extends Occupant> {
  readonly count: number
  readonly layout: Layout
  readonly occupants: readonly T[]
  readonly policy: RemovalPolicy
}

/**
 * Who goes when `count` have to, in the order of going; all when there are not so many. Occupants
 * outside the layout go first, whatever the policy.
 */
export function chooseSurplus<T extends Occupant>(question: SurplusQuestion<T>): readonly T[] {
  const { count, layout, policy } = question
  const staying = [...question.occupants].toSorted(byAge)
  const going: T[] = []
  while (going.length < count && staying.length > 0) {
    const next = chooseOne(staying, layout, policy)
    staying.splice(staying.indexOf(next), 1)
    going.push(next)
  }
  return going
}

/** `sorted` is not empty, oldest first. */
function chooseOne<T extends Occupant>(
  sorted: readonly T[],
  layout: Layout,
  policy: RemovalPolicy,
): T {
  const chosen =
    sorted.find((occupant) => !isInside(layout, occupant)) ??
    (policy === 'default'
      ? oldestOfFullest(sorted, layout)
      : sorted.at(policy === 'oldest' ? 0 : -1))
  assert.ok(chosen !== undefined, 'one is chosen of a list that is not empty')
  return chosen
}

/**
 * Of equals the last zone and rack lose first: a group shrinks in the reverse order of its growth.
 */
function oldestOfFullest<T extends Occupant>(sorted: readonly T[], layout: Layout): T | undefined {
  const zone = fullest(layout.zones, (name) => countWhere(sorted, (at) => at.zone === name))
  const inZone = sorted.filter((at) => at.zone === zone)
  const racks = Array.from({ length: layout.racksPerZone }, (_, rack) => rack)
  const rack = fullest(racks, (index) => countWhere(inZone, (at) => at.rack === index))
  return inZone.find((at) => at.rack === rack)
}

/**
 * Oldest first; of one batch in the order of the ids, so that the answer does not depend on input
 * order.
 */
function byAge(a: Occupant, b: Occupant): number {
  if (a.createdMs !== b.createdMs) return a.createdMs - b.createdMs
  return a.id < b.id ? -1 : 1
}

function emptiest<T>(choices: readonly T[], countOf: (choice: T) => number): T {
  return choices.reduce((best, choice) => (countOf(choice) < countOf(best) ? choice : best))
}

function fullest<T>(choices: readonly T[], countOf: (choice: T) => number): T {
  return choices.reduce((best, choice) => (countOf(choice) >= countOf(best) ? choice : best))
}

function countWhere<T>(items: readonly T[], test: (item: T) => boolean): number {
  return items.reduce((count, item) => (test(item) ? count + 1 : count), 0)
}

function zoneAt(zones: readonly string[], index: number): string {
  const zone = zones[index]
  assert.ok(zone !== undefined, `no zone ${index}`)
  return zone
}

function assertLayout(layout: Layout): void {
  assert.ok(layout.zones.length > 0, 'a layout has at least one zone')
  assert.ok(layout.racksPerZone >= 1, 'a layout has at least one rack in a zone')
}
