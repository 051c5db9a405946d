/**
 * The engine API on a socket: the far side of the client's `connectEngine`.
 *
 * Answers for: messages in, the control process's answers out, refusals with all they have to say.
 * Does not know: what is done with them; who may connect.
 */

import { implement, listen, RpcError } from '../../rpc/index.ts'
import type {
  Address,
  Handlers,
  Implementation,
  Input,
  RpcCode,
  RpcServer,
} from '../../rpc/index.ts'
import { engineService, ErrorDetail, wire } from '../client/index.ts'
import type { EngineClient } from '../client/index.ts'
import { EngineError } from '../errors.ts'
import type { ErrorCode } from '../errors.ts'
import type { Logger } from '../runtime/index.ts'

/** A request: a transaction of many large specs. */
const REQUEST_BYTES_MAX = 64 * 1024 * 1024

/** Objects or targets in one part of a snapshot. */
const SNAPSHOT_PART_ITEMS = 500

/** What is served; the control process keeps it, and so does a client. */
export type EngineApi = Omit<EngineClient, 'close'>

/** Binds the address (mode 0600 when it is a unix socket) and serves the API there. */
export async function serveEngine(
  api: EngineApi,
  options: { readonly address: Address; readonly logger: Logger },
): Promise<RpcServer> {
  return listen({
    address: options.address,
    implementations: [toEngineService(api)],
    maxRequestBytes: REQUEST_BYTES_MAX,
    onFault: (fault, path) => {
      const text = fault instanceof Error ? (fault.stack ?? fault.message) : String(fault)
      options.logger.error('a call of the API failed', { path, fault: text })
    },
  })
}

/** The service for whoever listens. */
function toEngineService(api: EngineApi): Implementation {
  return implement(engineService, { ...toCalls(api), ...toStreams(api) })
}

function toCalls(api: EngineApi): Handlers<typeof engineService> {
  return {
    transact: (request, { signal }) =>
      tell(async () => {
        const operations = request.operations.map(wire.fromWireOperation)
        return { objects: (await api.transact(operations, signal)).map(wire.toWireObject) }
      }),
    check: (request, { signal }) =>
      tell(async () => {
        const operations = request.operations.map(wire.fromWireOperation)
        const refusal = await api.check(operations, signal)
        return refusal === null ? {} : { refusal: wire.toErrorDetail(refusal) }
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
    stop: (request, { signal }) =>
      tell(async () => {
        await api.stop(request, signal)
        return {}
      }),
  }
}

function toStreams(api: EngineApi): Handlers<typeof engineService> {
  return {
    snapshot: (_request, { signal }) => tellAll(() => toParts(api, signal)),
    attend: ({ run }, { signal }) => tellAll(() => toAttended(api, run, signal)),
    counters: (_request, { signal }) => tellAll(() => toCountersParts(api, signal)),
    events: (request, { signal }) => tellAll(() => api.events(request, signal)),
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

function* toChunks<Item>(items: readonly Item[]): Iterable<readonly Item[]> {
  for (let from = 0; from < items.length; from += SNAPSHOT_PART_ITEMS) {
    yield items.slice(from, from + SNAPSHOT_PART_ITEMS)
  }
}

async function tell<Reply>(answer: () => Promise<Reply>): Promise<Reply> {
  try {
    return await answer()
  } catch (error) {
    throw toRpcError(error)
  }
}

async function* tellAll<Part>(answers: () => AsyncIterable<Part>): AsyncGenerator<Part> {
  try {
    yield* answers()
  } catch (error) {
    throw toRpcError(error)
  }
}

/** A refusal with its detail; anything else is a fault, for the log. */
function toRpcError(error: unknown): unknown {
  if (!(error instanceof EngineError)) return error
  return new RpcError({
    code: rpcCodeOf[error.code] ?? 'FAILED_PRECONDITION',
    message: error.message,
    details: ErrorDetail.encode(wire.toErrorDetail(error)),
    cause: error,
  })
}

/** For callers that know gRPC only; what is not here is `FAILED_PRECONDITION`. */
const rpcCodeOf: Partial<Record<ErrorCode, RpcCode>> = {
  invalid_argument: 'INVALID_ARGUMENT',
  not_found: 'NOT_FOUND',
  limit_exceeded: 'RESOURCE_EXHAUSTED',
  changed_since_plan: 'ABORTED',
  unavailable: 'UNAVAILABLE',
  deadline_exceeded: 'DEADLINE_EXCEEDED',
  store_failed: 'UNAVAILABLE',
  internal: 'INTERNAL',
}
