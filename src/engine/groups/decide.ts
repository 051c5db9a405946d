/**
 * What to do next for one availability group, from all that is true of it now.
 *
 * Answers for: which instances to make, which to give up, which to start. Pure, and with no memory:
 * the same truth gives the same steps, whatever happened before, so that a crash between two steps
 * costs nothing.
 * Does not know: how long to wait, how steps are taken, how large a group should be.
 *
 * A changed group is rolled through one instance at a time: a new one is made beside the old, and
 * only when it is ready does an old one go.
 *
 * fewer than the size ──▶ make the missing
 * as many, one stale ───▶ make one more
 * more than the size ───▶ give up the surplus, as long as enough ready ones are left
 */

import { chooseSurplus, isInside, overfullZones, placeNext } from './placement.ts'
import type { Layout, Occupant, Place, RemovalPolicy } from './placement.ts'

export interface GroupState {
  /** How many instances there should be. */
  readonly size: number
  readonly layout: Layout
  readonly removalPolicy: RemovalPolicy
  readonly instances: readonly InstanceState[]
}

export interface InstanceState extends Occupant {
  /** Made of what the group says today; an instance of an earlier launch is not. */
  readonly isCurrent: boolean
  readonly condition: Condition
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
  readonly create: readonly Place[]
  readonly remove: readonly Removal[]
  /** Ids. */
  readonly start: readonly string[]
}

export interface Removal {
  readonly id: string
  /** Why, in a sentence. */
  readonly reason: string
}

/** From so many failures in a row on, an instance that is down counts as crash looping. */
export const CRASH_LOOP_FAILURES = 4

export function decide(group: GroupState): Decision {
  const hopeless = group.instances.filter((each) => isStale(group, each) && isCrashLooping(each))
  const staying = group.instances.filter((each) => !hopeless.includes(each))
  const surplus = chooseToGiveUp({ ...group, instances: staying })
  const going = new Set<Occupant>([...hopeless, ...surplus])
  const left = group.instances.filter((each) => !going.has(each))
  return {
    create: toCreate({ ...group, instances: left }),
    remove: [
      ...hopeless.map(({ id }) => ({ id, reason: 'It keeps ending, and its launch is outdated.' })),
      ...surplus.map((each) => ({ id: each.id, reason: toReason(group, each) })),
    ],
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

function isUp({ condition }: InstanceState): boolean {
  return condition === 'running' || condition === 'ready'
}

export function isCrashLooping({ condition, failures }: InstanceState): boolean {
  return condition === 'down' && failures >= CRASH_LOOP_FAILURES
}

function isStale({ layout }: GroupState, instance: InstanceState): boolean {
  return !instance.isCurrent || !isInside(layout, instance)
}

/**
 * The missing ones; or one more than enough, to replace one that is stale or in too full a zone.
 */
function toCreate(group: GroupState): readonly Place[] {
  const { size, layout, instances } = group
  const missing = size - instances.length
  if (missing > 0) return placeNext(missing, layout, instances)
  if (missing < 0) return []
  const [stale] = chooseStale(group, 1)
  if (stale !== undefined) {
    return placeNext(
      1,
      layout,
      instances.filter((each) => each !== stale),
    )
  }
  const canMove = instances.every(isReady)
  return canMove && chooseMovers(group).length > 0 ? placeNext(1, layout, instances) : []
}

/** Never leaves fewer than `size` in traffic, or fewer that run, if waiting can help it. */
function chooseToGiveUp(group: GroupState): readonly InstanceState[] {
  const { size, instances } = group
  const surplus = instances.length - size
  if (surplus <= 0) return []
  let up = instances.filter(isUp).length
  let ready = instances.filter(isReady).length
  const going: InstanceState[] = []
  for (const instance of toOrderOfGoing(group).slice(0, surplus)) {
    if (isReady(instance) && ready <= size) continue
    if (isUp(instance) && up <= size) continue
    if (isReady(instance)) ready -= 1
    if (isUp(instance)) up -= 1
    going.push(instance)
  }
  return going
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
function chooseUseless({ instances, layout, removalPolicy: policy }: GroupState): InstanceState[] {
  const ordered = chooseSurplus({ count: instances.length, layout, occupants: instances, policy })
  const useless = [
    ...ordered.filter(isCrashLooping),
    ...ordered.filter(({ condition }) => condition === 'running'),
  ]
  if (policy !== 'default') return useless
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

/**
 * Who leaves a zone that has more than its share. Only by the default policy: the others put age
 * above the spread, and would undo what was moved.
 */
function chooseMovers({ size, layout, removalPolicy, instances }: GroupState): InstanceState[] {
  if (removalPolicy !== 'default') return []
  const overfull = overfullZones(size, layout, instances)
  return [...overfull].flatMap(([zone, count]) => {
    const occupants = instances.filter((each) => each.zone === zone)
    const ordered = chooseSurplus({ count: occupants.length, layout, occupants, policy: 'default' })
    return [...new Set([...ordered.filter(isCrashLooping), ...ordered])].slice(0, count)
  })
}

function toReason(group: GroupState, instance: InstanceState): string {
  if (!isInside(group.layout, instance)) return 'Its place is no longer one of the group’s.'
  if (!instance.isCurrent) return 'Another of today’s launch took its place.'
  return `The group has more than ${group.size}.`
}

function toId({ id }: Occupant): string {
  return id
}
