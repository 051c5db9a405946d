/**
 * Who calls the engine, and where tokens are kept: the forms.
 *
 * Answers for: what the API knows of a caller. Does not know: sockets, messages.
 */

import type { Role, TokenInfo } from '../client/index.ts'

/** Somebody who has proved who it is. */
export interface Caller {
  /**
   * `local:1000`: a user of this machine, over the unix socket. `token:tok-…`. `certificate:name`.
   */
  readonly id: string
  readonly role: Role
  /** Where it calls from: `10.0.0.7:51234`; `unix` for the socket of this machine. */
  readonly from: string
  /** When it ceases to be who it is; null: it does not. */
  readonly expiresMs: number | null
}

/** A token as it is kept; its secret is not. */
export interface StoredToken extends TokenInfo {
  /** SHA-256 of the secret, hexadecimal: 256 random bits need nothing slower. */
  readonly hash: string
}

/** Where tokens are kept. */
export interface TokenStore {
  /** Throws when what is kept cannot be read: then nobody gets in. */
  load(): Promise<readonly StoredToken[]>
  /** Replaces all of them; durable when it resolves. */
  save(tokens: readonly StoredToken[]): Promise<void>
}
