/**
 * How large a group should be, from its policies and what was measured (R32).
 *
 * Answers for: one decision after each look, with its cause in a sentence. Pure: what it has to
 * remember it is given, and gives back.
 * Does not know: how anything is measured, when looks are due, how a size is made true.
 *
 * Growing needs a few looks in a row that say so (3), shrinking more (15). Of policies that want
 * to grow, the one that wants most has its way; the group shrinks only when no policy that keeps a
 * target objects. What is shrunk to leaves a tenth of the target free, so that a load which stays
 * within a twentieth of itself never makes a group shrink and grow by turns.
 */

import { latestBetween, toRecurrence } from '../../kinds/index.ts'
import type { ScalingMetric, ScalingPolicy } from '../../kinds/index.ts'

/** A group shrinks to a size with which the metric is at most so much of its target. */
const SHRUNK_TO = 0.9

export interface ScalingGroup {
  readonly policies: readonly ScalingPolicy[]
  readonly minSize: number
  readonly maxSize: number
  readonly cooldownMs: number
}

export interface ScalingMemory {
  /** One for each policy. */
  readonly hits: readonly Hits[]
  /** Up to when times of schedules have been seen to; null: nothing yet. */
  readonly scheduledToMs: number | null
}

/** Looks in a row that say the group should grow, or shrink. */
interface Hits {
  readonly out: number
  readonly in: number
  /** The most that looks of the row would have left. */
  readonly inSize: number
}

/** What one look at a policy's metric has found; null: nothing to go by. */
export type Measured = number | null

export interface Look {
  readonly nowMs: number
  readonly size: number
  /** Of how many instances the measured is the average: fewer than the size while some begin. */
  readonly serving: number
  /** When a policy last changed the size; null: never. */
  readonly scaledAtMs: number | null
  /** One for each policy; undefined: it is not its turn. Schedules need none. */
  readonly measured: readonly (Measured | undefined)[]
}

export interface ScalingDecision {
  readonly size: number
  /** Why the size is another one; null when it is not. */
  readonly cause: string | null
  readonly memory: ScalingMemory
}

export const noMemory: ScalingMemory = { hits: [], scheduledToMs: null }

const noHits: Hits = { out: 0, in: 0, inSize: 0 }

export function decideSize(
  group: ScalingGroup,
  look: Look,
  memory: ScalingMemory,
): ScalingDecision {
  const scheduled = toScheduled(group, look, memory.scheduledToMs)
  const opinions = group.policies.map((policy, index) =>
    toOpinion(policy, { look, measured: look.measured[index] }, memory.hits[index] ?? noHits),
  )
  const hits = opinions.map((opinion) => opinion.hits)
  const next = { hits, scheduledToMs: look.nowMs }
  const wish = scheduled ?? (isCooling(group, look) ? null : toWish(opinions, look.size))
  const size = toBounds(wish?.size ?? look.size, group)
  if (wish === null || size === look.size) return { size, cause: null, memory: next }
  const bounded = size === wish.size ? '' : `, as far as the group's bounds allow`
  const cause = `From ${look.size} to ${size}${bounded}: ${wish.cause}`
  return { size, cause, memory: { ...next, hits: hits.map(() => noHits) } }
}

interface Wish {
  readonly size: number
  readonly cause: string
}

interface Opinion {
  readonly hits: Hits
  /** What it wants by now; null: nothing yet, or nothing else. */
  readonly wish: Wish | null
  /** It would not have the group shrink. */
  readonly objects: boolean
}

function toWish(opinions: readonly Opinion[], size: number): Wish | null {
  const wishes = opinions.map(({ wish }) => wish).filter((wish) => wish !== null)
  const largest = wishes.toSorted((a, b) => b.size - a.size)[0]
  if (largest === undefined || largest.size >= size) return largest ?? null
  return opinions.some(({ objects }) => objects) ? null : largest
}

function isCooling({ cooldownMs }: ScalingGroup, { nowMs, scaledAtMs }: Look): boolean {
  return scaledAtMs !== null && nowMs < scaledAtMs + cooldownMs && nowMs >= scaledAtMs
}

function toBounds(size: number, { minSize, maxSize }: ScalingGroup): number {
  return Math.min(Math.max(size, minSize), maxSize)
}

/** The latest time of any schedule since the last look; of one minute the later in the list. */
function toScheduled(
  { policies }: ScalingGroup,
  { nowMs }: Look,
  scheduledToMs: number | null,
): Wish | null {
  if (scheduledToMs === null) return null
  // What was missed for longer than this, by a sleep of the machine, is not made up for.
  const afterMs = Math.max(scheduledToMs, nowMs - MISSED_MAX_MS)
  let latest: (Wish & { readonly atMs: number }) | null = null
  for (const { type, recurrence: text, timeZone, capacity } of policies) {
    const recurrence = type === 'schedule' ? toRecurrence(text ?? '') : null
    if (recurrence === null || timeZone === null || capacity === null) continue
    const atMs = latestBetween({ recurrence, timeZone }, { afterMs, untilMs: nowMs })
    if (atMs === null || (latest !== null && atMs < latest.atMs)) continue
    latest = { atMs, size: capacity, cause: `it is time for "${text ?? ''}" (${timeZone}).` }
  }
  return latest
}

