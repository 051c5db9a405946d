/**
 * A process that carries one listener: `embedded.ts <port> <server port>…`, on loopback. With
 * `--tls=<file>` it is HTTPS; the file has certificate and key. `--tcp`: it is for TCP.
 * `--full=<directory>`: with cookie persistence, and an access log in there. For benchmarks only.
 */

import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { createDataplane } from '../../src/engine/dataplane/registry.ts'
import type { ListenerTls, ProxyPool } from '../../src/engine/ir/index.ts'
import { cookieName } from './contestants.ts'
import { createLog } from './log.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    tls: { type: 'string' },
    tcp: { type: 'boolean', default: false },
    full: { type: 'string' },
  },
})
const protocol = values.tcp ? 'tcp' : 'http'
const [port = 0, ...servers] = positionals.map(Number)

function toTls(pemFile: string): ListenerTls {
  const pem = readFileSync(pemFile, 'utf8')
  const certificate = { id: 'bench', certificatePem: pem, privateKeyPem: pem, domains: [] }
  return { certificates: [certificate], versionMin: '1.2' }
}

const pool: ProxyPool = {
  id: 'pool',
  name: 'bench',
  protocol,
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
  persistence: values.full !== undefined ? { cookieName, maxAgeSeconds: 0 } : null,
  connectionsMaxPerEndpoint: null,
  slowStartMs: 0,
  connectTimeoutMs: 5000,
  responseTimeoutMs: 60_000,
  drainTimeoutMs: 1000,
}

const accessLogDirectory = values.full
const plane = createDataplane('embedded', {
  log: createLog(),
  ...(accessLogDirectory === undefined ? {} : { accessLogDirectory }),
})
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
            protocol,
            binds: [{ address: '127.0.0.1', port }],
            tls: values.tls === undefined ? null : toTls(values.tls),
            poolId: pool.id,
            idleTimeoutMs: 60_000,
            ...(values.full !== undefined ? { accessLog: 'json' as const } : {}),
          },
        ],
      },
    ],
  },
  new Map(),
  new AbortController().signal,
)
if (outcome?.kind !== 'applied') throw new Error(`not applied: ${JSON.stringify(outcome)}`)
