/* Generated from proto/engine.proto by `npm run gen`; not to be edited. */

import { bidi, message, serverStream, unary } from '../../rpc/index.ts'
import type { Codec } from '../../rpc/index.ts'

export interface ApiObject {
  kind: string
  id: string
  name: string
  owner: string
  tags: Map<string, string>
  generation: number
  createdMs: number
  /** JSON. */
  spec: Uint8Array
  /** Since when it is leaving: deleted, and serving until its last user is gone. Left out: it is not. */
  leavingMs: number | undefined
  /** Nobody is known to have noted its id. */
  unclaimed: boolean
}
export const ApiObject: Codec<ApiObject> = message(() => [
  [1, 'kind', 'string'],
  [2, 'id', 'string'],
  [3, 'name', 'string'],
  [4, 'owner', 'string'],
  [5, 'tags', 'string', 'map'],
  [6, 'generation', 'int64'],
  [7, 'createdMs', 'int64'],
  [8, 'spec', 'bytes'],
  [9, 'leavingMs', 'int64', 'optional'],
  [10, 'unclaimed', 'bool'],
])

export interface Operation {
  put: Put | undefined
  delete: Delete | undefined
}
export const Operation: Codec<Operation> = message(() => [
  [1, 'put', Put, 'oneof operation'],
  [2, 'delete', Delete, 'oneof operation'],
])

export interface Put {
  kind: string
  /** Left out: a new object. */
  id: string | undefined
  name: string
  owner: string
  tags: Map<string, string>
  /** JSON; the whole of it. */
  spec: Uint8Array
  /** A retried create with the same key returns the same object. */
  idempotencyKey: string | undefined
  /** Refused with `changed_since_plan` when the object has another one. */
  expectedGeneration: number | undefined
  /** Who creates: it takes over what another run of the scope, which has gone, has made in vain. */
  maker: Maker | undefined
}
export const Put: Codec<Put> = message(() => [
  [1, 'kind', 'string'],
  [2, 'id', 'string', 'optional'],
  [3, 'name', 'string'],
  [4, 'owner', 'string'],
  [5, 'tags', 'string', 'map'],
  [6, 'spec', 'bytes'],
  [7, 'idempotencyKey', 'string', 'optional'],
  [8, 'expectedGeneration', 'int64', 'optional'],
  [9, 'maker', Maker, 'optional'],
])

export interface Maker {
  /** What the runs for one configuration have in common. */
  scope: string
  run: string
}
export const Maker: Codec<Maker> = message(() => [
  [1, 'scope', 'string'],
  [2, 'run', 'string'],
])

export interface Delete {
  kind: string
  id: string
  /** `strict`: refused with `in_use` while anything refers to it. `defer`: then it leaves, if all
that refers to it has the same owner: it is shown no more, takes no new references, and serves
until the last reference is gone. */
  mode: string
  /** As for a put. */
  expectedGeneration: number | undefined
}
export const Delete: Codec<Delete> = message(() => [
  [1, 'kind', 'string'],
  [2, 'id', 'string'],
  [3, 'mode', 'string'],
  [4, 'expectedGeneration', 'int64', 'optional'],
])

export interface TransactRequest {
  operations: Operation[]
}
export const TransactRequest: Codec<TransactRequest> = message(() => [
  [1, 'operations', Operation, 'repeated'],
])

export interface TransactReply {
  /** In the order of the operations. */
  objects: ApiObject[]
}
export const TransactReply: Codec<TransactReply> = message(() => [
  [1, 'objects', ApiObject, 'repeated'],
])

export interface NumberedTransaction {
  /** The caller's own, once. */
  number: number
  /** Left out: nobody waits for the answer of that number any more. */
  request: TransactRequest | undefined
}
export const NumberedTransaction: Codec<NumberedTransaction> = message(() => [
  [1, 'number', 'int64'],
  [2, 'request', TransactRequest, 'optional'],
])

export interface NumberedReply {
  number: number
  reply: TransactReply | undefined
  /** In its place when it failed, as the call of one transaction would have. */
  failure: Failure | undefined
}
export const NumberedReply: Codec<NumberedReply> = message(() => [
  [1, 'number', 'int64'],
  [2, 'reply', TransactReply, 'optional'],
  [3, 'failure', Failure, 'optional'],
])

