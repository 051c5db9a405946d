/**
 * Processes of a benchmark: the embedded data plane and what answers behind it.
 *
 * Answers for: starting each on its core and ending it. Does not know: load; the proxies that it
 * is compared with are in `peers.ts`.
 */

import { spawn } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import { waitFor } from '../../test/support/wait.ts'

/** Proxies run here, one at a time under load. */
export const PROXY_CORE = '0'
/** Load and servers run here. */
export const OTHER_CORE = '1'

export interface Running {
  readonly pid: number
  readonly port: number
  stop(): void
}

/** What a proxy is to do. */
export interface ProxyJob {
  /** For files of configuration, logs and the like. */
  readonly directory: string
  readonly port: number
  /** Ports of the servers, on loopback. */
  readonly servers: readonly number[]
  readonly protocol?: 'http' | 'tcp'
  /** HTTPS with this: a file with certificate and key. */
  readonly pemFile?: string | undefined
  /** With cookie persistence and an access log. */
  readonly isFull?: boolean
}

export const cookieName = 'lb'

/** Servers that give an answer of one size; HAProxy itself, as the cheapest server at hand. */
export async function startServers(options: {
  directory: string
  ports: readonly number[]
  bytes: number
}): Promise<Running> {
  const { directory, ports, bytes } = options
  const body = join(directory, `body-${bytes}`)
  await writeFile(body, 'x'.repeat(bytes))
  const binds = ports.map((port) => `  bind 127.0.0.1:${port}`).join('\n')
  const config = `
global
  nbthread 1
  maxconn 8000
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
  const file = join(directory, 'servers.cfg')
  await writeFile(file, config)
  return start({ command: ['haproxy', '-db', '-f', file], core: OTHER_CORE, port: ports[0] ?? 0 })
}

/** Servers for what HAProxy does not give: answers of a megabyte and streams. */
export function startSource(
  kind: 'answers' | 'stream',
  ports: readonly number[],
): Promise<Running> {
  const script = join(import.meta.dirname, 'source.ts')
  const command = [process.execPath, script, kind, ...ports.map(String)]
  return start({ command, core: OTHER_CORE, port: ports[0] ?? 0 })
}

/** The embedded plane in a process of its own. */
export function startEmbedded(job: ProxyJob): Promise<Running> {
  const script = join(import.meta.dirname, 'embedded.ts')
  const args = [
    ...(job.pemFile === undefined ? [] : [`--tls=${job.pemFile}`]),
    ...(job.protocol === 'tcp' ? ['--tcp'] : []),
    ...(job.isFull === true ? [`--full=${job.directory}`] : []),
    ...[job.port, ...job.servers].map(String),
  ]
  const flags = (process.env['BENCH_NODE_FLAGS'] ?? '').split(' ').filter(Boolean)
  const command = [process.execPath, ...flags, script, ...args]
  return start({ command, core: PROXY_CORE, port: job.port })
}

export interface Program {
  readonly command: readonly string[]
  readonly core: string
  /** It is there when this accepts. */
  readonly port: number
  /** A descriptor that takes what it says on its standard output; by default ours. */
  readonly output?: number
  /** Nobody hears what it says besides. */
  readonly isQuiet?: boolean
  readonly environment?: Readonly<Record<string, string>>
}

export async function start({ command, core, port, ...more }: Program): Promise<Running> {
  const output = more.output ?? 'inherit'
  // It replaces itself: the process that is measured is the one that is started.
  const [program, ...args] = ['taskset', '-c', core, ...command] as const
  const child = spawn(program, args, {
    stdio: ['ignore', output, more.isQuiet === true ? 'ignore' : 'inherit'],
    env: { ...process.env, ...more.environment },
  })
  const { pid = 0 } = child
  await waitFor(`${command[0]} on port ${port}`, () => isListening(port))
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
