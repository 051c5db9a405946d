/**
 * The agent over its socket.
 *
 * Answers for: the contract of `contract.ts` on a connection. Of a configuration only the instances
 * travel that the agent does not have. Does not know: who runs the agent.
 *
 * Beside the contract: while there is no connection `apply` is answered `unavailable`, and the
 * others throw `EngineError` with `unavailable` or `deadline_exceeded`. `watch` throws when the
 * connection breaks; watch again for all targets anew.
 */

import { connect, RpcError, type Channel, type Client } from '../../rpc/index.ts'
import type { ApplyOutcome } from '../dataplane/contract.ts'
import { EngineError } from '../errors.ts'
import type { Problem, ProxyConfig } from '../ir/index.ts'
import { Agent as AgentTable, type Config, type Missing } from './agent.gen.ts'
import type { Agent, AgentInfo, AgentReport, Family, HandOverRequest } from './contract.ts'
import { digestOf, digestOfPool, toText } from './digest.ts'
import {
  APPLY_DEADLINE_MS,
  APPLY_RETRY_AFTER_MS,
  CALL_DEADLINE_MS,
  CHECK_DEADLINE_MS,
  HAND_OVER_DEADLINE_MS,
  STOP_SLACK_MS,
} from './limits.ts'
import { fromWireOutcome, fromWireProblems, fromWireReport, toWireFigures } from './wire.ts'

export interface RemoteAgent extends Agent {
  /**
   * Has it start a successor from `program` and give it the sockets; resolves with the successor's
   * process id when that serves. Throws `EngineError` when it does not; then nothing has changed.
   */
  handOver(request: HandOverRequest, signal: AbortSignal): Promise<number>
  /** Fails what is under way and gives the connection up. */
  close(): void
}

/** Connects with the first call, and again after the connection broke. */
export function connectAgent(socketPath: string): RemoteAgent {
  return new SocketAgent(socketPath)
}

type AgentClient = Client<typeof AgentTable>

class SocketAgent implements RemoteAgent {
  readonly #socketPath: string
  #channel: Promise<Channel> | null = null
  /** Digests of instances and pools that the agent was seen to have. */
  #held: ReadonlySet<string> = new Set()

  constructor(socketPath: string) {
    this.#socketPath = socketPath
  }

  async info(signal: AbortSignal): Promise<AgentInfo> {
    return this.#ask((client) => client.info({}, { signal, deadlineMs: CALL_DEADLINE_MS }), signal)
  }

  async check(config: ProxyConfig, signal: AbortSignal): Promise<readonly Problem[]> {
    const options = { signal, deadlineMs: CHECK_DEADLINE_MS }
    const { problems } = await this.#ask(
      (client) => this.#send(config, (message) => client.check(message, options)),
      signal,
    )
    return fromWireProblems(problems ?? { problems: [] })
  }

  async apply(config: ProxyConfig, signal: AbortSignal): Promise<ApplyOutcome> {
    const options = { signal, deadlineMs: APPLY_DEADLINE_MS }
    try {
      const response = await this.#ask(
        (client) => this.#send(config, (message) => client.apply(message, options)),
        signal,
      )
      const outcome = fromWireOutcome(response)
      if (outcome.kind === 'applied') this.#held = toDigests(config)
      return outcome
    } catch (error) {
      if (!(error instanceof EngineError && error.retryable)) throw error
      return { kind: 'unavailable', retryAfterMs: APPLY_RETRY_AFTER_MS, cause: error.message }
    }
  }

  async *watch(signal: AbortSignal): AsyncGenerator<AgentReport> {
    try {
      const client = await this.#client()
      for await (const report of client.watch({}, { signal })) yield fromWireReport(report)
    } catch (error) {
      if (!signal.aborted) throw toEngineError(error)
    }
  }

  async tell(families: readonly Family[], signal: AbortSignal): Promise<void> {
    const options = { signal, deadlineMs: CALL_DEADLINE_MS }
    await this.#ask((client) => client.tell(toWireFigures(families), options), signal)
  }

  async stop(graceMs: number): Promise<void> {
    const deadlineMs = graceMs + STOP_SLACK_MS
    await this.#ask((client) => client.stop({ graceMs }, { deadlineMs }))
  }

  async handOver(request: HandOverRequest, signal: AbortSignal): Promise<number> {
    const { drainMs } = request
    const options = { signal, deadlineMs: HAND_OVER_DEADLINE_MS }
    const { pid } = await this.#ask(
      (client) => client.handOver({ program: [...request.program], drainMs }, options),
      signal,
    )
    return pid
  }

  close(): void {
    const channel = this.#channel
    this.#channel = null
    channel?.then(
      (open) => open.close(),
      () => {},
    )
  }

  async #client(): Promise<AgentClient> {
    this.#channel ??= connect({ address: { path: this.#socketPath } })
    return (await this.#channel).client(AgentTable)
  }

  async #ask<T>(act: (client: AgentClient) => Promise<T>, signal?: AbortSignal): Promise<T> {
    signal?.throwIfAborted()
    try {
      return await act(await this.#client())
    } catch (error) {
      signal?.throwIfAborted()
      throw toEngineError(error)
    }
  }

  /** Sends what the agent is not known to have, and the rest when it says that it has not. */
  async #send<T extends { readonly missing: Missing | undefined }>(
    config: ProxyConfig,
    call: (message: Config) => Promise<T>,
  ): Promise<T> {
    const response = await call(toMessage(config, this.#held))
    if (response.missing === undefined) return response
    // An agent that was started anew has none of them.
    return call(toMessage(config, new Set()))
  }
}

function toMessage({ revision, instances }: ProxyConfig, held: ReadonlySet<string>): Config {
  const fresh = instances.filter((instance) => !held.has(digestOf(instance)))
  const pools = new Map(
    fresh.flatMap((instance) => instance.pools.map((pool) => [digestOfPool(pool), pool])),
  )
  return {
    revision,
    instances: instances.map((instance) => {
      const digest = digestOf(instance)
      const json = held.has(digest) ? undefined : Buffer.from(toText(instance))
      return { digest, json }
    }),
    pools: [...pools]
      .filter(([digest]) => !held.has(digest))
      .map(([digest, pool]) => ({ digest, json: Buffer.from(JSON.stringify(pool)) })),
  }
}

function toDigests({ instances }: ProxyConfig): ReadonlySet<string> {
  const pools = instances.flatMap((instance) => instance.pools.map(digestOfPool))
  return new Set([...instances.map(digestOf), ...pools])
}

function toEngineError(error: unknown): unknown {
  if (!(error instanceof RpcError)) return error
  const { code, message } = error
  if (code === 'UNAVAILABLE' || code === 'CANCELLED') {
    return new EngineError({
      code: 'unavailable',
      message: `The agent cannot be reached (${message})`,
      cause: error,
    })
  }
  if (code === 'DEADLINE_EXCEEDED') {
    return new EngineError({
      code: 'deadline_exceeded',
      message: 'The agent did not answer in time',
      cause: error,
    })
  }
  return new EngineError({ code: 'internal', message: `The agent: ${message}`, cause: error })
}
