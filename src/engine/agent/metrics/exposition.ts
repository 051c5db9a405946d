/**
 * The two text formats of metrics: that of Prometheus, version 0.0.4, and OpenMetrics 1.0.
 *
 * Answers for: which of them is asked for, the form of families and samples, escaping, numbers; a
 * histogram's buckets adding up. Pure. Does not know: what is measured.
 * https://prometheus.io/docs/instrumenting/exposition_formats/
 * https://prometheus.io/docs/specs/om/open_metrics_spec/
 */

export type Format = 'prometheus' | 'openmetrics'

export const contentTypes: Readonly<Record<Format, string>> = {
  prometheus: 'text/plain; version=0.0.4; charset=utf-8',
  openmetrics: 'application/openmetrics-text; version=1.0.0; charset=utf-8',
}

export type Labels = Readonly<Record<string, string>>

/** All samples of one name. Families with none are left out. */
export interface Family {
  readonly name: string
  readonly type: 'counter' | 'gauge' | 'histogram' | 'summary'
  readonly help: string
  readonly samples: Iterable<Sample>
}

export interface Sample {
  readonly labels: Labels
  /** What stands behind the family's name: `_sum`, `_count`, `_bucket`. Absent: nothing. */
  readonly suffix?: string
  readonly value: number
}

export interface Histogram {
  readonly labels: Labels
  /** Inclusive upper ends. */
  readonly bounds: readonly number[]
  /** Of each bucket by itself, the last for what is beyond all bounds. */
  readonly counts: readonly number[]
  readonly sum: number
}

/** What an `Accept` header asks for; that of Prometheus unless OpenMetrics is liked as well. */
export function chooseFormat(accept: string | undefined): Format {
  const wishes = (accept ?? '').split(',').map(toWish)
  const best = (isMeant: (wish: Wish) => boolean): number =>
    Math.max(0, ...wishes.filter(isMeant).map(({ quality }) => quality))
  const open = best(
    ({ type, version }) =>
      type === 'application/openmetrics-text' && ['', '1.0.0', '0.0.1'].includes(version),
  )
  const plain = best(({ type }) => type === 'text/plain')
  return open > 0 && open >= plain ? 'openmetrics' : 'prometheus'
}

interface Wish {
  readonly type: string
  readonly version: string
  /** 0 to 1; RFC 9110 12.4.2. */
  readonly quality: number
}

function toWish(text: string): Wish {
  const [type = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase())
  const values = new Map(
    parameters.map((parameter) => {
      const [name = '', value = ''] = parameter.split('=')
      return [name.trim(), value.trim().replaceAll('"', '')]
    }),
  )
  const quality = Number(values.get('q') ?? 1)
  return { type, version: values.get('version') ?? '', quality: quality >= 0 ? quality : 0 }
}

/** A family after the other, each in pieces. */
export function* toExposition(
  families: Iterable<Family>,
  format: Format = 'prometheus',
): Generator<string> {
  const isOpen = format === 'openmetrics'
  for (const { name, type, help, samples } of families) {
    let isFirst = true
    // There the suffix of counters is no part of the family's name.
    const title = isOpen && type === 'counter' ? name.replace(/_total$/, '') : name
    const text = isOpen ? escapeLabel(help) : escapeHelp(help)
    for (const { labels, suffix = '', value } of samples) {
      if (isFirst) yield `# HELP ${title} ${text}\n# TYPE ${title} ${type}\n`
      isFirst = false
      yield `${name}${suffix}${toLabels(labels, isOpen)} ${toNumber(value)}\n`
    }
  }
  if (isOpen) yield '# EOF\n'
}

export function* toHistogramSamples({ labels, bounds, counts, sum }: Histogram): Generator<Sample> {
  let count = 0
  for (const [index, bound] of bounds.entries()) {
    count += counts[index] ?? 0
    yield { labels: { ...labels, le: toNumber(bound) }, suffix: '_bucket', value: count }
  }
  count += counts[bounds.length] ?? 0
  yield { labels: { ...labels, le: '+Inf' }, suffix: '_bucket', value: count }
  yield { labels, suffix: '_sum', value: sum }
  yield { labels, suffix: '_count', value: count }
}

function toLabels(labels: Labels, isOpen: boolean): string {
  const parts = Object.entries(labels).map(([name, value]) => {
    // OpenMetrics has whole bounds of buckets with a point.
    const text = isOpen && name === 'le' && /^\d+$/.test(value) ? `${value}.0` : value
    return `${name}="${escapeLabel(text)}"`
  })
  return parts.length === 0 ? '' : `{${parts.join(',')}}`
}

function escapeLabel(text: string): string {
  return escapeHelp(text).replaceAll('"', String.raw`\"`)
}

function escapeHelp(text: string): string {
  return text.replaceAll('\\', String.raw`\\`).replaceAll('\n', String.raw`\n`)
}

function toNumber(value: number): string {
  if (Number.isNaN(value)) return 'NaN'
  if (Number.isFinite(value)) return String(value)
  return value > 0 ? '+Inf' : '-Inf'
}
