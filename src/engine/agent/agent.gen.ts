/* Generated from proto/agent.proto by `npm run gen`; not to be edited. */

import { message, serverStream, unary } from '../../rpc/index.ts'
import type { Codec } from '../../rpc/index.ts'

export type InfoRequest = Record<string, never>
export const InfoRequest: Codec<InfoRequest> = message(() => [])

export interface InfoResponse {
  pid: number
  version: string
  dataplane: string
  /** Being served; 0 for none. */
  revision: number
}
export const InfoResponse: Codec<InfoResponse> = message(() => [
  [1, 'pid', 'int64'],
  [2, 'version', 'string'],
  [3, 'dataplane', 'string'],
  [4, 'revision', 'int64'],
])

export interface Config {
  revision: number
  /** In the order of the configuration. */
  instances: Instance[]
  /** Of the instances that are sent, without those that the agent is believed to have. */
  pools: Pool[]
}
export const Config: Codec<Config> = message(() => [
  [1, 'revision', 'int64'],
  [2, 'instances', Instance, 'repeated'],
  [3, 'pools', Pool, 'repeated'],
])

export interface Instance {
  /** SHA-256 of the JSON text, in hexadecimal. */
  digest: string
  /** Left out when the caller believes that the agent has it. Its pools are their digests. */
  json: Uint8Array | undefined
}
export const Instance: Codec<Instance> = message(() => [
  [1, 'digest', 'string'],
  [2, 'json', 'bytes', 'optional'],
])

export interface Pool {
  /** SHA-256 of the JSON text, in hexadecimal. */
  digest: string
  json: Uint8Array
}
export const Pool: Codec<Pool> = message(() => [
  [1, 'digest', 'string'],
  [2, 'json', 'bytes'],
])

/** Instances and pools that were left out and that the agent does not have. Nothing was done: call again with
their JSON. */
export interface Missing {
  digests: string[]
}
export const Missing: Codec<Missing> = message(() => [[1, 'digests', 'string', 'repeated']])

export interface CheckResponse {
  problems: Problems | undefined
  missing: Missing | undefined
}
export const CheckResponse: Codec<CheckResponse> = message(() => [
  [1, 'problems', Problems, 'oneof result'],
  [2, 'missing', Missing, 'oneof result'],
])

export interface ApplyResponse {
  applied: Applied | undefined
  /** Never retried as it is; the last good configuration keeps serving. */
  rejected: Problems | undefined
  unavailable: Unavailable | undefined
  missing: Missing | undefined
}
export const ApplyResponse: Codec<ApplyResponse> = message(() => [
  [1, 'applied', Applied, 'oneof result'],
  [2, 'rejected', Problems, 'oneof result'],
  [3, 'unavailable', Unavailable, 'oneof result'],
  [4, 'missing', Missing, 'oneof result'],
])

export interface Applied {
  revision: number
}
export const Applied: Codec<Applied> = message(() => [[1, 'revision', 'int64']])

export interface Unavailable {
  retryAfterMs: number
  cause: string
}
export const Unavailable: Codec<Unavailable> = message(() => [
  [1, 'retryAfterMs', 'int64'],
  [2, 'cause', 'string'],
])

export interface Problems {
  problems: Problem[]
}
export const Problems: Codec<Problems> = message(() => [[1, 'problems', Problem, 'repeated']])

export interface Problem {
  code: string
  objectId: string | undefined
  path: PathStep[]
  message: string
}
export const Problem: Codec<Problem> = message(() => [
  [1, 'code', 'string'],
  [2, 'objectId', 'string', 'optional'],
  [3, 'path', PathStep, 'repeated'],
  [4, 'message', 'string'],
])

export interface PathStep {
  name: string | undefined
  index: number | undefined
}
export const PathStep: Codec<PathStep> = message(() => [
  [1, 'name', 'string', 'oneof step'],
  [2, 'index', 'int64', 'oneof step'],
])

export type WatchRequest = Record<string, never>
export const WatchRequest: Codec<WatchRequest> = message(() => [])

