/**
 * The engine over gRPC.
 *
 * Answers for: the contract of `contract.ts` on a connection; deadlines. Does not know: where the
 * engine is found, how it is started, or how a caller proves who it is.
 */

import type { Address } from '../../rpc/index.ts'
import { EngineError } from '../errors.ts'
import { Connection } from './connection.ts'
import { CALL_DEADLINE_MS, WRITE_DEADLINE_MS } from './contract.ts'
import type {
  ApiObject,
  Counters,
  EndpointCounters,
  EngineClient,
  EngineInfo,
  EventsQuery,
} from './contract.ts'
import type { ListQuery, Operation, Page, SettleQuery, Snapshot } from './contract.ts'
import type { StopOptions } from './contract.ts'
import type { EngineEvent, ListenerCounters, TargetHealth } from './contract.ts'
import type { Exported, ExportOptions, Imported, ImportQuery } from './contract.ts'
import type { WatchPart, WatchQuery } from './contract.ts'
import type { Endpoint } from './endpoint.ts'
import type { NewToken, TokenClient, TokenInfo, TokenOrder } from './token.ts'
import * as wire from './wire.ts'

/** Beyond the grace time, for the engine to put itself away. */
const STOP_EXTRA_MS = 15_000

/** An engine, and who may talk to it. */
export type EngineConnection = EngineClient & TokenClient

/**
 * Text is the path of a unix socket, which needs no proof of who asks. Connects with the first
 * call, and again after the connection broke.
 */
export function connectEngine(at: string | Address | Endpoint): EngineConnection {
  const address = typeof at === 'string' ? { path: at } : at
  return new RemoteEngine('address' in address ? address : { address, tls: null, token: null })
}

class RemoteEngine implements EngineConnection {
  readonly #connection: Connection

  constructor(endpoint: Endpoint) {
    this.#connection = new Connection(endpoint)
  }

  async transact(
    operations: readonly Operation[],
    signal: AbortSignal,
  ): Promise<readonly ApiObject[]> {
    const request = { operations: operations.map(wire.toWireOperation) }
    const options = { signal, deadlineMs: WRITE_DEADLINE_MS }
    const reply = await this.#connection.ask((_, lane) => lane.transact(request, options), signal)
    return reply.objects.map(wire.fromWireObject)
  }

