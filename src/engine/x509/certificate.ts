/**
 * Certificates as text (PEM): what they say, and whether a server can show them.
 *
 * Answers for: the chain's form and order, names, times and print of the leaf. The same text gives
 * the same answer; whether a certificate is valid *now* is for whoever has a clock.
 * Does not know: keys (see `key.ts`), who trusts whom.
 */

import { X509Certificate } from 'node:crypto'

/** A certificate that can be shown, with those it was issued by. */
export interface Certificate {
  /** The chain in its normal form: equal chains have equal texts. The leaf comes first. */
  readonly pem: string
  /**
   * The names it is for, as SNI asks for them: lower case, wildcards as `*.example.net`, IP
   * addresses as such. From the alternative names; the common name when there are none.
   */
  readonly domains: readonly string[]
  readonly notBeforeMs: number
  readonly notAfterMs: number
  /** SHA-256 of the leaf, in lower-case hexadecimal digits. */
  readonly fingerprint: string
}

/** Why it cannot be used; a sentence. */
export interface Fault {
  readonly fault: string
}

const CHAIN_MAX = 10
const RSA_BITS_MIN = 2048
const BLOCK = /-----BEGIN ([A-Z0-9 ]+)-----[^-]*-----END \1-----/g
/** Of Node's listing; a name with something odd in it is put in quotes, and is no host's. */
const ALTERNATIVE = /(?:^|, )(DNS|IP Address):([^",]+)(?=,|$)/g
const COMMON_NAME = /^CN=(.+)$/m

export function isCertificate(answer: Certificate | Fault): answer is Certificate {
  return !('fault' in answer)
}

/** Reads a chain: the leaf first, then what issued it, each followed by its own issuer. */
export function readCertificate(text: string): Certificate | Fault {
  const blocks = [...text.matchAll(BLOCK)]
  if (blocks.some(([, label = '']) => label.endsWith('PRIVATE KEY'))) {
    return { fault: 'There is a private key in it, which belongs elsewhere: it would be shown.' }
  }
  const other = blocks.find(([, label]) => label !== 'CERTIFICATE')?.[1]
  if (other !== undefined) return { fault: `There is a ${other} in it: only certificates may be.` }
  if (blocks.length === 0) {
    return { fault: 'There is no certificate in it; it begins with "-----BEGIN CERTIFICATE-----".' }
  }
  if (blocks.length > CHAIN_MAX) return { fault: `A chain has at most ${CHAIN_MAX} certificates.` }
  const chain = blocks.map(([block]) => parse(block))
  const broken = chain.indexOf(null)
  if (broken >= 0) return { fault: `The certificate number ${broken + 1} cannot be read.` }
  return toCertificate(chain.filter((one) => one !== null))
}

function parse(block: string): X509Certificate | null {
  try {
    return new X509Certificate(block)
  } catch {
    return null
  }
}

function toCertificate(chain: readonly X509Certificate[]): Certificate | Fault {
  const [leaf] = chain
  if (leaf === undefined) return { fault: 'There is no certificate in it.' }
  const fault = findKeyFault(leaf) ?? findOrderFault(chain)
  if (fault !== null) return { fault }
  return {
    pem: chain.map(String).join(''),
    domains: toDomains(leaf),
    notBeforeMs: leaf.validFromDate.getTime(),
    notAfterMs: leaf.validToDate.getTime(),
    fingerprint: leaf.fingerprint256.replaceAll(':', '').toLowerCase(),
  }
}

function findKeyFault({ publicKey }: X509Certificate): string | null {
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = publicKey
  if (type === 'ec') return null
  if (type !== 'rsa') return `A key of the kind "${type ?? 'unknown'}" is not supported: RSA or EC.`
  const bits = details?.modulusLength ?? 0
  return bits >= RSA_BITS_MIN
    ? null
    : `Its RSA key has ${bits} bits; at least ${RSA_BITS_MIN} are needed.`
}

function findOrderFault(chain: readonly X509Certificate[]): string | null {
  for (const [index, certificate] of chain.entries()) {
    const issuer = chain[index + 1]
    if (issuer === undefined) return null
    if (certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey)) continue
    return (
      `The certificate number ${index + 2} has not issued the one before it: the leaf comes ` +
      'first, then its issuer, then the issuer of that.'
    )
  }
  return null
}

function toDomains({ subject, subjectAltName }: X509Certificate): readonly string[] {
  const found = [...(subjectAltName ?? '').matchAll(ALTERNATIVE)].map(([, , name = '']) => name)
  const [, commonName] = COMMON_NAME.exec(subject ?? '') ?? []
  const names = subjectAltName === undefined && commonName !== undefined ? [commonName] : found
  return [...new Set(names.map((name) => name.toLowerCase()))]
}
