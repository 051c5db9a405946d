/**
 * From what the engine says of itself to what the page shows.
 *
 * Answers for: rates and latencies between two samples, shares against weights over a minute, the
 * last minutes of every listener, and that all of it is bounded. Pure: time comes with the samples.
 * Does not know: who watches.
 */

import { DURATION_BOUNDS_MS } from '../agent/contract.ts'
import { nothing, sumRates, toIdleRates, toRates } from '../client/index.ts'
import type { AllRates, ApiObject, Counters, EngineEvent, Snapshot } from '../client/index.ts'
import type { TargetHealth } from '../client/index.ts'
import type * as Model from './model.ts'

/** Points of a listener's history: five minutes of them, one a second. */
export const HISTORY_POINTS_MAX = 300
/** Shares are those of the last minute: as many samples, so far apart, are kept. */
const BASELINES_MAX = 6
const BASELINE_EVERY_MS = 10_000
/** Nobody looked for longer: what was counted meanwhile says nothing of the present. */
const GAP_MS = 10_000

export const INSTANCES_MAX = 20
const LISTENERS_MAX = 50
const SERVICES_MAX = 50
export const SERVERS_MAX = 100

export interface Sample {
  readonly snapshot: Snapshot
  readonly counters: Counters
  /** The latest first. */
  readonly events: readonly EngineEvent[]
  readonly atMs: number
}

/** Remembers what views need of former samples; one sample after the other makes its view. */
export class ViewMaker {
  #before: Counters | null = null
  #rates: AllRates | null = null
  readonly #baselines: Counters[] = []
  readonly #latencies = new Map<string, Model.Latency | null>()
  readonly #history = new Map<string, Model.HistoryPoint[]>()

  toView(sample: Sample): Model.DashboardView {
    const { snapshot, counters, events, atMs } = sample
    this.#count(counters, atMs)
    const rates = this.#rates ?? toIdleRates({ ...counters, listeners: [], endpoints: [] })
    const shares = toShares(this.#baselines[0] ?? counters, counters)
    const scene = toScene(snapshot)
    const instances = scene.ofKind('instance')
    const toInstance = (instance: ApiObject): Model.InstanceView =>
      toInstanceView(instance, {
        ...{ scene, rates, shares },
        latencyOf: (id) => this.#latencies.get(id) ?? null,
        historyOf: (id) => this.#history.get(id) ?? [],
      })
    return {
      atMs,
      engine: toEngineView(snapshot),
      instances: instances.slice(0, INSTANCES_MAX).map(toInstance),
      instancesLeftOut: Math.max(0, instances.length - INSTANCES_MAX),
      events: events.map(toEventView),
    }
  }

  /** Does nothing when the agent has told nothing since: its last rates stay. */
  #count(counters: Counters, atMs: number): void {
    const last = this.#before
    if (last !== null && last.atMs === counters.atMs) return
    const isLate = (counters.atMs ?? 0) - (last?.atMs ?? 0) > GAP_MS
    const before = isLate ? null : last
    this.#before = counters
    if (before === null || hasRestarted(before, counters)) this.#baselines.length = 0
    const baselineMs = this.#baselines.at(-1)?.atMs ?? -Infinity
    if (baselineMs + BASELINE_EVERY_MS <= (counters.atMs ?? 0)) {
      this.#baselines.push(counters)
      if (this.#baselines.length > BASELINES_MAX) this.#baselines.shift()
    }
    if (before === null) {
      this.#rates = null
      this.#latencies.clear()
      return
    }
    this.#rates = toRates(before, counters)
    this.#remember({ before, after: counters, atMs })
  }

  #remember(span: Span): void {
    const old = new Map(span.before.listeners.map((row) => [row.listenerId, row]))
    const ids = new Set(span.after.listeners.map(({ listenerId }) => listenerId))
    for (const id of this.#history.keys()) {
      if (ids.has(id)) continue
      this.#history.delete(id)
      this.#latencies.delete(id)
    }
    for (const { listenerId, durations } of span.after.listeners) {
      const grown = toGrown(old.get(listenerId)?.durations ?? [], durations)
      const latency = toLatency(grown)
      this.#latencies.set(listenerId, latency)
      const requests = this.#rates?.listeners.get(listenerId)?.requests ?? 0
      const points = this.#history.get(listenerId) ?? []
      points.push({ atMs: span.atMs, requests: toShort(requests), latency })
      if (points.length > HISTORY_POINTS_MAX) points.shift()
      this.#history.set(listenerId, points)
    }
  }
}

