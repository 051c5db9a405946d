/**
 * A process that carries one HTTP listener: `embedded.ts <port> <server port>…`, on loopback.
 * With `--tls=<file>` it is HTTPS; the file has certificate and key. For benchmarks only.
 */

import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { createDataplane } from '../../src/engine/dataplane/registry.ts'
import type { ListenerTls, ProxyPool } from '../../src/engine/ir/index.ts'
import { createLog } from './log.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { tls: { type: 'string' } },
})
const [port = 0, ...servers] = positionals.map(Number)

function toTls(pemFile: string): ListenerTls {
  const pem = readFileSync(pemFile, 'utf8')
  const certificate = { id: 'bench', certificatePem: pem, privateKeyPem: pem, domains: [] }
  return { certificates: [certificate], versionMin: '1.2' }
}

const pool: ProxyPool = {
  id: 'pool',
  name: 'bench',
  protocol: 'http',
  algorithm: 'weighted_round_robin',
  endpoints: servers.map((serverPort, index) => ({
    id: `server-${index}`,
    address: '127.0.0.1',
    port: serverPort,
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

const plane = createDataplane('embedded', { log: createLog() })
const outcome = await plane?.apply(
  {
    revision: 1,
    instances: [
      {
        id: 'instance',
        name: 'bench',
        pools: [pool],
        listeners: [
          {
            id: 'listener',
            name: 'bench',
            protocol: 'http',
            binds: [{ address: '127.0.0.1', port }],
            tls: values.tls === undefined ? null : toTls(values.tls),
            poolId: pool.id,
            idleTimeoutMs: 60_000,
          },
        ],
      },
    ],
  },
  new Map(),
  new AbortController().signal,
)
if (outcome?.kind !== 'applied') throw new Error(`not applied: ${JSON.stringify(outcome)}`)
