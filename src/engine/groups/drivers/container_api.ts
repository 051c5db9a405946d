/**
 * The API of Docker, which Podman has as well, over its unix socket: the calls that the `container`
 * driver makes (Docker Engine API 1.41).
 *
 * Answers for: requests with a deadline, answers of a limited size, errors with what the other side
 * said. Does not know: instances.
 */

import { request } from 'node:http'
import type { IncomingMessage } from 'node:http'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { DRIVER_DEADLINE_MS } from '../limits.ts'

const VERSION = '/v1.41'
/** A listing of a thousand containers is about two megabytes. */
const ANSWER_BYTES_MAX = 16 * 1024 * 1024
/** An image may be large, and come from far. */
const PULL_DEADLINE_MS = 600_000
const LOG_LINES = 100
const NOT_FOUND = 404
const NOT_MODIFIED = 304
const FIRST_REFUSAL = 400

/** The other side said no, with its status and its words. */
export class ContainerError extends Error {
  readonly status: number

  constructor(status: number, message: string) {
    super(message)
    this.name = 'ContainerError'
    this.status = status
  }
}

export interface Listed {
  readonly Id: string
  /** `created`, `running`, `exited`, … */
  readonly State: string
  readonly Labels: Readonly<Record<string, string>>
  /** Seconds since the epoch. */
  readonly Created: number
}

/** What a container is made of; as the API has it. */
export type ContainerForm = Readonly<Record<string, unknown>>

export interface ContainerUse {
  readonly cpuMs: number
  readonly memoryBytes: number
  readonly memoryBytesMax: number
}

export interface ContainerApi {
  readonly socket: string
  /** Containers with the label, ended ones as well. */
  list(label: string, signal: AbortSignal): Promise<readonly Listed[]>
  /** Pulls the image when it is not there. */
  ensureImage(image: string, signal: AbortSignal): Promise<void>
  /** Returns its id. */
  create(name: string, form: ContainerForm, signal: AbortSignal): Promise<string>
  start(id: string, signal: AbortSignal): Promise<void>
  /** Asks it to end, and forces it after the grace. None of that name is as good. */
  stop(id: string, graceMs: number): Promise<void>
  remove(id: string): Promise<void>
  exitCode(id: string): Promise<number | null>
  /** The last lines of both outputs. */
  logs(id: string): Promise<string>
  use(id: string): Promise<ContainerUse>
  ping(signal: AbortSignal): Promise<void>
}

/** Where the API is, when nobody says; null when nothing is there. */
export function findSocket(): string | null {
  const given = process.env['DOCKER_HOST'] ?? ''
  const runtime = process.env['XDG_RUNTIME_DIR']
  const candidates = [
    ...(given.startsWith('unix://') ? [given.slice('unix://'.length)] : []),
    '/var/run/docker.sock',
    '/run/podman/podman.sock',
    ...(runtime === undefined ? [] : [join(runtime, 'podman', 'podman.sock')]),
  ]
  return candidates.find((path) => existsSync(path)) ?? null
}

export function connectContainers(socket: string): ContainerApi {
  const { signal: always } = new AbortController()
  const call = (ask: Ask, signal = always): Promise<Buffer> => send(socket, ask, signal)
  const toJson = async (ask: Ask, signal = always): Promise<unknown> =>
    JSON.parse((await call(ask, signal)).toString('utf8'))
  const forgiving = async (ask: Ask): Promise<void> => {
    try {
      await call(ask)
    } catch (error) {
      if (!(error instanceof ContainerError)) throw error
      if (error.status !== NOT_FOUND && error.status !== NOT_MODIFIED) throw error
    }
  }
  const at = (id: string, rest = ''): string => `/containers/${encodeURIComponent(id)}${rest}`
  return {
    socket,
    ping: async (signal) => void (await call({ method: 'GET', path: '/_ping' }, signal)),
    list: async (label, signal) => {
      const filters = encodeURIComponent(JSON.stringify({ label: [label] }))
      const path = `/containers/json?all=true&filters=${filters}`
      return (await toJson({ method: 'GET', path }, signal)) as readonly Listed[]
    },
    ensureImage: async (image, signal) => {
      try {
        await call({ method: 'GET', path: `/images/${encodeURIComponent(image)}/json` }, signal)
      } catch (error) {
        if (!(error instanceof ContainerError) || error.status !== NOT_FOUND) throw error
        const path = `/images/create?fromImage=${encodeURIComponent(toTagged(image))}`
        const pull = { method: 'POST', path, deadlineMs: PULL_DEADLINE_MS } as const
        assertPulled((await call(pull, signal)).toString('utf8'))
      }
    },
    create: async (name, form, signal) => {
      const path = `/containers/create?name=${encodeURIComponent(name)}`
      const made = await toJson({ method: 'POST', path, body: form }, signal)
      return (made as { readonly Id: string }).Id
    },
    start: async (id, signal) =>
      void (await call({ method: 'POST', path: at(id, '/start') }, signal)),
    stop: (id, graceMs) => {
      const path = at(id, `/stop?t=${Math.ceil(graceMs / 1000)}`)
      return forgiving({ method: 'POST', path, deadlineMs: graceMs + DRIVER_DEADLINE_MS })
    },
    remove: (id) => forgiving({ method: 'DELETE', path: at(id, '?force=true&v=true') }),
    exitCode: async (id) => {
      const { State } = (await toJson({ method: 'GET', path: at(id, '/json') })) as {
        readonly State?: { readonly ExitCode?: number }
      }
      return State?.ExitCode ?? null
    },
    logs: async (id) => {
      const path = at(id, `/logs?stdout=true&stderr=true&tail=${LOG_LINES}`)
      return toLogText(await call({ method: 'GET', path }))
    },
    use: async (id) => {
      const path = at(id, '/stats?stream=false&one-shot=true')
      return toUse(await toJson({ method: 'GET', path }))
    },
  }
}

