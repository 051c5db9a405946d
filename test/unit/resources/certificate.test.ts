/** What validation tells of a private key that was given where the certificate belongs. */

import assert from 'node:assert/strict'
import { lb } from '../../../src/resources/provider.ts'
import { makeTestCertificate } from '../../support/certificates.ts'

describe('lb_certificate', () => {
  it('refuses a private key in certificate_pem, and no message shows it', () => {
    const { pem, keyPem } = makeTestCertificate()
    const declared = lb.resources.get('lb_certificate')?.schema.attributes['certificate_pem']
    const checks = declared?.checks ?? []
    for (const given of [keyPem, pem + keyPem]) {
      const place = { path: ['certificate_pem'], isSecret: false }
      const problems = checks.flatMap((check) => check(given as never, place))
      assert.equal(problems.length, 1)
      assert.match(problems[0]?.detail ?? '', /must have no private key in it/)
      assert.doesNotMatch(JSON.stringify(problems), /BEGIN|MIG|MII/)
    }
  })
})