  async check(operations: readonly Operation[], signal: AbortSignal): Promise<EngineError | null> {
    const request = { operations: operations.map(wire.toWireOperation) }
    const { refusal } = await this.#connection.ask(
      (engine) => engine.check(request, toReading(signal)),
      signal,
    )
    return refusal === undefined ? null : wire.fromErrorDetail(refusal)
  }

  async settle(query: SettleQuery, signal: AbortSignal): Promise<string | null> {
    const request = { ...query, generation: query.generation ?? undefined }
    const { progress } = await this.#connection.ask(
      (engine) => engine.settle(request, toReading(signal)),
      signal,
    )
    return progress ?? null
  }

  async get(...[kind, id, signal]: Parameters<EngineClient['get']>): Promise<ApiObject | null> {
    const { object } = await this.#connection.ask(
      (engine) => engine.get({ kind, id }, toReading(signal)),
      signal,
    )
    return object === undefined ? null : wire.fromWireObject(object)
  }

  async list(query: ListQuery, signal: AbortSignal): Promise<Page> {
    const reply = await this.#connection.ask(
      (engine) => engine.list(wire.toWireQuery(query), toReading(signal)),
      signal,
    )
    return { objects: reply.objects.map(wire.fromWireObject), cursor: reply.cursor ?? null }
  }

  async snapshot(signal: AbortSignal): Promise<Snapshot> {
    const parts = this.#connection.follow(
      (engine) => engine.snapshot({}, toReading(signal)),
      signal,
    )
    const objects: ApiObject[] = []
    const leaving: ApiObject[] = []
    const health: TargetHealth[] = []
    let head: Pick<Snapshot, 'revision' | 'info'> | null = null
    for await (const part of parts) {
      const { revision, info } = part.head ?? {}
      if (revision !== undefined && info !== undefined) {
        head = { revision, info: wire.fromWireInfo(info) }
      }
      objects.push(...part.objects.map(wire.fromWireObject))
      leaving.push(...part.leaving.map(wire.fromWireObject))
      health.push(...part.targets.map(wire.fromWireTarget))
    }
    if (head !== null) return { ...head, objects, leaving, health }
    throw new EngineError({ code: 'internal', message: 'The engine sent a snapshot with no head.' })
  }

  async claim(ids: readonly string[], signal: AbortSignal): Promise<void> {
    await this.#connection.ask((engine) => engine.claim({ ids }, toReading(signal)), signal)
  }

  async *attend(run: string, signal: AbortSignal): AsyncGenerator<void> {
    for await (const _ of this.#connection.follow(
      (engine) => engine.attend({ run }, { signal }),
      signal,
    ))
      yield
  }

  async health(backendServiceId: string, signal: AbortSignal): Promise<readonly TargetHealth[]> {
    const reply = await this.#connection.ask(
      (engine) => engine.health({ backendServiceId }, toReading(signal)),
      signal,
    )
    return reply.targets.map(wire.fromWireTarget)
  }

  async counters(signal: AbortSignal): Promise<Counters> {
    const parts = this.#connection.follow(
      (engine) => engine.counters({}, toReading(signal)),
      signal,
    )
    let atMs: number | null = null
    const listeners: ListenerCounters[] = []
    const endpoints: EndpointCounters[] = []
    for await (const part of parts) {
      atMs = part.atMs ?? atMs
      listeners.push(...part.listeners)
      endpoints.push(...part.servers)
    }
    return { atMs, listeners, endpoints }
  }

  async *events(query: EventsQuery, signal: AbortSignal): AsyncGenerator<EngineEvent> {
    const options = query.follow ? { signal } : toReading(signal)
    const stream = this.#connection.follow((engine) => engine.events({ ...query }, options), signal)
    for await (const event of stream) yield wire.fromWireEvent(event)
  }

  async *watch(query: WatchQuery, signal: AbortSignal): AsyncGenerator<WatchPart> {
    const { after, kind, owner } = query
    const request = {
      ...{ after: after ?? undefined, kind: kind ?? undefined, owner: owner ?? undefined },
    }
    const parts = this.#connection.follow((engine) => engine.watch(request, { signal }), signal)
    for await (const part of parts) yield wire.fromWatchPart(part)
  }

  async exportObjects(options: ExportOptions, signal: AbortSignal): Promise<Exported> {
    const parts = this.#connection.follow(
      (engine) => engine.export({ ...options }, toReading(signal)),
      signal,
    )
    const objects: ApiObject[] = []
    let revision: number | undefined
    for await (const part of parts) {
      revision ??= part.revision
      objects.push(...part.objects.map(wire.fromWireObject))
    }
    if (revision !== undefined) return { revision, objects }
    throw new EngineError({ code: 'internal', message: 'The engine sent an export with no head.' })
  }

  async *backup(signal: AbortSignal): AsyncGenerator<Uint8Array> {
    const parts = this.#connection.follow((engine) => engine.backup({}, { signal }), signal)
    for await (const { bytes } of parts) yield bytes
  }

  async importObjects(query: ImportQuery, signal: AbortSignal): Promise<Imported> {
    const { objects, ...rest } = query
    const request = { ...rest, objects: objects.map(wire.toWireObject) }
    const options = { signal, deadlineMs: WRITE_DEADLINE_MS }
    return wire.fromWireImported(
      await this.#connection.ask((engine) => engine.import(request, options), signal),
    )
  }

  async info(signal: AbortSignal): Promise<EngineInfo> {
    return wire.fromWireInfo(
      await this.#connection.ask((engine) => engine.info({}, toReading(signal)), signal),
    )
  }

  async stop({ keepAgent, graceMs }: StopOptions, signal: AbortSignal): Promise<void> {
    const options = { signal, deadlineMs: graceMs + STOP_EXTRA_MS }
    await this.#connection.ask((engine) => engine.stop({ keepAgent, graceMs }, options), signal)
  }

  async createToken(order: TokenOrder, signal: AbortSignal): Promise<NewToken> {
    const { token, secret } = await this.#connection.ask(
      (engine) => engine.createToken({ ...order }, toReading(signal)),
      signal,
    )
    return { token: wire.fromWireToken(token), secret }
  }

  async listTokens(signal: AbortSignal): Promise<readonly TokenInfo[]> {
    const { tokens } = await this.#connection.ask(
      (engine) => engine.listTokens({}, toReading(signal)),
      signal,
    )
    return tokens.map(wire.fromWireToken)
  }

  async revokeToken(id: string, signal: AbortSignal): Promise<void> {
    await this.#connection.ask((engine) => engine.revokeToken({ id }, toReading(signal)), signal)
  }

  close(): void {
    this.#connection.close()
  }
}

function toReading(signal: AbortSignal): { signal: AbortSignal; deadlineMs: number } {
  return { signal, deadlineMs: CALL_DEADLINE_MS }
}