interface Ask {
  readonly method: 'GET' | 'POST' | 'DELETE'
  readonly path: string
  readonly body?: unknown
  readonly deadlineMs?: number
}

async function send(socket: string, ask: Ask, signal: AbortSignal): Promise<Buffer> {
  const { method, path, body, deadlineMs = DRIVER_DEADLINE_MS } = ask
  const limit = AbortSignal.any([signal, AbortSignal.timeout(deadlineMs)])
  const text = body === undefined ? '' : JSON.stringify(body)
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>()
  const options = { socketPath: socket, method, path: VERSION + path, headers, signal: limit }
  const outgoing = request({ ...options, agent: false, host: 'localhost' }, resolve)
  outgoing.on('error', reject)
  outgoing.end(text)
  const response = await promise
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of response as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes > ANSWER_BYTES_MAX) throw new Error(`the answer to ${path} is too large`)
    chunks.push(chunk)
  }
  const answer = Buffer.concat(chunks)
  const status = response.statusCode ?? 0
  if (status >= FIRST_REFUSAL || status === NOT_MODIFIED) throw toError(status, answer)
  return answer
}

function toError(status: number, answer: Buffer): ContainerError {
  const text = answer.toString('utf8')
  try {
    const { message } = JSON.parse(text) as { readonly message?: string }
    return new ContainerError(status, message ?? text)
  } catch {
    return new ContainerError(status, text)
  }
}

/** Without a tag the API pulls every one there is. */
function toTagged(image: string): string {
  const last = image.slice(image.lastIndexOf('/') + 1)
  return last.includes(':') || last.includes('@') ? image : `${image}:latest`
}

/** The answer to a pull is 200 even when it fails: the last line says how it went. */
function assertPulled(text: string): void {
  for (const line of text.split('\n')) {
    if (!line.includes('"error"')) continue
    const { error } = JSON.parse(line) as { readonly error?: string }
    if (error !== undefined) throw new ContainerError(NOT_FOUND, error)
  }
}

const FRAME_HEAD_BYTES = 8

/** Frames of [stream, 0, 0, 0, length]; what is not framed comes from a terminal. */
function toLogText(answer: Buffer): string {
  if (answer.length >= FRAME_HEAD_BYTES && (answer[0] ?? 3) > 2) return answer.toString('utf8')
  const parts: Buffer[] = []
  for (let at = 0; at + FRAME_HEAD_BYTES <= answer.length;) {
    const length = answer.readUInt32BE(at + 4)
    parts.push(answer.subarray(at + FRAME_HEAD_BYTES, at + FRAME_HEAD_BYTES + length))
    at += FRAME_HEAD_BYTES + length
  }
  return Buffer.concat(parts).toString('utf8')
}

const NS_PER_MS = 1_000_000

function toUse(answer: unknown): ContainerUse {
  const { cpu_stats: cpu, memory_stats: memory } = answer as {
    readonly cpu_stats?: { readonly cpu_usage?: { readonly total_usage?: number } }
    readonly memory_stats?: { readonly usage?: number; readonly limit?: number }
  }
  return {
    cpuMs: (cpu?.cpu_usage?.total_usage ?? 0) / NS_PER_MS,
    memoryBytes: memory?.usage ?? 0,
    memoryBytesMax: memory?.limit ?? 0,
  }
}
