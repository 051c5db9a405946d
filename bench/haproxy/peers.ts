/**
 * HAProxy as people write it by hand, and the plane beside it, as processes.
 *
 * Answers for: a good configuration with the same features as the plane's; the same with some of
 * them left out. Does not know: load.
 */

import { execFileSync } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { waitFor } from '../../test/support/wait.ts'
import { PROXY_CORE, start } from '../proxy/contestants.ts'
import type { ProxyJob, Running } from '../proxy/contestants.ts'
import { LOOPBACK } from './objects.ts'

const CONNECTIONS_MAX = 8000

/** What it does as the plane does; without both it is a bare proxy with three more fields. */
export interface Features {
  /** No message passes that others could read differently, and none that nobody asked for. */
  readonly refuses?: boolean
  /** What may be asked again is asked again, when a server closes a kept connection just then. */
  readonly repeats?: boolean
}

const CONTROL = '[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f]'
const IS_CHUNKED = 'fhdr(transfer-encoding) -m str -i chunked'

/** Of requests (RFC 9112). */
const refusals: readonly string[] = [
  'http-request return status 505 if !{ req.ver 1.0 1.1 }',
  'http-request deny deny_status 400 if { method CONNECT }',
  `http-request deny deny_status 400 if { req.hdrs -m reg '${CONTROL}' }`,
  'http-request deny deny_status 400 if { req.fhdr_cnt(host) gt 1 }',
  'http-request deny deny_status 400 if { req.ver 1.1 } !{ req.fhdr_cnt(host) eq 1 }',
  'http-request deny deny_status 400 if { req.ver 1.0 } { req.fhdr_cnt(transfer-encoding) gt 0 }',
  `http-request deny deny_status 400 if { req.fhdr_cnt(transfer-encoding) gt 0 } ` +
    `!{ req.${IS_CHUNKED} }`,
  'http-request set-var(txn.asks) req.hdr(upgrade) if { req.hdr(connection) -m str -i upgrade }',
  'http-request del-header keep-alive',
  'http-request del-header proxy-connection',
  'http-request del-header proxy-authorization',
  'http-request del-header te',
]

/** Of answers. */
const refusalsOfAnswers: readonly string[] = [
  'http-response deny deny_status 502 if { status 101 } !{ var(txn.asks) -m found }',
  `http-response deny deny_status 502 if { res.hdrs -m reg '${CONTROL}' }`,
  'http-response deny deny_status 502 if { res.fhdr_cnt(transfer-encoding) gt 1 }',
  `http-response deny deny_status 502 if { res.fhdr_cnt(transfer-encoding) gt 0 } ` +
    `!{ res.${IS_CHUNKED} }`,
]

/**
 * Servers close connections that are kept, and `http-reuse always` gives any of them to anybody:
 * what may be asked again (RFC 9110 9.2.2) is, or clients would be told that it failed.
 */
const repeating: readonly string[] = [
  'retry-on conn-failure empty-response',
  'http-request disable-l7-retry if !{ method GET HEAD OPTIONS TRACE PUT DELETE }',
]

/** The features of the plane in few lines. */
export function toHandWritten(
  { port, servers }: ProxyJob,
  { refuses = true, repeats = true }: Features,
): string {
  const front = refuses ? refusals : []
  const back = [...(repeats ? repeating : []), ...(refuses ? refusalsOfAnswers : [])]
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
  bind ${LOOPBACK}:${port}
  ${front.join('\n  ')}
  http-request set-header X-Forwarded-Proto http
  http-request set-header X-Forwarded-Port %[dst_port]
  default_backend out
backend out
  balance roundrobin
  http-reuse always
  ${back.join('\n  ')}
${servers.map((one, index) => `  server s${index} ${LOOPBACK}:${one}`).join('\n')}
`
}

export async function startHandWritten(job: ProxyJob, features: Features = {}): Promise<Running> {
  const file = join(job.directory, `hand-written-${job.port}.cfg`)
  await writeFile(file, toHandWritten(job, features))
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
