/** Lines over the last five minutes: how long answers took, and how many requests there were. */

import type { HistoryPoint, ListenerView } from '../model.ts'
import { html, svg } from './dom.ts'
import { toCount, toMs } from './words.ts'

const SPAN_MS = 300_000
/** Nobody looked for that long: the line is broken there. */
const GAP_MS = 5_000
const SIZE = { width: 420, height: 90 } as const

interface Line {
  readonly name: string
  /** How it is drawn. */
  readonly sign?: string
  readonly valueOf: (point: HistoryPoint) => number | null
}

interface Chart {
  readonly title: string
  readonly lines: readonly Line[]
  readonly toWords: (value: number | null) => string
}

const latency: Chart = {
  title: 'Latency',
  lines: [
    { name: 'p50', sign: '━', valueOf: (point) => point.latency?.p50Ms ?? null },
    { name: 'p99', sign: '╍', valueOf: (point) => point.latency?.p99Ms ?? null },
  ],
  toWords: toMs,
}

const requests: Chart = {
  title: 'Requests',
  lines: [{ name: 'requests', valueOf: (point) => point.requests }],
  toWords: (value) => `${toCount(value ?? 0)}/s`,
}

export function toCharts(listener: ListenerView, nowMs: number): Element {
  const { protocol, port, history } = listener
  const charts = protocol === 'TCP' ? [requests] : [latency, requests]
  return html(
    'div',
    { class: 'charts' },
    ...charts.map((chart) => toFigure(chart, { place: `${protocol} :${port}`, history, nowMs })),
  )
}

interface Data {
  readonly place: string
  readonly history: readonly HistoryPoint[]
  readonly nowMs: number
}

function toFigure({ title, lines, toWords }: Chart, { place, history, nowMs }: Data): Element {
  const values = history.flatMap((point) => lines.map(({ valueOf }) => valueOf(point) ?? 0))
  const most = Math.max(1, ...values)
  const last = history.at(-1)
  const now = lines.map(({ name, sign, valueOf }) => {
    const value = toWords(last === undefined ? null : valueOf(last))
    return sign === undefined ? value : `${sign} ${name} ${value}`
  })
  const caption = `${title} of ${place}, last 5 minutes`
  const label = `${caption}: now ${now.join(', ')}; at most ${toWords(most)}`
  return html(
    'figure',
    {},
    html('figcaption', {}, `${title} of ${place}`, html('strong', {}, now.join(' · '))),
    svg(
      'svg',
      { viewBox: `0 0 ${SIZE.width} ${SIZE.height}`, role: 'img', 'aria-label': label },
      svg('path', { class: 'axis', d: `M0 12H${SIZE.width}M0 ${SIZE.height - 14}H${SIZE.width}` }),
      svg('text', { x: 0, y: 9 }, toWords(most)),
      svg('text', { x: 0, y: SIZE.height - 2 }, '5 min ago'),
      svg('text', { x: SIZE.width, y: SIZE.height - 2, 'text-anchor': 'end' }, 'now'),
      ...lines.map(({ name, valueOf }) =>
        svg('path', { class: `curve ${name}`, d: toPath(history, { valueOf, most, nowMs }) }),
      ),
    ),
  )
}

function toPath(
  history: readonly HistoryPoint[],
  scale: { readonly valueOf: Line['valueOf']; readonly most: number; readonly nowMs: number },
): string {
  let path = ''
  let beforeMs = -Infinity
  const span = SIZE.height - 26
  for (const point of history) {
    const value = scale.valueOf(point)
    const x = SIZE.width * (1 - (scale.nowMs - point.atMs) / SPAN_MS)
    if (value === null || x < 0) continue
    const y = 12 + span * (1 - value / scale.most)
    path += `${point.atMs - beforeMs > GAP_MS ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`
    beforeMs = point.atMs
  }
  return path
}
