/** Durations as people type them: `90s`, `30m`, `24h`, `7d`. Pure. */

import { UsageError } from './command.ts'

const UNITS_MS: Readonly<Record<string, number>> = {
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
}

/** In milliseconds. */
export function parseDuration(text: string): number {
  const match = /^(\d{1,9})([smhd])$/.exec(text)
  const durationMs = Number(match?.[1]) * (UNITS_MS[match?.[2] ?? ''] ?? Number.NaN)
  if (Number.isSafeInteger(durationMs) && durationMs > 0) return durationMs
  throw new UsageError(`"${text}" is no duration: 90s, 30m, 24h and 7d are.`)
}
