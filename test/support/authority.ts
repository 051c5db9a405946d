/**
 * A certificate authority of a test's own, and what it signs.
 *
 * Answers for: PEM in memory and in files. Does not know: who is to trust it.
 */

import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { issueCertificate } from '../../src/x509/index.ts'
import type { CertificateOrder, IssuedCertificate } from '../../src/x509/index.ts'

const DAY_MS = 24 * 3_600_000

export interface Authority {
  readonly certificatePem: string
  issue(order: Partial<CertificateOrder>): IssuedCertificate
}

export function makeAuthority(commonName = 'test authority'): Authority {
  const name = { commonName, organization: 'tests' }
  const life = { notBeforeMs: Date.now() - DAY_MS, notAfterMs: Date.now() + DAY_MS }
  const own = issueCertificate({
    ...{ ...name, ...life, names: [], isAuthority: true, usages: [], issuer: null },
  })
  return {
    certificatePem: own.certificatePem,
    issue: (order) =>
      issueCertificate({
        ...{ commonName: 'localhost', organization: 'tests', names: ['localhost', '127.0.0.1'] },
        ...{ ...life, isAuthority: false, usages: ['server', 'client'] },
        ...{ issuer: { ...name, keyPem: own.keyPem }, ...order },
      }),
  }
}

export interface PemFiles {
  readonly caFile: string
  readonly certificateFile: string
  readonly keyFile: string
}

/** Writes the three files of one end into a directory, which is made. */
export function writePem(
  directory: string,
  { authority, issued }: { readonly authority: Authority; readonly issued: IssuedCertificate },
): PemFiles {
  mkdirSync(directory, { recursive: true })
  const write = (name: string, text: string): string => {
    const path = join(directory, name)
    writeFileSync(path, text, { mode: 0o600 })
    return path
  }
  return {
    caFile: write('ca.pem', authority.certificatePem),
    certificateFile: write('certificate.pem', issued.certificatePem),
    keyFile: write('key.pem', issued.keyPem),
  }
}
