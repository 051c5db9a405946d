/**
 * Whatever strings users give, they say nothing in HAProxy's language: the text is the one that
 * harmless strings make, or the configuration is refused by `check`.
 */

import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import fc from 'fast-check'
import { checkForHaproxy } from '../../../../../src/engine/dataplane/haproxy/check.ts'
import { findHaproxy } from '../../../../../src/engine/dataplane/haproxy/program.ts'
import type { ProxyConfig } from '../../../../../src/engine/ir/index.ts'
import { makeTestCertificate } from '../../../../support/certificates.ts'
import { someProbe, toConfig } from '../../../../contract/dataplane/world.ts'
import { Desk } from './written.ts'

const HOSTILE_RUNS = 400
const VALID_RUNS = 12
/** Listeners, each with its pool, of one file that HAProxy is asked about. */
const VALID_BATCH = 12

const { pem: certificatePem, keyPem: privateKeyPem } = makeTestCertificate()

/** Attempts to end a line, a word, a quote, an expression or a section; and anything at all. */
const hostile = fc.oneof(
  fc.constantFrom(
    'a\n  bind :99',
    'a\r\n  bind :99',
    "x' if TRUE #",
    '"; user root',
    '%[env(HOME)]',
    '"$HOME"',
    '${HOME}',
    '\\',
    '\\\n',
    'a b',
    'a\tb',
    'a\0b',
    '#',
    '{ always_true }',
    '} || { always_true',
    '\u2028bind :99',
    '\n\nglobal\n  user root',
    "'\\''",
    '..',
    '../../etc/passwd',
    'x'.repeat(70_000),
    '192.0.2.0/24 }',
    'fe80::1%x bind',
    '::/0\n',
    '*.a b',
    '[v1.x]',
  ),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.string({ unit: 'grapheme', maxLength: 40 }),
)

interface Strings {
  readonly id: string
  readonly name: string
  readonly endpointId: string
  readonly zone: string
  readonly cookieName: string
  readonly path: string
  readonly host: string
  readonly domain: string
}

const harmless: Strings = {
  ...{ id: 'id', name: 'name', endpointId: 'server', zone: 'zone', cookieName: 'COOKIE' },
  ...{ path: '/', host: 'host', domain: 'DOMAIN' },
}

/** Every string that a user chooses and that is not an address has its place here. */
function toSpoken({ id, name, endpointId, zone, cookieName, ...others }: Strings): ProxyConfig {
  const { path, host, domain } = others
  return toConfig({
    listeners: [
      {
        ...{ port: 8080, id, name, poolId: id },
        tls: {
          certificates: [{ id: name, certificatePem, privateKeyPem, domains: [domain] }],
          versionMin: '1.2',
        },
      },
    ],
    pools: [
      {
        ...{ id, name, persistence: { cookieName, maxAgeSeconds: 60 } },
        probe: { ...someProbe, path, host },
        connectionsMaxPerEndpoint: 3,
        servers: [{ port: 1, id: endpointId, zone }],
      },
    ],
  })
}

/** Names and tokens are hashes; cookie and domain are where they may be said. */
function toShape(text: string, { cookieName, domain }: Strings): string {
  const cookiePlaces = [
    ['req.cook(', ')'],
    ['[ \\t]*)', '='],
    ["Set-Cookie '", '='],
  ]
  let shape = text
  for (const [before, after] of cookiePlaces) {
    shape = shape.replaceAll(`${before}${cookieName}${after}`, `${before}COOKIE${after}`)
  }
  return shape
    .replaceAll(/\b([lp])_[0-9a-f]{20}\b/g, '$1')
    .replaceAll(/^(s\d+) [\w-]{16}$/gm, '$1 TOKEN')
    .replaceAll(/^[\w-]{16} (s\d+)$/gm, 'TOKEN $1')
    .replaceAll(`-0.pem ${domain}\n`, '-0.pem\n')
}

