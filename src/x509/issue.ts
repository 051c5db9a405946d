/**
 * Certificates of our own making (RFC 5280), with P-256 keys.
 *
 * Answers for: what must be in them so that OpenSSL and Go accept them. Does not know: what they
 * are for, or where keys are kept.
 */

import { createPrivateKey, generateKeyPairSync, randomBytes, sign } from 'node:crypto'
import { isIP } from 'node:net'
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
} from './der.ts'

export interface CertificateOrder {
  readonly commonName: string
  readonly organization: string
  /** DNS names and IPv4 or IPv6 addresses; Go looks for the host's name here only. */
  readonly names: readonly string[]
  /** It may sign others. */
  readonly isAuthority: boolean
  readonly usages: readonly ('server' | 'client')[]
  readonly notBeforeMs: number
  readonly notAfterMs: number
  /** Null: it signs itself. */
  readonly issuer: Issuer | null
}

export interface Issuer {
  readonly commonName: string
  readonly organization: string
  readonly keyPem: string
}

export interface IssuedCertificate {
  readonly keyPem: string
  readonly certificatePem: string
  readonly certificateDer: Buffer
}

const oids = {
  ecdsaWithSha256: '1.2.840.10045.4.3.2',
  commonName: '2.5.4.3',
  organization: '2.5.4.10',
  basicConstraints: '2.5.29.19',
  keyUsage: '2.5.29.15',
  extendedKeyUsage: '2.5.29.37',
  subjectAltName: '2.5.29.17',
  server: '1.3.6.1.5.5.7.3.1',
  client: '1.3.6.1.5.5.7.3.2',
} as const

/** digitalSignature is bit 0 from the left, keyCertSign bit 5. */
const signing = { bits: 0b1000_0000, unused: 7 } as const
const certifying = { bits: 0b1000_0100, unused: 2 } as const
const dnsName = 2
const ipAddress = 7
const x509v3 = 2
const serialBytes = 16

/** A new key, and a certificate for it. */
export function issueCertificate(order: CertificateOrder): IssuedCertificate {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const publicKeyInfo = publicKey.export({ type: 'spki', format: 'der' })
  const content = toContent(order, publicKeyInfo)
  const signer = order.issuer === null ? privateKey : createPrivateKey(order.issuer.keyPem)
  const signature = sign('sha256', content, signer)
  const certificateDer = toSequence(content, toAlgorithm(), toBitString(signature))
  return {
    keyPem: privateKey.export({ type: 'pkcs8', format: 'pem' }),
    certificatePem: toPem(certificateDer),
    certificateDer,
  }
}

/** TBSCertificate. */
function toContent(order: CertificateOrder, publicKeyInfo: Buffer): Buffer {
  return toSequence(
    toTagged(0, toInteger(Buffer.from([x509v3]))),
    toInteger(toSerial()),
    toAlgorithm(),
    toName(order.issuer ?? order),
    toSequence(toTime(order.notBeforeMs), toTime(order.notAfterMs)),
    toName(order),
    publicKeyInfo,
    toTagged(3, toExtensions(order)),
  )
}

/** Positive and without a leading zero: Go refuses the one, OpenSSL the other. */
function toSerial(): Buffer {
  const serial = randomBytes(serialBytes)
  serial.writeUInt8((serial.readUInt8(0) & 0x7f) | 0x40)
  return serial
}

function toAlgorithm(): Buffer {
  return toSequence(toOid(oids.ecdsaWithSha256))
}

function toName(name: Pick<Issuer, 'commonName' | 'organization'>): Buffer {
  const part = (oid: string, text: string): Buffer =>
    toSet(toSequence(toOid(oid), toUtf8String(text)))
  return toSequence(
    part(oids.organization, name.organization),
    part(oids.commonName, name.commonName),
  )
}

function toExtensions({ isAuthority, usages, names }: CertificateOrder): Buffer {
  const critical = [toTrue()]
  const { bits, unused } = isAuthority ? certifying : signing
  const authority = isAuthority ? toSequence(toTrue()) : toSequence()
  const extended = usages.map((usage) => toOid(oids[usage]))
  return toSequence(
    toExtension(oids.basicConstraints, [...critical, toOctetString(authority)]),
    toExtension(oids.keyUsage, [
      ...critical,
      toOctetString(toBitString(Buffer.from([bits]), unused)),
    ]),
    ...(extended.length === 0
      ? []
      : [toExtension(oids.extendedKeyUsage, [toOctetString(toSequence(...extended))])]),
    ...(names.length === 0
      ? []
      : [
          toExtension(oids.subjectAltName, [
            toOctetString(toSequence(...names.map(toAlternativeName))),
          ]),
        ]),
  )
}

function toAlternativeName(name: string): Buffer {
  const version = isIP(name)
  if (version === 0) return toImplicit(dnsName, Buffer.from(name))
  return toImplicit(ipAddress, version === 4 ? toBytes4(name) : toBytes6(name))
}

function toBytes4(address: string): Buffer {
  return Buffer.from(address.split('.').map(Number))
}

/** RFC 4291 2.2: eight groups, `::` for those of zeros, and an IPv4 address in place of two. */
function toBytes6(address: string): Buffer {
  const tail = /(\d+\.\d+\.\d+\.\d+)$/.exec(address)?.[1]
  const hex = tail === undefined ? '' : toBytes4(tail).toString('hex')
  const text =
    tail === undefined
      ? address
      : `${address.slice(0, -tail.length)}${hex.slice(0, 4)}:${hex.slice(4)}`
  const [left = '', right] = text.split('::')
  const toGroups = (part: string): readonly string[] => part.split(':').filter((g) => g !== '')
  const before = toGroups(left)
  const after = toGroups(right ?? '')
  const zeros = new Array<string>(8 - before.length - after.length).fill('0')
  const groups = [...before, ...zeros, ...after].map((group) => group.padStart(4, '0'))
  return Buffer.from(groups.join(''), 'hex')
}

function toExtension(oid: string, parts: readonly Buffer[]): Buffer {
  return toSequence(toOid(oid), ...parts)
}

function toPem(der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? []
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`
}