const MISSED_MAX_MS = 10 * 60_000

interface PolicyLook {
  readonly look: Look
  readonly measured: Measured | undefined
}

function toOpinion(policy: ScalingPolicy, { look, measured }: PolicyLook, before: Hits): Opinion {
  if (policy.type === 'schedule') return { hits: noHits, wish: null, objects: false }
  if (measured === undefined) {
    // Not its turn: what it has said stands.
    return { hits: before, wish: null, objects: policy.type === 'target' }
  }
  if (measured === null) return { hits: noHits, wish: null, objects: policy.type === 'target' }
  const own = { size: look.size, serving: look.serving, measured }
  return policy.type === 'target' ? keepTarget(policy, own, before) : takeStep(policy, own, before)
}

interface Own {
  readonly size: number
  readonly serving: number
  readonly measured: number
}

function keepTarget(policy: ScalingPolicy, own: Own, before: Hits): Opinion {
  const { size, serving, measured } = own
  const target = policy.target ?? Number.POSITIVE_INFINITY
  const metric = toMetricText(policy.metric)
  if (measured > target) {
    const hits = { ...noHits, out: before.out + 1 }
    const isDue = hits.out >= policy.scaleOutEvaluationCount
    // Those that begin will take their share: what they are here for is not asked for again.
    const needed = Math.ceil((Math.min(serving, size) * measured) / target)
    const wanted = serving < size ? needed : Math.max(needed, size + 1)
    const last = show(measured)
    const cause = `${metric} was above ${target} ${hits.out} times in a row, last ${last}.`
    const wish = isDue && wanted > size ? { size: wanted, cause } : null
    return { hits, wish, objects: true }
  }
  const enough = Math.ceil((size * measured) / (target * SHRUNK_TO))
  if (policy.disableScaleIn || enough >= size) return { hits: noHits, wish: null, objects: true }
  const hits = { out: 0, in: before.in + 1, inSize: Math.max(before.inSize, enough) }
  const isDue = hits.in >= policy.scaleInEvaluationCount
  const cause =
    `${metric} was low enough for fewer ${hits.in} times in a row, last ${show(measured)} ` +
    `where ${target} is aimed at.`
  return { hits, wish: isDue ? { size: hits.inSize, cause } : null, objects: !isDue }
}

function takeStep(policy: ScalingPolicy, { size, measured }: Own, before: Hits): Opinion {
  const threshold = policy.threshold ?? 0
  if (!isBeyond(policy.comparison, measured, threshold)) {
    return { hits: noHits, wish: null, objects: false }
  }
  const beyond = measured - threshold
  const step = policy.steps.find(
    ({ lowerBound, upperBound }) =>
      beyond >= (lowerBound ?? -Infinity) && beyond < (upperBound ?? Infinity),
  )
  if (step === undefined) return { hits: noHits, wish: null, objects: false }
  const wanted = Math.max(toAdjusted(policy.adjustmentType, size, step.adjustment), 0)
  const isOut = wanted >= size
  const hits = isOut
    ? { ...noHits, out: before.out + 1 }
    : { ...noHits, in: before.in + 1, inSize: wanted }
  const count = isOut ? hits.out : hits.in
  const needed = isOut ? policy.scaleOutEvaluationCount : policy.scaleInEvaluationCount
  const cause =
    `${toMetricText(policy.metric)} was ${policy.comparison ?? ''} ${threshold} ${count} times ` +
    `in a row, last ${show(measured)}.`
  return { hits, wish: count >= needed ? { size: wanted, cause } : null, objects: false }
}

function isBeyond(
  comparison: ScalingPolicy['comparison'],
  measured: number,
  threshold: number,
): boolean {
  switch (comparison) {
    case '>=':
      return measured >= threshold
    case '>':
      return measured > threshold
    case '<=':
      return measured <= threshold
    case '<':
      return measured < threshold
    case null:
      return false
  }
}

/** Percent: at least one, in the direction that is meant. */
function toAdjusted(
  type: ScalingPolicy['adjustmentType'],
  size: number,
  adjustment: number,
): number {
  if (type === 'exact') return adjustment
  if (type === 'change') return size + adjustment
  const change = (size * adjustment) / 100
  return size + (change < 0 ? Math.min(Math.ceil(change), -1) : Math.max(Math.floor(change), 1))
}

function toMetricText(metric: ScalingMetric | null): string {
  return (metric ?? '').replaceAll('_', ' ')
}

function show(value: number): string {
  return String(Math.round(value * 100) / 100)
}