describe('data plane haproxy: injection', () => {
  let desk: Desk
  before(() => (desk = new Desk()))
  after(() => desk.close())

  async function shapeOf(strings: Strings): Promise<string> {
    const { config, lists } = await desk.read(toSpoken(strings))
    return toShape([config, ...lists].join('\n'), strings)
  }

  it('ids, names, zones, paths, hosts, domains and cookies change nothing in the text', async () => {
    const expected = await shapeOf(harmless)
    const strings = fc.record({
      ...{ id: hostile, name: hostile, endpointId: hostile, zone: hostile, domain: hostile },
      ...{ path: hostile, host: hostile },
      cookieName: fc.oneof(hostile, fc.constantFrom('lb', 'a-b_C')),
    })
    let accepted = 0
    const property = fc.asyncProperty(strings, async (said) => {
      const spoken = toSpoken(said)
      const cookie = checkForHaproxy(spoken).length > 0 ? { cookieName: 'lb' } : {}
      const strict = { ...said, ...cookie }
      if (checkForHaproxy(toSpoken(strict)).length > 0) return
      accepted++
      assert.equal(await shapeOf(strict), expected)
    })
    await fc.assert(property, { numRuns: HOSTILE_RUNS, endOnFailure: true })
    assert(accepted > HOSTILE_RUNS / 2, `only ${accepted} got past check`)
  })

  it('addresses and prefixes are what they look like, or refused', () => {
    const property = fc.property(hostile, hostile, hostile, (address, source, prefix) => {
      const config = (values: readonly [string, string, string]): ProxyConfig =>
        toConfig({
          listeners: [
            {
              ...{ port: 80, address: values[0], sources: [values[1]] },
              access: [{ action: 'allow', prefixes: [values[2]] }],
            },
          ],
          pools: [{ servers: [{ port: 1, address: values[0] }] }],
        })
      const sound = ['192.0.2.1', '192.0.2.0/24', '::/0'] as const
      const isPlain = (text: string): boolean => /^[0-9A-Za-z.:%/-]+$/.test(text)
      for (const [index, text] of [address, source, prefix].entries()) {
        if (isPlain(text)) continue
        const [first, second, third] = sound.map((one, at) => (at === index ? text : one))
        const values = [first ?? '', second ?? '', third ?? ''] as const
        assert.notDeepEqual(checkForHaproxy(config(values)), [], JSON.stringify(text))
      }
    })
    fc.assert(property, { numRuns: HOSTILE_RUNS })
  })

  it('HAProxy takes whatever check takes', async function () {
    const path = findHaproxy()
    if (path === null) this.skip()
    const property = fc.asyncProperty(
      fc.array(anyPart, { minLength: 1, maxLength: VALID_BATCH }),
      async (parts) => {
        const config = toConfig({
          listeners: parts.map(({ listener }, index) => ({
            ...{ ...listener, id: `l${index}`, poolId: `p${index}`, port: 10_000 + index },
          })),
          pools: parts.map(({ pool }, index) => ({ ...pool, id: `p${index}` })),
        })
        assert.deepEqual(checkForHaproxy(config), [])
        const file = await desk.write(config)
        await promisify(execFile)(path, ['-c', '-q', '-f', file])
      },
    )
    await fc.assert(property, { numRuns: VALID_RUNS, endOnFailure: true })
  })
})

const timeMs = fc.oneof(
  fc.constantFrom(0, 1, 2_147_483_647),
  fc.integer({ min: 0, max: 2_147_483_647 }),
)
const prefixes = fc.array(
  fc.oneof(
    fc.constantFrom('0.0.0.0/0', '::/0', '10.0.0.0/8', '192.0.2.0/24', '2001:db8::/32'),
    fc.ipV4().map((address) => `${address}/32`),
    fc.ipV6().map((address) => `${address}/128`),
  ),
  { maxLength: 20 },
)
const servers = fc.array(
  fc.record({
    port: fc.integer({ min: 1, max: 65_535 }),
    address: fc.oneof(fc.ipV4(), fc.ipV6()),
    weight: fc.integer({ min: 0, max: 100 }),
    admission: fc.constantFrom('admitted' as const, 'disabled' as const),
  }),
  { maxLength: 6 },
)
const persistence = fc.record({
  cookieName: fc.stringMatching(/^[A-Za-z0-9_-]{1,64}$/),
  maxAgeSeconds: fc.integer({ min: 0, max: 31_536_000 }),
})
const commonPool = {
  servers,
  algorithm: fc.constantFrom(
    'weighted_round_robin' as const,
    'weighted_least_connections' as const,
    'source_ip' as const,
  ),
  connectionsMaxPerEndpoint: fc.option(fc.integer({ min: 1, max: 1_000_000 })),
  ...{ slowStartMs: timeMs, connectTimeoutMs: timeMs, responseTimeoutMs: timeMs },
}
const commonListener = {
  sources: prefixes,
  idleTimeoutMs: timeMs,
  access: fc.array(
    fc.record({ action: fc.constantFrom('allow' as const, 'deny' as const), prefixes }),
    { maxLength: 3 },
  ),
}
const anyTls = fc.option(
  fc.record({
    certificates: fc.constantFrom([
      { id: 'c', certificatePem, privateKeyPem, domains: ['example.net', '*.example.org'] },
    ]),
    versionMin: fc.constantFrom('1.2' as const, '1.3' as const),
  }),
)
/** A listener with its pool, such as control may compile. */
const anyPart = fc.oneof(
  fc.record({
    listener: fc.record({ ...commonListener, protocol: fc.constant('http' as const), tls: anyTls }),
    pool: fc.record({
      ...commonPool,
      protocol: fc.constant('http' as const),
      persistence: fc.option(persistence),
    }),
  }),
  fc.record({
    listener: fc.record({ ...commonListener, protocol: fc.constant('tcp' as const) }),
    pool: fc.record({
      ...commonPool,
      protocol: fc.constant('tcp' as const),
      proxyProtocol: fc.boolean(),
    }),
  }),
)
