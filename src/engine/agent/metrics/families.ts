/**
 * What the agent knows, as metrics: of the process, of every listener, service and server.
 *
 * Answers for: names and labels; a limit on how many servers are told one by one. Pure.
 * Does not know: how they are asked for.
 */

import { DURATION_BOUNDS_MS, endpointKey } from '../../dataplane/contract.ts'
import type { EndpointCounters, ListenerCounters } from '../../dataplane/contract.ts'
import type { ProbeCounts } from '../../health/index.ts'
import type { ProxyConfig, ProxyInstance, ProxyListener, ProxyPool } from '../../ir/index.ts'
import type { TargetHealth, TargetState } from '../contract.ts'
import type { LatestCounters } from '../latest-counters.ts'
import { toCertificates } from './certificates.ts'
import { toHistogramSamples } from './exposition.ts'
import type { Family, Labels, Sample } from './exposition.ts'
import { one, toVitals } from './process.ts'
import type { Vitals } from '../../runtime/index.ts'

/** Servers beyond so many are counted in their service alone. */
export const SERVERS_MAX = 5_000

export interface MetricsView {
  readonly version: string
  /** Of the data plane. */
  readonly dataplane: string
  readonly vitals: Vitals
  /** Whether a control process is connected. */
  readonly isControlled: boolean
  /** What the control process tells of itself; none while it is not connected. */
  readonly told: readonly Family[]
  /** Null while nothing is served. */
  readonly config: ProxyConfig | null
  readonly targets: Iterable<TargetHealth>
  readonly probes: ReadonlyMap<string, ProbeCounts>
  readonly counters: LatestCounters
}

interface Row<Thing, Counters> {
  readonly thing: Thing
  readonly labels: Labels
  readonly counters: Counters
}

const states: readonly TargetState[] = [
  'healthy',
  'unhealthy',
  'initial',
  'draining',
  'unused',
  'unchecked',
]
const classes = ['1xx', '2xx', '3xx', '4xx', '5xx'] as const
const boundsSeconds = DURATION_BOUNDS_MS.map((boundMs) => boundMs / 1000)

export function* toFamilies(view: MetricsView): Generator<Family> {
  const instances = view.config?.instances ?? []
  const targets = new Map(
    [...view.targets].map((target) => [endpointKey(target.poolId, target.endpointId), target]),
  )
  yield* toAgent(view)
  yield* toListeners(instances, view.counters)
  yield* toServices(instances, view.counters, targets)
  yield* toServers(instances, view, targets)
  yield toCertificates(instances)
  yield* view.told
}

function* toAgent(view: MetricsView): Generator<Family> {
  const { version, dataplane, vitals, isControlled, config } = view
  const instances = config?.instances ?? []
  const count = (sizeOf: (instance: ProxyInstance) => number): number =>
    instances.reduce((sum, instance) => sum + sizeOf(instance), 0)
  yield one('lb_build_info', 'What carries the traffic.', 1, { version, dataplane })
  yield* toVitals('lb_agent', vitals)
  yield one('lb_control_up', 'Whether the control process is there.', Number(isControlled))
  yield one('lb_config_revision', 'The revision that is served.', config?.revision ?? 0)
  yield one('lb_load_balancers', 'Load balancers configured.', instances.length)
  yield one(
    'lb_listeners',
    'Listeners configured.',
    count(({ listeners }) => listeners.length),
  )
  yield one(
    'lb_services',
    'Backend services configured.',
    count(({ pools }) => pools.length),
  )
  const servers = count(({ pools }) => sum(pools.map(({ endpoints }) => endpoints.length)))
  yield one('lb_servers', 'Servers configured, once for each backend service.', servers)
}

