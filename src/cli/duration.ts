/** Durations and moments as people type them: `90s`, `30m`, `24h`, `7d`. Pure. */

import { UsageError } from './command.ts'

const UNITS_MS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
}

/** In milliseconds. */
export function parseDuration(text: string): number {
  const durationMs = findDuration(text)
  if (durationMs !== null) return durationMs
  throw new UsageError(`"${text}" is no duration: 90s, 30m, 24h and 7d are.`)
}

function findDuration(text: string): number | null {
  const match = /^(\d{1,9})(ms|[smhd])$/.exec(text)
  const durationMs = Number(match?.[1]) * (UNITS_MS[match?.[2] ?? ''] ?? Number.NaN)
  return Number.isSafeInteger(durationMs) && durationMs > 0 ? durationMs : null
}

/** Milliseconds since the epoch: so long ago, or a time such as 2030-01-31T12:00Z. */
export function parseMoment(text: string, nowMs: number): number {
  const durationMs = findDuration(text)
  if (durationMs !== null) return nowMs - durationMs
  const moment = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : Number.NaN
  if (!Number.isNaN(moment)) return moment
  throw new UsageError(`"${text}" is no time: 10m (ago), 2030-01-31 and 2030-01-31T12:00Z are.`)
}
