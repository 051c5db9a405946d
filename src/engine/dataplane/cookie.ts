/**
 * The cookie of session persistence (R21), the same for every data plane.
 *
 * Answers for: the token that stands for an endpoint, and the Set-Cookie line that gives it to a
 * client. Does not know: sockets, or which endpoint a client gets.
 *
 * A token is a hash under a key that follows from the pool's id: it is the same on every machine
 * and after each restart, shows no address, and differs between pools. It is no secret: whoever
 * knows the pool's id can try out addresses, and whoever has a token gets that endpoint, no more.
 */

import { createHmac } from 'node:crypto'
import type { CookiePersistence } from '../ir/index.ts'

/** 96 bits: two endpoints of a pool never share one. */
const TOKEN_CHARACTERS = 16

export function toCookieToken(poolId: string, endpointId: string): string {
  const hash = createHmac('sha256', `session persistence of ${poolId}`).update(endpointId)
  return hash.digest('base64url').slice(0, TOKEN_CHARACTERS)
}

/**
 * What goes before and after the token, as header lines. An answer that sets the cookie is for its
 * client alone: `Cache-Control: private` keeps it out of shared caches.
 */
export function toCookieLines(persistence: CookiePersistence): {
  readonly before: string
  readonly after: string
} {
  const { cookieName, maxAgeSeconds } = persistence
  const age = maxAgeSeconds === 0 ? '' : `; Max-Age=${maxAgeSeconds}`
  return {
    before: `Set-Cookie: ${cookieName}=`,
    after: `; Path=/${age}; HttpOnly; SameSite=Lax\r\nCache-Control: private\r\n`,
  }
}
