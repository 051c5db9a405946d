/**
 * The engine API on a socket: the far side of the client's `connectEngine`.
 *
 * Answers for: messages in, the control process's answers out, refusals with all they have to say.
 * Does not know: what is done with them; who may connect.
 */

import assert from 'node:assert'
import { implement, listen } from '../../rpc/index.ts'
import type { Address, Admit, Call, Entrance, Handlers, Input, RpcServer } from '../../rpc/index.ts'
import type { OnCall, OnFault } from '../../rpc/index.ts'
import { admitLocal } from '../access/index.ts'
import type { Caller } from '../access/index.ts'
import { engineService, wire } from '../client/index.ts'
import type { ExportOptions } from '../client/index.ts'
import { EngineError } from '../errors.ts'
import type { Logger } from '../runtime/index.ts'
import type { EngineApi } from './api.ts'
import type { Calls } from './calls.ts'
import { tell, tellAll } from './service-answers.ts'
import { toCaller, toWrites } from './service-writes.ts'
import type { Access, Told } from './service-writes.ts'

/** A request: a transaction of many large specs. */
const REQUEST_BYTES_MAX = 64 * 1024 * 1024

/** Objects or targets in one part of a snapshot. */
const SNAPSHOT_PART_ITEMS = 500

/** Calls under way on one connection from the network. */
const CALLS_PER_CONNECTION_MAX = 1_000

export interface ServeEngineOptions {
  readonly address: Address
  readonly logger: Logger
  /** Who is recorded, and how tokens are made. */
  readonly access: Access
  /** Where its calls are counted; nowhere when left out. */
  readonly calls?: Calls
  /** For a TCP address, and only there. */
  readonly network?: Network
}

/** The way in from a network: TLS first, then a proof of who calls. */
export interface Network {
  readonly entrance: Entrance
  readonly admit: Admit
}

/**
 * Binds the address and serves the API there: on a unix socket (mode 0600) for the user of this
 * machine, on TCP with TLS and a gate, and never without.
 */
export async function serveEngine(api: EngineApi, options: ServeEngineOptions): Promise<RpcServer> {
  const { address, network, calls } = options
  assert.equal('path' in address, network === undefined, 'nothing is served in the clear on TCP')
  const onCall: OnCall = calls?.begin ?? (() => () => {})
  const onFault: OnFault = (fault, path) => {
    const text = fault instanceof Error ? (fault.stack ?? fault.message) : String(fault)
    options.logger.error('a call of the API failed', { path, fault: text })
  }
  const handlers = toHandlers(api, options.access, { onCall, onFault })
  const server = await listen({
    address,
    implementations: [implement(engineService, handlers)],
    maxRequestBytes: REQUEST_BYTES_MAX,
    ...(network === undefined
      ? { admit: admitLocal }
      : { ...network, maxCallsPerConnection: CALLS_PER_CONNECTION_MAX }),
    onCall,
    onFault,
  })
  server.keepPath()
  return server
}

function toHandlers(api: EngineApi, access: Access, told: Told): Handlers<typeof engineService> {
  return { ...toReads(api), ...toStreams(api), ...toWrites(api, access, told) }
}

function toReads(api: EngineApi): Handlers<typeof engineService> {
  return {
    check: (request, { signal }) =>
      tell(async () => {
        const operations = request.operations.map(wire.fromWireOperation)
        const refusal = await api.check(operations, signal)
        return refusal === null ? {} : { refusal: wire.toErrorDetail(refusal) }
      }),
    settle: ({ kind, id, generation }, { signal }) =>
      tell(async () => {
        const progress = await api.settle({ kind, id, generation: generation ?? null }, signal)
        return { progress: progress ?? undefined }
      }),
    get: ({ kind, id }, { signal }) =>
      tell(async () => {
        const object = await api.get(kind, id, signal)
        return object === null ? {} : { object: wire.toWireObject(object) }
      }),
    list: (request, { signal }) =>
      tell(async () => {
        const { objects, cursor } = await api.list(wire.fromWireQuery(request), signal)
        return { objects: objects.map(wire.toWireObject), cursor: cursor ?? undefined }
      }),
    claim: ({ ids }, { signal }) =>
      tell(async () => {
        await api.claim(ids, signal)
        return {}
      }),
    health: ({ backendServiceId }, { signal }) =>
      tell(async () => {
        const targets = await api.health(backendServiceId, signal)
        return { targets: targets.map(wire.toWireTarget) }
      }),
    info: (_request, { signal }) => tell(async () => wire.toWireInfo(await api.info(signal))),
  }
}

function toStreams(api: EngineApi): Handlers<typeof engineService> {
  return {
    snapshot: (_request, { signal }) => tellAll(() => toParts(api, signal)),
    attend: ({ run }, { signal }) => tellAll(() => toAttended(api, run, signal)),
    counters: (_request, { signal }) => tellAll(() => toCountersParts(api, signal)),
    events: (request, { signal }) => tellAll(() => api.events(request, signal)),
    watch: ({ after, kind, owner }, { signal }) =>
      tellAll(async function* () {
        const query = { after: after ?? null, kind: kind ?? null, owner: owner ?? null }
        for await (const part of api.watch(query, signal)) yield wire.toWatchPart(part)
      }),
    export: (request, call) => tellAll(() => toExportParts(api, request, call)),
  }
}

async function* toAttended(api: EngineApi, run: string, signal: AbortSignal) {
  for await (const _ of api.attend(run, signal)) yield {}
}

/** The first part has the head; the others as many objects or targets as fit. */
async function* toParts(
  api: EngineApi,
  signal: AbortSignal,
): AsyncGenerator<Input<wire.SnapshotPart>> {
  const { revision, info, objects, leaving, health } = await api.snapshot(signal)
  yield { head: { revision, info: wire.toWireInfo(info) } }
  for (const chunk of toChunks(objects)) yield { objects: chunk.map(wire.toWireObject) }
  for (const chunk of toChunks(leaving)) yield { leaving: chunk.map(wire.toWireObject) }
  for (const chunk of toChunks(health)) yield { targets: chunk.map(wire.toWireTarget) }
}

async function* toCountersParts(
  api: EngineApi,
  signal: AbortSignal,
): AsyncGenerator<Input<wire.CountersPart>> {
  const { atMs, listeners, endpoints } = await api.counters(signal)
  yield { atMs: atMs ?? undefined }
  for (const chunk of toChunks(listeners)) yield { listeners: chunk }
  for (const chunk of toChunks(endpoints)) yield { servers: chunk }
}

async function* toExportParts(
  api: EngineApi,
  { withSecrets }: ExportOptions,
  call: Call,
): AsyncGenerator<Input<wire.ExportPart>> {
  if (withSecrets) assertAdmin(toCaller(call))
  const { revision, objects } = await api.exportObjects({ withSecrets }, call.signal)
  yield { revision }
  for (const chunk of toChunks(objects)) yield { objects: chunk.map(wire.toWireObject) }
}

function assertAdmin({ id, role }: Caller): void {
  if (role === 'admin') return
  throw new EngineError({
    code: 'permission_denied',
    message: `The caller ${id} has the role "${role}", and secrets need the role "admin".`,
  })
}

function* toChunks<Item>(items: readonly Item[]): Iterable<readonly Item[]> {
  for (let from = 0; from < items.length; from += SNAPSHOT_PART_ITEMS) {
    yield items.slice(from, from + SNAPSHOT_PART_ITEMS)
  }
}
