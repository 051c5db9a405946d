/**
 * What the HAProxy plane is given in benchmarks, with everything at its default.
 *
 * Answers for: pools and listeners from what a benchmark cares about.
 */

import { findHaproxy } from '../../src/engine/dataplane/haproxy/program.ts'
import type { ProxyListener, ProxyPool } from '../../src/engine/ir/index.ts'

export const LOOPBACK = '127.0.0.1'

export function haproxyPath(): string {
  const path = findHaproxy()
  if (path === null) throw new Error('HAProxy is not installed')
  return path
}

/** Servers on loopback, by their ports. */
export function toPool(id: string, ports: readonly number[]): ProxyPool {
  return {
    id,
    name: id,
    protocol: 'http',
    algorithm: 'weighted_round_robin',
    endpoints: ports.map((port, index) => ({
      id: `server-${index}`,
      address: LOOPBACK,
      port,
      weight: 10,
      zone: 'local-a',
      admission: 'admitted',
    })),
    probe: null,
    failOpen: false,
    proxyProtocol: false,
    persistence: null,
    connectionsMaxPerEndpoint: null,
    slowStartMs: 0,
    connectTimeoutMs: 5000,
    responseTimeoutMs: 60_000,
    drainTimeoutMs: 1000,
  }
}

export function toListener({
  id,
  port,
  poolId,
}: {
  readonly id: string
  readonly port: number
  readonly poolId: string
}): ProxyListener {
  return {
    id,
    name: id,
    protocol: 'http',
    tls: null,
    binds: [{ address: LOOPBACK, port }],
    poolId,
    idleTimeoutMs: 60_000,
  }
}
