/**
 * Certificate: what a listener shows its clients in TLS, and the key to it.
 *
 * Answers for: its spec, that key and chain fit together, and that nobody is shown the key. Does
 * not know: time (who warns before it expires does), listeners.
 */

import type { Problem } from '../ir/index.ts'
import { checkKeyFits, isCertificate, readCertificate, readPrivateKey } from '../x509/index.ts'
import { list, orNull, parseAs, record, secretText, text, whole } from './declare.ts'
import type { SpecOf } from './declare.ts'
import type { EngineObject, Kind } from './object.ts'
import { isProblems, toProblem } from './problems.ts'

const pemCharactersMax = 131_072
const domainsMax = 1000

const schema = record({
  /** The leaf first, then what it was issued by. */
  certificatePem: text(pemCharactersMax),
  /** Left out on a change: the one there is. Never shown. */
  privateKeyPem: orNull(secretText(pemCharactersMax)),
  /** Whoever gives keys counts them here; the engine only keeps it. */
  privateKeyVersion: orNull(whole(0, Number.MAX_SAFE_INTEGER)),
  /** For whoever reads; told by the certificate itself, as the next two are. */
  domains: orNull(list(text(256), { from: 0, to: domainsMax })),
  /** As in RFC 3339. */
  notAfter: orNull(text(32)),
  /** SHA-256 in hexadecimal digits. */
  fingerprint: orNull(text(64)),
})

export type CertificateSpec = SpecOf<typeof schema>

export const certificate: Kind<CertificateSpec> = {
  name: 'certificate',
  idPrefix: 'crt',
  rank: 1,
  secrets: ['privateKeyPem'],
  parse,
  references: () => [],
  complete: ({ spec }, prior) => ({
    ...spec,
    privateKeyPem: spec.privateKeyPem ?? prior?.spec.privateKeyPem ?? null,
  }),
  check: checkKey,
  expiresMs: ({ spec }) => (spec.notAfter === null ? null : Date.parse(spec.notAfter)),
}

/** Texts that mean the same become the same, so that spelling is no change. */
function parse(input: unknown): CertificateSpec | readonly Problem[] {
  const spec = parseAs(schema, input)
  if (isProblems(spec)) return spec
  const chain = readCertificate(spec.certificatePem)
  const key = spec.privateKeyPem === null ? null : readPrivateKey(spec.privateKeyPem)
  const problems: Problem[] = []
  if (!isCertificate(chain)) problems.push(toInvalid('certificatePem', chain.fault))
  if (key !== null && 'fault' in key) problems.push(toInvalid('privateKeyPem', key.fault))
  if (!isCertificate(chain) || (key !== null && 'fault' in key)) return problems
  return {
    ...spec,
    certificatePem: chain.pem,
    privateKeyPem: key?.pem ?? null,
    domains: chain.domains,
    notAfter: toText(chain.notAfterMs),
    fingerprint: chain.fingerprint,
  }
}

/** The time as people and RFC 3339 write it; certificates know whole seconds. */
function toText(epochMs: number): string {
  return new Date(epochMs).toISOString().replace('.000Z', 'Z')
}

function checkKey(object: EngineObject<CertificateSpec>): readonly Problem[] {
  const { certificatePem, privateKeyPem } = object.spec
  if (privateKeyPem === null) {
    return [toInvalid('privateKeyPem', 'A new certificate needs its private key.')]
  }
  const fault = checkKeyFits(certificatePem, privateKeyPem)
  return fault === null ? [] : [toInvalid('privateKeyPem', fault)]
}

function toInvalid(field: keyof CertificateSpec, message: string): Problem {
  return toProblem('invalid_argument', [field], message)
}
