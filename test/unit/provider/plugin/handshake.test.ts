/** The handshake and what else Terraform reads, as text. */

import assert from 'node:assert/strict'
import {
  isStartedByTerraform,
  isVersionOffered,
  toClientCertificate,
  toHandshakeLine,
} from '../../../../src/provider/plugin/handshake.ts'
import { toCrashReport } from '../../../../src/provider/plugin/crash.ts'
import { toReattachText, toReattachValue } from '../../../../src/provider/plugin/reattach.ts'

const cookie = 'd602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2'
const program = { name: 'terraform-provider-x', version: '1.0.0', issuesUrl: 'https://x.test' }

describe('plugin environment', () => {
  it('is Terraform only with the whole cookie', () => {
    assert.equal(isStartedByTerraform({ TF_PLUGIN_MAGIC_COOKIE: cookie }), true)
    assert.equal(isStartedByTerraform({ TF_PLUGIN_MAGIC_COOKIE: cookie.slice(1) }), false)
    assert.equal(isStartedByTerraform({}), false)
  })

  const versions: readonly [string, boolean][] = [
    ['5,6', true],
    ['6', true],
    ['6, 5', true],
    ['', true],
    ['5', false],
    ['16', false],
    ['4,5', false],
    ['six', false],
  ]
  for (const [offered, expected] of versions) {
    it(`offers version 6 in "${offered}": ${expected}`, () => {
      assert.equal(isVersionOffered({ PLUGIN_PROTOCOL_VERSIONS: offered }), expected)
    })
  }

  it('counts an empty certificate as none', () => {
    assert.equal(toClientCertificate({ PLUGIN_CLIENT_CERT: '' }), undefined)
  })
})

describe('plugin handshake line', () => {
  it('names a unix socket by its path', () => {
    const line = toHandshakeLine({ address: { path: '/tmp/a b.sock' }, certificate: undefined })
    assert.equal(line, '1|6|unix|/tmp/a b.sock|grpc|\n')
  })

  it('names a port with its host', () => {
    const address = { host: '127.0.0.1', port: 10_000 }
    assert.equal(
      toHandshakeLine({ address, certificate: undefined }),
      '1|6|tcp|127.0.0.1:10000|grpc|\n',
    )
  })

  it('carries the certificate in standard base64 without padding, at any length', () => {
    for (const length of [1, 2, 3, 4]) {
      const certificate = Buffer.alloc(length, 0xff)
      const line = toHandshakeLine({ address: { path: '/s' }, certificate })
      const encoded = line.trimEnd().split('|')[5] ?? ''
      assert.match(encoded, /^[A-Za-z0-9+/]+$/)
      assert.deepEqual(Buffer.from(encoded, 'base64'), certificate)
    }
  })
})

describe('plugin crash report', () => {
  it('starts with the word that Terraform looks for, in one line', () => {
    const report = toCrashReport(new Error('first\nsecond'), program)
    assert.equal(report.split('\n')[0], 'panic: first')
    assert.match(report, /bug in the provider \(terraform-provider-x 1\.0\.0\)/)
    assert.match(report, /https:\/\/x\.test/)
  })

  it('works for things that are no errors', () => {
    assert.match(toCrashReport('a text', program), /^panic: a text\n/)
    assert.match(toCrashReport(undefined, program), /^panic: undefined\n/)
  })

  it('is shorter than the hundred lines that Terraform shows', () => {
    const error = new Error('deep')
    error.stack = Array.from({ length: 500 }, (_, at) => `    at f${at}`).join('\n')
    assert(toCrashReport(error, program).split('\n').length < 100)
  })
})

describe('plugin reattachment', () => {
  const reattachment = { address: { path: '/s' }, pid: 7, sources: ['a.test/b/c', 'd.test/b/c'] }

  it('has an entry for each source, told not to end the process', () => {
    const entry = {
      Protocol: 'grpc',
      ProtocolVersion: 6,
      Pid: 7,
      Test: true,
      Addr: { Network: 'unix', String: '/s' },
    }
    const entries: unknown = JSON.parse(toReattachValue(reattachment))
    assert.deepEqual(entries, { 'a.test/b/c': entry, 'd.test/b/c': entry })
  })

  it('is printed as a line to copy', () => {
    const text = toReattachText(reattachment)
    assert(text.includes(`\n  export TF_REATTACH_PROVIDERS='${toReattachValue(reattachment)}'\n`))
  })
})
