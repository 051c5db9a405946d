/**
 * What to do next for one availability group, from all that is true of it now.
 *
 * Answers for: which instances to make, which to give up, which to start. Pure, and with no memory:
 * the same truth gives the same steps, whatever happened before, so that a crash between two steps
 * costs nothing.
 * Does not know: how long to wait, how steps are taken, how large a group should be.
 *
 * A changed group is rolled through: at most `maxSurge` more than the size, never fewer than the
 * size less `maxUnavailable` that serve.
 *
 * fewer than the size ──▶ make the missing
 * some are stale ───────▶ make as many as the surge allows, and give up stale ones when enough are
 *                         left that serve
 * more than the size ───▶ give up the surplus, as long as enough are left that serve
 */

import { chooseSurplus, isInside, overfullZones, placeAmong, placeNext } from './placement.ts'
import type { Candidate, Layout, Occupant, Place, RemovalPolicy } from './placement.ts'

export interface GroupState {
  /** How many instances there should be. */
  readonly size: number
  readonly layout: Layout
  readonly removalPolicy: RemovalPolicy
  readonly update: UpdatePolicy
  /** Where instances are of themselves and none is yet; null: they are made where there is room. */
  readonly candidates: readonly Candidate[] | null
  readonly instances: readonly InstanceState[]
  /** Nobody can say now which of them serve. */
  readonly isBlind: boolean
}

export interface UpdatePolicy {
  readonly mode: 'rolling' | 'opportunistic'
  readonly maxSurge: number
  readonly maxUnavailable: number
}

export interface InstanceState extends Occupant {
  /** Made of what the group says today; an instance of an earlier launch is not. */
  readonly isCurrent: boolean
  /** Its place is gone with whoever had it. */
  readonly isLost: boolean
  /** It fails its health check, and is to be replaced. */
  readonly isUnhealthy: boolean
  readonly condition: Condition
  /** It has been ready for long enough to stand in for another. */
  readonly isProven: boolean
  /** It should be ready by now. */
  readonly isLate: boolean
  /** How often in a row it ended, or could not be started. */
  readonly failures: number
  /** Nothing stands against starting it now. Only looked at when it is down. */
  readonly mayStart: boolean
}

/**
 * `starting`: it runs, or is about to, but not for long enough to be relied on. `running`: it does,
 * but a backend service that has it does not send it traffic. `ready`: what wants to, does.
 */
export type Condition = 'down' | 'starting' | 'running' | 'ready'

export interface Decision {
  readonly create: readonly Wanted[]
  readonly remove: readonly Removal[]
  /** Ids. */
  readonly start: readonly string[]
}

/** A place for a new instance; with an address where it is there of itself. */
export type Wanted = Place & { readonly address?: string }

export interface Removal {
  readonly id: string
  /** Why, in a sentence. */
  readonly reason: string
}

/** From so many failures in a row on, an instance that is down counts as crash looping. */
export const CRASH_LOOP_FAILURES = 4

export function decide(group: GroupState): Decision {
  const hopeless = group.instances.filter((each) => isHopeless(group, each))
  const staying = group.instances.filter((each) => !hopeless.includes(each))
  const surplus = group.isBlind ? [] : chooseToGiveUp({ ...group, instances: staying })
  const going = new Set<Occupant>([...hopeless, ...surplus])
  const left = group.instances.filter((each) => !going.has(each))
  return {
    create: toCreate({ ...group, instances: left }),
    remove: [...hopeless, ...surplus].map((each) => ({
      id: each.id,
      reason: toReason(group, each),
    })),
    start: left.filter(({ condition, mayStart }) => condition === 'down' && mayStart).map(toId),
  }
}

/** Whether the group has the right instances, and each of them can be relied on to run. */
export function isSettled(group: GroupState): boolean {
  const { size, instances } = group
  if (instances.length !== size || !instances.every(isUp)) return false
  const { create, remove } = decide(group)
  return create.length === 0 && remove.length === 0
}

/** Whether every instance is of today's launch, serves, and has done so for long enough. */
export function isProven(group: GroupState): boolean {
  return isSettled(group) && group.instances.every((each) => each.isCurrent && each.isProven)
}

export function isCrashLooping({ condition, failures }: InstanceState): boolean {
  return condition === 'down' && failures >= CRASH_LOOP_FAILURES
}

/** The instance of today's launch that shows that the launch does not work; null when none does. */
export function findFailing(group: GroupState): InstanceState | null {
  const current = group.instances.filter(({ isCurrent }) => isCurrent)
  return current.find(isCrashLooping) ?? current.find(({ isLate }) => isLate) ?? null
}

function isUp({ condition }: InstanceState): boolean {
  return condition === 'running' || condition === 'ready'
}

function isHopeless(group: GroupState, instance: InstanceState): boolean {
  return instance.isLost || (isStale(group, instance) && isCrashLooping(instance))
}

/** Whether another one should take its place. */
function isStale({ layout, update, candidates }: GroupState, instance: InstanceState): boolean {
  if (!isInside(layout, instance) || instance.isLost) return true
  // One that is there of itself has no other place to go to, unless there is one.
  if (instance.isUnhealthy) return candidates === null || candidates.length > 0
  return !instance.isCurrent && update.mode === 'rolling'
}

