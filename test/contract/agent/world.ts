/**
 * Running agents with a real data plane, and what they are told, in few words.
 *
 * Answers for: an agent in its own directory, asked in this process or over its socket, its reports
 * as the latest state of each target, and the end of everything.
 */

import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Agent, RunningAgent, TargetHealth } from '../../../src/engine/agent/index.ts'
import { connectAgent, startAgent } from '../../../src/engine/agent/index.ts'
import type { ListenerCounters } from '../../../src/engine/agent/contract.ts'
import { createDataplane } from '../../../src/engine/dataplane/registry.ts'
import type {
  ProbeDefinition,
  ProxyConfig,
  ProxyEndpoint,
  ProxyPool,
} from '../../../src/engine/ir/index.ts'
import { freePort } from '../../support/ports.ts'
import { waitFor } from '../../support/wait.ts'
import { definitionOf, endpointOf, LogBook, poolOf } from '../../unit/engine/agent/world.ts'

export const ANY_TIME = new AbortController().signal
export const POOL = 'bes-1'

/** One way to reach an agent. */
export interface Access {
  readonly name: string
  open(running: RunningAgent, socketPath: string): Agent & { close?(): void }
}

/** Both faces of an agent; the suite runs over each. */
export const accesses: readonly Access[] = [
  { name: 'in its process', open: ({ agent }) => agent },
  { name: 'over its socket', open: (_running, socketPath) => connectAgent(socketPath) },
]

export class World {
  readonly directory: string
  readonly port: number
  readonly log = new LogBook()
  readonly #access: Access
  readonly #ends: (() => unknown)[] = []
  #running: RunningAgent | null = null
  #agent: ReturnType<Access['open']> | null = null

  private constructor(access: Access, init: { directory: string; port: number }) {
    this.#access = access
    this.directory = init.directory
    this.port = init.port
  }

  static async create(access: Access): Promise<World> {
    const directory = await mkdtemp(join(tmpdir(), 'lb-agent-'))
    const world = new World(access, { directory, port: await freePort() })
    await world.start()
    return world
  }

  get agent(): Agent {
    assert(this.#agent !== null, 'not started')
    return this.#agent
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}/`
  }

  get socketPath(): string {
    return join(this.directory, 'agent.sock')
  }

  get stateDirectory(): string {
    return join(this.directory, 'agent')
  }

  get done(): Promise<void> {
    assert(this.#running !== null, 'not started')
    return this.#running.done
  }

  async start(): Promise<void> {
    const dataplane = createDataplane('embedded', { log: this.log })
    assert(dataplane !== null)
    this.#running = await startAgent({
      directory: this.stateDirectory,
      dataplane,
      socketPath: this.socketPath,
      logger: this.log,
      version: '1.2.3',
    })
    this.#agent ??= this.#access.open(this.#running, this.socketPath)
    if (this.#access.name === 'in its process') this.#agent = this.#running.agent
  }

  async stop(): Promise<void> {
    await this.#running?.agent.stop(0)
    await this.#running?.done
    this.#running = null
  }

  /** Ends with the test. */
  owns(end: () => unknown): void {
    this.#ends.push(end)
  }

  async close(): Promise<void> {
    for (const end of this.#ends) await end()
    await this.stop()
    this.#agent?.close?.()
    await rm(this.directory, { recursive: true })
  }

  async apply(config: ProxyConfig): Promise<void> {
    assert.deepEqual(await this.agent.apply(config, ANY_TIME), {
      kind: 'applied',
      revision: config.revision,
    })
  }

  /** One listener on this world's port over one pool of `endpoints`. */
  config(revision: number, endpoints: readonly ProxyEndpoint[], pool?: Partial<ProxyPool>) {
    return configOn(this.port, { revision, pool: { endpoints, ...pool } })
  }

  /** The latest reports, from now on. */
  watch(): Reports {
    const reports = new Reports(this.agent)
    this.owns(() => reports.close())
    return reports
  }
}

/** A configuration of one listener at `port` on loopback, and one pool. */
export function configOn(
  port: number,
  { revision, pool }: { revision: number; pool: Partial<ProxyPool> },
): ProxyConfig {
  const listener = {
    id: 'lsn-1',
    name: 'front',
    protocol: 'http' as const,
    binds: [{ address: '127.0.0.1', port }],
    tls: null,
    poolId: POOL,
    idleTimeoutMs: 5000,
  }
  const pools = [poolOf({ id: POOL, probe: quickProbe(), ...pool })]
  return { revision, instances: [{ id: 'lb-1', name: 'web', listeners: [listener], pools }] }
}

export function quickProbe(changes: Partial<ProbeDefinition> = {}): ProbeDefinition {
  return definitionOf({
    path: '/',
    timeoutMs: 5000,
    intervalMs: 40,
    unhealthyThreshold: 2,
    healthyThreshold: 2,
    ...changes,
  })
}

export function serverAt(
  { name, port }: { name: string; port: number },
  changes: Partial<ProxyEndpoint> = {},
): ProxyEndpoint {
  return endpointOf(name, { address: '127.0.0.1', port, ...changes })
}

/** What a watcher knows: the latest of each target and listener. */
export class Reports {
  readonly targets = new Map<string, TargetHealth>()
  readonly listeners = new Map<string, ListenerCounters>()
  readonly #stop = new AbortController()
  readonly #reading: Promise<void>
  count = 0
  error: unknown = null

  constructor(agent: Agent) {
    this.#reading = this.#read(agent).catch((error: unknown) => {
      this.error = error
    })
  }

  /** `state` or `state reason`; null when there is no such target. */
  stateOf(endpointId: string): string | null {
    const target = this.targets.get(`${POOL}/${endpointId}`)
    if (target === undefined) return null
    return target.reason === null ? target.state : `${target.state} ${target.reason}`
  }

  until(endpointId: string, state: string | null): Promise<true> {
    return waitFor(`${endpointId} to be ${state}`, () =>
      this.stateOf(endpointId) === state ? true : null,
    )
  }

  /** Resolves when the agent ended the watch. */
  async ended(): Promise<void> {
    await this.#reading
  }

  async close(): Promise<void> {
    this.#stop.abort()
    await this.#reading
  }

  async #read(agent: Agent): Promise<void> {
    for await (const report of agent.watch(this.#stop.signal)) {
      this.count++
      if (report.kind === 'targets') {
        for (const target of report.targets) {
          this.targets.set(`${target.poolId}/${target.endpointId}`, target)
        }
      } else if (report.kind === 'gone') {
        for (const { poolId, endpointId } of report.targets) {
          this.targets.delete(`${poolId}/${endpointId}`)
        }
      } else if (report.kind === 'counters') {
        for (const counters of report.listeners) this.listeners.set(counters.listenerId, counters)
      }
    }
  }
}
