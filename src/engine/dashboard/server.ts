/**
 * The dashboard's place on this machine: a page, and what it shows as a stream.
 *
 *   GET  /              the page; the form for a token to whoever has shown none
 *   GET  /view          the present, as JSON
 *   GET  /events        the same once a second, as server-sent events
 *   POST /session       a token for a cookie; /session/end takes it back
 *
 * Answers for: that nothing is told to anybody without a token, that only requests which mean this
 * place are answered (another site's page may reach a loopback address, too), and limits.
 * Does not know: what is shown.
 */

import { createServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import { pause } from '../runtime/index.ts'
import type { Clock, Logger } from '../runtime/index.ts'
import type { Assets } from './assets.ts'
import type { DashboardSource } from './sampler.ts'
import { Sampler } from './sampler.ts'
import { Sessions } from './sessions.ts'
import type { SessionsOptions, Visitor } from './sessions.ts'

const CONNECTIONS_MAX = 64
export const STREAMS_MAX = 16
const REQUEST_DEADLINE_MS = 10_000
const HEADER_BYTES_MAX = 8 * 1024
const FORM_BYTES_MAX = 4 * 1024
/** A reader that is so far behind misses views until it has caught up. */
const UNSENT_BYTES_MAX = 1024 * 1024
/** How often an address that another process has is tried again. */
const TRY_EVERY_MS = 1_000

/** Nothing from elsewhere, nothing inline, in nobody's frame. */
const headers = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; " +
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cache-control': 'no-store',
} as const

export interface DashboardAddress {
  /** A loopback address. */
  readonly host: string
  readonly port: number
}

export interface DashboardOptions {
  readonly address: DashboardAddress
  readonly source: DashboardSource
  readonly tokens: SessionsOptions['tokens']
  readonly assets: Assets
  readonly clock: Clock
  readonly logger: Logger
  /** Told after each attempt why nothing is served; null when it is. */
  readonly onState?: (trouble: string | null) => void
}

/** Serves until aborted. Never throws: an address that is in use is told once and tried again. */
export async function serveDashboard(
  options: DashboardOptions,
  signal: AbortSignal,
): Promise<void> {
  const { address, logger, onState } = options
  let complaint = ''
  while (!signal.aborted) {
    const server = new Dashboard(options)
    const failure = await server.listen(address)
    onState?.(failure?.message ?? null)
    if (failure === null) {
      logger.info('the dashboard is served', { ...address })
      signal.addEventListener('abort', () => server.close(), { once: true })
      return
    }
    if (failure.message !== complaint) {
      logger.error('the dashboard is not served', { cause: failure.message })
    }
    complaint = failure.message
    await pause(TRY_EVERY_MS, signal).catch(() => {})
  }
}

interface Exchange {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly path: string
}

export class Dashboard {
  readonly #options: DashboardOptions
  readonly #server: Server
  readonly #sampler: Sampler
  readonly #sessions: Sessions
  #streams = 0

