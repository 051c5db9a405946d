/**
 * A certificate, ready for handshakes.
 *
 * Answers for: protocols and ciphers, and that OpenSSL can use it. Does not know: for which names
 * it is given, or how sessions are resumed.
 */

import { constants } from 'node:crypto'
import { createSecureContext } from 'node:tls'
import type { SecureContext } from 'node:tls'
import type { ListenerTls, ProxyCertificate } from '../ir/index.ts'

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
