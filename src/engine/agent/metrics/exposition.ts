/**
 * The text format of Prometheus, version 0.0.4.
 *
 * Answers for: the form of families and samples, escaping, numbers; a histogram's buckets adding
 * up. Pure. Does not know: what is measured.
 * https://prometheus.io/docs/instrumenting/exposition_formats/
 */

export const CONTENT_TYPE = 'text/plain; version=0.0.4; charset=utf-8'

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

/** A family after the other, each in pieces. */
export function* toExposition(families: Iterable<Family>): Generator<string> {
  for (const { name, type, help, samples } of families) {
    let isFirst = true
    for (const { labels, suffix = '', value } of samples) {
      if (isFirst) yield `# HELP ${name} ${escapeHelp(help)}\n# TYPE ${name} ${type}\n`
      isFirst = false
      yield `${name}${suffix}${toLabels(labels)} ${toNumber(value)}\n`
    }
  }
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

function toLabels(labels: Labels): string {
  const parts = Object.entries(labels).map(([name, value]) => `${name}="${escapeLabel(value)}"`)
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
