/** `lb_instance` through real Terraform. */

import assert from 'node:assert/strict'
import { acceptance, assertNoChanges, events, targetIs } from '../support/acceptance.ts'
import { get, shares } from '../support/backends.ts'
import { freePort } from '../support/ports.ts'
import { stackHcl } from '../support/stack.ts'

acceptance('lb_instance', (suite) => {
  it('R1, R2, R3: a stack comes up in order, works, and goes down in reverse', async () => {
    const { workspace, backend } = suite()
    const server = await backend('one')
    await workspace.write(stackHcl({ port: await freePort(), servers: [server].map(toServer) }))
    await workspace.apply()
    const { url } = await workspace.outputs()
    assert.deepEqual(await shares(String(url), 10), { one: 10 })
    await assertNoChanges(workspace)

    await workspace.destroy()
    await assert.rejects(get(String(url)), /ECONNREFUSED/)
    const log = await events(workspace)
    const kinds = (type: string): string[] =>
      log.filter((event) => event.type === type).map((event) => event.kind)
    assertBefore(kinds('created'), ['server_group', 'backend_service', 'listener'])
    assertBefore(kinds('created'), ['instance', 'backend_service', 'listener'])
    assertBefore(kinds('deleted'), ['listener', 'backend_service', 'server_group'])
    assertBefore(kinds('deleted'), ['listener', 'backend_service', 'instance'])
  })

  it('R4: names are for people: two instances may share one, and change it', async () => {
    const { workspace } = suite()
    const two = (name: string): string => `
resource "lb_instance" "pair" {
  count              = 2
  name               = "${name}"
  availability_zones = ["local-a"]
  subnet_id          = "subnet-local-a"
  tags               = { team = "shop" }
}`
    await workspace.write(two('Zwillinge · ß'.replace('·', '-')))
    await workspace.apply()
    const first = await workspace.state('lb_instance.pair[0]')
    const second = await workspace.state('lb_instance.pair[1]')
    assert.notEqual(first['id'], second['id'])
    assert.notEqual(first['private_ip_address'], second['private_ip_address'])
    assert.match(String(first['id']), /^lb-/)
    await workspace.write(two('renamed'))
    assert.deepEqual(await workspace.plan(), {
      'lb_instance.pair[0]': 'update',
      'lb_instance.pair[1]': 'update',
    })
    await workspace.apply()
    assert.equal((await workspace.state('lb_instance.pair[0]'))['id'], first['id'])
    await assertNoChanges(workspace)
    for (const name of ['', 'a/b', 'x'.repeat(129)]) {
      await workspace.write(two(name))
      assert.match(await workspace.refuses('validate'), /name must have 1 to 128 letters/)
    }
  })

  it('R5: zones, VPC and subnet are named; the VPC follows from the subnet', async () => {
    const { workspace } = suite()
    await workspace.write(instance(''))
    await workspace.apply()
    const state = await workspace.state('lb_instance.one')
    assert.equal(state['vpc_id'], 'vpc-default')
    assert.match(String(state['private_ip_address']), /^127\.10\./)
    assert.equal(state['network_type'], 'intranet')
    await workspace.write(instance('vpc_id = "vpc-default"'))
    await assertNoChanges(workspace)
    await workspace.write(instance('vpc_id = "vpc-other"'))
    assert.match(await workspace.refuses('apply'), /vpc/i)
    await workspace.write(instance('', '["local-z"]'))
    assert.match(await workspace.refuses('apply'), /local-z/)
    await workspace.write(instance('', '[]'))
    assert.match(await workspace.refuses('plan'), /availability_zones/)
  })

  it('the private address can be chosen and moved within the subnet, in place', async () => {
    const { workspace, backend } = suite()
    const server = await backend('one')
    const port = await freePort()
    const at = (address: string): string =>
      stackHcl({
        port,
        servers: [toServer(server)],
        instance: `private_ip_address = "${address}"`,
      })
    await workspace.write(at('127.10.200.7'))
    await workspace.apply()
    assert.equal((await get(`http://127.10.200.7:${port}/`)).body, 'one')
    await workspace.write(at('127.10.200.8'))
    assert.equal((await workspace.plan())['lb_instance.web'], 'update')
    await workspace.apply()
    assert.equal((await get(`http://127.10.200.8:${port}/`)).body, 'one')
    await assert.rejects(get(`http://127.10.200.7:${port}/`), /ECONNREFUSED/)
    await assertNoChanges(workspace)
  })

  it('R7: a server outside the zones is unused, and returns with its zone', async () => {
    const { workspace, backend } = suite()
    const near = await backend('near')
    const far = await backend('far')
    const port = await freePort()
    const zones = (list: string): string =>
      stackHcl({
        port,
        servers: [
          { ...toServer(near), zone: 'local-a' },
          { ...toServer(far), zone: 'local-b' },
        ],
        instance: `availability_zones = ${list}`,
      })
    await workspace.write(zones('["local-a"]'))
    await workspace.apply()
    const { url } = await workspace.outputs()
    assert.deepEqual(await shares(String(url), 10), { near: 10 })
    assert.equal((await targetIs(workspace, far.port, 'unused')).reason, 'outside_zones')
    assert.equal(far.requests.length + far.probes.length, 0)
    await workspace.write(zones('["local-a", "local-b"]'))
    await workspace.apply()
    await targetIs(workspace, far.port, 'healthy')
    assert.deepEqual(await shares(String(url), 10), { near: 5, far: 5 })
  })

  it('disabled, its listeners do not answer; enabled again, they do', async () => {
    const { workspace, backend } = suite()
    const server = await backend('one')
    const port = await freePort()
    const stack = (enabled: boolean): string =>
      stackHcl({ port, servers: [toServer(server)], instance: `enabled = ${enabled}` })
    await workspace.write(stack(false))
    await workspace.apply()
    const { url } = await workspace.outputs()
    await assert.rejects(get(String(url)), /ECONNREFUSED/)
    await workspace.write(stack(true))
    await workspace.apply()
    assert.equal((await get(String(url))).body, 'one')
  })

  it('a protected instance is neither destroyed nor replaced: the plan refuses', async () => {
    const { workspace } = suite()
    await workspace.write(instance('deletion_protection = true'))
    await workspace.apply()
    assert.match(await workspace.refuses('destroy'), /deletion_protection/)
    const moved = instance('deletion_protection = true').replace('local-a"\n', 'local-b"\n')
    await workspace.write(moved)
    assert.match(await workspace.refuses('plan'), /deletion_protection.*deletion_protected/)
    await workspace.write(instance('deletion_protection = true'))
    const forced = await workspace.run('apply', '-auto-approve', '-replace=lb_instance.one')
    assert.equal(forced.code, 1)
    assert.match(forced.stderr, /deletion_protected/)
    assert.doesNotMatch(forced.stdout, /Destroying/)
    await assertNoChanges(workspace)
    await workspace.write(instance('deletion_protection = false'))
    await workspace.apply()
  })

  it('is imported by its id, and then plans empty', async () => {
    const { workspace } = suite()
    await workspace.write(instance(''))
    await workspace.apply()
    const { id } = await workspace.state('lb_instance.one')
    await workspace.run('state', 'rm', 'lb_instance.one')
    const imported = await workspace.run('import', '-no-color', 'lb_instance.one', String(id))
    assert.equal(imported.code, 0, imported.stderr)
    await assertNoChanges(workspace)
  })
})

function instance(more: string, zones = '["local-a"]'): string {
  return `
resource "lb_instance" "one" {
  name               = "one"
  availability_zones = ${zones}
  subnet_id          = "subnet-local-a"
  ${more}
}`
}

function toServer(server: { address: string; port: number }): { address: string; port: number } {
  return { address: server.address, port: server.port }
}

/** The first occurrences of `expected` in `seen` are in this order. */
function assertBefore(seen: readonly string[], expected: readonly string[]): void {
  const places = expected.map((kind) => seen.indexOf(kind))
  assert.ok(!places.includes(-1), `${seen.join(', ')} has all of ${expected.join(', ')}`)
  assert.deepEqual(
    places,
    places.toSorted((a, b) => a - b),
    seen.join(', '),
  )
}
