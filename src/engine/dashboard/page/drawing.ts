/**
 * The graph of one load balancer: listeners, backend services, servers, and what flows between.
 *
 * Answers for: places and lines. The tables below it say the same in words.
 */

import type { InstanceView, ListenerView, ServerView, ServiceView } from '../model.ts'
import { svg } from './dom.ts'
import { signs, toCount, toLook, toServing, toShare, toShort } from './words.ts'
import type { Look } from './words.ts'

const WIDTH = 960
const BOX = { width: 230, height: 44 }
const ROW = 54
const COLUMNS = [0, 365, 730] as const
/** More servers than these are told by number; the table has them. */
const SERVERS_DRAWN_MAX = 12
const TITLE_CHARACTERS = 24
const NOTE_CHARACTERS = 33
const LINE_WIDTH_MAX = 9

interface Spot {
  readonly x: number
  readonly y: number
}

interface Flow {
  readonly from: Spot
  readonly to: Spot
  readonly requests: number
  readonly look: Look
}

export function toDrawing(instance: InstanceView): Element {
  const boxes: Element[] = []
  const flows: Flow[] = []
  const services = new Map<string, Spot>()
  let row = 0
  for (const service of instance.services) {
    const rows = toRows(service)
    const spot = { x: COLUMNS[1], y: (row + (rows.length - 1) / 2) * ROW }
    services.set(service.id, spot)
    boxes.push(toServiceBox(service, spot))
    for (const each of rows) {
      const place = { x: COLUMNS[2], y: row * ROW }
      row += 1
      if (typeof each === 'string') {
        boxes.push(toBox({ spot: place, title: each, note: 'see the table', look: 'waiting' }))
        continue
      }
      boxes.push(toServerBox(each, place))
      flows.push({ from: spot, to: place, requests: each.requests, look: toLook(each) })
    }
  }
  const height = Math.max(row, instance.listeners.length) * ROW
  const gap = height / Math.max(1, instance.listeners.length)
  for (const [index, listener] of instance.listeners.entries()) {
    const spot = { x: COLUMNS[0], y: gap * (index + 0.5) - ROW / 2 }
    boxes.push(toListenerBox(listener, spot))
    const to = services.get(listener.serviceId)
    const look = listener.isEnabled ? 'good' : 'waiting'
    if (to !== undefined) flows.push({ from: spot, to, requests: listener.requests, look })
  }
  const most = Math.max(1, ...flows.map(({ requests }) => requests))
  const viewBox = `-2 -2 ${WIDTH + 4} ${Math.max(height, ROW) - 6}`
  return svg(
    'svg',
    { viewBox, role: 'img', 'aria-label': toSummary(instance), class: 'drawing' },
    svg('g', {}, ...flows.map((flow) => toLine(flow, most))),
    svg('g', {}, ...boxes),
  )
}

function toRows({ servers, serversTotal }: ServiceView): readonly (ServerView | string)[] {
  if (servers.length === 0) return ['no servers']
  const drawn = servers.slice(0, SERVERS_DRAWN_MAX)
  const more = serversTotal - drawn.length
  return more === 0 ? drawn : [...drawn, `and ${more} more`]
}

function toSummary({ name, listeners, services }: InstanceView): string {
  const parts = services.map((service) => {
    const doors = listeners.filter(({ serviceId }) => serviceId === service.id)
    const ports = doors.map(({ protocol, port }) => `${protocol} ${port}`).join(', ')
    const { text } = toServing(service.serversServing, service.serversTotal)
    return `${ports || 'no listener'} to ${service.name}: ${text}`
  })
  return `Graph of ${name}. ${parts.join('; ')}. The tables below say the same.`
}

function toLine({ from, to, requests, look }: Flow, most: number): Element {
  const [x1, y1] = [from.x + BOX.width, from.y + BOX.height / 2]
  const [x2, y2] = [to.x, to.y + BOX.height / 2]
  const bend = (x2 - x1) / 2
  const d = `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`
  const width = 1.5 + (LINE_WIDTH_MAX - 1.5) * (requests / most)
  const flows = requests > 0 ? ' flows' : ''
  return svg('path', { d, class: `line ${look}${flows}`, 'stroke-width': width.toFixed(1) })
}

function toListenerBox(listener: ListenerView, spot: Spot): Element {
  const { name, protocol, port, isEnabled, requests } = listener
  return toBox({
    spot,
    title: `${protocol} :${port}`,
    note: `${toCount(requests)}/s  ${isEnabled ? name : 'disabled'}`,
    look: isEnabled ? 'good' : 'waiting',
  })
}

function toServiceBox(service: ServiceView, spot: Spot): Element {
  const { text, look } = toServing(service.serversServing, service.serversTotal)
  return toBox({ spot, title: service.name, note: text, look })
}

function toServerBox(server: ServerView, spot: Spot): Element {
  const { place, state, requests, share, isServing } = server
  const note = isServing ? `${toCount(requests)}/s  ${toShare(share)}` : state
  return toBox({ spot, title: place, note, look: toLook(server) })
}

function toBox(box: {
  readonly spot: Spot
  readonly title: string
  readonly note: string
  readonly look: Look
}): Element {
  const { spot, title, note, look } = box
  const { width, height } = BOX
  return svg(
    'g',
    { transform: `translate(${spot.x} ${spot.y})`, class: `box ${look}` },
    svg('title', {}, `${title} ${note}`),
    svg('rect', { width, height, rx: 6 }),
    svg('text', { x: 12, y: 28, class: 'sign' }, signs[look]),
    svg('text', { x: 34, y: 19, class: 'name' }, toShort(title, TITLE_CHARACTERS)),
    svg('text', { x: 34, y: 35, class: 'note' }, toShort(note, NOTE_CHARACTERS)),
  )
}