export interface Failure {
  /** gRPC's. */
  code: number
  message: string
  /** An ErrorDetail. */
  details: Uint8Array | undefined
}
export const Failure: Codec<Failure> = message(() => [
  [1, 'code', 'int32'],
  [2, 'message', 'string'],
  [3, 'details', 'bytes', 'optional'],
])

export interface CheckReply {
  /** Left out: it would be done. */
  refusal: ErrorDetail | undefined
}
export const CheckReply: Codec<CheckReply> = message(() => [
  [1, 'refusal', ErrorDetail, 'optional'],
])

export interface SettleRequest {
  kind: string
  id: string
  /** Of the object, with what is waited for; left out: as it is, which may be that it is gone. */
  generation: number | undefined
}
export const SettleRequest: Codec<SettleRequest> = message(() => [
  [1, 'kind', 'string'],
  [2, 'id', 'string'],
  [3, 'generation', 'int64', 'optional'],
])

export interface SettleReply {
  /** How far it is, in a sentence; left out when it is done. */
  progress: string | undefined
}
export const SettleReply: Codec<SettleReply> = message(() => [
  [1, 'progress', 'string', 'optional'],
])

export interface GetRequest {
  kind: string
  id: string
}
export const GetRequest: Codec<GetRequest> = message(() => [
  [1, 'kind', 'string'],
  [2, 'id', 'string'],
])

export interface GetReply {
  object: ApiObject | undefined
}
export const GetReply: Codec<GetReply> = message(() => [[1, 'object', ApiObject, 'optional']])

export interface ListRequest {
  kind: string | undefined
  owner: string | undefined
  name: string | undefined
  limit: number
  cursor: string | undefined
  /** Only those that are leaving, which are not shown otherwise. */
  leaving: boolean
}
export const ListRequest: Codec<ListRequest> = message(() => [
  [1, 'kind', 'string', 'optional'],
  [2, 'owner', 'string', 'optional'],
  [3, 'name', 'string', 'optional'],
  [4, 'limit', 'int32'],
  [5, 'cursor', 'string', 'optional'],
  [6, 'leaving', 'bool'],
])

export interface ListReply {
  objects: ApiObject[]
  /** Left out: this is the last page. */
  cursor: string | undefined
}
export const ListReply: Codec<ListReply> = message(() => [
  [1, 'objects', ApiObject, 'repeated'],
  [2, 'cursor', 'string', 'optional'],
])

export type SnapshotRequest = Record<string, never>
export const SnapshotRequest: Codec<SnapshotRequest> = message(() => [])

export interface SnapshotPart {
  /** In the first part only. */
  head: SnapshotHead | undefined
  objects: ApiObject[]
  targets: Target[]
  /** What is leaving; not among the objects. */
  leaving: ApiObject[]
}
export const SnapshotPart: Codec<SnapshotPart> = message(() => [
  [1, 'head', SnapshotHead, 'optional'],
  [2, 'objects', ApiObject, 'repeated'],
  [3, 'targets', Target, 'repeated'],
  [4, 'leaving', ApiObject, 'repeated'],
])

export interface SnapshotHead {
  revision: number
  info: InfoReply | undefined
}
export const SnapshotHead: Codec<SnapshotHead> = message(() => [
  [1, 'revision', 'int64'],
  [2, 'info', InfoReply, 'optional'],
])

export interface ClaimRequest {
  ids: string[]
}
export const ClaimRequest: Codec<ClaimRequest> = message(() => [[1, 'ids', 'string', 'repeated']])

export type ClaimReply = Record<string, never>
export const ClaimReply: Codec<ClaimReply> = message(() => [])

export interface AttendRequest {
  run: string
}
export const AttendRequest: Codec<AttendRequest> = message(() => [[1, 'run', 'string']])

export type Attended = Record<string, never>
export const Attended: Codec<Attended> = message(() => [])

export interface HealthRequest {
  backendServiceId: string
}
export const HealthRequest: Codec<HealthRequest> = message(() => [
  [1, 'backendServiceId', 'string'],
])

export interface HealthReply {
  targets: Target[]
}
export const HealthReply: Codec<HealthReply> = message(() => [[1, 'targets', Target, 'repeated']])

