/** `embedded = { data_plane = "haproxy" }` through real Terraform: the same results by HAProxy. */

import assert from 'node:assert/strict'
import { findHaproxy } from '../../src/engine/dataplane/haproxy/program.ts'
import { acceptance, assertNoChanges, targetIs } from '../support/acceptance.ts'
import { get, shares, startTraffic } from '../support/backends.ts'
import { freePort } from '../support/ports.ts'
import { FAST_CHECK, stackHcl } from '../support/stack.ts'
import type { StackServer } from '../support/stack.ts'

const ROUND = 40
const REQUESTS_PER_SECOND = 200

const by = (dataPlane: string): string => `
provider "lb" {
  embedded = { data_plane = "${dataPlane}" }
}
`

acceptance('the data plane haproxy', (suite) => {
  before(function () {
    if (findHaproxy() === null) this.skip()
  })

  it('carries the traffic: shares by weight, health, changes under load, destroy', async () => {
    const { workspace, backend } = suite()
    const [a, b, c] = [await backend('a'), await backend('b'), await backend('c')]
    const port = await freePort()
    const toServer = ({ port: at }: { port: number }, weight: number): StackServer => ({
      ...{ address: '127.0.0.1', port: at, weight },
    })
    const more = by('haproxy')
    await workspace.write(stackHcl({ port, more, servers: [toServer(a, 1), toServer(b, 3)] }))
    await workspace.apply()
    await assertNoChanges(workspace)
    assert.equal(await carrier(), 'haproxy')
    const url = String((await workspace.outputs())['url'])
    assert.deepEqual(await shares(url, ROUND), { a: ROUND / 4, b: (ROUND * 3) / 4 })

    const traffic = startTraffic(url, REQUESTS_PER_SECOND)
    const three = [toServer(a, 2), toServer(b, 2), toServer(c, 4)]
    await workspace.write(stackHcl({ port, more, servers: three }))
    await workspace.apply()
    for (const server of [a, b, c]) await targetIs(workspace, server.port, 'healthy')
    const service = `${FAST_CHECK}\n  algorithm = "weighted_least_connections"`
    await workspace.write(stackHcl({ port, more, servers: three, service }))
    await workspace.apply()
    c.setProbeStatus(503)
    await targetIs(workspace, c.port, 'unhealthy')
    assert.equal((await shares(url, ROUND))['c'], undefined)
    await assertNoChanges(workspace)
    const report = await traffic.stop()
    assert.deepEqual(report.failures, [])
    assert(Object.keys(report.answers).length === 3, JSON.stringify(report.answers))

    await workspace.destroy()
    await assert.rejects(get(url), /ECONNREFUSED/)
  })

  it('refuses what it cannot do, and what serves goes on', async () => {
    const { workspace, backend } = suite()
    const servers = [{ address: '127.0.0.1', port: (await backend('a')).port }]
    const port = await freePort()
    const more = by('haproxy')
    await workspace.write(stackHcl({ port, more, servers }))
    await workspace.apply()
    const listener = 'access_log = "json"'
    await workspace.write(stackHcl({ port, more, servers, listener }))
    const refusal = await workspace.refuses('plan')
    assert.match(refusal, /haproxy\s+writes\s+no\s+access\s+log/)
    assert.match(refusal, /with lb_listener\.web/)
    const service = `${FAST_CHECK}\n  session_persistence = { enabled = true, cookie_name = "a.b" }`
    await workspace.write(stackHcl({ port, more, servers, service }))
    assert.match(await workspace.refuses('plan'), /with lb_backend_service\.web[^]*a\.b/)
    // The other data plane writes it: such a plan is no matter of this one.
    await workspace.write(stackHcl({ port, more: by('embedded'), servers, listener }))
    assert.deepEqual(await workspace.plan(), { 'lb_listener.web': 'update' })
    await workspace.write(stackHcl({ port, more, servers }))
    await assertNoChanges(workspace)
    const url = String((await workspace.outputs())['url'])
    assert.deepEqual(await shares(url, 2), { a: 2 })
  })

  it('is not switched to with what it cannot do, and the refusal says what that is', async () => {
    const { workspace, backend } = suite()
    const servers = [{ address: '127.0.0.1', port: (await backend('a')).port }]
    const port = await freePort()
    const listener = 'access_log = "json"'
    await workspace.write(stackHcl({ port, more: by('embedded'), servers, listener }))
    await workspace.apply()
    const weighted = servers.map((server) => ({ ...server, weight: 20 }))
    await workspace.write(stackHcl({ port, more: by('haproxy'), servers: weighted, listener }))
    const refusal = await workspace.refuses('apply')
    assert.match(refusal, /haproxy does not take over.*lsn-\w+: .*haproxy writes no access log/)
    assert.equal(await carrier(), 'embedded')
    assert.deepEqual(await shares(String((await workspace.outputs())['url']), 2), { a: 2 })
  })

  async function carrier(): Promise<unknown> {
    const { stdout } = await suite().workspace.lb('engine', 'status')
    return (JSON.parse(stdout) as { agent?: { dataplane?: unknown } }).agent?.dataplane
  }
})