/** From one time that the agent counted to the next. */
interface Span {
  readonly before: Counters
  readonly after: Counters
  readonly atMs: number
}

interface Scene {
  find(id: string): ApiObject | undefined
  /** By name, then id. */
  ofKind(kind: string): readonly ApiObject[]
  targetsOf(serviceId: string): readonly TargetHealth[]
}

function toScene({ objects, leaving, health }: Snapshot): Scene {
  const compare = (left: string, right: string): number => Number(left > right) - +(left < right)
  const all = [...objects, ...leaving].sort(
    (left, right) => compare(left.name, right.name) || compare(left.id, right.id),
  )
  const byId = new Map(all.map((object) => [object.id, object]))
  const byKind = Map.groupBy(all, ({ kind }) => kind)
  const targets = Map.groupBy(health, ({ poolId }) => poolId)
  return {
    find: (id) => byId.get(id),
    ofKind: (kind) => byKind.get(kind) ?? [],
    targetsOf: (id) => targets.get(id) ?? [],
  }
}

interface Around {
  readonly scene: Scene
  readonly rates: AllRates
  /** By `toKey`. */
  readonly shares: ReadonlyMap<string, number>
  readonly latencyOf: (listenerId: string) => Model.Latency | null
  readonly historyOf: (listenerId: string) => readonly Model.HistoryPoint[]
}

function toInstanceView(instance: ApiObject, around: Around): Model.InstanceView {
  const { scene } = around
  const isOwn = ({ spec }: ApiObject): boolean => spec['lbInstanceId'] === instance.id
  const portOf = ({ spec }: ApiObject): number => Number(spec['port'])
  const own = scene.ofKind('listener').filter(isOwn)
  const listeners = own.toSorted((left, right) => portOf(left) - portOf(right))
  // In the order of their listeners, so that lines between them seldom cross.
  const order = new Map(listeners.map(({ spec }, place) => [spec['backendServiceId'], place]))
  const placeOf = ({ id }: ApiObject): number => order.get(id) ?? listeners.length
  const parts = scene.ofKind('backend_service').filter(isOwn)
  const services = parts.toSorted((left, right) => placeOf(left) - placeOf(right))
  const targets = services.flatMap(({ id }) => scene.targetsOf(id))
  const { privateIpAddress, publicIpAddress, availabilityZones: zones, enabled } = instance.spec
  return {
    id: instance.id,
    name: instance.name,
    addresses: [toText(privateIpAddress), toText(publicIpAddress)].filter((text) => text !== ''),
    zones: Array.isArray(zones) ? zones.map(toText) : [],
    isEnabled: enabled !== false,
    serversServing: targets.filter(isServing).length,
    serversTotal: targets.length,
    listeners: listeners.slice(0, LISTENERS_MAX).map((each) => toListenerView(each, around)),
    services: services.slice(0, SERVICES_MAX).map((service) => toServiceView(service, around)),
  }
}

function toListenerView({ id, name, spec }: ApiObject, around: Around): Model.ListenerView {
  return {
    ...{ id, name, protocol: toText(spec['protocol']), port: Number(spec['port']) },
    isEnabled: spec['enabled'] !== false,
    serviceId: toText(spec['backendServiceId']),
    ...toTraffic(around.rates.listeners.get(id) ?? nothing),
    latency: around.latencyOf(id),
    history: around.historyOf(id),
  }
}

function toServiceView({ id, name, spec }: ApiObject, around: Around): Model.ServiceView {
  const targets = around.scene.targetsOf(id)
  const rates = around.rates.servers.get(id)
  const weight = targets.filter(isServing).reduce((sum, each) => sum + each.weight, 0)
  const groupId = toText(spec['serverGroupId']) || toText(spec['availabilityGroupId'])
  // What ails must be among those that are shown.
  const ordered = targets.toSorted((left, right) => +isServing(left) - +isServing(right))
  const shown = new Set(ordered.slice(0, SERVERS_MAX))
  return {
    ...{ id, name, protocol: toText(spec['protocol']), algorithm: toText(spec['algorithm']) },
    groupName: around.scene.find(groupId)?.name ?? groupId,
    ...toTraffic(sumRates(rates?.values() ?? [])),
    servers: targets
      .filter((target) => shown.has(target))
      .map((target) => toServerView(target, { around, weight })),
    serversLeftOut: targets.length - shown.size,
    serversServing: targets.filter(isServing).length,
    serversTotal: targets.length,
  }
}

