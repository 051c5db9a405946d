/**
 * The place where Prometheus asks.
 *
 * Answers for: an HTTP server that is there while a file says so, at the address that it says, and
 * is tried again while another process has it (a predecessor). It is the agent's, so that metrics
 * go on while the control process is down. Does not know: what is measured.
 */

import { createServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { Readable } from 'node:stream'
import { pause } from '../../runtime/index.ts'
import type { Logger } from '../../runtime/index.ts'
import type { MetricsState } from '../contract.ts'
import { chooseFormat, contentTypes } from './exposition.ts'
import type { Format } from './exposition.ts'

/** How often the file is looked at, and the address tried again. */
const LOOK_EVERY_MS = 1_000
const CONNECTIONS_MAX = 16
const REQUEST_DEADLINE_MS = 10_000
/** Samples are sent in pieces of this size. */
const CHUNK_CHARACTERS = 64 * 1024

export interface MetricsAddress {
  readonly host: string
  readonly port: number
}

export interface MetricsOptions {
  /** Says where; written by `writeMetricsAddress`. No file: nowhere. */
  readonly file: string
  readonly logger: Logger
  /** What there is to tell, in pieces. */
  readonly text: (format: Format) => Promise<Iterable<string>>
  /** Called whenever it is known how it is; null: nothing is to be served. */
  readonly onState: (state: MetricsState | null) => void
  /** Resolves when the file should be looked at now. */
  readonly untilHurried: () => Promise<void>
}

/** What the agent of the file's directory is to do from now on; null: no metrics. */
export async function writeMetricsAddress(
  file: string,
  address: MetricsAddress | null,
): Promise<void> {
  if (address === null) {
    await rm(file, { force: true })
    return
  }
  await mkdir(dirname(file), { recursive: true, mode: 0o700 })
  await writeFile(file, `${JSON.stringify(address)}\n`, { mode: 0o600 })
}

/** Serves until aborted. Never throws: what is wrong is in the log, once. */
export async function serveMetrics(options: MetricsOptions, signal: AbortSignal): Promise<void> {
  let current: { readonly key: string; readonly server: Server } | null = null
  let complaint = ''
  while (!signal.aborted) {
    const hurried = options.untilHurried()
    const address = await readAddress(options.file)
    const key = address === null ? '' : toPlace(address)
    if (current !== null && current.key !== key) current = await end(current.server)
    if (address === null) options.onState(null)
    else if (current === null) {
      const opened = await open(address, options)
      const trouble = opened instanceof Error ? opened.message : null
      if (trouble !== null && complaint !== trouble) {
        options.logger.error('metrics are not served', { cause: trouble })
      }
      complaint = trouble ?? ''
      if (!(opened instanceof Error)) {
        options.logger.info('metrics are served', { ...address })
        current = { key, server: opened }
      }
      options.onState({ at: key, trouble })
    }
    await Promise.race([pause(LOOK_EVERY_MS, signal).catch(() => {}), hurried])
  }
  if (current !== null) await end(current.server)
}

/** An address and a port, as people write them. */
export function toPlace({ host, port }: MetricsAddress): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
}

async function readAddress(file: string): Promise<MetricsAddress | null> {
  try {
    const value: unknown = JSON.parse(await readFile(file, 'utf8'))
    if (typeof value !== 'object' || value === null) return null
    if (!('host' in value) || !('port' in value)) return null
    return { host: String(value.host), port: Number(value.port) }
  } catch {
    // No file is the rule; half a file is whole a moment later.
    return null
  }
}

function open(address: MetricsAddress, { text }: MetricsOptions): Promise<Server | Error> {
  const server = createServer((request, response) => answer({ request, response, text }))
  server.maxConnections = CONNECTIONS_MAX
  server.requestTimeout = REQUEST_DEADLINE_MS
  server.timeout = REQUEST_DEADLINE_MS
  const { promise, resolve } = Promise.withResolvers<Server | Error>()
  server.once('error', resolve)
  server.listen({ ...address, exclusive: true }, () => {
    server.unref()
    resolve(server)
  })
  return promise
}

async function end(server: Server): Promise<null> {
  const { promise, resolve } = Promise.withResolvers<null>()
  server.close(() => resolve(null))
  server.closeAllConnections()
  return promise
}

interface Exchange {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly text: MetricsOptions['text']
}

function answer({ request, response, text }: Exchange): void {
  request.resume()
  const [path] = (request.url ?? '').split('?')
  const isRead = request.method === 'GET' || request.method === 'HEAD'
  if (path !== '/metrics' || !isRead) {
    const status = path === '/metrics' ? 405 : 404
    response.writeHead(status, { 'content-type': 'text/plain', allow: 'GET, HEAD' })
    response.end('Metrics are at /metrics.\n')
    return
  }
  const format = chooseFormat(request.headers.accept)
  response.writeHead(200, { 'content-type': contentTypes[format], vary: 'Accept' })
  if (request.method === 'HEAD') response.end()
  else {
    Readable.from(toChunks(text(format)))
      .on('error', () => response.destroy())
      .pipe(response)
  }
}

async function* toChunks(pieces: Promise<Iterable<string>>): AsyncGenerator<string> {
  let chunk = ''
  for (const piece of await pieces) {
    chunk += piece
    if (chunk.length < CHUNK_CHARACTERS) continue
    yield chunk
    chunk = ''
  }
  yield chunk
}