function* toListeners(
  instances: readonly ProxyInstance[],
  counters: LatestCounters,
): Generator<Family> {
  const rows = instances.flatMap(({ name, listeners }) =>
    listeners.flatMap((thing): Row<ProxyListener, ListenerCounters>[] => {
      const row = counters.listener(thing.id)
      const labels = { load_balancer: name, listener: thing.name, listener_id: thing.id }
      return row === undefined ? [] : [{ thing, labels, counters: row }]
    }),
  )
  const each = toPicker(rows)
  const name = (rest: string): string => `lb_listener_${rest}`
  yield counter(name('connections_total'), 'Connections.', each('connectionsTotal'))
  yield gauge(name('connections_active'), 'Open connections.', each('connectionsActive'))
  yield counter(name('connections_refused_total'), 'Closed at once.', each('refusedTotal'))
  yield counter(name('tls_failures_total'), 'Failed TLS handshakes.', each('tlsFailuresTotal'))
  yield counter(name('requests_total'), 'HTTP requests.', each('requestsTotal'))
  yield counter(name('requests_malformed_total'), 'Refused as malformed.', each('malformedTotal'))
  yield counter(name('received_bytes_total'), 'Bytes from clients.', each('bytesIn'))
  yield counter(name('sent_bytes_total'), 'Bytes to clients.', each('bytesOut'))
  yield counter(name('unserved_total'), 'Found no server to be had.', each('unservedTotal'))
  yield counter(name('log_lines_dropped_total'), 'Lost log lines.', each('logDroppedTotal'))
  yield counter(name('responses_total'), 'HTTP answers by class.', toAnswers(rows))
  yield histogram(name('request_duration_seconds'), 'From head to end of answer.', rows)
}

function* toServices(
  instances: readonly ProxyInstance[],
  counters: LatestCounters,
  targets: ReadonlyMap<string, TargetHealth>,
): Generator<Family> {
  const rows = instances.flatMap(({ name, pools }) =>
    pools.map((thing): Row<ProxyPool, EndpointCounters> => {
      const labels = { load_balancer: name, service: thing.name, service_id: thing.id }
      return { thing, labels, counters: counters.pool(thing) }
    }),
  )
  const name = (rest: string): string => `lb_service_${rest}`
  yield gauge(
    name('servers'),
    'Servers by state.',
    rows.flatMap(({ thing, labels }) => toStates(thing, labels, targets)),
  )
  yield* toWork(name, rows)
  yield histogram(name('response_duration_seconds'), 'From choice to end of answer.', rows)
  yield histogram(
    name('first_byte_duration_seconds'),
    'From choice to the first byte of the answer.',
    rows.map(({ thing, labels, counters: row }) => {
      const { firstByteDurations: durations, firstByteSumMs: durationSumMs } = row
      return { thing, labels, counters: { answersTotal: [], durations, durationSumMs } }
    }),
  )
}

/** What a server has done, or all of a service. */
function* toWork(
  name: (rest: string) => string,
  rows: readonly Row<unknown, EndpointCounters>[],
): Generator<Family> {
  const each = toPicker(rows)
  yield counter(name('connections_total'), 'Connections.', each('connectionsTotal'))
  yield gauge(name('connections_active'), 'Open connections.', each('connectionsActive'))
  yield counter(name('requests_total'), 'Given to it, retries too.', each('requestsTotal'))
  yield gauge(name('requests_active'), 'Requests (TCP: connections) now.', each('active'))
  yield counter(name('failures_total'), 'Failed connections and answers.', each('failuresTotal'))
  yield counter(
    name('connect_failures_total'),
    'Failures: connections that did not come about.',
    each('connectFailuresTotal'),
  )
  yield counter(name('timeouts_total'), 'Failures: not in time.', each('timeoutsTotal'))
  yield counter(name('retries_total'), 'Sent again to the same server.', each('retriesTotal'))
  yield counter(
    name('redispatches_total'),
    'Given to another server instead.',
    each('redispatchesTotal'),
  )
  yield counter(name('sent_bytes_total'), 'Bytes to it.', each('bytesIn'))
  yield counter(name('received_bytes_total'), 'Bytes from it.', each('bytesOut'))
  yield counter(name('responses_total'), 'HTTP answers by class.', toAnswers(rows))
}

