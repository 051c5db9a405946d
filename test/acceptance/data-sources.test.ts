/** Data sources and functions through real Terraform. */

import assert from 'node:assert/strict'
import { acceptance, assertNoChanges } from '../support/acceptance.ts'
import { freePort } from '../support/ports.ts'
import { stackHcl } from '../support/stack.ts'

const lookups = `
data "lb_instance" "by_name" {
  name       = "web"
  depends_on = [lb_instance.web]
}
data "lb_listener" "by_id" {
  id = lb_listener.web.id
}
data "lb_backend_service" "by_id" {
  id = lb_backend_service.web.id
}
data "lb_server_group" "by_name" {
  name       = "web"
  depends_on = [lb_server_group.web]
}
data "lb_target_health" "web" {
  backend_service_id = lb_backend_service.web.id
  depends_on         = [lb_listener.web]
}
data "lb_zones" "all" {}
data "lb_engine" "this" {}

output "found" {
  value = {
    instance = data.lb_instance.by_name
    listener = data.lb_listener.by_id.port
    check    = data.lb_backend_service.by_id.health_check
    servers  = data.lb_server_group.by_name.servers
    targets  = data.lb_target_health.web.targets
    zones    = data.lb_zones.all.names
    engine   = data.lb_engine.this
    endpoint = provider::lb::endpoint("10.0.0.1:8080")
    codes    = provider::lb::success_codes("404, 2xx,301")
  }
}`

acceptance('data sources and functions', (suite) => {
  it('show what the resources declared, by id and by name', async () => {
    const { workspace, backend } = suite()
    const server = await backend('one')
    const port = await freePort()
    const servers = [{ address: server.address, port: server.port }]
    await workspace.write(stackHcl({ port, servers, more: lookups }))
    await workspace.apply()
    const found = (await workspace.outputs())['found'] as Record<string, unknown>
    const instance = found['instance'] as Record<string, unknown>
    assert.equal(instance['id'], (await workspace.state('lb_instance.web'))['id'])
    assert.equal(instance['network_type'], 'intranet')
    assert.equal(found['listener'], port)
    assert.equal((found['check'] as Record<string, unknown>)['interval_ms'], 100)
    assert.equal((found['servers'] as unknown[]).length, 1)
    const [target] = found['targets'] as Record<string, unknown>[]
    assert.equal(target?.['state'], 'healthy')
    assert.equal(target['port'], server.port)
    assert.deepEqual(found['zones'], ['local-a', 'local-b', 'local-c'])
    assert.equal((found['engine'] as Record<string, unknown>)['data_plane'], 'embedded')
    assert.deepEqual(found['endpoint'], { address: '10.0.0.1', port: 8080 })
    assert.deepEqual(found['codes'], ['2xx', '301', '404'])
    await assertNoChanges(workspace)
  })

  it('say what is missing, and what is ambiguous, at the attribute', async () => {
    const { workspace } = suite()
    await workspace.write('data "lb_instance" "none" { name = "none" }')
    assert.match(await workspace.refuses('plan'), /no such instance.*"none"/)
    await workspace.write('data "lb_instance" "none" {}')
    assert.match(await workspace.refuses('plan'), /Which instance/)
    await workspace.write(`
resource "lb_server_group" "twin" {
  count = 2
  name  = "twin"
}
data "lb_server_group" "twin" {
  name       = "twin"
  depends_on = [lb_server_group.twin]
}`)
    assert.match(await workspace.refuses('apply'), /More than one server group.*sgr-/)
    await workspace.write('output "bad" { value = provider::lb::endpoint("nowhere") }')
    assert.match(await workspace.refuses('plan'), /must be an IP address and a port/)
  })
})
