/** What the drawing shows, as tables: for readers of screens, and for exact figures. */

import type { EventView, InstanceView, ServerView, ServiceView } from '../model.ts'
import { html, svg } from './dom.ts'
import type { Child } from './dom.ts'
import { signs, toCount, toLook, toMs, toShare, toState, toTime } from './words.ts'

const BAR_WIDTH = 90

interface Table {
  readonly caption: string
  readonly heads: readonly string[]
  readonly rows: readonly Element[]
}

/** Wide tables scroll by themselves, by keyboard too. */
function toTable({ caption, heads, rows }: Table): Element {
  return html(
    'div',
    { class: 'wide', role: 'region', tabindex: 0, 'aria-label': caption },
    html(
      'table',
      {},
      html('caption', {}, caption),
      html('thead', {}, html('tr', {}, ...heads.map((head) => html('th', { scope: 'col' }, head)))),
      html('tbody', {}, ...rows),
    ),
  )
}

function toRow(head: Child, ...cells: readonly Child[]): Element {
  const rest = cells.map((cell) => html('td', {}, cell))
  return html('tr', {}, html('th', { scope: 'row' }, head), ...rest)
}

export function toListenerTable({ listeners, services }: InstanceView): Element {
  const nameOf = new Map(services.map(({ id, name }) => [id, name]))
  return toTable({
    caption: 'Listeners',
    heads: ['Listener', 'Name', 'To', 'Requests/s', 'Errors/s', 'Open', 'p50', 'p99'],
    rows: listeners.map((each) =>
      toRow(
        `${each.protocol} :${each.port}`,
        each.isEnabled ? each.name : `${each.name} (disabled)`,
        nameOf.get(each.serviceId) ?? '–',
        toCount(each.requests),
        toErrors(each.errors),
        String(each.connections),
        toMs(each.latency?.p50Ms ?? null),
        toMs(each.latency?.p99Ms ?? null),
      ),
    ),
  })
}

export function toServiceTable(service: ServiceView): Element {
  const { name, groupName, algorithm, servers, serversLeftOut } = service
  const how = algorithm.replaceAll('_', ' ')
  const more = serversLeftOut === 0 ? '' : `; ${serversLeftOut} more are not shown`
  return toTable({
    caption: `Servers of ${name}: group ${groupName}, ${how}${more}`,
    heads: [
      ...['Server', 'State', 'Zone', 'Weight', 'Share due', 'Share of the last minute'],
      ...['Requests/s', 'Errors/s', 'Open', 'Mean'],
    ],
    rows: servers.map(toServerRow),
  })
}

function toServerRow(server: ServerView): Element {
  const look = toLook(server)
  return toRow(
    server.place,
    html('span', { class: `state ${look}` }, `${signs[look]} ${toState(server)}`),
    server.zone,
    String(server.weight),
    toShare(server.wantedShare),
    html('span', { class: 'share' }, toBar(server), toShare(server.share)),
    toCount(server.requests),
    toErrors(server.errors),
    String(server.connections),
    toMs(server.meanMs),
  )
}

/** The share as a bar, what is due as a mark on it. */
function toBar({ share, wantedShare }: ServerView): Element {
  const mark =
    wantedShare === null
      ? null
      : svg('rect', {
          class: 'due',
          x: (wantedShare * (BAR_WIDTH - 2)).toFixed(1),
          width: 2,
          height: 14,
        })
  return svg(
    'svg',
    { viewBox: `0 0 ${BAR_WIDTH} 14`, width: BAR_WIDTH, height: 14, 'aria-hidden': 'true' },
    svg('rect', { class: 'whole', y: 3, width: BAR_WIDTH, height: 8, rx: 2 }),
    svg('rect', { class: 'part', y: 3, width: (share ?? 0) * BAR_WIDTH, height: 8, rx: 2 }),
    mark,
  )
}

function toErrors(errors: number): Child {
  if (errors === 0) return '0'
  return html('span', { class: 'state bad' }, `${signs.bad} ${toCount(errors)}`)
}

export function toEventTable(events: readonly EventView[]): Element {
  if (events.length === 0) return html('p', {}, 'None yet.')
  return toTable({
    caption: 'The latest first',
    heads: ['Time', 'Event', 'Of', 'Why'],
    rows: events.map(({ atMs, type, what, message }) =>
      toRow(html('time', {}, toTime(atMs)), type, what, message),
    ),
  })
}
