/**
 * A running data plane, and what it is told, in few words.
 *
 * Answers for: configurations from what a test cares about, observations kept as they come, and the
 * end of everything. Does not know: which plane it is.
 */

import assert from 'node:assert/strict'
import { endpointKey } from '../../../src/engine/dataplane/contract.ts'
import type {
  ApplyOutcome,
  Condition,
  Dataplane,
  EndpointCounters,
  ListenerCounters,
  Observation,
} from '../../../src/engine/dataplane/contract.ts'
import type { DataplaneEntry } from '../../../src/engine/dataplane/registry.ts'
import type {
  ProbeDefinition,
  ProxyConfig,
  ProxyEndpoint,
  ProxyListener,
  ProxyPool,
} from '../../../src/engine/ir/index.ts'
import type { Logger } from '../../../src/engine/runtime/contract.ts'
import { endpointOf, listenerOf, poolOf } from '../../support/proxy.ts'
import { waitFor } from '../../support/wait.ts'

const APPLY_DEADLINE_MS = 60_000
export const LOOPBACK = '127.0.0.1'

/** Somebody to balance over. */
export interface ServerSpec extends Partial<Omit<ProxyEndpoint, 'port'>> {
  readonly port: number
}

export interface PoolSpec extends Partial<Omit<ProxyPool, 'endpoints'>> {
  readonly servers: readonly ServerSpec[]
}

export interface ListenerSpec extends Partial<Omit<ProxyListener, 'binds'>> {
  readonly port: number
  readonly address?: string
  /** Whose clients are let in; everyone's when left out. */
  readonly sources?: readonly string[]
}

/** One instance; by default one listener and one pool find each other. */
export interface Spec {
  readonly listeners: readonly ListenerSpec[]
  readonly pools: readonly PoolSpec[]
}

/** A probe of nobody: whoever has one is down until told otherwise. */
export const someProbe: ProbeDefinition = {
  protocol: 'http',
  method: 'HEAD',
  path: '/',
  host: null,
  port: null,
  proxyProtocol: false,
  timeoutMs: 1000,
  intervalMs: 1000,
  unhealthyThreshold: 1,
  healthyThreshold: 1,
  successCodes: [{ from: 200, to: 399 }],
}

export class World {
  readonly plane: Dataplane
  readonly drained: string[] = []
  /** The last word on each endpoint that was in its slow start. */
  readonly warming = new Map<string, boolean>()
  readonly #listeners = new Map<string, ListenerCounters>()
  readonly #endpoints = new Map<string, EndpointCounters>()
  #revision = 0
  readonly #stopped = new AbortController()
  readonly #watch: Promise<void>

  constructor(entry: DataplaneEntry) {
    this.plane = entry.create({ log: quietLog() })
    this.#watch = this.#observe()
  }

  async #observe(): Promise<void> {
    for await (const observation of this.plane.observe(this.#stopped.signal)) {
      if (observation.kind === 'counters') {
        this.#keep(observation)
        continue
      }
      const key = endpointKey(observation.poolId, observation.endpointId)
      if (observation.kind === 'drained') this.drained.push(key)
      else this.warming.set(key, observation.isWarming)
    }
  }

  #keep({ listeners, endpoints }: Extract<Observation, { kind: 'counters' }>): void {
    for (const counters of listeners) this.#listeners.set(counters.listenerId, counters)
    for (const counters of endpoints) this.#endpoints.set(counters.endpointId, counters)
  }

  /** What the plane makes of it; endpoints with a probe are up when `up` names them. */
  try(spec: Spec, up: readonly string[] = []): Promise<ApplyOutcome> {
    const conditions = new Map(up.map((key): [string, Condition] => [key, 'up']))
    const signal = AbortSignal.timeout(APPLY_DEADLINE_MS)
    return this.plane.apply(toConfig(spec, ++this.#revision), conditions, signal)
  }

  /** Applies what must be applied. */
  async apply(spec: Spec, up: readonly string[] = []): Promise<void> {
    const outcome = await this.try(spec, up)
    assert.deepEqual(outcome, { kind: 'applied', revision: this.#revision })
  }

  set(condition: Condition, ...servers: readonly string[]): void {
    this.plane.setEndpoints(
      servers.map((endpointId) => ({ poolId: 'pool', endpointId, condition })),
    )
  }

  /** The counters of a listener, once `isEnough` says so. */
  listenerCounters(
    listenerId: string,
    isEnough: (counters: ListenerCounters) => boolean,
  ): Promise<ListenerCounters> {
    return waitFor(`counters of ${listenerId}`, () => {
      const found = this.#listeners.get(listenerId)
      return found !== undefined && isEnough(found) ? found : null
    })
  }

  endpointCounters(
    endpointId: string,
    isEnough: (counters: EndpointCounters) => boolean,
  ): Promise<EndpointCounters> {
    return waitFor(`counters of ${endpointId}`, () => {
      const found = this.#endpoints.get(endpointId)
      return found !== undefined && isEnough(found) ? found : null
    })
  }

  async close(graceMs = 0): Promise<void> {
    await this.plane.close(graceMs)
    this.#stopped.abort()
    await this.#watch
  }
}

export function toConfig(spec: Spec, revision = 1): ProxyConfig {
  const listeners = spec.listeners.map(toListener)
  return {
    revision,
    instances: [{ id: 'instance', name: 'instance', listeners, pools: spec.pools.map(toPool) }],
  }
}

function toListener(spec: ListenerSpec): ProxyListener {
  const { port, address = LOOPBACK, sources, ...given } = spec
  const bind = sources === undefined ? { address, port } : { address, port, sources }
  return listenerOf({ binds: [bind], idleTimeoutMs: 60_000, ...given })
}

function toPool(spec: PoolSpec): ProxyPool {
  const { servers, ...given } = spec
  return poolOf({
    ...{ connectTimeoutMs: 10_000, responseTimeoutMs: 30_000, drainTimeoutMs: 30_000 },
    ...given,
    endpoints: servers.map(toEndpoint),
  })
}

/** Servers are `s0`, `s1`, … unless they are called otherwise. */
function toEndpoint(spec: ServerSpec, index: number): ProxyEndpoint {
  return endpointOf(`s${index}`, { address: LOOPBACK, ...spec })
}

function quietLog(): Logger {
  const log: Logger = {
    debug: () => {},
    info: () => {},
    warn: () => {},
    error: (message, fields) => assert.fail(`${message} ${JSON.stringify(fields)}`),
    child: () => log,
  }
  return log
}
