/**
 * Session persistence of a pool as a thread sees it (R21).
 *
 * Answers for: which endpoint a client's cookie stands for, and the lines that give a client its
 * cookie. Does not know: whether that endpoint may be given work.
 */

import type { CookiePersistence } from '../../../ir/index.ts'
import { toCookieLines, toCookieToken } from '../../cookie.ts'
import { isAt } from '../http/bytes.ts'
import type { Span } from '../http/bytes.ts'

const KEY_BYTES = 4

interface Named {
  readonly id: string
}

interface Token<Endpoint> {
  readonly text: string
  readonly bytes: Uint8Array
  readonly endpoint: Endpoint
}

export class Stickiness<Endpoint extends Named> {
  readonly persistence: CookiePersistence
  /** The name of the cookie. */
  readonly name: Buffer
  readonly #poolId: string
  readonly #before: string
  readonly #after: string
  /** By what they begin with, so that a client's bytes need not become a string. */
  readonly #byKey = new Map<number, readonly Token<Endpoint>[]>()
  readonly #byEndpoint = new Map<string, Token<Endpoint>>()

  constructor(poolId: string, persistence: CookiePersistence, endpoints: Iterable<Endpoint>) {
    const { before, after } = toCookieLines(persistence)
    this.persistence = persistence
    this.name = Buffer.from(persistence.cookieName, 'latin1')
    this.#poolId = poolId
    this.#before = before
    this.#after = after
    for (const endpoint of endpoints) this.add(endpoint)
  }

  isFor({ cookieName, maxAgeSeconds }: CookiePersistence): boolean {
    const { persistence } = this
    return persistence.cookieName === cookieName && persistence.maxAgeSeconds === maxAgeSeconds
  }

  add(endpoint: Endpoint): void {
    this.remove(endpoint.id)
    const text = toCookieToken(this.#poolId, endpoint.id)
    const bytes = Buffer.from(text, 'latin1')
    const token = { text, bytes, endpoint }
    const key = toKey(bytes, 0)
    this.#byEndpoint.set(endpoint.id, token)
    this.#byKey.set(key, [...(this.#byKey.get(key) ?? []), token])
  }

  remove(endpointId: string): void {
    const token = this.#byEndpoint.get(endpointId)
    if (token === undefined) return
    this.#byEndpoint.delete(endpointId)
    const key = toKey(token.bytes, 0)
    const others = this.#byKey.get(key)?.filter((other) => other !== token) ?? []
    if (others.length > 0) this.#byKey.set(key, others)
    else this.#byKey.delete(key)
  }

  /** Whom a token stands for; null for a token of nobody in the pool. */
  find(bytes: Uint8Array, { start, end }: Span): Endpoint | null {
    for (const token of this.#byKey.get(toKey(bytes, start)) ?? none) {
      const isSame = token.bytes.length === end - start && isAt(bytes, start, token.bytes)
      if (isSame) return token.endpoint
    }
    return null
  }

  /**
   * The lines for an answer of this endpoint to a client whose cookie stands for `named`; empty
   * when it needs none. A cookie with an age is given anew each time: its time counts from the last
   * answer.
   */
  linesFor(endpoint: Endpoint, named: Endpoint | null): string {
    if (endpoint.id === named?.id && this.persistence.maxAgeSeconds === 0) return ''
    const token = this.#byEndpoint.get(endpoint.id)
    return token === undefined ? '' : this.#before + token.text + this.#after
  }
}

const none: readonly never[] = []

/** Tokens are random: their first bytes are as good as a hash. */
function toKey(bytes: Uint8Array, at: number): number {
  let key = 0
  for (let index = at; index < at + KEY_BYTES; index++) key = (key << 8) | (bytes[index] ?? 0)
  return key
}
