/**
 * The plugin's own certificate: self-signed, for one process's life.
 *
 * Answers for: what must be in it so that Terraform's Go accepts it as certificate and authority in
 * one. Does not know: who connects. The key never leaves this process's memory.
 */

import { generateKeyPairSync, randomBytes, sign } from 'node:crypto'
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

export interface OwnCertificate {
  readonly keyPem: string
  readonly certificatePem: string
  readonly certificateDer: Buffer
}

/** Clocks of containers and their hosts may differ a little. */
const backdateMs = 5 * 60_000
const lifeMs = 30 * 365 * 24 * 3_600_000
const serialBytes = 16

const oids = {
  ecdsaWithSha256: '1.2.840.10045.4.3.2',
  commonName: '2.5.4.3',
  organization: '2.5.4.10',
  basicConstraints: '2.5.29.19',
  keyUsage: '2.5.29.15',
  extendedKeyUsage: '2.5.29.37',
  subjectAltName: '2.5.29.17',
  serverAuth: '1.3.6.1.5.5.7.3.1',
  clientAuth: '1.3.6.1.5.5.7.3.2',
} as const

/** digitalSignature and keyCertSign: bits 0 and 5 from the left. */
const keyUsageBits = 0b1000_0100
const dnsName = 2
const x509v3 = 2

/** A new P-256 key and a certificate for `localhost`, valid around `nowMs`. */
export function makeCertificate(nowMs: number): OwnCertificate {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const publicKeyInfo = publicKey.export({ type: 'spki', format: 'der' })
  const content = toContent(publicKeyInfo, nowMs)
  const signature = sign('sha256', content, privateKey)
  const certificateDer = toSequence(content, toAlgorithm(), toBitString(signature))
  return {
    keyPem: privateKey.export({ type: 'pkcs8', format: 'pem' }),
    certificatePem: toPem(certificateDer),
    certificateDer,
  }
}

/** TBSCertificate of RFC 5280. */
function toContent(publicKeyInfo: Buffer, nowMs: number): Buffer {
  return toSequence(
    toTagged(0, toInteger(Buffer.from([x509v3]))),
    toInteger(toSerial()),
    toAlgorithm(),
    toName(),
    toSequence(toTime(nowMs - backdateMs), toTime(nowMs + lifeMs)),
    toName(),
    publicKeyInfo,
    toTagged(3, toExtensions()),
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

function toName(): Buffer {
  const part = (oid: string, text: string): Buffer =>
    toSet(toSequence(toOid(oid), toUtf8String(text)))
  return toSequence(
    part(oids.organization, 'Terraform provider'),
    part(oids.commonName, 'localhost'),
  )
}

/** Go looks for the host's name among the alternative names only. */
function toExtensions(): Buffer {
  const critical = [toTrue()]
  return toSequence(
    toExtension(oids.basicConstraints, [...critical, toOctetString(toSequence(toTrue()))]),
    toExtension(oids.keyUsage, [
      ...critical,
      toOctetString(toBitString(Buffer.from([keyUsageBits]), 2)),
    ]),
    toExtension(oids.extendedKeyUsage, [
      toOctetString(toSequence(toOid(oids.serverAuth), toOid(oids.clientAuth))),
    ]),
    toExtension(oids.subjectAltName, [
      toOctetString(toSequence(toImplicit(dnsName, Buffer.from('localhost')))),
    ]),
  )
}

function toExtension(oid: string, parts: readonly Buffer[]): Buffer {
  return toSequence(toOid(oid), ...parts)
}

function toPem(der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? []
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`
}
