/** The line of the PROXY protocol, version 1 (R23). */

import assert from 'node:assert/strict'
import { toProxyHeader } from '../../../../../../src/engine/dataplane/embedded/path/proxy-header.ts'

function check(from: string | undefined, to: string | undefined, expected: string): void {
  const ends = { remoteAddress: from, remotePort: 1234, localAddress: to, localPort: 80 }
  assert.equal(toProxyHeader(ends).toString(), `PROXY ${expected}\r\n`)
}

describe('R23: the PROXY protocol', () => {
  it('names both ends, in the family of the connection', () => {
    check('10.0.0.1', '10.0.0.2', 'TCP4 10.0.0.1 10.0.0.2 1234 80')
    check('2001:db8::1', '2001:db8::2', 'TCP6 2001:db8::1 2001:db8::2 1234 80')
  })

  it('calls a client IPv4 that came over a socket for both families', () =>
    check('::ffff:10.0.0.1', '::ffff:10.0.0.2', 'TCP4 10.0.0.1 10.0.0.2 1234 80'))

  it('leaves out the scope of an address', () =>
    check('fe80::1%eth0', 'fe80::2%eth0', 'TCP6 fe80::1 fe80::2 1234 80'))

  it('says that it does not know when the client is gone', () => {
    check(undefined, undefined, 'UNKNOWN')
    check('10.0.0.1', undefined, 'UNKNOWN')
  })
})
