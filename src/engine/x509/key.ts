/**
 * Private keys as text (PEM), and whether one belongs to a certificate.
 *
 * Answers for: reading keys without ever repeating a part of one in a message.
 */

import { createPrivateKey, X509Certificate } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import type { Fault } from './certificate.ts'

export interface PrivateKey {
  /** PKCS #8, the normal form: equal keys have equal texts. Secret. */
  readonly pem: string
}

export function readPrivateKey(text: string): PrivateKey | Fault {
  if (/-----BEGIN ENCRYPTED |^Proc-Type: 4,ENCRYPTED/m.test(text)) {
    return { fault: 'The private key is encrypted: give it decrypted.' }
  }
  const key = parse(text)
  if (key === null) return { fault: 'The private key cannot be read: it must be one key in PEM.' }
  return { pem: key.export({ type: 'pkcs8', format: 'pem' }) }
}

/** Null when the key belongs to the first certificate of the chain; both must be readable. */
export function checkKeyFits(certificatePem: string, privateKeyPem: string): string | null {
  const key = parse(privateKeyPem)
  if (key !== null && new X509Certificate(certificatePem).checkPrivateKey(key)) return null
  return 'The private key does not belong to the certificate.'
}

function parse(text: string): KeyObject | null {
  try {
    return createPrivateKey(text)
  } catch {
    return null
  }
}
