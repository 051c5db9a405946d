/**
 * The gate of the engine API: who calls, and whether they may.
 *
 *   unix socket ───────────────────────────────▶ local, admin
 *   TLS ──┬─ `authorization: Bearer …` ──known──▶ token, its role
 *         ├─ certificate ──signed and named─────▶ certificate, the role of its name
 *         └─ neither ───────────────────────────▶ `unauthenticated`
 *
 * Answers for: that every call is somebody's, before its request is read, and stays so only as long
 * as that somebody may be. Does not know: what calls do.
 */

import type { Admission, Arrival } from '../../rpc/index.ts'
import { includesRole, toRpcError } from '../client/index.ts'
import type { Role } from '../client/index.ts'
import { EngineError } from '../errors.ts'
import type { Clock } from '../runtime/index.ts'
import type { Caller } from './contract.ts'
import { toNeededRole } from './permissions.ts'
import { toExpired, toIssuer } from './token-book.ts'
import type { TokenBook } from './token-book.ts'

const BEARER = /^Bearer ([\x21-\x7e]+)$/i

/** The role of a client certificate, by its common name; `*` stands for every other name. */
export type CertificateRoles = Readonly<Record<string, Role>>

export interface GateOptions {
  readonly tokens: TokenBook
  readonly certificateRoles: CertificateRoles
  readonly clock: Clock
  /** Told who was refused, from where, and why. */
  readonly onRefusal: (refusal: Refusal) => void
}

export interface Refusal {
  /** Null: nobody knows who it was. */
  readonly who: string | null
  readonly from: string
  readonly path: string
  readonly code: EngineError['code']
}

/** The gate on the unix socket: whoever may open it is a user of this machine, and may do all. */
export function admitLocal(): Admission {
  const id = `local:${process.getuid?.() ?? 0}`
  const caller: Caller = { id, role: 'admin', from: 'unix', expiresMs: null }
  return { caller, ended: null }
}

export class Gate {
  readonly #options: GateOptions

  constructor(options: GateOptions) {
    this.#options = options
  }

  /** Throws what the caller is told, as `RpcError`. */
  admit(arrival: Arrival): Admission {
    const from = arrival.peer?.name ?? ''
    const refuse = (error: EngineError, who: string | null): never => {
      this.#options.onRefusal({ who, from, path: arrival.path, code: error.code })
      throw toRpcError(error)
    }
    const found = this.#identify(arrival)
    if (found instanceof EngineError) return refuse(found, null)
    const { caller } = found
    const needed = toNeededRole(arrival.path)
    if (needed === null || !includesRole(caller.role, needed)) {
      return refuse(toForbidden(caller, needed), caller.id)
    }
    return found
  }

  #identify(arrival: Arrival): Identity | EngineError {
    const { headers, peer } = arrival
    const from = peer?.name ?? ''
    const authorization = headers.get('authorization')
    if (authorization !== undefined) return this.#identifyToken(authorization, from)
    const certificate = peer?.certificate ?? null
    if (peer === null || certificate === null) return toUnknown('It gave neither a token nor a')
    if (peer.distrust !== null) {
      return toUnknown(`Its certificate is not trusted (${peer.distrust}); it needs a token or a`)
    }
    // Several names, or none, are no name to give a role to.
    const name: unknown = certificate.subject.CN
    const { certificateRoles: roles } = this.#options
    const role = typeof name === 'string' ? (lookUpRole(roles, name) ?? roles['*']) : undefined
    if (typeof name !== 'string' || role === undefined) {
      const shown = `"${String(name)}"`
      return toUnknown(`Its certificate, ${shown}, has no role; it needs a token or a`)
    }
    const expiresMs = Date.parse(certificate.valid_to)
    // The connection may be older than that.
    if (expiresMs <= this.#options.clock.nowMs()) {
      return toUnknown('Its certificate has expired; it needs a token or a')
    }
    return { caller: { id: `certificate:${name}`, role, from, expiresMs }, ended: null }
  }

  #identifyToken(authorization: string, from: string): Identity | EngineError {
    const secret = BEARER.exec(authorization)?.[1]
    if (secret === undefined) return toUnknown('Its authorization is not "Bearer" and a')
    const recognition = this.#options.tokens.recognize(secret)
    if (recognition.kind === 'expired') return toExpired(recognition.token)
    if (recognition.kind === 'unknown') {
      return new EngineError({
        code: 'unauthenticated',
        message: 'The engine does not know the token: it was revoked, or is another engine’s.',
        remedy: 'Make a new one with `lb token create` on the machine of the engine.',
      })
    }
    const { id, role, expiresMs } = recognition.token
    const { ended } = recognition
    return {
      caller: { id: toIssuer(id), role, from, expiresMs },
      ended: toRpcSignal(ended),
    }
  }
}

interface Identity extends Admission {
  readonly caller: Caller
}

function lookUpRole(roles: CertificateRoles, name: string): Role | undefined {
  return Object.hasOwn(roles, name) && name !== '*' ? roles[name] : undefined
}

/** The same end, with the reason as calls carry it; one signal per token however many calls. */
const rpcSignals = new WeakMap<AbortSignal, AbortSignal>()

function toRpcSignal(ended: AbortSignal): AbortSignal {
  const known = rpcSignals.get(ended)
  if (known !== undefined) return known
  const controller = new AbortController()
  const abort = (): void => controller.abort(toRpcError(ended.reason))
  if (ended.aborted) abort()
  else ended.addEventListener('abort', abort, { once: true })
  rpcSignals.set(ended, controller.signal)
  return controller.signal
}

function toUnknown(what: string): EngineError {
  return new EngineError({
    code: 'unauthenticated',
    message: `The engine does not know who is asking. ${what} certificate it trusts.`,
    remedy:
      'Give a token (token, LB_TOKEN, LB_TOKEN_FILE) or a client certificate; ' +
      '`lb token create` on the machine of the engine makes a token.',
  })
}

function toForbidden(caller: Caller, needed: Role | null): EngineError {
  const what = needed === null ? 'this call is nobody’s' : `this needs the role "${needed}"`
  return new EngineError({
    code: 'permission_denied',
    message: `The caller ${caller.id} has the role "${caller.role}", and ${what}.`,
    remedy: 'Use a token with a greater role; `lb token create --role` makes one.',
  })
}
