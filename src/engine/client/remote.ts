/**
 * The engine over gRPC.
 *
 * Answers for: the contract of `contract.ts` on a connection; deadlines; one error for every way a
 * call can fail. Does not know: where the engine is found, or how it is started.
 */

import { connect, RpcError, toAddressText } from '../../rpc/index.ts'
import type { Address, Channel, Client } from '../../rpc/index.ts'
import { EngineError } from '../errors.ts'
import type { ErrorCode } from '../errors.ts'
import { CALL_DEADLINE_MS, WRITE_DEADLINE_MS } from './contract.ts'
import type {
  ApiObject,
  Counters,
  EndpointCounters,
  EngineClient,
  EngineInfo,
  EventsQuery,
} from './contract.ts'
import type { ListQuery, Operation, Page, Snapshot, StopOptions } from './contract.ts'
import type { EngineEvent, ListenerCounters, TargetHealth } from './contract.ts'
import { Engine } from './engine.gen.ts'
import * as wire from './wire.ts'

/** Beyond the grace time, for the engine to put itself away. */
const STOP_EXTRA_MS = 15_000

/** `path`: of a unix socket. Connects with the first call, and again after the connection broke. */
export function connectEngine(at: string | Address): EngineClient {
  return new RemoteEngine(typeof at === 'string' ? { path: at } : at)
}

/**
 * The engine did not answer, or went away before it could: nothing is known of what was asked. Who
 * asks for what may be done twice can ask again.
 */
export class ConnectionLost extends EngineError {}

class RemoteEngine implements EngineClient {
  readonly #address: Address
  #channel: Promise<Channel> | null = null
  #isClosed = false

  constructor(address: Address) {
    this.#address = address
  }

  async transact(
    operations: readonly Operation[],
    signal: AbortSignal,
  ): Promise<readonly ApiObject[]> {
    const request = { operations: operations.map(wire.toWireOperation) }
    const options = { signal, deadlineMs: WRITE_DEADLINE_MS }
    const reply = await this.#ask((engine) => engine.transact(request, options), signal)
    return reply.objects.map(wire.fromWireObject)
  }

  async check(operations: readonly Operation[], signal: AbortSignal): Promise<EngineError | null> {
    const request = { operations: operations.map(wire.toWireOperation) }
    const { refusal } = await this.#ask(
      (engine) => engine.check(request, toReading(signal)),
      signal,
    )
    return refusal === undefined ? null : wire.fromErrorDetail(refusal)
  }

  async get(...[kind, id, signal]: Parameters<EngineClient['get']>): Promise<ApiObject | null> {
    const { object } = await this.#ask(
      (engine) => engine.get({ kind, id }, toReading(signal)),
      signal,
    )
    return object === undefined ? null : wire.fromWireObject(object)
  }

  async list(query: ListQuery, signal: AbortSignal): Promise<Page> {
    const reply = await this.#ask(
      (engine) => engine.list(wire.toWireQuery(query), toReading(signal)),
      signal,
    )
    return { objects: reply.objects.map(wire.fromWireObject), cursor: reply.cursor ?? null }
  }

  async snapshot(signal: AbortSignal): Promise<Snapshot> {
    const parts = this.#follow((engine) => engine.snapshot({}, toReading(signal)), signal)
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
    await this.#ask((engine) => engine.claim({ ids }, toReading(signal)), signal)
  }

  async *attend(run: string, signal: AbortSignal): AsyncGenerator<void> {
    for await (const _ of this.#follow((engine) => engine.attend({ run }, { signal }), signal))
      yield
  }

  async health(backendServiceId: string, signal: AbortSignal): Promise<readonly TargetHealth[]> {
    const reply = await this.#ask(
      (engine) => engine.health({ backendServiceId }, toReading(signal)),
      signal,
    )
    return reply.targets.map(wire.fromWireTarget)
  }

  async counters(signal: AbortSignal): Promise<Counters> {
    const parts = this.#follow((engine) => engine.counters({}, toReading(signal)), signal)
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
    const stream = this.#follow((engine) => engine.events({ ...query }, options), signal)
    for await (const event of stream) yield wire.fromWireEvent(event)
  }

  async info(signal: AbortSignal): Promise<EngineInfo> {
    return wire.fromWireInfo(
      await this.#ask((engine) => engine.info({}, toReading(signal)), signal),
    )
  }

  async stop({ keepAgent, graceMs }: StopOptions, signal: AbortSignal): Promise<void> {
    const options = { signal, deadlineMs: graceMs + STOP_EXTRA_MS }
    await this.#ask((engine) => engine.stop({ keepAgent, graceMs }, options), signal)
  }

  close(): void {
    this.#isClosed = true
    void this.#channel?.then((channel) => channel.close())
  }

  async #client(): Promise<Client<typeof Engine>> {
    if (this.#isClosed) {
      throw new ConnectionLost({ code: 'unavailable', message: 'The connection was closed.' })
    }
    this.#channel ??= connect({ address: this.#address, deadlineMs: CALL_DEADLINE_MS })
    return (await this.#channel).client(Engine)
  }

  async #ask<Reply>(
    call: (engine: Client<typeof Engine>) => Promise<Reply>,
    signal: AbortSignal,
  ): Promise<Reply> {
    signal.throwIfAborted()
    try {
      return await call(await this.#client())
    } catch (error) {
      signal.throwIfAborted()
      throw this.#toError(error)
    }
  }

  async *#follow<Part>(
    call: (engine: Client<typeof Engine>) => AsyncIterable<Part>,
    signal: AbortSignal,
  ): AsyncGenerator<Part> {
    signal.throwIfAborted()
    try {
      yield* call(await this.#client())
    } catch (error) {
      signal.throwIfAborted()
      throw this.#toError(error)
    }
  }

  #toError(error: unknown): unknown {
    if (!(error instanceof RpcError)) return error
    const told = error.details === undefined ? null : wire.readErrorDetail(error.details)
    if (told !== null) return told
    const [code, what] = untold[error.code] ?? ['internal', 'failed']
    const message = `The engine at ${toAddressText(this.#address)} ${what}: ${error.message}`
    const init = { code, message, cause: error }
    return code === 'unavailable' ? new ConnectionLost(init) : new EngineError(init)
  }
}

/** What gRPC says when the engine itself said nothing. */
const untold: Partial<Record<RpcError['code'], readonly [ErrorCode, string]>> = {
  UNAVAILABLE: ['unavailable', 'does not answer'],
  CANCELLED: ['unavailable', 'has ended the call'],
  DEADLINE_EXCEEDED: ['deadline_exceeded', 'did not answer in time'],
  RESOURCE_EXHAUSTED: ['limit_exceeded', 'refused a message as too large'],
  UNIMPLEMENTED: ['internal', 'is of another version'],
}

function toReading(signal: AbortSignal): { signal: AbortSignal; deadlineMs: number } {
  return { signal, deadlineMs: CALL_DEADLINE_MS }
}
