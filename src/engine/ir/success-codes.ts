/**
 * Which HTTP statuses count as success (R27): `2xx`, `301`, `200-204`.
 *
 * Answers for: reading these spellings and their one normal form. Pure.
 */

import type { CodeRange } from './config.ts'

const statusFirst = 100
const statusLast = 599

/** Null when `text` is no class, status or range between 100 and 599. */
export function toCodeRange(text: string): CodeRange | null {
  const classMatch = /^([1-5])xx$/i.exec(text)
  if (classMatch !== null) {
    const from = Number(classMatch[1]) * 100
    return { from, to: from + 99 }
  }
  const rangeMatch = /^(\d{3})(?:-(\d{3}))?$/.exec(text)
  if (rangeMatch === null) return null
  const from = Number(rangeMatch[1])
  const to = Number(rangeMatch[2] ?? rangeMatch[1])
  return from >= statusFirst && to <= statusLast && from <= to ? { from, to } : null
}

/** Sorted, without overlap, adjoining ranges joined. Unreadable items are left out. */
export function toCodeRanges(texts: readonly string[]): readonly CodeRange[] {
  const ranges = texts.map(toCodeRange).filter((range) => range !== null)
  const joined: CodeRange[] = []
  for (const range of ranges.toSorted((left, right) => left.from - right.from)) {
    const last = joined.at(-1)
    if (last === undefined || range.from > last.to + 1) joined.push(range)
    else joined.splice(-1, 1, { from: last.from, to: Math.max(last.to, range.to) })
  }
  return joined
}

/**
 * Equal sets of statuses have equal normal forms: whole classes apart, then ranges and statuses.
 */
export function toNormalCodes(texts: readonly string[]): string[] {
  return toCodeRanges(texts).flatMap(splitByClass).map(writeRange)
}

function splitByClass(range: CodeRange): CodeRange[] {
  const parts: CodeRange[] = []
  for (let from = range.from; from <= range.to;) {
    const classEnd = Math.floor(from / 100) * 100 + 99
    const to = Math.min(range.to, classEnd)
    parts.push({ from, to })
    from = to + 1
  }
  return parts
}

function writeRange({ from, to }: CodeRange): string {
  if (from % 100 === 0 && to === from + 99) return `${from / 100}xx`
  return from === to ? String(from) : `${from}-${to}`
}
