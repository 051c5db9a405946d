/** `lb_server` through real Terraform. */

import assert from 'node:assert/strict'
import {
  acceptance,
  assertNoChanges,
  events,
  SHORT_HOLDS,
  targetIs,
} from '../support/acceptance.ts'
import { get, shares, startTraffic } from '../support/backends.ts'
import { freePort } from '../support/ports.ts'
import { stackHcl } from '../support/stack.ts'
import { waitFor } from '../support/wait.ts'

/** 300 of them at Terraform's default parallelism. */
const MANY = 300

acceptance('lb_server', (suite) => {
  it('R30: members of their own come, change weight and go under load, in place', async () => {
    const { workspace, backend } = suite()
    const [a, b] = [await backend('a'), await backend('b')]
    const port = await freePort()
    const stack = (servers: string): string =>
      stackHcl({ port, servers: 'resources', more: servers })
    await workspace.write(stack(server('a', a.port)))
    await workspace.apply()
    const url = String((await workspace.outputs())['url'])
    assert.deepEqual(await shares(url, 5), { a: 5 })
    await assertNoChanges(workspace)
    const traffic = startTraffic(url, 200)

    await workspace.write(stack(server('a', a.port) + server('b', b.port)))
    await workspace.apply()
    await targetIs(workspace, b.port, 'healthy')
    await workspace.write(stack(server('a', a.port) + server('b', b.port, 'weight = 30')))
    assert.deepEqual(await workspace.plan(), { 'lb_server.b': 'update' })
    await workspace.apply()
    assert.equal((await traffic.stop()).failures.length, 0)
    assert.deepEqual(await shares(url, 8), { a: 2, b: 6 })

    const off = server('b', b.port, 'enabled = false\n  name = "the second"')
    await workspace.write(stack(server('a', a.port) + off))
    await workspace.apply()
    assert.equal((await targetIs(workspace, b.port, 'unused')).reason, 'disabled')
    await assertNoChanges(workspace)
    await workspace.write(stack(server('a', a.port)))
    assert.deepEqual(await workspace.plan(), { 'lb_server.b': 'delete' })
    await workspace.apply()
    assert.deepEqual(await shares(url, 5), { a: 5 })
  })

  it('the last one that is removed for good serves for a moment, and then no more', async () => {
    const { workspace, backend } = suite()
    await workspace.configure({ holds: { last_server_ms: 1500 } })
    const port = await freePort()
    const stack = (more: string): string => stackHcl({ port, servers: 'resources', more })
    await workspace.write(stack(server('a', (await backend('a')).port)))
    await workspace.apply()
    const url = String((await workspace.outputs())['url'])
    const traffic = startTraffic(url, 50)
    await workspace.write(stack(''))
    await workspace.apply()
    await assertNoChanges(workspace)
    const answer = await waitFor('nobody to serve', async () => {
      const { status, body } = await get(url)
      return status === 503 ? body : null
    })
    assert.match(answer, /no server is available/)
    const { answers } = await traffic.stop()
    assert.ok((answers['a'] ?? 0) > 0)
    const types = (await events(workspace))
      .filter(({ kind }) => kind === 'server')
      .map(({ type }) => type)
    assert.deepEqual(types, ['created', 'leaving', 'deleted'])
  })

  it('is imported by its id, and found by a data source', async () => {
    const { workspace } = suite()
    await workspace.write(`${group('')}${server('a', 8080, 'name = "first"')}
data "lb_server" "a" {
  name       = "first"
  depends_on = [lb_server.a]
}
output "found" {
  value = data.lb_server.a.address
}`)
    await workspace.apply()
    assert.equal((await workspace.outputs())['found'], '127.0.0.1')
    const { id } = await workspace.state('lb_server.a')
    assert.match(String(id), /^srv-/)
    await workspace.run('state', 'rm', 'lb_server.a')
    const imported = await workspace.run('import', '-no-color', 'lb_server.a', String(id))
    assert.equal(imported.code, 0, imported.stderr)
    await assertNoChanges(workspace)
    await workspace.write(group('') + server('a', 8081))
    assert.deepEqual(await workspace.plan(), { 'lb_server.a': 'delete+create' })
  })

  it('R6: outside the VPC, twice, or in a group that lists its servers, it is refused', async () => {
    const { workspace } = suite()
    await workspace.configure(SHORT_HOLDS)
    await workspace.write(group('') + server('a', 8080))
    await workspace.apply()
    const stranger = server('b', 8080).replace('127.0.0.1', '192.0.2.1')
    await workspace.write(group('') + server('a', 8080) + stranger)
    assert.match(await workspace.refuses('plan'), /192\.0\.2\.1 is outside.*outside_vpc/)
    await workspace.write(group('') + server('a', 8080) + server('b', 8080))
    assert.match(await workspace.refuses('apply'), /127\.0\.0\.1:8080 already.*address_in_use/)
    await workspace.write(group('servers = []') + server('a', 8080))
    assert.match(await workspace.refuses('apply'), /lists its servers/)
  })

  it(`${MANY} of them are made in one apply, and traffic goes on`, async () => {
    const { workspace, backend } = suite()
    const one = await backend('one')
    const many = `
resource "lb_server" "many" {
  count           = ${MANY}
  server_group_id = lb_server_group.web.id
  address         = "127.20.\${floor(count.index / 250)}.\${count.index % 250 + 1}"
  port            = 9
  weight          = 1
}`
    const port = await freePort()
    const stack = (more: string): string => stackHcl({ port, servers: 'resources', more })
    await workspace.write(stack(server('one', one.port)))
    await workspace.apply()
    await workspace.write(stack(server('one', one.port) + many))
    await workspace.apply()
    assert.deepEqual(await shares(String((await workspace.outputs())['url']), 5), { one: 5 })
  })
})

function group(more: string): string {
  return `
resource "lb_server_group" "web" {
  name = "web"
  ${more}
}`
}

function server(name: string, port: number, more = ''): string {
  return `
resource "lb_server" "${name}" {
  server_group_id = lb_server_group.web.id
  address         = "127.0.0.1"
  port            = ${port}
  ${more}
}`
}