/** The missing ones, and as many more as the surge allows where some are stale or misplaced. */
function toCreate(group: GroupState): readonly Wanted[] {
  const { size, layout, instances, update } = group
  const missing = size - instances.length
  const stale = chooseStale(group, instances.length)
  if (stale.length > 0) {
    const room = Math.max(size + update.maxSurge - instances.length, missing)
    const current = instances.filter((each) => !stale.includes(each))
    const count = Math.min(room, size - current.length)
    return count > 0 ? place(count, group, stale.slice(0, count)) : []
  }
  if (missing > 0) return place(missing, group, [])
  const canMove = missing === 0 && instances.every(isReady) && chooseMovers(group).length > 0
  return canMove ? placeNext(1, layout, instances) : []
}

/** `leaving` are those whose places are as good as free. */
function place(
  count: number,
  { layout, instances, candidates }: GroupState,
  leaving: readonly Occupant[],
): readonly Wanted[] {
  const occupants = instances.filter((each) => !leaving.includes(each))
  if (candidates === null) return placeNext(count, layout, occupants)
  return placeAmong(count, { layout, occupants, candidates })
}

/** Never leaves fewer than allowed that serve, or fewer that run, if waiting can help it. */
function chooseToGiveUp(group: GroupState): readonly InstanceState[] {
  const { size, instances } = group
  const stale = new Set(chooseStale(group, instances.length))
  const surplus = Math.max(instances.length - size, 0)
  const floor = stale.size > 0 ? Math.max(size - toUnavailable(group), 0) : size
  let up = instances.filter(isUp).length
  let ready = instances.filter(isServing).length
  const going: InstanceState[] = []
  const order = toOrderOfGoing(group)
  // Beyond the surplus nobody goes but to be replaced.
  const further = order.slice(surplus).filter((each) => stale.has(each))
  for (const instance of [...order.slice(0, surplus), ...further.slice(0, size - floor)]) {
    if (isServing(instance) && ready <= floor) continue
    if (isUp(instance) && up <= floor) continue
    if (isServing(instance)) ready -= 1
    if (isUp(instance)) up -= 1
    going.push(instance)
  }
  return going
}

/** Where all places there are have one, nobody can stand in: then at least one does without. */
function toUnavailable({ update, candidates }: GroupState): number {
  return candidates?.length === 0 ? Math.max(update.maxUnavailable, 1) : update.maxUnavailable
}

/** Ready, and a new one for long enough: only then does it stand in for another. */
function isServing(instance: InstanceState): boolean {
  return isReady(instance) && (instance.isProven || !instance.isCurrent)
}

function isReady({ condition }: InstanceState): boolean {
  return condition === 'ready'
}

/** All instances, the first to go first. */
function toOrderOfGoing(group: GroupState): readonly InstanceState[] {
  const { instances, layout, removalPolicy: policy } = group
  const stale = chooseStale(group, instances.length)
  // Replacements make zones uneven for a while, which is none of the zones' business.
  const movers = stale.length > 0 ? [] : chooseMovers(group)
  const isUnready = (instance: InstanceState): boolean => !isReady(instance)
  return [
    ...new Set([
      ...stale.filter(isUnready),
      ...movers.filter(isUnready),
      ...(stale.length > 0 ? [] : chooseUseless(group)),
      ...stale,
      ...movers,
      ...chooseSurplus({ count: instances.length, layout, occupants: instances, policy }),
    ]),
  ]
}

/**
 * Who gets no traffic and need not be kept. One whose zone would then have too few was made to fill
 * it, and would be made again and again with no pause between: it is kept.
 */
function chooseUseless(group: GroupState): readonly InstanceState[] {
  const { instances, layout, removalPolicy: policy } = group
  const ordered = chooseSurplus({ count: instances.length, layout, occupants: instances, policy })
  const useless = [
    ...ordered.filter(isCrashLooping),
    ...ordered.filter(({ condition }) => condition === 'running'),
  ]
  if (!isSpread(group)) return useless
  return useless.filter((each) => {
    const left = instances.filter((other) => other !== each)
    return overfullZones(left.length, layout, left).size === 0
  })
}

function chooseStale(group: GroupState, count: number): readonly InstanceState[] {
  const { instances, layout, removalPolicy: policy } = group
  const stale = instances.filter((each) => isStale(group, each))
  return chooseSurplus({ count, layout, occupants: stale, policy })
}

/** Who leaves a zone that has more than its share. */
function chooseMovers(group: GroupState): readonly InstanceState[] {
  const { size, layout, instances } = group
  if (!isSpread(group)) return []
  const overfull = overfullZones(size, layout, instances)
  return [...overfull].flatMap(([zone, count]) => {
    const occupants = instances.filter((each) => each.zone === zone)
    const ordered = chooseSurplus({ count: occupants.length, layout, occupants, policy: 'default' })
    return [...new Set([...ordered.filter(isCrashLooping), ...ordered])].slice(0, count)
  })
}

/**
 * Whether zones are kept even. Only by the default policy: the others put age above the spread, and
 * would undo what was moved. And not where instances are of themselves.
 */
function isSpread({ removalPolicy, candidates }: GroupState): boolean {
  return removalPolicy === 'default' && candidates === null
}

function toReason(group: GroupState, instance: InstanceState): string {
  if (instance.isLost) return 'Its address is no longer one of the group’s.'
  if (!isInside(group.layout, instance)) return 'Its place is no longer one of the group’s.'
  if (isStale(group, instance) && isCrashLooping(instance)) {
    return 'It keeps ending, and its launch is outdated.'
  }
  if (instance.isUnhealthy) return 'It fails its health check.'
  if (!instance.isCurrent) return 'Another of today’s launch took its place.'
  return `The group has more than ${group.size}.`
}

function toId({ id }: Occupant): string {
  return id
}
