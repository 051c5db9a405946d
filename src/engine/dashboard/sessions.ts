/**
 * Who may look: whoever shows a token of the engine, or the cookie that was given for one.
 *
 * Answers for: sessions that are few, end in time and with their token, and are known only to the
 * browser that has them. Does not know: requests.
 */

import { randomBytes } from 'node:crypto'
import type { TokenBook } from '../access/index.ts'
import { includesRole } from '../client/index.ts'
import type { Clock } from '../runtime/index.ts'

/** The oldest goes when there is one more. */
export const SESSIONS_MAX = 100
const SESSION_MS = 12 * 3_600_000
const ID_BYTES = 32
const COOKIE = 'lb_session'
const BEARER = /^Bearer ([\x21-\x7e]+)$/i

/** Somebody who may read, until `ended`. */
export interface Visitor {
  readonly ended: AbortSignal
}

interface Session extends Visitor {
  readonly expiresMs: number
  readonly end: AbortController
}

export interface SessionsOptions {
  readonly tokens: Pick<TokenBook, 'recognize'>
  readonly clock: Clock
}

export class Sessions {
  readonly #options: SessionsOptions
  /** The oldest first. */
  readonly #sessions = new Map<string, Session>()

  constructor(options: SessionsOptions) {
    this.#options = options
  }

  /** Null: it is nobody. */
  identify(headers: {
    readonly authorization?: string | undefined
    readonly cookie?: string | undefined
  }): Visitor | null {
    const { authorization, cookie = '' } = headers
    if (authorization !== undefined) {
      return this.#recognize(BEARER.exec(authorization)?.[1] ?? '')
    }
    const id = toSessionId(cookie)
    const session = id === null ? undefined : this.#sessions.get(id)
    if (id === null || session === undefined) return null
    if (session.expiresMs > this.#options.clock.nowMs()) return session
    this.#end(id)
    return null
  }

  /** The value of `Set-Cookie`; null when the token is none that may read. */
  open(secret: string): string | null {
    const visitor = this.#recognize(secret)
    if (visitor === null) return null
    const [oldest] = this.#sessions.keys()
    if (oldest !== undefined && this.#sessions.size >= SESSIONS_MAX) this.#end(oldest)
    const id = randomBytes(ID_BYTES).toString('hex')
    const end = new AbortController()
    const expiresMs = this.#options.clock.nowMs() + SESSION_MS
    this.#sessions.set(id, { expiresMs, end, ended: end.signal })
    const withToken = (): void => this.#end(id)
    visitor.ended.addEventListener('abort', withToken, { once: true, signal: end.signal })
    return toCookie(id, SESSION_MS / 1000)
  }

  /** The value of `Set-Cookie` that takes the cookie back. */
  close(cookie: string | undefined): string {
    const id = toSessionId(cookie ?? '')
    if (id !== null) this.#end(id)
    return toCookie('', 0)
  }

  #recognize(secret: string): Visitor | null {
    const recognition = this.#options.tokens.recognize(secret)
    if (recognition.kind !== 'known' || !includesRole(recognition.token.role, 'read')) return null
    return { ended: recognition.ended }
  }

  #end(id: string): void {
    this.#sessions.get(id)?.end.abort()
    this.#sessions.delete(id)
  }
}

function toSessionId(cookie: string): string | null {
  const pairs = cookie.split(';').map((pair) => pair.trim().split('='))
  return pairs.find(([name]) => name === COOKIE)?.[1] ?? null
}

/** Not `Secure`: it is plain HTTP, and never leaves the machine. */
function toCookie(id: string, maxAgeSeconds: number): string {
  return `${COOKIE}=${id}; HttpOnly; SameSite=Strict; Path=/; Max-Age=${maxAgeSeconds}`
}
