/** A listener and its backend service that speak another protocol, in one apply. */

import assert from 'node:assert/strict'
import { acceptance, assertNoChanges } from '../../support/acceptance.ts'
import { startTraffic } from '../../support/backends.ts'
import { freePort } from '../../support/ports.ts'
import { stackHcl } from '../../support/stack.ts'

const LOAD = 200
/** What is not written follows the protocol. */
const IDLE_SECONDS = { HTTP: 60, TCP: 1800 }

acceptance('hand-over of protocols', (suite) => {
  for (const lifeCycle of ['default', 'create_before_destroy']) {
    it(`from HTTP to TCP and back, life cycle ${lifeCycle}: no failed request`, async () => {
      const { workspace, backend } = suite()
      const server = await backend('one')
      const port = await freePort()
      const meta =
        lifeCycle === 'default' ? '' : 'lifecycle {\n    create_before_destroy = true\n  }'
      const speaks = (protocol: 'HTTP' | 'TCP'): string =>
        stackHcl({
          ...{ port, protocol, service: meta },
          servers: [{ address: '127.0.0.1', port: server.port }],
        })
      await workspace.write(speaks('HTTP'))
      await workspace.apply()
      const { address } = await workspace.outputs()
      const load = startTraffic(`http://${String(address)}:${port}/`, LOAD)
      try {
        for (const protocol of ['TCP', 'HTTP'] as const) {
          await workspace.write(speaks(protocol))
          const planned = await workspace.plan()
          assert.equal(planned['lb_listener.web'], 'update')
          const order = lifeCycle === 'default' ? 'delete+create' : 'create+delete'
          assert.equal(planned['lb_backend_service.web'], order)
          await workspace.apply()
          await assertNoChanges(workspace)
          const listener = await workspace.state('lb_listener.web')
          assert.equal(listener['idle_timeout_seconds'], IDLE_SECONDS[protocol])
          assert.equal(listener['x_forwarded_for'], protocol === 'HTTP')
        }
      } finally {
        await load.stop()
      }
      const { failures, sent } = await load.stop()
      assert.deepEqual(failures, [])
      assert.ok(sent > 0)
    })
  }

  it('a service that no listener uses changes in place', async () => {
    const { workspace } = suite()
    const speaks = (protocol: string): string => `
resource "lb_instance" "web" {
  name               = "web"
  availability_zones = ["local-a"]
  subnet_id          = "subnet-local-a"
}
resource "lb_server_group" "web" {
  name    = "web"
  servers = []
}
resource "lb_backend_service" "web" {
  lb_instance_id  = lb_instance.web.id
  name            = "web"
  protocol        = "${protocol}"
  port            = 80
  server_group_id = lb_server_group.web.id
}`
    await workspace.write(speaks('HTTP'))
    await workspace.apply()
    await workspace.write(speaks('TCP'))
    assert.deepEqual(await workspace.plan(), { 'lb_backend_service.web': 'update' })
    await workspace.apply()
    await assertNoChanges(workspace)
  })
})
