/**
 * Scaling policies of an availability group (R32): what makes it larger or smaller.
 *
 * Answers for: their form, and what each type needs. Does not know: how a decision is made;
 * `groups/scaling` does. Pure.
 *
 * target:   keeps a metric near a value, as a thermostat does.
 * step:     changes the size by steps once a metric is beyond a threshold.
 * schedule: sets the size at certain times.
 */

import type { Problem } from '../ir/index.ts'
import { amount, flag, list, oneOf, optional, orNull, record, text, whole } from './declare.ts'
import type { SpecOf } from './declare.ts'
import { toProblem } from './problems.ts'
import { isTimeZone, toRecurrence } from './recurrence.ts'

const policiesMax = 16
const stepsMax = 16
const valueMax = 1_000_000_000
const sizeMax = 300
const recurrenceCharactersMax = 256
const zoneCharactersMax = 64

/**
 * Averages over the instances that get traffic. `cpu`: percent of one processor. `memory`: percent
 * of the instance's own limit, without one of this machine's. `requests_per_instance`: in a second.
 */
export const scalingMetrics = [
  'cpu',
  'memory',
  'requests_per_instance',
  'active_connections_per_instance',
] as const

const stepSchema = record({
  /** From the threshold on: a metric of threshold + lower up to threshold + upper. Null: no end. */
  lowerBound: orNull(amount(-valueMax, valueMax)),
  upperBound: orNull(amount(-valueMax, valueMax)),
  adjustment: whole(-sizeMax, sizeMax),
})

const policySchema = record({
  type: oneOf(['target', 'step', 'schedule']),
  metric: orNull(oneOf(scalingMetrics)),
  /** What the metric is kept near. */
  target: orNull(amount(0, valueMax)),
  disableScaleIn: optional(flag(), false),
  threshold: orNull(amount(0, valueMax)),
  comparison: orNull(oneOf(['>=', '>', '<=', '<'])),
  /** `change`: by so many. `percent`: by so much of the size, at least one. `exact`: to so many. */
  adjustmentType: optional(oneOf(['change', 'percent', 'exact']), 'change'),
  steps: optional(list(stepSchema, { from: 0, to: stepsMax }), []),
  /** One look at the metric in so many seconds. */
  periodSeconds: optional(whole(1, 3600), 10),
  /** Looks in a row that say so before the group grows, or shrinks. */
  scaleOutEvaluationCount: optional(whole(1, 100), 3),
  scaleInEvaluationCount: optional(whole(1, 100), 15),
  recurrence: orNull(text(recurrenceCharactersMax)),
  timeZone: orNull(text(zoneCharactersMax)),
  /** The size from then on. */
  capacity: orNull(whole(0, sizeMax)),
})

export const policiesSchema = optional(list(policySchema, { from: 0, to: policiesMax }), [])

export type ScalingPolicy = SpecOf<typeof policySchema>
export type ScalingMetric = (typeof scalingMetrics)[number]

const fieldsOf: Readonly<Record<ScalingPolicy['type'], readonly (keyof ScalingPolicy)[]>> = {
  target: ['metric', 'target'],
  step: ['metric', 'threshold', 'comparison'],
  schedule: ['recurrence', 'timeZone', 'capacity'],
}
const particular = [...new Set(Object.values(fieldsOf).flat())]

/** What is wrong with policies beyond their form; paths from the list on. */
export function checkPolicies(policies: readonly ScalingPolicy[]): readonly Problem[] {
  return policies.flatMap((policy, index) => {
    const toOwn = (field: string, message: string): Problem =>
      toProblem('invalid_argument', ['scalingPolicies', index, field], message)
    const wanted = fieldsOf[policy.type]
    return [
      ...wanted
        .filter((field) => policy[field] === null)
        .map((field) => toOwn(field, `A policy of the type "${policy.type}" needs it.`)),
      ...particular
        .filter((field) => !wanted.includes(field) && policy[field] !== null)
        .map((field) => toOwn(field, `It is not for policies of the type "${policy.type}".`)),
      ...checkSteps(policy, toOwn),
      ...checkTimes(policy, toOwn),
    ]
  })
}

type ToProblem = (field: string, message: string) => Problem

function checkSteps({ type, steps, target }: ScalingPolicy, toOwn: ToProblem): readonly Problem[] {
  if (target === 0) return [toOwn('target', 'The target must be greater than 0.')]
  if (type !== 'step') return steps.length === 0 ? [] : [toOwn('steps', 'Steps are for "step".')]
  if (steps.length === 0) return [toOwn('steps', 'A policy of the type "step" needs some.')]
  const ends = steps.map(({ lowerBound, upperBound }) => ({
    from: lowerBound ?? -Infinity,
    to: upperBound ?? Infinity,
  }))
  if (ends.some(({ from, to }) => from >= to)) {
    return [toOwn('steps', 'The upper bound of a step must be greater than its lower one.')]
  }
  const sorted = ends.toSorted((a, b) => a.from - b.from)
  const overlaps = sorted.some(({ to }, index) => to > (sorted[index + 1]?.from ?? Infinity))
  return overlaps ? [toOwn('steps', 'Steps must not overlap.')] : []
}

function checkTimes(policy: ScalingPolicy, toOwn: ToProblem): readonly Problem[] {
  const { recurrence, timeZone } = policy
  const problems: Problem[] = []
  if (recurrence !== null && toRecurrence(recurrence) === null) {
    const message =
      `"${recurrence}" is not five fields (minute, hour, day of the month, month, day of the ` +
      'week), each *, a number, a range, a list of them, or one of these with a step such as */5.'
    problems.push(toOwn('recurrence', message))
  }
  if (timeZone !== null && !isTimeZone(timeZone)) {
    problems.push(
      toOwn('timeZone', `"${timeZone}" is not a time zone such as Europe/Berlin or UTC.`),
    )
  }
  return problems
}
