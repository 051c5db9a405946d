/**
 * The plugin's own certificate: self-signed, for one process's life.
 *
 * Answers for: what must be in it so that Terraform's Go accepts it as certificate and authority in
 * one. Does not know: who connects. The key never leaves this process's memory.
 */

import { issueCertificate } from '../../x509/index.ts'
import type { IssuedCertificate } from '../../x509/index.ts'

export type OwnCertificate = IssuedCertificate

/** Clocks of containers and their hosts may differ a little. */
const backdateMs = 5 * 60_000
const lifeMs = 30 * 365 * 24 * 3_600_000

/** A new P-256 key and a certificate for `localhost`, valid around `nowMs`. */
export function makeCertificate(nowMs: number): OwnCertificate {
  return issueCertificate({
    ...{ commonName: 'localhost', organization: 'Terraform provider', names: ['localhost'] },
    ...{ isAuthority: true, usages: ['server', 'client'], issuer: null },
    ...{ notBeforeMs: nowMs - backdateMs, notAfterMs: nowMs + lifeMs },
  })
}
