/**
 * The servers of a backend service as lines: each with its state and reason, long lists folded.
 *
 * Answers for: that the words tell what the colours do, and that what ails is seen first. Pure.
 */

import type { TargetHealth } from '../../engine/client/contract.ts'
import { toColumns } from './layout.ts'
import type { DrainNote } from './scene.ts'
import { toHostPort } from './scene.ts'
import type { Style } from './style.ts'
import { toDuration } from './time.ts'

/** A longer list is folded: so many that are not well are shown, and the others counted. */
const SHOWN_MAX = 10

type State = TargetHealth['state']

/** What ails first. */
const states: readonly State[] = [
  'unhealthy',
  'draining',
  'initial',
  'unused',
  'unchecked',
  'healthy',
]

export interface TargetLinesOptions {
  readonly style: Style
  readonly nowMs: number
  /** Every server, however many. */
  readonly isAll: boolean
  readonly drainOf: (target: TargetHealth) => DrainNote | null
}

export function toTargetLines(
  targets: readonly TargetHealth[],
  options: TargetLinesOptions,
): readonly string[] {
  if (options.isAll || targets.length <= SHOWN_MAX) return toLines(targets, options)
  const ailing = states
    .filter((state) => !isServing(state))
    .flatMap((state) => targets.filter((target) => target.state === state))
  const shown = ailing.slice(0, SHOWN_MAX)
  const rest = targets.filter((target) => !shown.includes(target))
  const more = `… ${toCounts(rest)}${shown.length === 0 ? '' : ' more'} (--all shows each)`
  return [...toLines(shown, options), options.style.faint(more)]
}

/** `3 unhealthy, 997 healthy`. */
export function toCounts(targets: readonly TargetHealth[]): string {
  const counts = Map.groupBy(targets, (target) => target.state)
  return states
    .flatMap((state) => {
      const count = counts.get(state)?.length ?? 0
      return count === 0 ? [] : [`${count} ${state}`]
    })
    .join(', ')
}

/** `2 of 3 healthy`, coloured. */
export function toSummary(targets: readonly TargetHealth[], style: Style): string {
  const admitted = targets.filter((target) => target.state !== 'unused')
  if (admitted.length === 0) return style.warning('no targets')
  const up = admitted.filter((target) => isServing(target.state)).length
  const text = `${up} of ${admitted.length} healthy`
  if (up === admitted.length) return style.good(text)
  return up === 0 ? style.bad(text) : style.warning(text)
}

export function isServing(state: State): boolean {
  return state === 'healthy' || state === 'unchecked'
}

function toLines(
  targets: readonly TargetHealth[],
  { style, nowMs, drainOf }: TargetLinesOptions,
): readonly string[] {
  const rows = targets.map((target) => [
    toState(target.state, style),
    toHostPort(target.address, target.port),
    `weight ${target.weight}`,
    target.zone,
    [toAge(target, { style, nowMs }), toReason(target, drainOf(target))]
      .filter((text) => text !== '')
      .join(' '),
  ])
  return toColumns(rows)
}

/** Nothing was heard of it yet. */
function toAge({ sinceMs }: TargetHealth, { style, nowMs }: { style: Style; nowMs: number }) {
  return sinceMs === 0 ? '' : style.faint(`for ${toDuration(nowMs - sinceMs)}`)
}

function toReason({ reason }: TargetHealth, note: DrainNote | null): string {
  if (note !== null) {
    return `(drained by ${note.by}${note.reason === '' ? '' : `: ${note.reason}`})`
  }
  return reason === null ? '' : `(${reason.replaceAll('_', ' ')})`
}

export function toState(state: State, style: Style): string {
  switch (state) {
    case 'healthy':
    case 'unchecked':
      return style.good(`● ${state}`)
    case 'unhealthy':
      return style.bad(`✖ ${state}`)
    case 'initial':
    case 'draining':
      return style.warning(`◌ ${state}`)
    case 'unused':
      return style.faint(`○ ${state}`)
  }
}