export interface Report {
  targets: Targets | undefined
  gone: TargetKeys | undefined
  counters: Counters | undefined
  metrics: MetricsState | undefined
}
export const Report: Codec<Report> = message(() => [
  [1, 'targets', Targets, 'oneof report'],
  [2, 'gone', TargetKeys, 'oneof report'],
  [3, 'counters', Counters, 'oneof report'],
  [4, 'metrics', MetricsState, 'oneof report'],
])

/** Whether metrics are served where they are to be. */
export interface MetricsState {
  at: string
  /** Why they are not; absent while they are. */
  trouble: string | undefined
}
export const MetricsState: Codec<MetricsState> = message(() => [
  [1, 'at', 'string'],
  [2, 'trouble', 'string', 'optional'],
])

export interface Figures {
  families: Family[]
}
export const Figures: Codec<Figures> = message(() => [[1, 'families', Family, 'repeated']])

/** As Prometheus has it. */
export interface Family {
  name: string
  /** counter, gauge, histogram or summary. */
  type: string
  help: string
  samples: Sample[]
}
export const Family: Codec<Family> = message(() => [
  [1, 'name', 'string'],
  [2, 'type', 'string'],
  [3, 'help', 'string'],
  [4, 'samples', Sample, 'repeated'],
])

export interface Sample {
  labels: Map<string, string>
  suffix: string
  value: number
}
export const Sample: Codec<Sample> = message(() => [
  [1, 'labels', 'string', 'map'],
  [2, 'suffix', 'string'],
  [3, 'value', 'double'],
])

export type TellResponse = Record<string, never>
export const TellResponse: Codec<TellResponse> = message(() => [])

export interface Targets {
  targets: Target[]
}
export const Targets: Codec<Targets> = message(() => [[1, 'targets', Target, 'repeated']])

export interface Target {
  poolId: string
  endpointId: string
  address: string
  port: number
  zone: string
  weight: number
  /** initial, healthy, unhealthy, draining, unused or unchecked. */
  state: string
  /** Absent when there is nothing to explain. */
  reason: string | undefined
  sinceMs: number
}
export const Target: Codec<Target> = message(() => [
  [1, 'poolId', 'string'],
  [2, 'endpointId', 'string'],
  [3, 'address', 'string'],
  [4, 'port', 'int32'],
  [5, 'zone', 'string'],
  [6, 'weight', 'int32'],
  [7, 'state', 'string'],
  [8, 'reason', 'string', 'optional'],
  [9, 'sinceMs', 'int64'],
])

export interface TargetKeys {
  keys: TargetKey[]
}
export const TargetKeys: Codec<TargetKeys> = message(() => [[1, 'keys', TargetKey, 'repeated']])

export interface TargetKey {
  poolId: string
  endpointId: string
}
export const TargetKey: Codec<TargetKey> = message(() => [
  [1, 'poolId', 'string'],
  [2, 'endpointId', 'string'],
])

export interface Counters {
  listeners: ListenerCounters[]
  endpoints: EndpointCounters[]
}
export const Counters: Codec<Counters> = message(() => [
  [1, 'listeners', ListenerCounters, 'repeated'],
  [2, 'endpoints', EndpointCounters, 'repeated'],
])

export interface ListenerCounters {
  listenerId: string
  connectionsTotal: number
  connectionsActive: number
  requestsTotal: number
  bytesIn: number
  bytesOut: number
  refusedTotal: number
  tlsFailuresTotal: number
  malformedTotal: number
  /** By class of status, 1xx to 5xx. */
  answersTotal: number[]
  /** Histogram over the bounds of the data plane's contract, not cumulative. */
  durations: number[]
  durationSumMs: number
  logDroppedTotal: number
  unservedTotal: number
}
export const ListenerCounters: Codec<ListenerCounters> = message(() => [
  [1, 'listenerId', 'string'],
  [2, 'connectionsTotal', 'int64'],
  [3, 'connectionsActive', 'int64'],
  [4, 'requestsTotal', 'int64'],
  [5, 'bytesIn', 'int64'],
  [6, 'bytesOut', 'int64'],
  [7, 'refusedTotal', 'int64'],
  [8, 'tlsFailuresTotal', 'int64'],
  [9, 'malformedTotal', 'int64'],
  [10, 'answersTotal', 'int64', 'repeated'],
  [11, 'durations', 'int64', 'repeated'],
  [12, 'durationSumMs', 'double'],
  [13, 'logDroppedTotal', 'int64'],
  [14, 'unservedTotal', 'int64'],
])

