/**
 * The tokens of the engine: made, recognized, listed, revoked.
 *
 * Answers for: secrets that are kept as hashes only; expiry and revocation that end calls under
 * way; that nobody makes a token that may do more, or lives longer, than his own. Does not know:
 * how a token reaches the engine, or what it is asked for.
 */

import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { includesRole, TOKEN_DESCRIPTION_CHARACTERS_MAX } from '../client/index.ts'
import { TOKEN_TTL_MS_MAX, TOKEN_TTL_MS_MIN } from '../client/index.ts'
import type { NewToken, TokenInfo, TokenOrder } from '../client/index.ts'
import { EngineError } from '../errors.ts'
import type { Cancel, Timers } from '../runtime/index.ts'
import type { Caller, StoredToken, TokenStore } from './contract.ts'

/** Scanners that look for leaked secrets find it: `lbt_` and 64 hexadecimal digits, 256 bits. */
export const TOKEN_PREFIX = 'lbt_'
const SECRET_BYTES = 32
const SECRET_PATTERN = /^lbt_[0-9a-f]{64}$/
const ID_BYTES = 8

export const TOKENS_MAX = 10_000
/** So long after its end a token is still known, so that its user hears why it is refused. */
const EXPIRED_KEPT_MS = 7 * 24 * 3_600_000
/** "Last used" is a hint for people: it is kept to the minute, and stored every so often. */
const LAST_USED_STEP_MS = 60_000
const LAST_USED_STORED_MS = 3_600_000
/** The longest that Node's timers wait. */
const WAIT_MS_MAX = 2_147_483_647

interface Entry {
  stored: StoredToken
  readonly hash: Buffer
  /** Aborts when the token is revoked or expires. */
  readonly end: AbortController
  cancelExpiry: Cancel
}

export type Recognition =
  | { readonly kind: 'known'; readonly token: TokenInfo; readonly ended: AbortSignal }
  | { readonly kind: 'expired'; readonly token: TokenInfo }
  | { readonly kind: 'unknown' }

export interface TokenBookOptions {
  readonly store: TokenStore
  readonly timers: Timers
  /** Told when "last used" could not be stored, which hurts nobody. */
  readonly onTrouble: (error: unknown) => void
}

export class TokenBook {
  readonly #options: TokenBookOptions
  readonly #byHash = new Map<string, Entry>()
  #saving: Promise<void> = Promise.resolve()
  #usesStoredMs: number

  /** Throws `EngineError` when the tokens that are kept cannot be read. */
  static async open(options: TokenBookOptions): Promise<TokenBook> {
    return new TokenBook(options, await options.store.load())
  }

  private constructor(options: TokenBookOptions, tokens: readonly StoredToken[]) {
    this.#options = options
    this.#usesStoredMs = options.timers.monotonicMs()
    for (const token of tokens) this.#add(token)
  }

  /** Resolves when the token is stored. Throws `EngineError`. */
  async issue(order: TokenOrder, caller: Caller): Promise<NewToken> {
    const nowMs = this.#options.timers.nowMs()
    assertOrder(order, caller)
    this.#forget(nowMs)
    if (this.#byHash.size >= TOKENS_MAX) {
      const message = `The engine has ${TOKENS_MAX} tokens already.`
      throw new EngineError({ code: 'limit_exceeded', message, remedy: 'Revoke some.' })
    }
    const secret = `${TOKEN_PREFIX}${randomBytes(SECRET_BYTES).toString('hex')}`
    const stored: StoredToken = {
      id: `tok-${randomBytes(ID_BYTES).toString('hex')}`,
      role: order.role,
      description: order.description,
      issuer: caller.id,
      createdMs: nowMs,
      expiresMs: Math.min(nowMs + order.ttlMs, caller.expiresMs ?? Infinity),
      lastUsedMs: null,
      hash: toHash(secret).toString('hex'),
    }
    const entry = this.#add(stored)
    try {
      await this.#save()
    } catch (error) {
      this.#drop(entry, toRevoked())
      throw error
    }
    return { token: toInfo(stored), secret }
  }

