/**
 * What HAProxy is to be, in its own terms: fronts, backs and the slots of servers.
 *
 * Answers for: the form between the neutral model and the text of a configuration file. Every
 * string in it is made by this plane or has been read as an address, a prefix or a token, so none
 * of them can end a line or a word. Pure. Does not know: processes and sockets.
 *
 * A slot is a server line of HAProxy. Endpoints come and go in slots without a reload; a reload is
 * needed when there are too few of them.
 */

import type { Algorithm } from '../../ir/index.ts'

export interface Plan {
  readonly fronts: readonly Front[]
  readonly backs: readonly Back[]
}

export interface Front {
  /** A word of letters, digits and `_`. */
  readonly name: string
  readonly protocol: 'http' | 'tcp'
  readonly binds: readonly FrontBind[]
  readonly tls: FrontTls | null
  readonly backName: string
  readonly idleTimeoutMs: number
  /** Null: everyone. */
  readonly access: readonly FrontRule[] | null
}

export interface FrontBind {
  readonly address: string
  readonly port: number
  /** Canonical prefixes; null: everyone's. */
  readonly sources: readonly string[] | null
}

export interface FrontRule {
  readonly isAllowed: boolean
  /** Canonical prefixes. */
  readonly prefixes: readonly string[]
}

export interface FrontTls {
  readonly versionMin: '1.2' | '1.3'
  /** Names of files with a certificate and its key, with the host names each is for. */
  readonly files: readonly TlsFile[]
}

export interface TlsFile {
  readonly file: string
  readonly domains: readonly string[]
}

export interface Back {
  readonly name: string
  readonly protocol: 'http' | 'tcp'
  readonly algorithm: Algorithm
  readonly cookie: BackCookie | null
  readonly proxyProtocol: boolean
  readonly slowStartMs: number
  readonly connectTimeoutMs: number
  readonly serverTimeoutMs: number
  /** Of connections that pass bytes without looking at them. */
  readonly idleTimeoutMs: number
  readonly connectionsMax: number | null
  readonly slots: readonly Slot[]
}

export interface BackCookie {
  /** A token without characters that a configuration gives a meaning to. */
  readonly name: string
  readonly maxAgeSeconds: number
}

/** A server line; what is in it can be changed while HAProxy runs. */
export interface Slot {
  readonly address: string
  readonly port: number
  readonly weight: number
  readonly isOn: boolean
  /** What its clients' cookie says; null: nobody is here. */
  readonly token: string | null
}

export const emptySlot: Slot = {
  address: '127.0.0.1',
  port: 9,
  weight: 1,
  isOn: false,
  token: null,
}

/** The name of a slot within its back. */
export function slotName(index: number): string {
  return `s${index}`
}
