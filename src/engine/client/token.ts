/**
 * Tokens and roles, as the engine API tells them.
 *
 * Answers for: their forms and limits. Does not know: how tokens are kept and judged.
 */

/** Each may do what the ones before it may. */
export const roles = ['read', 'write', 'admin'] as const

/**
 * `read`: look at everything, plan. `write`: change what is declared. `admin`: all that a user of
 * the machine may do over its socket.
 */
export type Role = (typeof roles)[number]

export function isRole(text: string): text is Role {
  return roles.some((role) => role === text)
}

/** Whether `role` may do what `needed` may. */
export function includesRole(role: Role, needed: Role): boolean {
  return roles.indexOf(role) >= roles.indexOf(needed)
}

export const TOKEN_TTL_MS_MIN = 1_000
export const TOKEN_TTL_MS_MAX = 366 * 24 * 3_600_000
export const TOKEN_DESCRIPTION_CHARACTERS_MAX = 256

export interface TokenOrder {
  /** Not more than the caller's own. */
  readonly role: Role
  /** It ends with the caller's own at the latest. */
  readonly ttlMs: number
  /** May be empty. */
  readonly description: string
}

export interface TokenInfo {
  /** `tok-…`; no secret. */
  readonly id: string
  readonly role: Role
  readonly description: string
  /** Who made it: `local:1000`, `token:tok-…`, `certificate:deploy`. */
  readonly issuer: string
  readonly createdMs: number
  readonly expiresMs: number
  /** To the minute; null: never. */
  readonly lastUsedMs: number | null
}

export interface NewToken {
  readonly token: TokenInfo
  /** Told this once: the engine keeps a hash of it. */
  readonly secret: string
}

/** Tokens of an engine. Every method throws `EngineError` and honours `signal`. */
export interface TokenClient {
  createToken(order: TokenOrder, signal: AbortSignal): Promise<NewToken>
  /** All of them to an admin; to others their own, and those that were made with it. */
  listTokens(signal: AbortSignal): Promise<readonly TokenInfo[]>
  /** Effective at once, for calls under way too. What was made with it goes with it. */
  revokeToken(id: string, signal: AbortSignal): Promise<void>
}
