/** Times and durations as people read them. Pure. */

/** `2026-11-22 12:00:00.123Z`: the same on every machine. */
export function toTime(epochMs: number): string {
  return new Date(epochMs).toISOString().replace('T', ' ')
}

/** The two greatest units: `850 ms`, `12 s`, `3 min 5 s`, `2 h 10 min`, `4 d 1 h`. */
export function toDuration(durationMs: number): string {
  if (durationMs < 1000) return `${Math.max(0, Math.round(durationMs))} ms`
  const seconds = Math.floor(durationMs / 1000)
  const units = [
    { name: 'd', seconds: 86_400 },
    { name: 'h', seconds: 3600 },
    { name: 'min', seconds: 60 },
    { name: 's', seconds: 1 },
  ]
  const first = units.findIndex((unit) => seconds >= unit.seconds)
  let rest = seconds
  const parts: string[] = []
  for (const unit of units.slice(first, first + 2)) {
    const count = Math.floor(rest / unit.seconds)
    rest -= count * unit.seconds
    if (count > 0) parts.push(`${count} ${unit.name}`)
  }
  return parts.join(' ')
}
