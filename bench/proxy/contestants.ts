/**
 * The two proxies and the servers behind them, as processes.
 *
 * Answers for: configuration, the core each runs on, and their end. Does not know: load.
 */

import { spawn } from 'node:child_process'
import { connect } from 'node:net'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { waitFor } from '../../test/support/wait.ts'

/** Proxies run here, one at a time under load. */
const PROXY_CORE = '0'
/** Load and servers run here. */
export const OTHER_CORE = '1'

export interface Running {
  readonly pid: number
  readonly port: number
  stop(): void
}

/** Two static servers; HAProxy itself, as the cheapest server at hand. */
export async function startServers(options: {
  directory: string
  ports: readonly number[]
  bytes: number
}): Promise<Running> {
  const body = join(options.directory, `body-${options.bytes}`)
  await writeFile(body, 'x'.repeat(options.bytes))
  const binds = options.ports.map((port) => `  bind 127.0.0.1:${port}`).join('\n')
  const config = `
global
  nbthread 1
  tune.bufsize 65536
defaults
  mode http
  timeout client 60s
  timeout connect 5s
  timeout server 60s
frontend static
${binds}
  http-request return status 200 content-type text/plain file ${body}
`
  return startFromFile({ ...options, config, name: 'servers', core: OTHER_CORE })
}

/** HAProxy as a good configuration for this job would have it. */
export function startHaproxy(options: {
  directory: string
  port: number
  servers: readonly number[]
  /** HTTPS with this: a file with certificate and key. */
  pemFile?: string
}): Promise<Running> {
  const { pemFile } = options
  const tls = pemFile === undefined ? '' : ` ssl crt ${pemFile} alpn http/1.1 ssl-min-ver TLSv1.2`
  const servers = options.servers
    .map((port, index) => `  server s${index} 127.0.0.1:${port} check`)
    .join('\n')
  const config = `
global
  nbthread 1
  maxconn 2000
defaults
  mode http
  timeout client 60s
  timeout connect 5s
  timeout server 60s
  option forwardfor
frontend in
  bind 127.0.0.1:${options.port}${tls}
  default_backend out
backend out
  balance roundrobin
  http-reuse always
${servers}
`
  const ports = [options.port]
  const name = pemFile === undefined ? 'proxy' : 'proxy-tls'
  return startFromFile({ ...options, ports, config, name, core: PROXY_CORE })
}

async function startFromFile(options: {
  directory: string
  ports: readonly number[]
  config: string
  name: string
  core: string
}): Promise<Running> {
  const file = join(options.directory, `${options.name}.cfg`)
  await writeFile(file, options.config)
  return start(['taskset', '-c', options.core, 'haproxy', '-db', '-f', file], options.ports)
}

/** The embedded plane in a process of its own. */
export function startEmbedded(options: {
  port: number
  servers: readonly number[]
  pemFile?: string
}): Promise<Running> {
  const script = join(import.meta.dirname, 'embedded.ts')
  const tls = options.pemFile === undefined ? [] : [`--tls=${options.pemFile}`]
  const args = [...tls, ...[options.port, ...options.servers].map(String)]
  const flags = (process.env['BENCH_NODE_FLAGS'] ?? '').split(' ').filter(Boolean)
  const command = ['taskset', '-c', PROXY_CORE, process.execPath, ...flags, script, ...args]
  return start(command, [options.port])
}

async function start(command: readonly string[], ports: readonly number[]): Promise<Running> {
  const [program = '', ...args] = command
  // taskset replaces itself: the process that is measured is the one that is started.
  const child = spawn(program, args, { stdio: ['ignore', 'inherit', 'inherit'] })
  const [port = 0] = ports
  const { pid = 0 } = child
  await waitFor(`${program} on port ${port}`, () => isListening(port))
  return { pid, port, stop: () => void child.kill('SIGKILL') }
}

function isListening(port: number): Promise<true | null> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(null))
  })
}
