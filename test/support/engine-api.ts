/**
 * What stands around an engine API in tests: tokens in memory, a gate, an audit that is kept.
 *
 * Answers for: an API on TLS with an authority of its own. Does not know: what is served.
 */

import { Audit, Gate, TokenBook } from '../../src/engine/access/index.ts'
import type { Caller, CertificateRoles, StoredToken } from '../../src/engine/access/index.ts'
import type { Role } from '../../src/engine/client/index.ts'
import { serveEngine } from '../../src/engine/control/index.ts'
import type { Access, EngineApi } from '../../src/engine/control/index.ts'
import { createLogger, systemClock, systemTimers } from '../../src/engine/runtime/index.ts'
import type { Timers } from '../../src/engine/runtime/index.ts'
import { Entrance } from '../../src/rpc/index.ts'
import type { EntranceOptions, RpcServer } from '../../src/rpc/index.ts'
import { makeAuthority } from './authority.ts'
import type { Authority } from './authority.ts'

export const localCaller: Caller = {
  ...{ id: 'local:0', role: 'admin', from: 'unix', expiresMs: null },
}

/** Lines of the log, parsed. */
export type Lines = Readonly<Record<string, unknown>>[]

export interface TestAccess extends Access {
  readonly lines: Lines
}

/** With a token store in memory, whose content is in `kept`. */
export async function openAccess(
  options: { readonly kept?: StoredToken[]; readonly timers?: Timers } = {},
): Promise<TestAccess> {
  const { kept = [], timers = systemTimers } = options
  const lines: Lines = []
  const logger = createLogger({
    ...{ level: 'debug', clock: systemClock, fields: {} },
    sink: (line) => void lines.push(JSON.parse(line) as Lines[number]),
  })
  const tokens = await TokenBook.open({
    store: {
      load: async () => [...kept],
      save: async (all) => void kept.splice(0, kept.length, ...all),
    },
    timers,
    onTrouble: (error) => {
      throw error
    },
  })
  return { tokens, audit: new Audit({ logger, clock: systemClock }), lines }
}

export interface TlsApi {
  readonly access: TestAccess
  readonly authority: Authority
  readonly server: RpcServer
  readonly port: number
  /** A token that an admin of the machine made. */
  token(role: Role, ttlMs?: number): Promise<{ readonly id: string; readonly secret: string }>
  close(): Promise<void>
}

export interface TlsApiOptions {
  readonly roles?: CertificateRoles
  readonly limits?: Partial<EntranceOptions>
}

/** The API on TLS at a free port of 127.0.0.1. */
export async function serveOverTls(api: EngineApi, options: TlsApiOptions = {}): Promise<TlsApi> {
  const access = await openAccess()
  const authority = makeAuthority()
  const own = authority.issue({})
  const gate = new Gate({
    tokens: access.tokens,
    certificateRoles: options.roles ?? { '*': 'admin' },
    clock: systemClock,
    onRefusal: (refusal) => access.audit.refuse(refusal),
  })
  const entrance = new Entrance({
    tls: () => ({
      ...{ key: own.keyPem, certificate: own.certificatePem },
      clientAuthority: authority.certificatePem,
    }),
    ...{ connectionsMax: 100, handshakeMs: 5_000, proofMs: 5_000, ...options.limits },
  })
  const logger = createLogger({
    ...{ level: 'error', clock: systemClock, fields: {}, sink: () => {} },
  })
  const server = await serveEngine(api, {
    ...{ address: { host: '127.0.0.1', port: 0 }, logger, access },
    network: { entrance, admit: (arrival) => gate.admit(arrival) },
  })
  const { address } = server
  return {
    ...{ access, authority, server, port: 'port' in address ? address.port : 0 },
    token: async (role, ttlMs = 3_600_000) => {
      const order = { role, ttlMs, description: 'a test' }
      const { token, secret } = await access.tokens.issue(order, localCaller)
      return { id: token.id, secret }
    },
    close: async () => {
      await server.close(0)
      await access.tokens.close()
    },
  }
}