export interface EndpointCounters {
  poolId: string
  endpointId: string
  connectionsTotal: number
  connectionsActive: number
  requestsTotal: number
  failuresTotal: number
  active: number
  bytesIn: number
  bytesOut: number
  answersTotal: number[]
  durations: number[]
  durationSumMs: number
  firstByteDurations: number[]
  firstByteSumMs: number
  connectFailuresTotal: number
  timeoutsTotal: number
  retriesTotal: number
  redispatchesTotal: number
}
export const EndpointCounters: Codec<EndpointCounters> = message(() => [
  [1, 'poolId', 'string'],
  [2, 'endpointId', 'string'],
  [3, 'connectionsTotal', 'int64'],
  [4, 'connectionsActive', 'int64'],
  [5, 'requestsTotal', 'int64'],
  [6, 'failuresTotal', 'int64'],
  [7, 'active', 'int64'],
  [8, 'bytesIn', 'int64'],
  [9, 'bytesOut', 'int64'],
  [10, 'answersTotal', 'int64', 'repeated'],
  [11, 'durations', 'int64', 'repeated'],
  [12, 'durationSumMs', 'double'],
  [13, 'firstByteDurations', 'int64', 'repeated'],
  [14, 'firstByteSumMs', 'double'],
  [15, 'connectFailuresTotal', 'int64'],
  [16, 'timeoutsTotal', 'int64'],
  [17, 'retriesTotal', 'int64'],
  [18, 'redispatchesTotal', 'int64'],
])

export interface HandOverRequest {
  /** The words that run the command line, to be followed by a command. */
  program: string[]
  /** How long connections may go on. */
  drainMs: number
}
export const HandOverRequest: Codec<HandOverRequest> = message(() => [
  [1, 'program', 'string', 'repeated'],
  [2, 'drainMs', 'int64'],
])

export interface HandOverResponse {
  /** Of the successor. */
  pid: number
}
export const HandOverResponse: Codec<HandOverResponse> = message(() => [[1, 'pid', 'int64']])

export interface StopRequest {
  graceMs: number
}
export const StopRequest: Codec<StopRequest> = message(() => [[1, 'graceMs', 'int64']])

export type StopResponse = Record<string, never>
export const StopResponse: Codec<StopResponse> = message(() => [])

export const Agent = {
  info: unary('/lb.agent.v1.Agent/Info', { request: InfoRequest, response: InfoResponse }),
  /** What the data plane would refuse. No side effects. */
  check: unary('/lb.agent.v1.Agent/Check', { request: Config, response: CheckResponse }),
  /** Makes a configuration live. The last one wins. */
  apply: unary('/lb.agent.v1.Agent/Apply', { request: Config, response: ApplyResponse }),
  /** All targets first, then what changes, until the caller leaves. */
  watch: serverStream('/lb.agent.v1.Agent/Watch', { request: WatchRequest, response: Report }),
  /** Metrics of the control process, to be served beside the agent's own. */
  tell: unary('/lb.agent.v1.Agent/Tell', { request: Figures, response: TellResponse }),
  /** Starts a successor from another program and gives it the listening sockets. Answered when it
serves; then this agent only lets its connections end. On an error it serves on as before. */
  handOver: unary('/lb.agent.v1.Agent/HandOver', {
    request: HandOverRequest,
    response: HandOverResponse,
  }),
  /** Ends the agent and its data plane. Answered when work has ended or the grace is over. */
  stop: unary('/lb.agent.v1.Agent/Stop', { request: StopRequest, response: StopResponse }),
} as const
