/**
 * The certificates of a thread, ready for handshakes.
 *
 * Answers for: which certificate answers for which name (SNI), and sessions that can be resumed
 * in every thread. A certificate is made ready once, however many listeners
 * have it. Does not know: connections.
 */

import type { SecureContext } from 'node:tls'
import type { ListenerTls, ProxyCertificate } from '../../../ir/index.ts'
import { toSecureContext } from '../../secure-context.ts'
import { Tickets } from './tickets.ts'
import { toProtocolList } from './tls-wire.ts'
import type { TlsTerms } from './tls-wire.ts'

/** Nothing but HTTP/1.1 is spoken; who insists on something else is refused (RFC 7301 3.2). */
const alpnProtocols = toProtocolList('http/1.1')

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
