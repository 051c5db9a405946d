/**
 * Times that come again: five fields as in crontab(5), in a time zone that is said.
 *
 * Answers for: their grammar, and whether a minute is one of them. Does not know: what time it is.
 * Pure.
 *
 *   minute 0-59 · hour 0-23 · day of the month 1-31 · month 1-12 · weekday 0-7, 0 and 7 Sunday
 *   field = item {"," item} · item = ("*" | number | number "-" number) ["/" step]
 *
 * When both days are given, either will do, as in crontab(5). Numbers only, no names, no @daily.
 * Where the clock is put forward the minutes left out do not come; where it is put back those that
 * are told twice come twice.
 */

interface Field {
  readonly values: ReadonlySet<number>
  readonly isAny: boolean
}

export interface Recurrence {
  readonly minute: Field
  readonly hour: Field
  readonly day: Field
  readonly month: Field
  readonly weekday: Field
}

const MINUTE_MS = 60_000

/** Null when the text is not of the grammar. */
export function toRecurrence(text: string): Recurrence | null {
  const [minutes = '', hours = '', days = '', months = '', weekdays = '', ...more] = text
    .trim()
    .split(/\s+/)
  const minute = toField(minutes, { from: 0, to: 59 })
  const hour = toField(hours, { from: 0, to: 23 })
  const day = toField(days, { from: 1, to: 31 })
  const month = toField(months, { from: 1, to: 12 })
  const weekday = toField(weekdays, { from: 0, to: 7 })
  if (minute === null || hour === null || day === null || more.length > 0) return null
  if (month === null || weekday === null) return null
  const sundays = weekday.values.has(7) ? [...weekday.values, 0] : weekday.values
  return { minute, hour, day, month, weekday: { ...weekday, values: new Set(sundays) } }
}

interface Range {
  readonly from: number
  readonly to: number
}

function toField(text: string, limits: Range): Field | null {
  const parts = text.split(',').map((item) => toValues(item, limits))
  if (parts.some((values) => values === null)) return null
  return { values: new Set(parts.flatMap((values) => values ?? [])), isAny: text.startsWith('*') }
}

function toValues(item: string, limits: Range): readonly number[] | null {
  const match = /^(?:(\*)|(\d{1,2})(?:-(\d{1,2}))?)(?:\/(\d{1,2}))?$/.exec(item)
  if (match === null) return null
  const [, star, first, last, stepText] = match
  const from = star === undefined ? Number(first) : limits.from
  const isOpen = star !== undefined || (stepText !== undefined && last === undefined)
  const to = isOpen ? limits.to : Number(last ?? first)
  const step = Number(stepText ?? 1)
  if (step === 0 || from < limits.from || to > limits.to || from > to) return null
  return Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, at) => from + at * step)
}

export function isTimeZone(timeZone: string): boolean {
  try {
    toParts(timeZone)
    return true
  } catch {
    return false
  }
}

/**
 * The start of the latest minute after `afterMs` and up to `untilMs` that is one of the times; null
 * when there is none. Looks at each minute between.
 */
export function latestBetween(
  { recurrence, timeZone }: { readonly recurrence: Recurrence; readonly timeZone: string },
  { afterMs, untilMs }: { readonly afterMs: number; readonly untilMs: number },
): number | null {
  const parts = toParts(timeZone)
  for (let atMs = toMinute(untilMs); atMs > afterMs; atMs -= MINUTE_MS) {
    if (isOneOf(recurrence, parts.formatToParts(atMs))) return atMs
  }
  return null
}

function toMinute(atMs: number): number {
  return Math.floor(atMs / MINUTE_MS) * MINUTE_MS
}

function toParts(timeZone: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    minute: 'numeric',
    hour: 'numeric',
    day: 'numeric',
    month: 'numeric',
    weekday: 'short',
  })
}

const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']

function isOneOf(recurrence: Recurrence, parts: readonly Intl.DateTimeFormatPart[]): boolean {
  const textOf = (type: string): string => parts.find((part) => part.type === type)?.value ?? ''
  const { minute, hour, day, month, weekday } = recurrence
  if (!minute.values.has(Number(textOf('minute')))) return false
  if (!hour.values.has(Number(textOf('hour')))) return false
  if (!month.values.has(Number(textOf('month')))) return false
  const isDay = day.values.has(Number(textOf('day')))
  const isWeekday = weekday.values.has(WEEKDAYS.indexOf(textOf('weekday')))
  return day.isAny || weekday.isAny ? isDay && isWeekday : isDay || isWeekday
}
