/** `lb_eip`, and what an instance does with it, through real Terraform. */

import assert from 'node:assert/strict'
import { acceptance, assertNoChanges, SHORT_HOLDS } from '../support/acceptance.ts'
import { get, startTraffic } from '../support/backends.ts'
import { freePort } from '../support/ports.ts'
import { stackHcl } from '../support/stack.ts'

acceptance('lb_eip', (suite) => {
  it('R9, R10, R11: bound and unbound under load, the private address never blinks', async () => {
    const { workspace, backend } = suite()
    const server = await backend('one')
    const port = await freePort()
    const stack = (eip: string): string =>
      stackHcl({
        port,
        servers: [{ address: server.address, port: server.port }],
        instance: eip,
        more: `
resource "lb_eip" "web" {
  name = "web"
}
data "lb_eip" "web" {
  id = lb_eip.web.id
}
output "eip" {
  value = data.lb_eip.web.address
}`,
      })
    await workspace.write(stack(''))
    await workspace.apply()
    const { url, eip } = await workspace.outputs()
    const outside = `http://${String(eip)}:${port}/`
    assert.match(String(eip), /^127\.100\./)
    assert.equal((await workspace.state('lb_instance.web'))['network_type'], 'intranet')
    await assert.rejects(get(outside), /ECONNREFUSED/)
    const traffic = startTraffic(String(url), 200)

    await workspace.write(stack('eip_id = lb_eip.web.id'))
    assert.deepEqual(await workspace.plan(), { 'lb_instance.web': 'update' })
    await workspace.apply()
    await assertNoChanges(workspace)
    const bound = await workspace.state('lb_instance.web')
    assert.equal(bound['network_type'], 'public')
    assert.equal(bound['public_ip_address'], eip)
    assert.equal((await get(outside)).body, 'one')

    await workspace.write(stack(''))
    assert.deepEqual(await workspace.plan(), { 'lb_instance.web': 'update' })
    await workspace.apply()
    await assertNoChanges(workspace)
    assert.equal((await workspace.state('lb_instance.web'))['public_ip_address'], null)
    await assert.rejects(get(outside), /ECONNREFUSED/)
    const { sent, failures } = await traffic.stop()
    assert.ok(sent > 100)
    assert.deepEqual(failures, [])
  })

  it('R9, R10: bound when the instance is made, it is public at plan already', async () => {
    const { workspace, backend } = suite()
    const server = await backend('one')
    const port = await freePort()
    const stack = stackHcl({
      port,
      servers: [{ address: server.address, port: server.port }],
      instance: 'eip_id = lb_eip.web.id',
      more: `
resource "lb_eip" "web" {
  name    = "web"
  address = "127.100.7.7"
}
output "network_type" {
  value = lb_instance.web.network_type
}`,
    })
    await workspace.write(stack)
    const planned = await workspace.run('plan', '-no-color')
    assert.match(planned.stdout, /network_type\s+= "public"/)
    await workspace.apply()
    assert.equal((await get(`http://127.100.7.7:${port}/`)).body, 'one')
    await assertNoChanges(workspace)
    const { id } = await workspace.state('lb_eip.web')
    await workspace.run('state', 'rm', 'lb_eip.web')
    const imported = await workspace.run('import', '-no-color', 'lb_eip.web', String(id))
    assert.equal(imported.code, 0, imported.stderr)
    await assertNoChanges(workspace)
  })

  it('is of the pool and for one instance: else it is refused', async () => {
    const { workspace } = suite()
    await workspace.configure(SHORT_HOLDS)
    const eip = (address: string): string => `
resource "lb_eip" "web" {
  name    = "web"
  address = "${address}"
}
resource "lb_instance" "pair" {
  count              = 2
  name               = "pair"
  availability_zones = ["local-a"]
  subnet_id          = "subnet-local-a"
  eip_id             = lb_eip.web.id
}`
    await workspace.write(eip('192.0.2.1'))
    assert.match(await workspace.refuses('apply'), /192\.0\.2\.1 is not one of the engine's pool/)
    await workspace.write(eip('127.100.7.7'))
    assert.match(await workspace.refuses('apply'), /is bound to the instance.*address_in_use/)
  })
})
