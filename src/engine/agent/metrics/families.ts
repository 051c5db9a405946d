/**
 * What the agent knows, as metrics: of the process, of every listener, service and server.
 *
 * Answers for: names and labels; a limit on how many servers are told one by one. Pure.
 * Does not know: how they are asked for.
 */

import { DURATION_BOUNDS_MS, endpointKey } from '../../dataplane/contract.ts'
import type { EndpointCounters, ListenerCounters } from '../../dataplane/contract.ts'
import type { ProxyConfig, ProxyInstance, ProxyListener, ProxyPool } from '../../ir/index.ts'
import type { TargetHealth, TargetState } from '../contract.ts'
import type { LatestCounters } from '../latest-counters.ts'
import { toCertificates } from './certificates.ts'
import { toHistogramSamples } from './exposition.ts'
import type { Family, Labels, Sample } from './exposition.ts'

/** Servers beyond so many are counted in their service alone. */
export const SERVERS_MAX = 5_000

export interface MetricsView {
  readonly version: string
  readonly startedMs: number
  readonly residentBytes: number
  /** Seconds that the agent's own thread was late, by what is told of them: `p99`. */
  readonly loopDelays: Readonly<Record<string, number>>
  /** Whether a control process is connected. */
  readonly isControlled: boolean
  /** Null while nothing is served. */
  readonly config: ProxyConfig | null
  readonly targets: Iterable<TargetHealth>
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
  yield* toProcess(view)
  yield* toListeners(instances, view.counters)
  yield* toServices(instances, view.counters, targets)
  yield* toServers(instances, view.counters, targets)
  yield toCertificates(instances)
}

function* toProcess(view: MetricsView): Generator<Family> {
  const { version, startedMs, residentBytes, loopDelays, isControlled, config } = view
  const instances = config?.instances ?? []
  const count = (sizeOf: (instance: ProxyInstance) => number): number =>
    instances.reduce((sum, instance) => sum + sizeOf(instance), 0)
  yield one('lb_build_info', 'The version that runs.', 1, { version })
  yield one('lb_agent_start_time_seconds', 'When the agent started.', startedMs / 1000)
  yield one('lb_agent_resident_memory_bytes', 'Memory of the agent.', residentBytes)
  yield gauge(
    'lb_agent_event_loop_delay_seconds',
    'How late the thread of the agent was; traffic has threads of its own.',
    Object.entries(loopDelays).map(([stat, value]) => ({ labels: { stat }, value })),
  )
  yield one('lb_control_connected', 'Whether the control process is there.', Number(isControlled))
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
  const each = toPicker(rows)
  const name = (rest: string): string => `lb_service_${rest}`
  yield gauge(
    name('servers'),
    'Servers by state.',
    rows.flatMap(({ thing, labels }) => toStates(thing, labels, targets)),
  )
  yield counter(name('requests_total'), 'Given to servers, retries too.', each('requestsTotal'))
  yield counter(name('failures_total'), 'Failed connections and answers.', each('failuresTotal'))
  yield gauge(name('requests_active'), 'Requests (TCP: connections) now.', each('active'))
  yield counter(name('sent_bytes_total'), 'Bytes to servers.', each('bytesIn'))
  yield counter(name('received_bytes_total'), 'Bytes from servers.', each('bytesOut'))
  yield counter(name('responses_total'), 'HTTP answers by class.', toAnswers(rows))
  yield histogram(name('response_duration_seconds'), 'From choice to end of answer.', rows)
}

function* toServers(
  instances: readonly ProxyInstance[],
  counters: LatestCounters,
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
  const each = toPicker(rows)
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
  yield counter(name('connections_total'), 'Connections.', each('connectionsTotal'))
  yield gauge(name('connections_active'), 'Open connections.', each('connectionsActive'))
  yield counter(name('requests_total'), 'Given to it, retries too.', each('requestsTotal'))
  yield gauge(name('requests_active'), 'Requests (TCP: connections) now.', each('active'))
  yield counter(name('failures_total'), 'Failed connections and answers.', each('failuresTotal'))
  yield counter(name('sent_bytes_total'), 'Bytes to it.', each('bytesIn'))
  yield counter(name('received_bytes_total'), 'Bytes from it.', each('bytesOut'))
  yield counter(name('responses_total'), 'HTTP answers by class.', toAnswers(rows))
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

function one(...[name, help, value, labels = {}]: [string, string, number, Labels?]): Family {
  return gauge(name, help, [{ labels, value }])
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
