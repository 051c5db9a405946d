/**
 * Certificates for tests, made here: no test needs a tool for them.
 *
 * Answers for: leaves, authorities and chains with the names, keys and times that a test wants.
 */

import { generateKeyPairSync, randomBytes, sign } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import {
  toBitString,
  toImplicit,
  toInteger,
  toOctetString,
  toOid,
  toSequence,
  toSet,
  toTagged,
  toTime,
  toTrue,
  toUtf8String,
} from '../../src/x509/der.ts'

const DAY_MS = 24 * 3_600_000
const SERIAL_BYTES = 12
/** Tags of GeneralName (RFC 5280 4.2.1.6). */
const dnsName = 2
const ipAddress = 7
const x509v3 = 2

const oids = {
  sha256WithRsa: '1.2.840.113549.1.1.11',
  sha256WithEcdsa: '1.2.840.10045.4.3.2',
  commonName: '2.5.4.3',
  basicConstraints: '2.5.29.19',
  subjectAltName: '2.5.29.17',
}

/** A certificate, its key, and what is needed to sign others with it. */
export interface TestCertificate {
  /** Without its issuers. */
  readonly pem: string
  readonly keyPem: string
  readonly key: KeyObject
  readonly names: readonly string[]
  readonly commonName: string
}

export interface CertificateOptions {
  /** DNS names or IPv4 addresses; the first is the common name. */
  readonly names?: readonly string[]
  /** Signed by itself when left out. */
  readonly issuer?: TestCertificate
  readonly isAuthority?: boolean
  /** An EC key on P-256 when left out. */
  readonly rsaBits?: number
  readonly notBeforeMs?: number
  readonly notAfterMs?: number
}

export function makeTestCertificate(options: CertificateOptions = {}): TestCertificate {
  const { names = ['localhost'], issuer, rsaBits } = options
  const { privateKey: key, publicKey } =
    rsaBits === undefined
      ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
      : generateKeyPairSync('rsa', { modulusLength: rsaBits })
  const commonName = names[0] ?? 'test'
  const signer = issuer?.key ?? key
  const algorithm = toAlgorithm(signer)
  const { notBeforeMs = Date.now() - DAY_MS, notAfterMs = Date.now() + 365 * DAY_MS } = options
  const content = toSequence(
    toTagged(0, toInteger(Buffer.from([x509v3]))),
    toInteger(toSerial()),
    algorithm,
    toName(issuer?.commonName ?? commonName),
    toSequence(toTime(notBeforeMs), toTime(notAfterMs)),
    toName(commonName),
    publicKey.export({ type: 'spki', format: 'der' }),
    toTagged(3, toExtensions(names, options.isAuthority ?? false)),
  )
  const der = toSequence(content, algorithm, toBitString(sign('sha256', content, signer)))
  const keyPem = key.export({ type: 'pkcs8', format: 'pem' })
  return { pem: toPem(der), keyPem, key, names, commonName }
}

/** A leaf for `names` with an authority between it and the root. */
export function makeTestChain(names: readonly string[]): {
  readonly root: TestCertificate
  readonly middle: TestCertificate
  readonly leaf: TestCertificate
  /** The leaf first, then what it was issued by. */
  readonly chainPem: string
} {
  const root = makeTestCertificate({ names: ['Test Root'], isAuthority: true })
  const middle = makeTestCertificate({ names: ['Test Middle'], isAuthority: true, issuer: root })
  const leaf = makeTestCertificate({ names, issuer: middle })
  return { root, middle, leaf, chainPem: leaf.pem + middle.pem }
}

function toAlgorithm(signer: KeyObject): Buffer {
  const oid = signer.asymmetricKeyType === 'rsa' ? oids.sha256WithRsa : oids.sha256WithEcdsa
  const nothing = Buffer.from([0x05, 0x00])
  return toSequence(toOid(oid), signer.asymmetricKeyType === 'rsa' ? nothing : Buffer.alloc(0))
}

function toSerial(): Buffer {
  const serial = randomBytes(SERIAL_BYTES)
  serial.writeUInt8((serial.readUInt8(0) & 0x7f) | 0x40)
  return serial
}

function toName(commonName: string): Buffer {
  return toSequence(toSet(toSequence(toOid(oids.commonName), toUtf8String(commonName))))
}

function toExtensions(names: readonly string[], isAuthority: boolean): Buffer {
  const constraints = toSequence(...(isAuthority ? [toTrue()] : []))
  const alternatives = toSequence(...names.map(toAlternative))
  return toSequence(
    toSequence(toOid(oids.basicConstraints), toTrue(), toOctetString(constraints)),
    ...(isAuthority ? [] : [toSequence(toOid(oids.subjectAltName), toOctetString(alternatives))]),
  )
}

function toAlternative(name: string): Buffer {
  const isAddress = /^\d+\.\d+\.\d+\.\d+$/.test(name)
  return isAddress
    ? toImplicit(ipAddress, Buffer.from(name.split('.').map(Number)))
    : toImplicit(dnsName, Buffer.from(name))
}

function toPem(der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? []
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`
}
