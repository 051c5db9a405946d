/** The matrix of hand-overs for a group that goes together with its only server. */

import assert from 'node:assert/strict'
import { acceptance, assertNoChanges } from '../../support/acceptance.ts'
import { shares, startTraffic } from '../../support/backends.ts'
import { freePort } from '../../support/ports.ts'
import { FAST_CHECK } from '../../support/stack.ts'
import { declare } from './cells.ts'
import type { Change, LifeCycle, Phase } from './cells.ts'

const LOAD = 200

interface Cell {
  readonly change: Exclude<Change, 'shrink'>
  readonly lifeCycle: LifeCycle
  readonly ports: { readonly listener: number; readonly before: number; readonly after: number }
}

/** The group that a server of the same name, or key, is in. */
const groupOf: Readonly<Record<Cell['change'], readonly [before: string, after: string]>> = {
  replace: ['lb_server_group.x.id', 'lb_server_group.x.id'],
  remove: ['lb_server_group.old.id', 'lb_server_group.x.id'],
  rename: ['lb_server_group.x[each.key].id', 'lb_server_group.x[each.key].id'],
}

function toHcl(cell: Cell, phase: Phase): string {
  const { ports, change } = cell
  const at = { cell, phase }
  const group = declare('server_group', () => 'name = "web"', at)
  const server = declare(
    'server',
    (choose) => `server_group_id = ${choose(...groupOf[change])}
address = "127.0.0.1"
port    = ${choose(ports.before, ports.after)}`,
    at,
  )
  return `${group.hcl}${server.hcl}
resource "lb_instance" "web" {
  name               = "web"
  availability_zones = ["local-a"]
  subnet_id          = "subnet-local-a"
}
resource "lb_backend_service" "web" {
  lb_instance_id  = lb_instance.web.id
  name            = "web"
  protocol        = "HTTP"
  port            = 80
  server_group_id = ${group.id}
  ${FAST_CHECK}
}
resource "lb_listener" "web" {
  lb_instance_id     = lb_instance.web.id
  protocol           = "HTTP"
  port               = ${ports.listener}
  backend_service_id = lb_backend_service.web.id
}
output "url" {
  value = "http://\${lb_instance.web.private_ip_address}:${ports.listener}/"
}`
}

for (const lifeCycle of ['default', 'create_before_destroy'] as const) {
  acceptance(`hand-over of a group with its server, life cycle ${lifeCycle}`, (suite) => {
    for (const change of ['replace', 'remove', 'rename'] as const) {
      it(`${change} of both fails no request`, async () => {
        const { workspace, backend } = suite()
        const [before, after] = [await backend('before'), await backend('after')]
        const ports = { listener: await freePort(), before: before.port, after: after.port }
        const cell = { change, lifeCycle, ports }
        await workspace.write(toHcl(cell, 'before'))
        await workspace.apply()
        const url = String((await workspace.outputs())['url'])
        assert.deepEqual(await shares(url, 2), { before: 2 })
        const traffic = startTraffic(url, LOAD)
        await workspace.write(toHcl(cell, 'after'))
        await workspace.apply(...(change === 'replace' ? ['-replace=lb_server_group.x'] : []))
        const { sent, failures } = await traffic.stop()
        assert.deepEqual(failures, [], `${failures.length} of ${sent} failed`)
        assert.deepEqual(await shares(url, 2), { after: 2 })
        const { stdout } = await workspace.lb('status')
        assert.deepEqual((JSON.parse(stdout) as { leaving: readonly unknown[] }).leaving, [])
        await assertNoChanges(workspace)
      })
    }
  })
}
