/** Parts of a configuration of the proxy with all that a test does not care about. */

import type { ProxyEndpoint, ProxyListener, ProxyPool } from '../../src/engine/ir/index.ts'

export function endpointOf(id: string, given: Partial<ProxyEndpoint> = {}): ProxyEndpoint {
  return {
    id,
    address: '127.0.0.1',
    port: 8080,
    weight: 10,
    zone: 'local-a',
    admission: 'admitted',
    ...given,
  }
}

export function poolOf(given: Partial<ProxyPool> = {}): ProxyPool {
  return {
    id: 'pool',
    name: 'pool',
    protocol: 'http',
    algorithm: 'weighted_round_robin',
    endpoints: [],
    probe: null,
    failOpen: false,
    proxyProtocol: false,
    persistence: null,
    connectionsMaxPerEndpoint: null,
    slowStartMs: 0,
    connectTimeoutMs: 1000,
    responseTimeoutMs: 1000,
    drainTimeoutMs: 1000,
    ...given,
  }
}

export function listenerOf(given: Partial<ProxyListener> = {}): ProxyListener {
  return {
    id: 'listener',
    name: 'listener',
    protocol: 'http',
    binds: [{ address: '127.0.0.1', port: 80 }],
    tls: null,
    poolId: 'pool',
    idleTimeoutMs: 1000,
    ...given,
  }
}
