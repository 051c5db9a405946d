/** The plugin's certificate, read back by OpenSSL through Node. */

import assert from 'node:assert/strict'
import { createPrivateKey, X509Certificate } from 'node:crypto'
import fc from 'fast-check'
import { makeCertificate } from '../../../../src/provider/plugin/certificate.ts'
import { toInteger, toOid, toTime } from '../../../../src/x509/der.ts'

const nowMs = Date.parse('2026-11-22T12:00:00Z')

describe('plugin certificate', () => {
  const own = makeCertificate(nowMs)
  const x509 = new X509Certificate(own.certificatePem)

  it('is for localhost by its alternative name, which is all that Go looks at', () => {
    assert.equal(x509.subjectAltName, 'DNS:localhost')
    assert.equal(x509.checkHost('localhost', { subject: 'never' }), 'localhost')
  })

  it('is its own authority, signed by its own key', () => {
    assert.equal(x509.ca, true)
    assert(x509.checkIssued(x509))
    assert(x509.verify(x509.publicKey))
    assert(x509.checkPrivateKey(createPrivateKey(own.keyPem)))
  })

  it('may be used by servers and by clients', () => {
    assert.deepEqual(x509.keyUsage, ['1.3.6.1.5.5.7.3.1', '1.3.6.1.5.5.7.3.2'])
  })

  it('is valid from five minutes ago, for clocks that differ, for decades', () => {
    assert.equal(Date.parse(x509.validFrom), nowMs - 5 * 60_000)
    assert(Date.parse(x509.validTo) > Date.parse('2056-01-01'))
  })

  it('says the same in DER and in PEM', () => {
    assert.deepEqual(x509.raw, own.certificateDer)
  })

  it('has a new key and a new positive serial number each time', () => {
    const serials = Array.from({ length: 30 }, () => {
      const { certificateDer } = makeCertificate(nowMs)
      return new X509Certificate(certificateDer).serialNumber
    })
    assert.equal(new Set(serials).size, serials.length)
    // Sixteen bytes whose first is from 40 to 7f: no sign, no leading zero.
    for (const serial of serials) assert.match(serial, /^[4-7][0-9A-F]{31}$/)
  })
})

describe('DER', () => {
  const oids: readonly [string, string][] = [
    ['2.5.29.17', '0603551d11'],
    ['1.2.840.10045.4.3.2', '06082a8648ce3d040302'],
    ['1.3.6.1.5.5.7.3.1', '06082b06010505070301'],
  ]
  for (const [dotted, hex] of oids) {
    it(`writes the identifier ${dotted} as X.690 says`, () => {
      assert.equal(toOid(dotted).toString('hex'), hex)
    })
  }

  it('writes whole numbers without a sign', () => {
    assert.equal(toInteger(Buffer.from([0x7f])).toString('hex'), '02017f')
    assert.equal(toInteger(Buffer.from([0x80])).toString('hex'), '02020080')
  })

  it('writes long values with the length of their length', () => {
    const lengths: readonly [number, string][] = [
      [127, '027f'],
      [128, '028180'],
      [255, '0281ff'],
      [256, '02820100'],
      [65_535, '0282ffff'],
    ]
    for (const [length, head] of lengths) {
      const written = toInteger(Buffer.alloc(length, 1))
      assert.equal(written.subarray(0, head.length / 2).toString('hex'), head)
    }
  })

  it('writes years from 2050 on with four digits (RFC 5280 4.1.2.5)', () => {
    const { min, max } = { min: Date.UTC(2000, 0), max: Date.UTC(2100, 0) }
    fc.assert(
      fc.property(fc.integer({ min, max }), (epochMs) => {
        const written = toTime(epochMs)
        const text = written.subarray(2).toString()
        const isLong = new Date(epochMs).getUTCFullYear() >= 2050
        assert.equal(written[0], isLong ? 0x18 : 0x17)
        assert.match(text, isLong ? /^\d{14}Z$/ : /^\d{12}Z$/)
      }),
    )
  })
})
