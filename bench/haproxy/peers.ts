/**
 * HAProxy as people write it by hand, and the plane beside it, as processes.
 *
 * Answers for: a good configuration with the same features as the plane's; the same without what
 * refuses requests. Does not know: load.
 */

import { execFileSync } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { waitFor } from '../../test/support/wait.ts'
import { PROXY_CORE, start } from '../proxy/contestants.ts'
import type { ProxyJob, Running } from '../proxy/contestants.ts'
import { LOOPBACK } from './objects.ts'

const CONNECTIONS_MAX = 8000

/** What a careful person adds, as the plane does: no request that others read differently. */
const strictness = `
  http-request return status 505 if !{ req.ver 1.0 1.1 }
  http-request deny deny_status 400 if { method CONNECT }
  http-request deny deny_status 400 if { req.hdrs -m reg '[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f]' }
  http-request deny deny_status 400 if { req.fhdr_cnt(host) gt 1 }
  http-request deny deny_status 400 if { req.ver 1.1 } !{ req.fhdr_cnt(host) eq 1 }
  http-request deny deny_status 400 if { req.ver 1.0 } { req.fhdr_cnt(transfer-encoding) gt 0 }
  http-request del-header keep-alive
  http-request del-header proxy-connection
  http-request del-header proxy-authorization
  http-request del-header te`

/** The features of the plane in few lines; `isStrict`: those that refuse, too. */
export function toHandWritten(job: ProxyJob & { readonly isStrict: boolean }): string {
  const servers = job.servers.map((port, index) => `  server s${index} ${LOOPBACK}:${port}`)
  return `
global
  nbthread 1
  maxconn ${CONNECTIONS_MAX}
defaults
  mode http
  timeout client 60s
  timeout connect 5s
  timeout server 60s
  timeout http-request 10s
  retries 2
  option redispatch 1
  option http-keep-alive
  option idle-close-on-response
  option forwardfor
frontend in
  bind ${LOOPBACK}:${job.port}${job.isStrict ? strictness : ''}
  http-request set-header X-Forwarded-Proto http
  http-request set-header X-Forwarded-Port %[dst_port]
  default_backend out
backend out
  balance roundrobin
  http-reuse always
${servers.join('\n')}
`
}

export async function startHandWritten(
  job: ProxyJob & { readonly isStrict: boolean },
): Promise<Running> {
  const file = join(job.directory, `hand-written-${job.port}.cfg`)
  await writeFile(file, toHandWritten(job))
  return start({ command: ['haproxy', '-db', '-f', file], core: PROXY_CORE, port: job.port })
}

/** The plane in a process of its own; what is measured is the worker that it has started. */
export async function startPlane({ directory, port, servers }: ProxyJob): Promise<Running> {
  const script = join(import.meta.dirname, 'plane.ts')
  const command = [process.execPath, script, ...[port, ...servers].map(String)]
  const environment = { TMPDIR: directory }
  const running = await start({ command, core: PROXY_CORE, port, environment })
  const master = await waitFor('the master', () => childOf(running.pid))
  const worker = await waitFor('the worker', () => childOf(master))
  return { ...running, pid: worker }
}

function childOf(pid: number): number | null {
  const text = execFileSync('ps', ['-eo', 'pid=,ppid='], { encoding: 'utf8' })
  const rows = text.split('\n').map((line) => line.trim().split(/\s+/).map(Number))
  return rows.find(([, parent]) => parent === pid)?.[0] ?? null
}
