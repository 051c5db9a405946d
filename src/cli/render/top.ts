/**
 * Live rates as a table with bars: listeners, then services with their busiest servers. Pure.
 */

import type { ApiObject } from '../../engine/client/contract.ts'
import { nothing, sumRates } from '../../engine/client/index.ts'
import type { AllRates, Rates } from '../../engine/client/index.ts'
import { toColumns } from './layout.ts'
import { toHostPort } from './scene.ts'
import type { Scene } from './scene.ts'
import type { Style } from './style.ts'
import { isServing, toState } from './targets.ts'

const BAR_CELLS = 12
const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'] as const

export interface TopOptions {
  readonly style: Style
  /** Servers shown of each service, the busiest first. */
  readonly serversMax: number
}

const HEADS = ['  req/s', 'conns', 'received/s', '    sent/s', 'errors/s', '    mean'] as const

export function toTopLines(
  scene: Scene,
  rates: AllRates,
  { style, serversMax }: TopOptions,
): readonly string[] {
  const listeners = byLoad(scene.ofKind('listener'), ({ id }) => rates.listeners.get(id) ?? nothing)
  const services = byLoad(scene.ofKind('backend_service'), ({ id }) =>
    sumRates(rates.servers.get(id)?.values() ?? []),
  )
  if (listeners.length + services.length === 0) return ['Nothing is declared yet.']
  const most = Math.max(0, ...[...listeners, ...services].map(([, { requests }]) => requests))
  const toRow = (name: string, each: Rates) => toCells({ name, rates: each, most, style })
  const rows = [
    [style.strong('listeners'), ...HEADS],
    ...listeners.map(([each, rate]) => toRow(toPlace(scene, each), rate)),
    [],
    [style.strong('backend services'), ...HEADS],
    ...services.flatMap(([service, rate]) => [
      toRow(toPlace(scene, service), rate),
      ...toServers(scene, { service, rates })
        .slice(0, serversMax)
        .map(([name, each]) => toRow(`  ${name(style)}`, each)),
    ]),
  ]
  return toColumns(rows)
}

type Named = readonly [(style: Style) => string, Rates]

function toServers(
  scene: Scene,
  { service, rates }: { readonly service: ApiObject; readonly rates: AllRates },
): readonly Named[] {
  const own = rates.servers.get(service.id)
  const targets = byLoad(
    scene.targetsOf(service),
    ({ endpointId }) => own?.get(endpointId) ?? nothing,
  )
  return targets.map(([{ address, port, state }, rate]) => {
    const place = toHostPort(address, port)
    const name = (style: Style): string =>
      isServing(state) ? `${style.good('●')} ${place}` : `${toState(state, style)} ${place}`
    return [name, rate]
  })
}

function byLoad<Thing>(
  things: readonly Thing[],
  rateOf: (thing: Thing) => Rates,
): readonly (readonly [Thing, Rates])[] {
  return things
    .map((thing) => [thing, rateOf(thing)] as const)
    .toSorted(([, a], [, b]) => b.requests - a.requests || b.connections - a.connections)
}

/** `web / http :8000` */
function toPlace(scene: Scene, { name, id, spec, kind }: ApiObject): string {
  const instance = scene.find(String(spec['lbInstanceId']))
  const port = kind === 'listener' ? ` :${String(spec['port'])}` : ''
  return `${instance?.name ?? ''}/${name === '' ? id : name}${port}`
}

interface Cells {
  readonly name: string
  readonly rates: Rates
  /** What fills the whole bar. */
  readonly most: number
  readonly style: Style
}

function toCells({ name, rates, most, style }: Cells): readonly string[] {
  const errors = toCount(rates.errors).padStart(8)
  return [
    name,
    toCount(rates.requests).padStart(7),
    String(rates.connections).padStart(5),
    toBytes(rates.received).padStart(10),
    toBytes(rates.sent).padStart(10),
    rates.errors > 0 ? style.bad(errors) : errors,
    (rates.durationMs === null ? '-' : `${toCount(rates.durationMs)} ms`).padStart(8),
    style.good(toBar(most === 0 ? 0 : rates.requests / most)),
  ]
}

/** Of `BAR_CELLS` cells, in eighths. */
export function toBar(share: number): string {
  const eighths = Math.round(Math.min(1, Math.max(0, share)) * BAR_CELLS * 8)
  return '█'.repeat(Math.floor(eighths / 8)) + (EIGHTHS[eighths % 8] ?? '')
}

/** Three digits that matter: `0`, `0.25`, `12.3`, `4567`. */
export function toCount(value: number): string {
  if (value === 0) return '0'
  if (value < 10) return value.toFixed(2)
  return value < 100 ? value.toFixed(1) : value.toFixed(0)
}

/** `0 B`, `12 KiB`, `3.4 MiB`. */
export function toBytes(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB']
  let value = bytes
  let unit = 0
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024
    unit += 1
  }
  return `${unit === 0 || value >= 100 ? value.toFixed(0) : value.toFixed(1)} ${units[unit]}`
}
