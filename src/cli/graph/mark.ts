/**
 * How an object stands, as one sign, one word and one colour, so that none of them is needed alone.
 * Pure.
 */

import type { TargetHealth } from '../../engine/client/contract.ts'
import type { Style } from '../render/style.ts'
import { isServing } from '../render/targets.ts'

export interface Mark {
  readonly state: 'good' | 'partly' | 'bad' | 'none'
  /** `● 2 of 2 healthy`. */
  readonly text: string
}

/** Null for what has no health. */
export function toMark(targets: readonly TargetHealth[] | null): Mark | null {
  if (targets === null) return null
  const admitted = targets.filter(({ state }) => state !== 'unused')
  const up = admitted.filter(({ state }) => isServing(state)).length
  const count = `${up} of ${admitted.length} healthy`
  if (admitted.length === 0) {
    return { state: 'none', text: targets.length === 0 ? '○ no servers' : '○ unused' }
  }
  if (up === admitted.length) return { state: 'good', text: `● ${count}` }
  return up === 0 ? { state: 'bad', text: `✖ ${count}` } : { state: 'partly', text: `◐ ${count}` }
}

export function paintMark(mark: Mark, style: Style): string {
  switch (mark.state) {
    case 'good':
      return style.good(mark.text)
    case 'partly':
      return style.warning(mark.text)
    case 'bad':
      return style.bad(mark.text)
    case 'none':
      return style.faint(mark.text)
  }
}