export interface Target {
  poolId: string
  endpointId: string
  address: string
  port: number
  zone: string
  weight: number
  state: string
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

export type CountersRequest = Record<string, never>
export const CountersRequest: Codec<CountersRequest> = message(() => [])

export interface CountersPart {
  /** When the agent told the latest of them. In the first part only; left out when it has told none. */
  atMs: number | undefined
  listeners: ListenerCounters[]
  servers: ServerCounters[]
}
export const CountersPart: Codec<CountersPart> = message(() => [
  [1, 'atMs', 'int64', 'optional'],
  [2, 'listeners', ListenerCounters, 'repeated'],
  [3, 'servers', ServerCounters, 'repeated'],
])

/** `total` are sums since the agent started, `active` are what there is now. */
export interface ListenerCounters {
  listenerId: string
  connectionsTotal: number
  connectionsActive: number
  /** Closed at once: a source that is not let in, or a limit. */
  refusedTotal: number
  tlsFailuresTotal: number
  requestsTotal: number
  malformedTotal: number
  bytesIn: number
  bytesOut: number
  /** By class of status, 1xx to 5xx. */
  answersTotal: number[]
  /** Histogram of whole requests, not cumulative; over 1, 2, 5, 10, 25, 50, 100, 250, 500, 1000, 2500,
5000 and 10000 ms, and what took longer. */
  durations: number[]
  durationSumMs: number
  logDroppedTotal: number
  /** Requests (HTTP) or connections (TCP) for which no server was to be had. */
  unservedTotal: number
}
export const ListenerCounters: Codec<ListenerCounters> = message(() => [
  [1, 'listenerId', 'string'],
  [2, 'connectionsTotal', 'int64'],
  [3, 'connectionsActive', 'int64'],
  [4, 'refusedTotal', 'int64'],
  [5, 'tlsFailuresTotal', 'int64'],
  [6, 'requestsTotal', 'int64'],
  [7, 'malformedTotal', 'int64'],
  [8, 'bytesIn', 'int64'],
  [9, 'bytesOut', 'int64'],
  [10, 'answersTotal', 'int64', 'repeated'],
  [11, 'durations', 'int64', 'repeated'],
  [12, 'durationSumMs', 'double'],
  [13, 'logDroppedTotal', 'int64'],
  [14, 'unservedTotal', 'int64'],
])

/** One server of one backend service. */
export interface ServerCounters {
  poolId: string
  endpointId: string
  connectionsTotal: number
  connectionsActive: number
  /** Requests (HTTP) or connections (TCP) that it has at this moment. */
  active: number
  requestsTotal: number
  failuresTotal: number
  bytesIn: number
  bytesOut: number
  answersTotal: number[]
  /** As for listeners. */
  durations: number[]
  durationSumMs: number
  /** The same to the first byte of the answer. */
  firstByteDurations: number[]
  firstByteSumMs: number
  /** Of the failures: connections that did not come about, */
  connectFailuresTotal: number
  /** and what did not come in time. */
  timeoutsTotal: number
  /** Sent again to the same server, or given to another. */
  retriesTotal: number
  redispatchesTotal: number
}
export const ServerCounters: Codec<ServerCounters> = message(() => [
  [1, 'poolId', 'string'],
  [2, 'endpointId', 'string'],
  [3, 'connectionsTotal', 'int64'],
  [4, 'connectionsActive', 'int64'],
  [5, 'active', 'int64'],
  [6, 'requestsTotal', 'int64'],
  [7, 'failuresTotal', 'int64'],
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

export interface EventsRequest {
  /** Only events after this sequence number; 0 for all. */
  after: number
  follow: boolean
}
export const EventsRequest: Codec<EventsRequest> = message(() => [
  [1, 'after', 'int64'],
  [2, 'follow', 'bool'],
])

export interface Event {
  sequence: number
  atMs: number
  type: string
  kind: string
  objectId: string
  objectName: string
  owner: string
  message: string
}
export const Event: Codec<Event> = message(() => [
  [1, 'sequence', 'int64'],
  [2, 'atMs', 'int64'],
  [3, 'type', 'string'],
  [4, 'kind', 'string'],
  [5, 'objectId', 'string'],
  [6, 'objectName', 'string'],
  [7, 'owner', 'string'],
  [8, 'message', 'string'],
])

export interface WatchRequest {
  /** That of the last `synced` part; left out: the present state comes first. Refused with
`history_gone` when the changes since then are not kept any more. */
  after: number | undefined
  /** Only objects of this kind, of this owner. */
  kind: string | undefined
  owner: string | undefined
}
export const WatchRequest: Codec<WatchRequest> = message(() => [
  [1, 'after', 'int64', 'optional'],
  [2, 'kind', 'string', 'optional'],
  [3, 'owner', 'string', 'optional'],
])

export interface WatchPart {
  /** The object as it is now; new, changed, or leaving. */
  put: ApiObject | undefined
  delete: WatchedDelete | undefined
  /** All that this revision did has been told: the place to go on from. */
  synced: number | undefined
}
export const WatchPart: Codec<WatchPart> = message(() => [
  [1, 'put', ApiObject, 'oneof part'],
  [2, 'delete', WatchedDelete, 'oneof part'],
  [3, 'synced', 'int64', 'oneof part'],
])

export interface WatchedDelete {
  kind: string
  id: string
}
export const WatchedDelete: Codec<WatchedDelete> = message(() => [
  [1, 'kind', 'string'],
  [2, 'id', 'string'],
])

export interface ExportRequest {
  /** Secrets too, such as private keys; left out otherwise. */
  withSecrets: boolean
}
export const ExportRequest: Codec<ExportRequest> = message(() => [[1, 'withSecrets', 'bool']])

export interface ExportPart {
  /** In the first part only. */
  revision: number | undefined
  objects: ApiObject[]
}
export const ExportPart: Codec<ExportPart> = message(() => [
  [1, 'revision', 'int64', 'optional'],
  [2, 'objects', ApiObject, 'repeated'],
])

export interface ImportRequest {
  objects: ApiObject[]
  /** Deletes every declared object that is not among them. */
  prune: boolean
  /** Judged, and not done. */
  dryRun: boolean
}
export const ImportRequest: Codec<ImportRequest> = message(() => [
  [1, 'objects', ApiObject, 'repeated'],
  [2, 'prune', 'bool'],
  [3, 'dryRun', 'bool'],
])

export interface ImportReply {
  /** What it did or would do, in order. */
  steps: ImportStep[]
  revision: number
}
export const ImportReply: Codec<ImportReply> = message(() => [
  [1, 'steps', ImportStep, 'repeated'],
  [2, 'revision', 'int64'],
])

export interface ImportStep {
  /** `created`, `adopted`, `updated`, `leaving` or `deleted`. */
  type: string
  kind: string
  id: string
  name: string
}
export const ImportStep: Codec<ImportStep> = message(() => [
  [1, 'type', 'string'],
  [2, 'kind', 'string'],
  [3, 'id', 'string'],
  [4, 'name', 'string'],
])

export type BackupRequest = Record<string, never>
export const BackupRequest: Codec<BackupRequest> = message(() => [])

export interface BackupPart {
  bytes: Uint8Array
}
export const BackupPart: Codec<BackupPart> = message(() => [[1, 'bytes', 'bytes']])

export interface Token {
  id: string
  role: string
  description: string
  /** Who made it: `local:1000`, `token:…`, `certificate:…`. */
  issuer: string
  createdMs: number
  expiresMs: number
  /** To the minute; left out: never. */
  lastUsedMs: number | undefined
}
export const Token: Codec<Token> = message(() => [
  [1, 'id', 'string'],
  [2, 'role', 'string'],
  [3, 'description', 'string'],
  [4, 'issuer', 'string'],
  [5, 'createdMs', 'int64'],
  [6, 'expiresMs', 'int64'],
  [7, 'lastUsedMs', 'int64', 'optional'],
])

export interface CreateTokenRequest {
  /** `read`, `write` or `admin`; not more than the caller's own. */
  role: string
  ttlMs: number
  description: string
}
export const CreateTokenRequest: Codec<CreateTokenRequest> = message(() => [
  [1, 'role', 'string'],
  [2, 'ttlMs', 'int64'],
  [3, 'description', 'string'],
])

export interface CreateTokenReply {
  token: Token | undefined
  /** Told this once; the engine keeps a hash of it. */
  secret: string
}
export const CreateTokenReply: Codec<CreateTokenReply> = message(() => [
  [1, 'token', Token, 'optional'],
  [2, 'secret', 'string'],
])

export type ListTokensRequest = Record<string, never>
export const ListTokensRequest: Codec<ListTokensRequest> = message(() => [])

export interface ListTokensReply {
  tokens: Token[]
}
export const ListTokensReply: Codec<ListTokensReply> = message(() => [
  [1, 'tokens', Token, 'repeated'],
])

export interface RevokeTokenRequest {
  id: string
}
export const RevokeTokenRequest: Codec<RevokeTokenRequest> = message(() => [[1, 'id', 'string']])

export type RevokeTokenReply = Record<string, never>
export const RevokeTokenReply: Codec<RevokeTokenReply> = message(() => [])

export type InfoRequest = Record<string, never>
export const InfoRequest: Codec<InfoRequest> = message(() => [])

export interface InfoReply {
  version: string
  pid: number
  startedMs: number
  revision: number
  topology: Topology | undefined
  /** Left out while no agent is connected. */
  agent: Agent | undefined
  outlets: Outlet[]
}
export const InfoReply: Codec<InfoReply> = message(() => [
  [1, 'version', 'string'],
  [2, 'pid', 'int64'],
  [3, 'startedMs', 'int64'],
  [4, 'revision', 'int64'],
  [5, 'topology', Topology, 'optional'],
  [6, 'agent', Agent, 'optional'],
  [7, 'outlets', Outlet, 'repeated'],
])

/** A place beside the API where the engine shows how it does. */
export interface Outlet {
  /** metrics or dashboard. */
  name: string
  /** Address and port. */
  at: string
  /** Why nothing is served there; absent while all is well. */
  trouble: string | undefined
}
export const Outlet: Codec<Outlet> = message(() => [
  [1, 'name', 'string'],
  [2, 'at', 'string'],
  [3, 'trouble', 'string', 'optional'],
])

export interface Topology {
  region: string
  zones: Zone[]
  /** The prefix that EIPs are taken from. */
  eipPool: string
  /** Beside its VPC, the sources that an instance without EIP answers. */
  peerPrefixes: string[]
  /** What addresses are added to; left out: they must be there. */
  addressInterface: string | undefined
}
export const Topology: Codec<Topology> = message(() => [
  [1, 'region', 'string'],
  [2, 'zones', Zone, 'repeated'],
  [3, 'eipPool', 'string'],
  [4, 'peerPrefixes', 'string', 'repeated'],
  [5, 'addressInterface', 'string', 'optional'],
])

export interface Zone {
  name: string
  racks: number
}
export const Zone: Codec<Zone> = message(() => [
  [1, 'name', 'string'],
  [2, 'racks', 'int32'],
])

export interface Agent {
  pid: number
  dataplane: string
  /** Revisions are numbered by attempts: only equal ones can be compared. */
  revision: number
  /** It serves what is stored. */
  isCurrent: boolean
}
export const Agent: Codec<Agent> = message(() => [
  [1, 'pid', 'int64'],
  [2, 'dataplane', 'string'],
  [3, 'revision', 'int64'],
  [4, 'isCurrent', 'bool'],
])

export interface StopRequest {
  /** Traffic goes on, and the next start adopts the agent. */
  keepAgent: boolean
  graceMs: number
}
export const StopRequest: Codec<StopRequest> = message(() => [
  [1, 'keepAgent', 'bool'],
  [2, 'graceMs', 'int32'],
])

export type StopReply = Record<string, never>
export const StopReply: Codec<StopReply> = message(() => [])

export interface ErrorDetail {
  /** A code of the engine's closed table. */
  code: string
  message: string
  remedy: string | undefined
  problems: Problem[]
  referrers: Referrer[]
}
export const ErrorDetail: Codec<ErrorDetail> = message(() => [
  [1, 'code', 'string'],
  [2, 'message', 'string'],
  [3, 'remedy', 'string', 'optional'],
  [4, 'problems', Problem, 'repeated'],
  [5, 'referrers', Referrer, 'repeated'],
])

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
  field: string | undefined
  index: number | undefined
}
export const PathStep: Codec<PathStep> = message(() => [
  [1, 'field', 'string', 'oneof step'],
  [2, 'index', 'uint32', 'oneof step'],
])

export interface Referrer {
  kind: string
  id: string
  name: string
  owner: string
}
export const Referrer: Codec<Referrer> = message(() => [
  [1, 'kind', 'string'],
  [2, 'id', 'string'],
  [3, 'name', 'string'],
  [4, 'owner', 'string'],
])

export const Engine = {
  /** Puts and deletes in any order, atomic, judged by the final state. Answers when it is live. */
  transact: unary('/lb.engine.v1.Engine/Transact', {
    request: TransactRequest,
    response: TransactReply,
  }),
  /** The same, many of them over one call: each is answered for itself, as soon as it is done. */
  transactMany: bidi('/lb.engine.v1.Engine/TransactMany', {
    request: NumberedTransaction,
    response: NumberedReply,
  }),
  /** The same judgement without doing it. */
  check: unary('/lb.engine.v1.Engine/Check', { request: TransactRequest, response: CheckReply }),
  /** Waits for what a write began and does not end with it: instances of an availability group. */
  settle: unary('/lb.engine.v1.Engine/Settle', { request: SettleRequest, response: SettleReply }),
  /** One object; an empty reply when there is none. */
  get: unary('/lb.engine.v1.Engine/Get', { request: GetRequest, response: GetReply }),
  list: unary('/lb.engine.v1.Engine/List', { request: ListRequest, response: ListReply }),
  /** Everything at one moment, in parts: the head first, then objects, what is leaving, and targets. */
  snapshot: serverStream('/lb.engine.v1.Engine/Snapshot', {
    request: SnapshotRequest,
    response: SnapshotPart,
  }),
  /** Somebody has noted these ids; those of what is not there are passed over. */
  claim: unary('/lb.engine.v1.Engine/Claim', { request: ClaimRequest, response: ClaimReply }),
  /** While it is followed, the run is there. One part comes when the engine knows, and then none. */
  attend: serverStream('/lb.engine.v1.Engine/Attend', {
    request: AttendRequest,
    response: Attended,
  }),
  /** The targets of one backend service. */
  health: unary('/lb.engine.v1.Engine/Health', { request: HealthRequest, response: HealthReply }),
  /** What the agent has counted, in parts: totals since it started, that of each listener and server. */
  counters: serverStream('/lb.engine.v1.Engine/Counters', {
    request: CountersRequest,
    response: CountersPart,
  }),
  /** The event log in order, and with `follow` what is still to come. */
  events: serverStream('/lb.engine.v1.Engine/Events', { request: EventsRequest, response: Event }),
  /** What changes, as it changes: from a revision on, or after the present state. */
  watch: serverStream('/lb.engine.v1.Engine/Watch', { request: WatchRequest, response: WatchPart }),
  /** Every declared object at one moment, for another engine to import. */
  export: serverStream('/lb.engine.v1.Engine/Export', {
    request: ExportRequest,
    response: ExportPart,
  }),
  /** Objects with their ids, in one transaction. */
  import: unary('/lb.engine.v1.Engine/Import', { request: ImportRequest, response: ImportReply }),
  /** A copy of the whole store at one moment: the bytes of a backup file. */
  backup: serverStream('/lb.engine.v1.Engine/Backup', {
    request: BackupRequest,
    response: BackupPart,
  }),
  /** What a caller may do: the table of roles is in src/engine/access/permissions.ts. */
  createToken: unary('/lb.engine.v1.Engine/CreateToken', {
    request: CreateTokenRequest,
    response: CreateTokenReply,
  }),
  listTokens: unary('/lb.engine.v1.Engine/ListTokens', {
    request: ListTokensRequest,
    response: ListTokensReply,
  }),
  /** Effective at once, for calls under way too; tokens made with it go with it. */
  revokeToken: unary('/lb.engine.v1.Engine/RevokeToken', {
    request: RevokeTokenRequest,
    response: RevokeTokenReply,
  }),
  info: unary('/lb.engine.v1.Engine/Info', { request: InfoRequest, response: InfoReply }),
  /** Ends the engine; answers when it has stopped working, just before the connection ends. */
  stop: unary('/lb.engine.v1.Engine/Stop', { request: StopRequest, response: StopReply }),
} as const
