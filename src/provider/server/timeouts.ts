/**
 * How long an operation may take: the `timeouts` attribute that the framework gives each resource.
 */

import { check, optional } from '../schema/index.ts'
import type { Attributes } from '../schema/index.ts'
import { attributeOf, equalValues, isObjectValue } from '../values/index.ts'
import type { ObjectValue } from '../values/index.ts'

/** The operations whose limit the user can set. */
export type TimedOperation = 'create' | 'update' | 'delete'

export type Timeouts = Readonly<Record<TimedOperation, string>>

/** Durations as in "10m"; for what a declaration leaves out. */
export const DEFAULT_TIMEOUTS: Timeouts = { create: '10m', update: '10m', delete: '10m' }

/** How long a read, a check at plan time or an import may take. */
export const READ_TIMEOUT_MS = 5 * 60_000

const UNITS_MS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
}

/** Timers of the runtime count in 32 bits. */
const DURATION_MS_MAX = 2 ** 31 - 1

/** Milliseconds of a duration such as `90s`, `10m` or `1h30m`; null when it is none. */
export function parseDurationMs(text: string): number | null {
  if (!/^(?:\d+(?:\.\d+)?(?:ms|s|m|h))+$/.test(text)) return null
  let total = 0
  for (const [, amount = '', unit = ''] of text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)) {
    total += Number(amount) * (UNITS_MS[unit] ?? Number.NaN)
  }
  return total > 0 && total <= DURATION_MS_MAX ? Math.ceil(total) : null
}

const isDuration = check<string>(
  'must be a duration such as "90s", "10m" or "1h30m", up to 596h',
  (text) => parseDurationMs(text) !== null,
)

/** The attribute `timeouts`, its defaults in the description. */
export function timeoutsAttribute(defaults: Timeouts) {
  const of = (operation: TimedOperation) =>
    optional.string({
      description:
        `How long the ${operation} may take, such as \`90s\` or \`10m\`. ` +
        `Default: \`${defaults[operation]}\`.`,
      check: [isDuration],
    })
  return optional.object({
    description: 'How long operations may take before they are given up.',
    attributes: { create: of('create'), update: of('update'), delete: of('delete') },
  })
}

/** The limit of an operation: what the object says, else the default of its resource. */
export function timeoutMs(of: {
  readonly object: ObjectValue
  readonly operation: TimedOperation
  readonly defaults: Timeouts
}): number {
  const timeouts = attributeOf(of.object, 'timeouts')
  const own = isObjectValue(timeouts) ? attributeOf(timeouts, of.operation) : null
  const text = typeof own === 'string' ? own : of.defaults[of.operation]
  return parseDurationMs(text) ?? parseDurationMs(DEFAULT_TIMEOUTS[of.operation]) ?? 0
}

/** A change of the limits concerns nobody but this framework. */
export function differsInTimeoutsOnly(
  attributes: Attributes,
  [a, b]: readonly [ObjectValue, ObjectValue],
): boolean {
  return Object.entries(attributes).every(
    ([name, { type }]) =>
      (name === 'timeouts') !== equalValues(type, attributeOf(a, name), attributeOf(b, name)),
  )
}
