/**
 * Whose fault it is when HAProxy refuses a configuration.
 *
 * Answers for: from HAProxy's words, by the lines that they name, to the listener or pool at fault.
 * Does not know: why it was refused.
 */

import type { Problem, ProxyConfig } from '../../ir/index.ts'
import { toRejection } from '../check.ts'
import { listenersOf, poolsOf } from '../parts.ts'
import { toBackName, toFrontName } from './naming.ts'

const WORDS_MAX = 2000

export function toFaults(
  refusal: { readonly words: string; readonly text: string },
  config: ProxyConfig,
): readonly Problem[] {
  const owners = new Map([
    ...listenersOf(config).map(({ id }) => [toFrontName(id), id] as const),
    ...poolsOf(config).map(({ id }) => [toBackName(id), id] as const),
  ])
  const lines = refusal.text.split('\n')
  const named = [...refusal.words.matchAll(/\[[^\]]*:(\d+)\]/g)].map(([, line]) =>
    sectionOf(lines, Number(line)),
  )
  const spoken = [...refusal.words.matchAll(/\b([lp]_[0-9a-f]{20})\b/g)].map(([, name]) => name)
  const ids = [...named, ...spoken]
    .map((name) => owners.get(name ?? ''))
    .filter((id) => id !== undefined)
  const message = `HAProxy refuses the configuration: ${refusal.words.trim().slice(0, WORDS_MAX)}`
  const found = [...new Set(ids)]
  return found.length === 0
    ? [toRejection(null, message)]
    : found.map((id) => toRejection(id, message))
}

function sectionOf(lines: readonly string[], line: number): string | undefined {
  for (let at = Math.min(line, lines.length) - 1; at >= 0; at--) {
    const name = /^(?:frontend|backend) (\S+)$/.exec(lines[at] ?? '')?.[1]
    if (name !== undefined) return name
  }
  return undefined
}