function* toServers(
  instances: readonly ProxyInstance[],
  { counters, probes }: Pick<MetricsView, 'counters' | 'probes'>,
  targets: ReadonlyMap<string, TargetHealth>,
): Generator<Family> {
  const all = instances.flatMap(({ name, pools }) =>
    pools.flatMap((pool) =>
      pool.endpoints.map((endpoint) => ({
        name,
        pool,
        endpoint,
        key: endpointKey(pool.id, endpoint.id),
      })),
    ),
  )
  const shown = all.slice(0, SERVERS_MAX)
  const omitted = all.length - shown.length
  yield one('lb_metrics_servers_omitted', 'Servers beyond the limit of metrics.', omitted)
  const things = shown.map(({ name, pool, endpoint, key }) => ({
    key,
    weight: endpoint.weight,
    counters: counters.endpoint(pool.id, endpoint.id),
    labels: {
      ...{ load_balancer: name, service: pool.name, service_id: pool.id },
      ...{ server: endpoint.id, zone: endpoint.zone },
    },
  }))
  const rows = things.flatMap(({ key, labels, counters: row }) =>
    row === undefined ? [] : [{ thing: key, labels, counters: row }],
  )
  const name = (rest: string): string => `lb_server_${rest}`
  yield gauge(
    name('up'),
    'Whether it gets traffic.',
    things.map(({ key, labels }) => ({ labels, value: Number(isUp(targets.get(key)?.state)) })),
  )
  yield gauge(
    name('weight'),
    'Its weight.',
    things.map(({ labels, weight }) => ({ labels, value: weight })),
  )
  yield* toHealth(name, things, { targets, probes })
  yield* toWork(name, rows)
  yield {
    name: name('response_seconds'),
    type: 'summary',
    help: 'From choice to end of answer.',
    samples: rows.flatMap(({ labels, counters: row }) => [
      { labels, suffix: '_sum', value: row.durationSumMs / 1000 },
      { labels, suffix: '_count', value: sum(row.durations) },
    ]),
  }
}

function toStates(
  pool: ProxyPool,
  labels: Labels,
  targets: ReadonlyMap<string, TargetHealth>,
): readonly Sample[] {
  const own = pool.endpoints.map(({ id }) => targets.get(endpointKey(pool.id, id))?.state)
  return states.map((state) => ({
    labels: { ...labels, state },
    value: own.filter((each) => each === state).length,
  }))
}

interface Probed {
  readonly targets: ReadonlyMap<string, TargetHealth>
  readonly probes: ReadonlyMap<string, ProbeCounts>
}

/** The state of each server is the label of a sample that is always 1. */
function* toHealth(
  name: (rest: string) => string,
  things: readonly { readonly key: string; readonly labels: Labels }[],
  { targets, probes }: Probed,
): Generator<Family> {
  const known = things.flatMap(({ key, labels }) => {
    const target = targets.get(key)
    return target === undefined ? [] : [{ labels, ...target }]
  })
  yield gauge(
    name('state'),
    'How it stands, and why.',
    known.map(({ labels, state, reason }) => ({
      labels: { ...labels, state, reason: reason ?? '' },
      value: 1,
    })),
  )
  yield gauge(
    name('state_since_seconds'),
    'When its state began, since 1970.',
    known.map(({ labels, sinceMs }) => ({ labels, value: sinceMs / 1000 })),
  )
  const counted = things.flatMap(({ key, labels }) => {
    const counts = probes.get(key)
    return counts === undefined ? [] : [{ labels, ...counts }]
  })
  yield counter(
    name('checks_total'),
    'Health checks made.',
    counted.map(({ labels, total }) => ({ labels, value: total })),
  )
  yield counter(
    name('check_failures_total'),
    'Health checks that failed.',
    counted.map(({ labels, failures }) => ({ labels, value: failures })),
  )
}

function isUp(state: TargetState | undefined): boolean {
  return state === 'healthy' || state === 'unchecked'
}

/** One number of every row. */
function toPicker<Counters extends object>(rows: readonly Row<unknown, Counters>[]) {
  return (field: NumberField<Counters>): readonly Sample[] =>
    rows.map(({ labels, counters }) => ({ labels, value: Number(counters[field]) }))
}

type NumberField<Counters> = {
  [Key in keyof Counters]: Counters[Key] extends number ? Key : never
}[keyof Counters]

type Answered = Pick<ListenerCounters, 'answersTotal' | 'durations' | 'durationSumMs'>

function toAnswers(rows: readonly Row<unknown, Answered>[]): readonly Sample[] {
  return rows.flatMap(({ labels, counters: { answersTotal } }) =>
    classes.map((code, index) => ({
      labels: { ...labels, code },
      value: answersTotal[index] ?? 0,
    })),
  )
}

function histogram(name: string, help: string, rows: readonly Row<unknown, Answered>[]): Family {
  const samples = rows.flatMap(({ labels, counters: { durations, durationSumMs } }) => [
    ...toHistogramSamples({
      ...{ labels, bounds: boundsSeconds, counts: durations },
      sum: durationSumMs / 1000,
    }),
  ])
  return { name, type: 'histogram', help, samples }
}

function counter(name: string, help: string, samples: readonly Sample[]): Family {
  return { name, type: 'counter', help, samples }
}

function gauge(name: string, help: string, samples: readonly Sample[]): Family {
  return { name, type: 'gauge', help, samples }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