  constructor(options: DashboardOptions) {
    this.#options = options
    this.#sampler = new Sampler(options)
    this.#sessions = new Sessions(options)
    const limits = { maxHeaderSize: HEADER_BYTES_MAX, requestTimeout: REQUEST_DEADLINE_MS }
    this.#server = createServer(limits, (request, response) => {
      this.#answer({ request, response, path: (request.url ?? '').split('?')[0] ?? '' }).catch(
        (error: unknown) => {
          options.logger.error('the dashboard has failed', { error })
          response.destroy()
        },
      )
    })
    this.#server.maxConnections = CONNECTIONS_MAX
  }

  /** The port that is listened on. */
  get port(): number {
    const address = this.#server.address()
    return typeof address === 'object' && address !== null ? address.port : 0
  }

  /** Null when it listens. */
  listen({ host, port }: DashboardAddress): Promise<Error | null> {
    const { promise, resolve } = Promise.withResolvers<Error | null>()
    this.#server.once('error', resolve)
    this.#server.listen({ host, port, exclusive: true }, () => resolve(null))
    return promise
  }

  close(): void {
    this.#server.close()
    this.#server.closeAllConnections()
  }

  async #answer(exchange: Exchange): Promise<void> {
    const { request, response, path } = exchange
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value)
    if (!this.#isMeant(request)) {
      refuse(response, 421, `Ask for it as http://127.0.0.1:${this.port}/.`)
    } else if (request.method === 'POST' && path.startsWith('/session')) {
      await this.#answerForm(exchange)
    } else if (request.method !== 'GET') {
      response.setHeader('allow', 'GET')
      refuse(response, 405, 'There is only something to look at.')
    } else await this.#answerGet(exchange)
  }

  /** A name that another site has pointed here is none of ours. */
  #isMeant({ headers: { host, origin } }: IncomingMessage): boolean {
    const names = ['127.0.0.1', 'localhost', '[::1]', toUrlHost(this.#options.address.host)]
    const places = names.map((name) => `${name}:${this.port}`)
    if (!places.includes(host?.toLowerCase() ?? '')) return false
    return origin === undefined || origin === `http://${host}`
  }

  async #answerGet({ request, response, path }: Exchange): Promise<void> {
    const { assets } = this.#options
    const visitor = this.#sessions.identify(request.headers)
    switch (path) {
      case '/':
        this.#sendPage(response, { path: visitor === null ? '/login' : '/', status: 200 })
        return
      case '/dashboard.css':
      case '/dashboard.js':
        response.writeHead(200, { 'content-type': assets[path].type }).end(assets[path].content)
        return
      case '/view':
      case '/events':
        if (visitor === null) {
          response.setHeader('www-authenticate', 'Bearer')
          refuse(response, 401, 'It needs a token of the engine: `lb token create --role read`.')
        } else if (path === '/events') this.#stream({ request, response }, visitor)
        else await this.#sendView(response)
        return
      default:
        refuse(response, 404, 'There is nothing here.')
    }
  }

  async #sendView(response: ServerResponse): Promise<void> {
    const view = await this.#sampler.look().catch(() => null)
    if (view === null) return refuse(response, 503, 'The engine does not answer.')
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(view))
  }

  async #answerForm({ request, response, path }: Exchange): Promise<void> {
    if (path === '/session/end') {
      request.resume()
      response.setHeader('set-cookie', this.#sessions.close(request.headers.cookie))
      response.writeHead(303, { location: '/' }).end()
      return
    }
    const length = Number(request.headers['content-length'] ?? Number.NaN)
    if (path !== '/session' || !(length <= FORM_BYTES_MAX)) {
      request.resume()
      response.setHeader('connection', 'close')
      return refuse(response, 413, 'That is no form of the dashboard.')
    }
    const form = new URLSearchParams(await text(request))
    const cookie = this.#sessions.open(form.get('token')?.trim() ?? '')
    if (cookie === null) return this.#sendPage(response, { path: '/login', status: 401 })
    response.setHeader('set-cookie', cookie)
    response.writeHead(303, { location: '/' }).end()
  }

  /** The login form says that a token was refused when it comes with that status. */
  #sendPage(
    response: ServerResponse,
    { path, status }: { readonly path: '/' | '/login'; readonly status: 200 | 401 },
  ): void {
    const { type, content } = this.#options.assets[path]
    const page =
      status === 401 ? content.replace('<p hidden role="alert"', '<p role="alert"') : content
    response.writeHead(status, { 'content-type': type }).end(page)
  }

  #stream({ request, response }: Pick<Exchange, 'request' | 'response'>, { ended }: Visitor): void {
    if (this.#streams >= STREAMS_MAX) {
      return refuse(response, 503, 'Too many look at the dashboard already.')
    }
    this.#streams += 1
    const gone = new AbortController()
    response.once('close', () => {
      this.#streams -= 1
      gone.abort()
    })
    ended.addEventListener('abort', () => response.end(), { once: true, signal: gone.signal })
    request.socket.setNoDelay(true)
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    this.#sampler.watch((view) => {
      if (response.writableLength > UNSENT_BYTES_MAX) return
      if (view instanceof Error) response.write('event: trouble\ndata: {}\n\n')
      else response.write(`data: ${JSON.stringify(view)}\n\n`)
    }, gone.signal)
  }
}

function refuse(response: ServerResponse, status: number, message: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(`${message}\n`)
}

function toUrlHost(host: string): string {
  return host.includes(':') ? `[${host}]` : host
}