function toServerView(
  target: TargetHealth,
  { around, weight }: { readonly around: Around; readonly weight: number },
): Model.ServerView {
  const { poolId, endpointId, address, port, zone, state, reason } = target
  const rates = around.rates.servers.get(poolId)?.get(endpointId) ?? nothing
  const serves = isServing(target)
  return {
    id: endpointId,
    place: address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`,
    ...{ zone, state, reason, isServing: serves, weight: target.weight },
    wantedShare: serves && weight > 0 ? target.weight / weight : null,
    share: around.shares.get(toKey(target)) ?? null,
    ...toTraffic(rates),
    meanMs: rates.durationMs === null ? null : toShort(rates.durationMs),
  }
}

/** As the command line counts them. */
function isServing({ state }: TargetHealth): boolean {
  return state === 'healthy' || state === 'unchecked'
}

function toTraffic(rates: Model.Traffic): Model.Traffic {
  const { requests, errors, connections } = rates
  return { requests: toShort(requests), errors: toShort(errors), connections }
}

function toEngineView({ info }: Snapshot): Model.EngineView {
  const { version, startedMs, revision, agent } = info
  const isCurrent = agent?.isCurrent === true ? 'current' : 'behind'
  return { version, startedMs, revision, agent: agent === null ? 'away' : isCurrent }
}

function toEventView(event: EngineEvent): Model.EventView {
  const { sequence, atMs, type, kind, objectName, objectId, message } = event
  const what = [kind.replaceAll('_', ' '), objectName || objectId].join(' ').trim()
  return { sequence, atMs, type: type.replaceAll('_', ' '), what, message }
}

/** Of what each service's servers were given since `before`; none for a service without any. */
function toShares(before: Counters, after: Counters): ReadonlyMap<string, number> {
  const old = new Map(before.endpoints.map((row) => [toKey(row), row.requestsTotal]))
  const sums = new Map<string, number>()
  const given = after.endpoints.map((row) => {
    const count = Math.max(0, row.requestsTotal - (old.get(toKey(row)) ?? 0))
    sums.set(row.poolId, (sums.get(row.poolId) ?? 0) + count)
    return [row, count] as const
  })
  return new Map(
    given.flatMap(([row, count]) => {
      const sum = sums.get(row.poolId) ?? 0
      return sum === 0 ? [] : [[toKey(row), count / sum] as const]
    }),
  )
}

/** Totals that are less than before are those of another agent. */
function hasRestarted(before: Counters, after: Counters): boolean {
  const old = new Map(before.endpoints.map((row) => [toKey(row), row.requestsTotal]))
  return after.endpoints.some((row) => row.requestsTotal < (old.get(toKey(row)) ?? 0))
}

function toKey({ poolId, endpointId }: { poolId: string; endpointId: string }): string {
  return `${poolId}/${endpointId}`
}

function toGrown(before: readonly number[], after: readonly number[]): readonly number[] {
  const isAnew = after.some((count, index) => count < (before[index] ?? 0))
  return isAnew ? after : after.map((count, index) => count - (before[index] ?? 0))
}

function toLatency(counts: readonly number[]): Model.Latency | null {
  const p50Ms = toQuantile(counts, 0.5)
  const p99Ms = toQuantile(counts, 0.99)
  return p50Ms === null || p99Ms === null ? null : { p50Ms, p99Ms }
}

/**
 * Within a bucket evenly spread; what took longer than the last bound counts as that. Null when
 * nothing was counted.
 */
export function toQuantile(counts: readonly number[], quantile: number): number | null {
  const total = counts.reduce((sum, count) => sum + count, 0)
  if (total === 0) return null
  let left = quantile * total
  for (const [index, count] of counts.entries()) {
    const to = DURATION_BOUNDS_MS[index]
    if (to === undefined) break
    const from = DURATION_BOUNDS_MS[index - 1] ?? 0
    if (count > 0 && left <= count) return toShort(from + (to - from) * (left / count))
    left -= count
  }
  return DURATION_BOUNDS_MS.at(-1) ?? null
}

function toText(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
}

/** Hundredths are more than anybody reads. */
function toShort(value: number): number {
  return Math.round(value * 100) / 100
}
