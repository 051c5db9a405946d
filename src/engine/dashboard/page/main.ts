/**
 * The page: what the engine tells once a second, shown.
 *
 * Answers for: following the stream, pausing, and saying aloud only what matters. Does not know:
 * how anything is drawn.
 */

import type { DashboardView, EngineView, InstanceView } from '../model.ts'
import { toCharts } from './chart.ts'
import { html, show } from './dom.ts'
import { toDrawing } from './drawing.ts'
import { toEventTable, toListenerTable, toServiceTable } from './tables.ts'
import { signs, toServing } from './words.ts'

const agents = {
  current: 'serves what is declared',
  behind: 'does not serve yet what is declared',
  away: 'does not report; traffic may go on',
} as const

function find(id: string): HTMLElement {
  const found = document.getElementById(id)
  if (found === null) throw new Error(`there is no #${id}`)
  return found
}

function toBadge({ serversServing, serversTotal, isEnabled }: InstanceView): Element {
  const { text, look } = toServing(serversServing, serversTotal)
  if (!isEnabled) return html('span', { class: 'badge waiting' }, `${signs.waiting} disabled`)
  return html('span', { class: `badge ${look}` }, `${signs[look]} ${text}`)
}

function toCard(instance: InstanceView, nowMs: number): Element {
  const { id, name, addresses, zones, listeners, services } = instance
  const place = [...addresses, zones.join(', ')].filter((text) => text !== '').join(' · ')
  return html(
    'article',
    { id, class: 'card', tabindex: -1, 'aria-labelledby': `${id}-title` },
    html('h2', { id: `${id}-title` }, name, ' ', toBadge(instance)),
    html('p', { class: 'note' }, place),
    html(
      'div',
      { class: 'wide', role: 'region', tabindex: 0, 'aria-label': `Graph of ${name}` },
      toDrawing(instance),
    ),
    html('h3', {}, 'Traffic'),
    ...listeners.map((listener) => toCharts(listener, nowMs)),
    toListenerTable(instance),
    html('h3', {}, 'Servers'),
    ...services.map(toServiceTable),
  )
}

function toPlaces(instances: readonly InstanceView[]): Element {
  const links = instances.map((instance) =>
    html('li', {}, html('a', { href: `#${instance.id}` }, instance.name, ' ', toBadge(instance))),
  )
  return html('ul', {}, ...links)
}

function toEngineText({ version, revision, agent }: EngineView): string {
  return `Engine ${version}, revision ${revision}: the agent ${agents[agent]}`
}

/** Short, and the same until something happens: it is read aloud. */
function toStatus({ instances, engine }: DashboardView): string {
  if (engine.agent === 'away') return `${signs.bad} The agent does not report`
  const serving = instances.reduce((sum, each) => sum + each.serversServing, 0)
  const total = instances.reduce((sum, each) => sum + each.serversTotal, 0)
  const { text, look } = toServing(serving, total)
  const noun = instances.length === 1 ? 'load balancer' : 'load balancers'
  return `${signs[look]} ${instances.length} ${noun}, ${text}`
}

function showView(view: DashboardView): void {
  const { instances, instancesLeftOut, events, engine, atMs } = view
  find('places').hidden = instances.length < 2
  show(find('places'), toPlaces(instances))
  const none = html('p', { class: 'card' }, 'There is no load balancer yet.')
  const more = `${instancesLeftOut} more load balancers are not shown; see lb status.`
  show(
    find('main'),
    ...(instances.length === 0 ? [none] : instances.map((each) => toCard(each, atMs))),
    instancesLeftOut === 0 ? null : html('p', { class: 'card' }, more),
  )
  show(find('events'), toEventTable(events))
  show(find('engine'), toEngineText(engine))
  show(find('status'), toStatus(view))
}

function follow(): void {
  const pause = find('pause')
  let latest: DashboardView | null = null
  const isPaused = (): boolean => pause.getAttribute('aria-pressed') === 'true'
  pause.addEventListener('click', () => {
    pause.setAttribute('aria-pressed', String(!isPaused()))
    if (latest !== null && !isPaused()) showView(latest)
  })
  const stream = new EventSource('/events')
  stream.addEventListener('message', ({ data }: MessageEvent<string>) => {
    latest = JSON.parse(data) as DashboardView
    if (!isPaused()) showView(latest)
  })
  const tell = (text: string): void => show(find('status'), `${signs.bad} ${text}`)
  stream.addEventListener('trouble', () => tell('The engine does not answer'))
  stream.addEventListener('error', () => {
    if (stream.readyState !== EventSource.CLOSED) tell('Connection lost; trying again')
    else void explain(tell)
  })
}

/** A stream that was refused does not say why. */
async function explain(tell: (text: string) => void): Promise<void> {
  const answer = await fetch('/view').catch(() => null)
  if (answer?.status === 401) location.reload()
  else tell('The stream has ended; load the page again')
}

follow()
