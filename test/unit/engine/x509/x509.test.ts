import assert from 'node:assert/strict'
import { createHash, generateKeyPairSync } from 'node:crypto'
import { isCertificate, readCertificate } from '../../../../src/engine/x509/index.ts'
import { checkKeyFits, readPrivateKey } from '../../../../src/engine/x509/index.ts'
import type { Certificate } from '../../../../src/engine/x509/index.ts'
import { makeTestCertificate, makeTestChain } from '../../../support/certificates.ts'

const DAY_MS = 24 * 3_600_000

function read(pem: string): Certificate {
  const answer = readCertificate(pem)
  assert(isCertificate(answer), JSON.stringify(answer))
  return answer
}

function checkFault(pem: string, expected: RegExp): void {
  const answer = readCertificate(pem)
  assert(!isCertificate(answer), 'it was read')
  assert.match(answer.fault, expected)
}

describe('A certificate', () => {
  it('tells names, times and print of its leaf', () => {
    const notBeforeMs = Date.UTC(2031, 0, 1)
    const notAfterMs = notBeforeMs + 90 * DAY_MS
    const names = ['Shop.test', '*.shop.test', '127.0.0.1']
    const { pem } = makeTestCertificate({ names, notBeforeMs, notAfterMs })
    const found = read(pem)
    assert.deepEqual(found.domains, ['shop.test', '*.shop.test', '127.0.0.1'])
    assert.deepEqual([found.notBeforeMs, found.notAfterMs], [notBeforeMs, notAfterMs])
    const der = Buffer.from(pem.replaceAll(/-----.*-----|\s/g, ''), 'base64')
    assert.equal(found.fingerprint, createHash('sha256').update(der).digest('hex'))
  })

  it('is for its common name when it has no alternative names', () => {
    assert.deepEqual(
      read(makeTestCertificate({ names: ['Plain'], isAuthority: true }).pem).domains,
      ['plain'],
    )
  })

  it('is the same whatever the spelling of its text', () => {
    const { chainPem } = makeTestChain(['spelled.test'])
    const breaks = chainPem.replaceAll('\n', '\r\n')
    const spelled = `Some words\n${breaks.replaceAll('-----\r\n-', '-----\r\n\r\n  -')}\n\n`
    assert.equal(read(spelled).pem, read(chainPem).pem)
    assert.equal(read(read(chainPem).pem).pem, read(chainPem).pem)
  })

  it('comes with its issuers in their order', () => {
    const { root, middle, leaf } = makeTestChain(['chain.test'])
    read(leaf.pem + middle.pem + root.pem)
    checkFault(middle.pem + leaf.pem, /number 2 has not issued the one before it: the leaf comes/)
    checkFault(leaf.pem + root.pem, /number 2 has not issued/)
    // The same name is not enough: the signature counts.
    const namesake = makeTestCertificate({ names: ['Test Middle'], isAuthority: true })
    checkFault(leaf.pem + namesake.pem, /number 2 has not issued/)
    checkFault(leaf.pem.repeat(11), /at most 10/)
  })

  it('that cannot be read, or is something else, says why', () => {
    const { pem, keyPem } = makeTestCertificate()
    checkFault('', /no certificate/)
    checkFault('hello', /no certificate/)
    checkFault(pem.replace(/\n[A-Za-z0-9]/, '\n!'), /number 1 cannot be read/)
    checkFault(pem + keyPem, /private key in it/)
    checkFault('-----BEGIN CERTIFICATE REQUEST-----\nAA\n-----END CERTIFICATE REQUEST-----', /only/)
  })

  it('has a key of RSA with 2048 bits, or of EC', () => {
    read(makeTestCertificate({ rsaBits: 2048 }).pem)
    read(makeTestCertificate().pem)
    checkFault(makeTestCertificate({ rsaBits: 1024 }).pem, /1024 bits; at least 2048/)
  })
})

describe('A private key', () => {
  it('fits its certificate and no other', () => {
    for (const options of [{}, { rsaBits: 2048 }]) {
      const own = makeTestCertificate(options)
      assert.equal(checkKeyFits(own.pem, own.keyPem), null)
      assert.match(checkKeyFits(own.pem, makeTestCertificate().keyPem) ?? '', /does not belong/)
    }
  })

  it('is the same whatever the form of its text', () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const forms = [
      privateKey.export({ type: 'pkcs8', format: 'pem' }),
      privateKey.export({ type: 'sec1', format: 'pem' }),
      privateKey.export({ type: 'sec1', format: 'pem' }).replaceAll('\n', '\r\n'),
    ]
    const read = forms.map((form) => readPrivateKey(form))
    assert.deepEqual(read[1], read[0])
    assert.deepEqual(read[2], read[0])
  })

  it('that cannot be used is told why, and never shown', () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const locked = privateKey.export({
      ...{ type: 'pkcs8', format: 'pem', cipher: 'aes-128-cbc', passphrase: 'secret' },
    } as const)
    assert.match(JSON.stringify(readPrivateKey(locked)), /encrypted/)
    const broken = privateKey.export({ type: 'pkcs8', format: 'pem' }).replaceAll('M', '!')
    const answer = JSON.stringify(readPrivateKey(broken))
    assert.match(answer, /cannot be read/)
    assert.doesNotMatch(answer, /!/)
  })
})
