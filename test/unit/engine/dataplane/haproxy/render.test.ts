/** The text of HAProxy's configuration: nothing that a user writes can say anything in it. */

import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { checkForHaproxy } from '../../../../../src/engine/dataplane/haproxy/check.ts'
import { toPlan, toRosters } from '../../../../../src/engine/dataplane/haproxy/blueprint.ts'
import { checkFile, findHaproxy } from '../../../../../src/engine/dataplane/haproxy/program.ts'
import {
  renderConfig,
  renderStructure,
} from '../../../../../src/engine/dataplane/haproxy/render.ts'
import type { Place } from '../../../../../src/engine/dataplane/haproxy/place.ts'
import type { ProxyConfig } from '../../../../../src/engine/ir/index.ts'
import { toConfig } from '../../../../contract/dataplane/world.ts'
import type { Spec } from '../../../../contract/dataplane/world.ts'

const RUNS = 25

const place = (directory: string): Place => ({
  workerSocket: `${directory}/worker-1.sock`,
  threads: 2,
  mark: 'mark',
  connectionsMax: 1000,
  jail: null,
  user: null,
  ticketKeysFile: `${directory}/tickets`,
  unreachableFile: `${directory}/502.http`,
  slotsFile: () => `${directory}/slots`,
  tokensFile: () => `${directory}/tokens`,
  certificatesFile: () => `${directory}/certificates`,
})

function render(config: ProxyConfig, directory = '/run/lb'): string {
  return renderConfig(planOf(config), place(directory))
}

function planOf(config: ProxyConfig) {
  const rosters = toRosters(config, new Map())
  return toPlan({ config, conditions: new Map(), rosters, departed: new Map() })
}

const good: Spec = {
  listeners: [{ port: 8080, sources: ['192.0.2.0/24'] }],
  pools: [{ servers: [{ port: 1 }], persistence: { cookieName: 'lb', maxAgeSeconds: 0 } }],
}

/** Whatever somebody may try to say with a name, an id or a cookie. */
const said = fc.oneof(
  fc.string({ unit: 'binary-ascii', maxLength: 20 }),
  fc.constantFrom(
    'a\n  bind :99',
    "x' if TRUE #",
    '%[env(HOME)]',
    '"$HOME"',
    '\\',
    'a b',
    '#',
    '{',
  ),
)

describe('data plane haproxy: the configuration file', () => {
  let directory: string
  before(() => {
    directory = mkdtempSync(join(tmpdir(), 'lb-render-'))
    for (const name of ['slots', 'tokens', '502.http']) writeFileSync(join(directory, name), '')
    writeFileSync(join(directory, '502.http'), 'HTTP/1.1 502 Bad\r\nContent-Length: 0\r\n\r\n')
  })
  after(() => rmSync(directory, { recursive: true, force: true }))

  it('what cannot be carried is a problem at the attribute', () => {
    const found = checkForHaproxy(
      toConfig({
        listeners: [{ port: 8080, accessLog: 'json' }],
        pools: [{ servers: [], persistence: { cookieName: 'a.b', maxAgeSeconds: 0 } }],
      }),
    )
    assert.deepEqual(
      found.map(({ objectId, path }) => [objectId, ...path]),
      [
        ['listener', 'accessLog'],
        ['pool', 'sessionPersistence', 'cookieName'],
      ],
    )
  })

  it('names and ids never appear in it, whatever they are', () => {
    const marked = 'Zz"\n bind :1'
    const spec: Spec = {
      listeners: [{ port: 8080, id: marked, name: marked, poolId: marked }],
      pools: [{ id: marked, name: marked, servers: [{ port: 1, id: marked, zone: marked }] }],
    }
    assert.doesNotMatch(render(toConfig(spec)), /Zz|bind :1$/m)
  })

  it('what users say has as many lines, and HAProxy takes it or check refuses it', async function () {
    const path = findHaproxy()
    if (path === null) this.skip()
    const lines = render(toConfig(good)).split('\n').length
    const property = fc.asyncProperty(said, said, said, async (id, cookieName, source) => {
      const config = toConfig({
        listeners: [{ port: 8080, id, name: id, poolId: id, sources: [source] }],
        pools: [
          {
            ...{ id, name: id, persistence: { cookieName, maxAgeSeconds: 0 } },
            servers: [{ port: 1, id, zone: id }],
          },
        ],
      })
      if (checkForHaproxy(config).length > 0) return
      const text = render(config, directory)
      assert.equal(text.split('\n').length, lines)
      const file = join(directory, 'haproxy.cfg')
      writeFileSync(file, text)
      assert.equal(await checkFile(file, { path }), null)
    })
    await fc.assert(property, { numRuns: RUNS, endOnFailure: true })
    const file = join(directory, 'haproxy.cfg')
    writeFileSync(file, render(toConfig(good), directory))
    assert.equal(await checkFile(file, { path }), null)
  })

  it('no prefix and no cookie name that is anything else gets past check', () => {
    for (const text of ['192.0.2.0/24 }', '192.0.2.1\n', "lb'", 'lb)', 'l b', '$x']) {
      const config = toConfig({
        listeners: [{ port: 8080, sources: [text] }],
        pools: [{ servers: [], persistence: { cookieName: text, maxAgeSeconds: 0 } }],
      })
      assert.equal(checkForHaproxy(config).length >= 2, true, text)
    }
  })

  it('weights, addresses and who is up are no structure; ports and algorithms are', () => {
    const structure = (spec: Spec): string => renderStructure(planOf(toConfig(spec)), place('/r'))
    const [listener] = good.listeners
    const [pool] = good.pools
    assert(listener && pool)
    const base = structure(good)
    const others = [{ port: 2, weight: 7, address: '192.0.2.7' }]
    assert.equal(structure({ ...good, pools: [{ ...pool, servers: others }] }), base)
    assert.notEqual(structure({ ...good, listeners: [{ ...listener, port: 81 }] }), base)
    const pools = [{ ...pool, algorithm: 'source_ip' as const }]
    assert.notEqual(structure({ ...good, pools }), base)
  })
})
