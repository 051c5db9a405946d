/**
 * Session persistence of a pool as a thread sees it (R21).
 *
 * Answers for: which endpoint a client's cookie stands for, and the lines that give a client its
 * cookie. Does not know: whether that endpoint may be given work.
 */

import type { CookiePersistence } from '../../../ir/index.ts'
import { toCookieLines, toCookieToken } from '../../cookie.ts'

interface Named {
  readonly id: string
}

export class Stickiness<Endpoint extends Named> {
  readonly persistence: CookiePersistence
  /** The name of the cookie. */
  readonly name: Buffer
  readonly #poolId: string
  readonly #before: string
  readonly #after: string
  readonly #endpoints = new Map<string, Endpoint>()
  readonly #tokens = new Map<string, string>()

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
    const token = toCookieToken(this.#poolId, endpoint.id)
    this.#endpoints.set(token, endpoint)
    this.#tokens.set(endpoint.id, token)
  }

  remove(endpointId: string): void {
    const token = this.#tokens.get(endpointId)
    if (token === undefined) return
    this.#tokens.delete(endpointId)
    this.#endpoints.delete(token)
  }

  /** Undefined for a token of nobody in the pool. */
  find(token: string): Endpoint | undefined {
    return this.#endpoints.get(token)
  }

  /**
   * The lines for an answer of this endpoint to a client whose cookie is `known`; empty when it
   * needs none. A cookie with an age is given anew each time: its time counts from the last answer.
   */
  linesFor(endpointId: string, known: string | null): string {
    const token = this.#tokens.get(endpointId)
    if (token === undefined) return ''
    if (token === known && this.persistence.maxAgeSeconds === 0) return ''
    return this.#before + token + this.#after
  }
}