  /** All of them to an admin; to others their own, and those that were made with it. */
  list(caller: Caller): readonly TokenInfo[] {
    const nowMs = this.#options.timers.nowMs()
    return [...this.#byHash.values()]
      .filter(({ stored }) => stored.expiresMs > nowMs && this.#mayHandle(stored, caller))
      .map(({ stored }) => toInfo(stored))
      .toSorted((left, right) => left.createdMs - right.createdMs || (left.id < right.id ? -1 : 1))
  }

  /** Effective at once; resolves when that is stored. Throws `EngineError`. */
  async revoke(id: string, caller: Caller): Promise<void> {
    const entry = [...this.#byHash.values()].find(({ stored }) => stored.id === id)
    // Whether a token of somebody else exists is none of the caller's business.
    if (entry === undefined || !this.#mayHandle(entry.stored, caller)) {
      const message = `There is no token with the id ${id}.`
      const remedy = 'See `lb token list`; an expired token is gone by itself.'
      throw new EngineError({ code: 'not_found', message, remedy })
    }
    for (const each of [entry, ...this.#madeWith(entry.stored)]) this.#drop(each, toRevoked())
    await this.#save()
  }

  recognize(secret: string): Recognition {
    if (!SECRET_PATTERN.test(secret)) return { kind: 'unknown' }
    const hash = toHash(secret)
    const entry = this.#byHash.get(hash.toString('hex'))
    if (entry === undefined || !timingSafeEqual(entry.hash, hash)) return { kind: 'unknown' }
    const nowMs = this.#options.timers.nowMs()
    if (entry.stored.expiresMs <= nowMs) return { kind: 'expired', token: toInfo(entry.stored) }
    this.#noteUse(entry, nowMs)
    return { kind: 'known', token: toInfo(entry.stored), ended: entry.end.signal }
  }

  /** Stores when tokens were used last, and stops the clocks. */
  async close(): Promise<void> {
    for (const { cancelExpiry } of this.#byHash.values()) cancelExpiry()
    await this.#save().catch(this.#options.onTrouble)
  }

  #add(stored: StoredToken): Entry {
    const hash = Buffer.from(stored.hash, 'hex')
    const entry: Entry = { stored, hash, end: new AbortController(), cancelExpiry: () => {} }
    this.#byHash.set(stored.hash, entry)
    this.#awaitExpiry(entry)
    return entry
  }

  #awaitExpiry(entry: Entry): void {
    const { timers } = this.#options
    const leftMs = entry.stored.expiresMs - timers.nowMs()
    if (leftMs <= 0) entry.end.abort(toExpired(entry.stored))
    else {
      const wait = Math.min(leftMs, WAIT_MS_MAX)
      entry.cancelExpiry = timers.after(wait, () => this.#awaitExpiry(entry))
    }
  }

  #drop(entry: Entry, reason: EngineError): void {
    this.#byHash.delete(entry.stored.hash)
    entry.cancelExpiry()
    entry.end.abort(reason)
  }

  #madeWith({ id }: StoredToken): readonly Entry[] {
    const made = [...this.#byHash.values()].filter(({ stored }) => stored.issuer === toIssuer(id))
    return made.flatMap((entry) => [entry, ...this.#madeWith(entry.stored)])
  }

  #mayHandle(token: StoredToken, caller: Caller): boolean {
    if (caller.role === 'admin' || toIssuer(token.id) === caller.id) return true
    const issuers = new Set<string>()
    for (let issuer = token.issuer; !issuers.has(issuer);) {
      if (issuer === caller.id) return true
      issuers.add(issuer)
      const maker = [...this.#byHash.values()].find(({ stored }) => toIssuer(stored.id) === issuer)
      issuer = maker?.stored.issuer ?? issuer
    }
    return false
  }

  #noteUse(entry: Entry, nowMs: number): void {
    const lastUsedMs = nowMs - (nowMs % LAST_USED_STEP_MS)
    if (entry.stored.lastUsedMs === lastUsedMs) return
    entry.stored = { ...entry.stored, lastUsedMs }
    const monotonicMs = this.#options.timers.monotonicMs()
    if (monotonicMs - this.#usesStoredMs < LAST_USED_STORED_MS) return
    this.#usesStoredMs = monotonicMs
    void this.#save().catch(this.#options.onTrouble)
  }

  #forget(nowMs: number): void {
    for (const [hash, { stored }] of this.#byHash) {
      if (stored.expiresMs + EXPIRED_KEPT_MS <= nowMs) this.#byHash.delete(hash)
    }
  }

  /** One after the other, each with what there is when its turn comes. */
  #save(): Promise<void> {
    const save = async (): Promise<void> => {
      try {
        await this.#options.store.save([...this.#byHash.values()].map(({ stored }) => stored))
      } catch (cause) {
        const message = 'The tokens could not be stored.'
        throw new EngineError({ code: 'store_failed', message, cause })
      }
    }
    const saving = this.#saving.then(save, save)
    this.#saving = saving
    return saving
  }
}

/** As a token's owner is named as a caller. */
export function toIssuer(tokenId: string): string {
  return `token:${tokenId}`
}

function assertOrder({ role, ttlMs, description }: TokenOrder, caller: Caller): void {
  if (!includesRole(caller.role, role)) {
    const message = `A caller with the role "${caller.role}" makes no token with "${role}".`
    throw new EngineError({ code: 'permission_denied', message })
  }
  const refuse = (message: string): never => {
    throw new EngineError({ code: 'invalid_argument', message })
  }
  if (!(Number.isSafeInteger(ttlMs) && ttlMs >= TOKEN_TTL_MS_MIN && ttlMs <= TOKEN_TTL_MS_MAX)) {
    refuse('A token lives between a second and 366 days.')
  }
  if (description.length > TOKEN_DESCRIPTION_CHARACTERS_MAX) {
    refuse(`A description has at most ${TOKEN_DESCRIPTION_CHARACTERS_MAX} characters.`)
  }
}

function toHash(secret: string): Buffer {
  return createHash('sha256').update(secret).digest()
}

function toInfo({ hash: _, ...info }: StoredToken): TokenInfo {
  return info
}

/** What a token's user is told once it has expired. */
export function toExpired({ id, expiresMs }: Pick<TokenInfo, 'id' | 'expiresMs'>): EngineError {
  return new EngineError({
    code: 'unauthenticated',
    message: `The token ${id} has expired (${new Date(expiresMs).toISOString()}).`,
    remedy: 'Make a new one with `lb token create`.',
  })
}

function toRevoked(): EngineError {
  const message = 'The token was revoked.'
  const remedy = 'Make a new one with `lb token create`.'
  return new EngineError({ code: 'unauthenticated', message, remedy })
}
