/**
 * The certificates of a thread, ready for handshakes.
 *
 * Answers for: which certificate answers for which name (SNI), protocols and ciphers, and sessions
 * that can be resumed in every thread. A certificate is made ready once, however many listeners
 * have it. Does not know: connections.
 */

import { constants } from 'node:crypto'
import { createSecureContext } from 'node:tls'
import type { SecureContext } from 'node:tls'
import type { ListenerTls, ProxyCertificate } from '../../../ir/index.ts'
import { Tickets } from './tickets.ts'
import { toProtocolList } from './tls-wire.ts'
import type { TlsTerms } from './tls-wire.ts'

/** How long a session can be resumed. */
const SESSION_SECONDS = 7200

/**
 * For TLS 1.2: forward secrecy and authenticated encryption only; 1.3 has no others. In our order,
 * cheap ones first; a client that puts ChaCha20 first has no hardware for AES, and gets it.
 */
const CIPHERS = [
  'TLS_AES_128_GCM_SHA256',
  'TLS_AES_256_GCM_SHA384',
  'TLS_CHACHA20_POLY1305_SHA256',
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES128-GCM-SHA256',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES256-GCM-SHA384',
  'ECDHE-ECDSA-CHACHA20-POLY1305',
  'ECDHE-RSA-CHACHA20-POLY1305',
].join(':')

const OPTIONS =
  constants.SSL_OP_NO_RENEGOTIATION |
  constants.SSL_OP_NO_COMPRESSION |
  constants.SSL_OP_PRIORITIZE_CHACHA

const versions = { '1.2': 'TLSv1.2', '1.3': 'TLSv1.3' } as const

/** Nothing but HTTP/1.1 is spoken; who insists on something else is refused (RFC 7301 3.2). */
const alpnProtocols = toProtocolList('http/1.1')

/**
 * One certificate, ready for handshakes. Throws when OpenSSL cannot use it: the certificate and the
 * key must have been checked before.
 */
export function toSecureContext(
  certificate: ProxyCertificate,
  { versionMin }: Pick<ListenerTls, 'versionMin'>,
): SecureContext {
  return createSecureContext({
    cert: certificate.certificatePem,
    key: certificate.privateKeyPem,
    ciphers: CIPHERS,
    honorCipherOrder: true,
    ecdhCurve: 'X25519:P-256:P-384',
    minVersion: versions[versionMin],
    maxVersion: 'TLSv1.3',
    secureOptions: OPTIONS,
    // Without it OpenSSL resumes nothing.
    sessionIdContext: 'lb',
    sessionTimeout: SESSION_SECONDS,
  })
}

export class Certificates {
  readonly #tickets: Tickets
  readonly #contexts = new Map<string, SecureContext>()

  constructor(ticketKeys: Uint8Array) {
    this.#tickets = new Tickets(ticketKeys)
  }

  /** What new handshakes are made with. */
  toTerms(tls: ListenerTls): TlsTerms {
    const contexts = tls.certificates.map((certificate) => this.#take(certificate, tls.versionMin))
    const [secureContext] = contexts
    if (secureContext === undefined) throw new Error('a listener with TLS and no certificate')
    const terms = { secureContext, ALPNProtocols: alpnProtocols }
    if (contexts.length === 1) return terms
    const names = toNames(tls.certificates)
    return {
      ...terms,
      SNICallback: (name, done) => {
        const place = findName(names, name)
        done(null, place === undefined ? undefined : contexts[place])
      },
    }
  }

  #take(certificate: ProxyCertificate, versionMin: ListenerTls['versionMin']): SecureContext {
    const key = toKey(certificate, versionMin)
    let context = this.#contexts.get(key)
    if (context === undefined) {
      context = toSecureContext(certificate, { versionMin })
      this.#tickets.serve(context)
      this.#contexts.set(key, context)
    }
    return context
  }

  /** Forgets what no listener has; `inUse` are all that some listener has. */
  retain(inUse: readonly ListenerTls[]): void {
    const used = new Set(
      inUse.flatMap((tls) => tls.certificates.map((one) => toKey(one, tls.versionMin))),
    )
    for (const key of this.#contexts.keys()) if (!used.has(key)) this.#contexts.delete(key)
  }

  /** New sessions get tickets by these keys; those by the keys before are resumed once more. */
  changeTicketKeys(ticketKeys: Uint8Array): void {
    this.#tickets.change(ticketKeys)
  }
}

function toKey(certificate: ProxyCertificate, versionMin: ListenerTls['versionMin']): string {
  return [versionMin, certificate.certificatePem, certificate.privateKeyPem].join('\n')
}

/** The place of the first certificate for each name. */
function toNames(certificates: readonly ProxyCertificate[]): ReadonlyMap<string, number> {
  const names = new Map<string, number>()
  for (const [place, { domains }] of certificates.entries()) {
    for (const domain of domains) if (!names.has(domain)) names.set(domain, place)
  }
  return names
}

/** RFC 6125 6.4.3: a wildcard stands for exactly the first label. */
function findName(names: ReadonlyMap<string, number>, asked: string): number | undefined {
  const name = asked.toLowerCase()
  const dot = name.indexOf('.')
  return names.get(name) ?? (dot < 0 ? undefined : names.get(`*${name.slice(dot)}`))
}
