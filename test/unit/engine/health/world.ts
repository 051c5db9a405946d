/** Pools, definitions and a time that only moves when told, for the tests of health. */

import type { ProbeDefinition, ProxyEndpoint, ProxyPool } from '../../../../src/engine/ir/index.ts'
import type { Timers } from '../../../../src/engine/runtime/index.ts'
import { endpointOf as someEndpoint, poolOf as somePool } from '../../../support/proxy.ts'

export function definitionOf(changes: Partial<ProbeDefinition> = {}): ProbeDefinition {
  return {
    protocol: 'http',
    method: 'HEAD',
    path: '/ready',
    host: null,
    port: null,
    proxyProtocol: false,
    timeoutMs: 5000,
    intervalMs: 3000,
    unhealthyThreshold: 3,
    healthyThreshold: 3,
    successCodes: [{ from: 200, to: 399 }],
    ...changes,
  }
}

export function endpointOf(id: string, changes: Partial<ProxyEndpoint> = {}): ProxyEndpoint {
  return someEndpoint(id, { address: '192.0.2.1', ...changes })
}

export function poolOf(changes: Partial<ProxyPool> = {}): ProxyPool {
  return somePool({
    ...{ id: 'bes-1', name: 'web', endpoints: [endpointOf('a')], probe: definitionOf() },
    ...{ responseTimeoutMs: 5000, drainTimeoutMs: 5000 },
    ...changes,
  })
}

/** Time that stands still until `advance`. */
export class VirtualTimers implements Timers {
  #nowMs = 1_000_000
  #timers: { atMs: number; run: () => void }[] = []

  nowMs(): number {
    return this.#nowMs
  }

  monotonicMs(): number {
    return this.#nowMs
  }

  after(delayMs: number, run: () => void): () => void {
    const timer = { atMs: this.#nowMs + delayMs, run }
    this.#timers.push(timer)
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer)
    }
  }

  get pending(): number {
    return this.#timers.length
  }

  /** Runs what becomes due, in order, each at its own time. */
  advance(byMs: number): void {
    const endMs = this.#nowMs + byMs
    for (;;) {
      const next = this.#timers
        .filter(({ atMs }) => atMs <= endMs)
        .sort((a, b) => a.atMs - b.atMs)[0]
      if (next === undefined) break
      this.#timers = this.#timers.filter((timer) => timer !== next)
      this.#nowMs = Math.max(this.#nowMs, next.atMs)
      next.run()
    }
    this.#nowMs = endMs
  }
}
