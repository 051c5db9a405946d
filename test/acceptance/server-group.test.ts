/** `lb_server_group` through real Terraform. */

import assert from 'node:assert/strict'
import { acceptance, assertNoChanges, targetIs } from '../support/acceptance.ts'
import { shares, startTraffic } from '../support/backends.ts'
import { freePort } from '../support/ports.ts'
import { FAST_CHECK, stackHcl } from '../support/stack.ts'

acceptance('lb_server_group', (suite) => {
  it('R30: has a name, a port and weights, changed in place', async () => {
    const { workspace } = suite()
    const group = (name: string, servers: string): string => `
resource "lb_server_group" "one" {
  name    = "${name}"
  port    = 8081
  servers = ${servers}
  tags    = { team = "shop" }
}`
    await workspace.write(group('one', '[{ address = "127.0.0.1" }]'))
    await workspace.apply()
    const state = await workspace.state('lb_server_group.one')
    assert.match(String(state['id']), /^sgr-/)
    assert.deepEqual(state['servers'], [
      { address: '127.0.0.1', port: null, weight: 10, zone: null, enabled: true, name: null },
    ])
    await assertNoChanges(workspace)
    await workspace.write(group('two', '[{ address = "127.0.0.1", weight = 0, enabled = false }]'))
    assert.deepEqual(await workspace.plan(), { 'lb_server_group.one': 'update' })
    await workspace.apply()
    await assertNoChanges(workspace)
    assert.equal((await workspace.state('lb_server_group.one'))['id'], state['id'])
  })

  it('R30: reached at the group’s port; the greater the weight, the greater the share', async () => {
    const { workspace, backend } = suite()
    const a = await backend('a', { address: '127.10.203.1', port: await freePort() })
    await backend('b', { address: '127.10.203.2', port: a.port })
    await workspace.write(
      stackHcl({
        port: await freePort(),
        servers: 'resources',
        group: `port    = ${a.port}
  servers = [
    { address = "127.10.203.1", weight = 1 }, { address = "127.10.203.2", weight = 4 }
  ]`,
      }),
    )
    await workspace.apply()
    assert.deepEqual(await shares(String((await workspace.outputs())['url']), 10), { a: 2, b: 8 })
    await assertNoChanges(workspace)
  })

  it('R30: members come and go under load with no failed request', async () => {
    const { workspace, backend } = suite()
    const [a, b, c] = [await backend('a'), await backend('b'), await backend('c')]
    const port = await freePort()
    const stack = (servers: readonly { address: string; port: number }[]): string =>
      stackHcl({
        port,
        servers: servers.map((server) => ({ address: server.address, port: server.port })),
      })
    await workspace.write(stack([a, b]))
    await workspace.apply()
    const url = String((await workspace.outputs())['url'])
    const traffic = startTraffic(url, 200)
    await workspace.write(stack([c]))
    await workspace.apply()
    assert.deepEqual(await shares(url, 6), { c: 6 })
    await workspace.write(stack([a, c]))
    await workspace.apply()
    assert.deepEqual((await traffic.stop()).failures, [])
    assert.deepEqual(Object.keys(await shares(url, 6)).toSorted(), ['a', 'c'])
  })

  it('a disabled server is unused', async () => {
    const { workspace, backend } = suite()
    const [a, b] = [await backend('a'), await backend('b')]
    await workspace.write(
      stackHcl({
        port: await freePort(),
        servers: [
          { address: a.address, port: a.port },
          { address: b.address, port: b.port, enabled: false },
        ],
        service: FAST_CHECK,
      }),
    )
    await workspace.apply()
    assert.deepEqual(await shares(String((await workspace.outputs())['url']), 6), { a: 6 })
    assert.equal((await targetIs(workspace, b.port, 'unused')).reason, 'disabled')
    assert.equal(b.probes.length, 0)
  })

  it('R6: a server outside the VPC is refused, and so is one named twice', async () => {
    const { workspace } = suite()
    const group = (servers: string): string => `
resource "lb_server_group" "one" {
  name    = "one"
  servers = ${servers}
}`
    await workspace.write(group('[{ address = "192.0.2.1" }]'))
    assert.match(await workspace.refuses('apply'), /192\.0\.2\.1.*outside_vpc/)
    await workspace.write(group('[{ address = "example.net" }]'))
    assert.match(await workspace.refuses('plan'), /address/)
    const twice = '[{ address = "127.0.0.1", weight = 1 }, { address = "127.0.0.1", weight = 2 }]'
    await workspace.write(group(twice))
    assert.match(await workspace.refuses('apply'), /127\.0\.0\.1/)
  })

  it('in use and `strict`, its destroy is refused and names the users', async () => {
    const { workspace, backend } = suite()
    const server = await backend('one')
    await workspace.write(
      stackHcl({
        port: await freePort(),
        servers: [{ address: server.address, port: server.port }],
        more: 'provider "lb" { deletion_policy = "strict" }',
      }),
    )
    await workspace.apply()
    const url = String((await workspace.outputs())['url'])
    const forgotten = await workspace.run(
      'state',
      'rm',
      'lb_backend_service.web',
      'lb_listener.web',
    )
    assert.equal(forgotten.code, 0)
    const result = await workspace.run(
      'destroy',
      '-auto-approve',
      '-no-color',
      '-target=lb_server_group.web',
    )
    assert.equal(result.code, 1)
    assert.match(result.stderr, /in_use/)
    assert.match(result.stderr, /backend_service/)
    assert.match(result.stderr, /web/)
    assert.deepEqual(await shares(url, 3), { one: 3 })
  })
})
