/**
 * Until when the certificates that listeners show are valid, as metrics.
 *
 * Answers for: each certificate once, whoever shows it. Pure. Does not know: what time it is;
 * whoever asks compares.
 */

import { X509Certificate } from 'node:crypto'
import type { ProxyCertificate, ProxyInstance } from '../../ir/index.ts'
import type { Family, Sample } from './exposition.ts'

export function toCertificates(instances: readonly ProxyInstance[]): Family {
  const shown = instances.flatMap(({ listeners }) =>
    listeners.flatMap(({ tls }) => tls?.certificates ?? []),
  )
  const certificates = new Map(shown.map((certificate) => [certificate.id, certificate]))
  return {
    name: 'lb_certificate_not_after_seconds',
    type: 'gauge',
    help: 'When the certificate ends, in seconds since 1970.',
    samples: [...certificates.values()].flatMap(toSample),
  }
}

/** None for one that cannot be read: no data plane takes it. */
function toSample({ id, domains, certificatePem }: ProxyCertificate): readonly Sample[] {
  try {
    const endMs = new X509Certificate(certificatePem).validToDate.getTime()
    return [{ labels: { certificate_id: id, domain: domains[0] ?? '' }, value: endMs / 1000 }]
  } catch {
    return []
  }
}
