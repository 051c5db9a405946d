/**
 * Small real servers to balance over, and the traffic that proves it.
 *
 * Answers for: HTTP and TCP servers on loopback that say their name, counting what they get;
 * requests one after the other or steadily, with every failure recorded.
 */

import { Agent, createServer as createHttpServer, request } from 'node:http'
import type { IncomingHttpHeaders, IncomingMessage, Server as HttpServer } from 'node:http'
import { createServer as createTcpServer } from 'node:net'
import { Agent as TlsAgent, request as requestTls } from 'node:https'
import type { Server as TcpServer, Socket } from 'node:net'
import type { ConnectionOptions } from 'node:tls'
import { waitFor } from './wait.ts'

export interface Backend {
  readonly name: string
  readonly address: string
  readonly port: number
  /** Requests that were not probes (HEAD). */
  readonly requests: readonly ReceivedRequest[]
  readonly probes: readonly ReceivedRequest[]
  /** From now on probes get this status; requests still get 200. */
  setProbeStatus(status: number): void
  close(): Promise<void>
}

export interface ReceivedRequest {
  readonly method: string
  readonly url: string
  readonly headers: IncomingHttpHeaders
}

/** An HTTP server that answers every request with its name. */
export async function startBackend(options: {
  name: string
  address?: string
  port?: number
}): Promise<Backend> {
  const address = options.address ?? '127.0.0.1'
  const requests: ReceivedRequest[] = []
  const probes: ReceivedRequest[] = []
  let probeStatus = 200
  const server = createHttpServer((incoming, response) => {
    const received = record(incoming)
    const isProbe = incoming.method === 'HEAD'
    ;(isProbe ? probes : requests).push(received)
    incoming.resume()
    response.writeHead(isProbe ? probeStatus : 200, { 'content-type': 'text/plain' })
    response.end(options.name)
  })
  const port = await listen(server, address, options.port ?? 0)
  return {
    name: options.name,
    address,
    port,
    requests,
    probes,
    setProbeStatus: (status) => void (probeStatus = status),
    close: () => closeServer(server),
  }
}

/** A TCP server that writes its name, then echoes. */
export async function startTcpBackend(options: {
  name: string
  address?: string
}): Promise<Pick<Backend, 'name' | 'address' | 'port' | 'close'>> {
  const address = options.address ?? '127.0.0.1'
  const sockets = new Set<Socket>()
  const server = createTcpServer({ allowHalfOpen: true }, (socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => socket.destroy())
    socket.write(`${options.name}\n`)
    socket.pipe(socket)
  })
  const port = await listen(server, address, 0)
  const close = async (): Promise<void> => {
    for (const socket of sockets) socket.destroy()
    await closeServer(server)
  }
  return { name: options.name, address, port, close }
}

function record(incoming: IncomingMessage): ReceivedRequest {
  return {
    method: incoming.method ?? '',
    url: incoming.url ?? '',
    headers: incoming.headers,
  }
}

function listen(server: HttpServer | TcpServer, address: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host: address, port }, () => {
      const bound = server.address()
      if (bound === null || typeof bound === 'string') reject(new Error('not a TCP address'))
      else resolve(bound.port)
    })
  })
}

function closeServer(server: HttpServer | TcpServer): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    if ('closeAllConnections' in server) server.closeAllConnections()
  })
}

export interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

const REQUEST_TIMEOUT_MS = 60_000

export interface GetOptions {
  readonly agent?: Agent
  readonly headers?: Readonly<Record<string, string>>
  /** The client's own address. */
  readonly from?: string
  /** For `https:`: whom to trust, what to ask for. */
  readonly tls?: TlsOptions
}

export type TlsOptions = Pick<
  ConnectionOptions,
  'ca' | 'servername' | 'rejectUnauthorized' | 'maxVersion'
>

/** One request on a connection of its own unless `agent` keeps some. */
export function get(url: string, options: GetOptions = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const send = url.startsWith('https:') ? requestTls : request
    const outgoing = send(url, {
      ...options.tls,
      agent: options.agent ?? false,
      headers: options.headers ?? {},
      ...(options.from === undefined ? {} : { localAddress: options.from }),
      timeout: REQUEST_TIMEOUT_MS,
    })
    outgoing.on('timeout', () => outgoing.destroy(new Error(`no answer from ${url} in time`)))
    outgoing.on('error', reject)
    outgoing.on('response', (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('error', reject)
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(chunks).toString('utf8'),
        }),
      )
    })
    outgoing.end()
  })
}

/** Until a request is answered with 200; whoever is not there yet, or not ready, is asked again. */
export function untilAnswers(url: string): Promise<true> {
  return waitFor(`an answer from ${url}`, async () =>
    (await get(url).catch(() => null))?.status === 200 ? true : null,
  )
}

/** How often each body came back in `count` requests; anything but 200 throws. */
export async function shares(url: string, count: number): Promise<Record<string, number>> {
  const seen: Record<string, number> = {}
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  try {
    for (let index = 0; index < count; index++) {
      const answer = await get(url, { agent })
      if (answer.status !== 200) throw new Error(`status ${answer.status}: ${answer.body}`)
      seen[answer.body] = (seen[answer.body] ?? 0) + 1
    }
  } finally {
    agent.destroy()
  }
  return seen
}

/** Traffic that goes on while something changes; `stop` says what it saw. */
export interface Traffic {
  /** How many requests were sent so far. */
  sent(): number
  stop(): Promise<TrafficReport>
}

export interface TrafficReport {
  readonly sent: number
  readonly failures: readonly string[]
  readonly answers: Readonly<Record<string, number>>
}

/** How often to look what is due: late timers send more at once, not less in all. */
const TRAFFIC_TICK_MS = 5
/** After a pause of this process no more than so many are made up for at once. */
const TRAFFIC_BURST_MAX = 100

/** Requests at once: a machine that is too slow for the rate gets less, not a heap. */
const IN_FLIGHT_MAX = 30

/** Sends `perSecond` requests each second, half on kept connections, until stopped. */
export function startTraffic(url: string, perSecond: number, tls: TlsOptions = {}): Traffic {
  const kept = { keepAlive: true, maxSockets: 32 }
  const agent = url.startsWith('https:') ? new TlsAgent(kept) : new Agent(kept)
  const failures: string[] = []
  const answers: Record<string, number> = {}
  const inFlight = new Set<Promise<void>>()
  let sent = 0
  const send = async (): Promise<void> => {
    const keep = sent++ % 2 === 0
    try {
      const answer = await get(url, keep ? { agent, tls } : { tls })
      answers[answer.body] = (answers[answer.body] ?? 0) + 1
      if (answer.status !== 200) failures.push(`status ${answer.status}: ${answer.body}`)
    } catch (error) {
      failures.push(String(error))
    }
  }
  const startMs = performance.now()
  const timer = setInterval(() => {
    const due = Math.floor(((performance.now() - startMs) * perSecond) / 1000) - sent
    const room = IN_FLIGHT_MAX - inFlight.size
    for (let index = 0; index < Math.min(due, room, TRAFFIC_BURST_MAX); index++) {
      const one = send().finally(() => inFlight.delete(one))
      inFlight.add(one)
    }
  }, TRAFFIC_TICK_MS)
  // A test that failed before it stopped the traffic is to end all the same.
  timer.unref()
  return {
    sent: () => sent,
    stop: async () => {
      clearInterval(timer)
      await Promise.all(inFlight)
      agent.destroy()
      return { sent, failures, answers }
    },
  }
}
