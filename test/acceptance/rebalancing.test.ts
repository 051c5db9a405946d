/** Where the instances of `lb_availability_group` are, as its zones and racks change. */

import assert from 'node:assert/strict'
import { acceptance, assertNoChanges } from '../support/acceptance.ts'
import { shares, startTraffic } from '../support/backends.ts'
import { freePort } from '../support/ports.ts'
import { FAST_CHECK, stackHcl } from '../support/stack.ts'
import type { Workspace } from '../support/terraform.ts'
import { userHcl } from '../support/user.ts'
import { waitFor } from '../support/wait.ts'

const REQUESTS_PER_SECOND = 100

const instances = `
data "lb_availability_group_instances" "web" {
  availability_group_id = lb_availability_group.web.id
}
output "instances" {
  value = data.lb_availability_group_instances.web.instances
}`

interface Places {
  readonly zones: readonly string[]
  readonly racks?: number
}

acceptance('the places of lb_availability_group', (suite) => {
  it('R33: zones and racks are given up and taken under load, with no failed request', async () => {
    const { workspace } = suite()
    const ports = { port: await freePort(), own: await freePort() }
    const write = ({ zones, racks }: Places): Promise<void> =>
      workspace.write(
        stackHcl({
          port: ports.port,
          instance: 'availability_zones = ["local-a", "local-b", "local-c"]',
          servers: { zones, process: userHcl },
          group: `
  port             = ${ports.own}
  min_size         = 1
  max_size         = 4
  desired_capacity = 4
  update_policy    = { min_healthy_seconds = 0 }
  ${racks === undefined ? '' : `racks_per_zone = ${racks}`}`,
          service: `connection_draining_seconds = 2\n${FAST_CHECK}`,
        }),
      )
    await write({ zones: ['local-a', 'local-b'] })
    await workspace.apply()
    await untilPlaces(workspace, ['local-a 0', 'local-a 1', 'local-b 0', 'local-b 1'])
    const url = String((await workspace.outputs())['url'])
    await waitFor('all to serve', async () => {
      const seen = await shares(url, 8).catch(() => ({}))
      return Object.keys(seen).length === 4 || null
    })
    const traffic = startTraffic(url, REQUESTS_PER_SECOND)

    await write({ zones: ['local-b', 'local-c'] })
    assert.deepEqual(await workspace.plan(), { 'lb_availability_group.web': 'update' })
    await workspace.apply()
    await untilPlaces(workspace, ['local-b 0', 'local-b 1', 'local-c 0', 'local-c 1'])
    await write({ zones: ['local-a', 'local-b', 'local-c'], racks: 1 })
    await workspace.apply()
    await untilPlaces(workspace, ['local-a 0', 'local-a 0', 'local-b 0', 'local-c 0'])
    assert.deepEqual((await traffic.stop()).failures, [])
    await assertNoChanges(workspace)
    await workspace.destroy()
  })

  it('are shown by the data source, and the group is imported by its id', async () => {
    const { workspace } = suite()
    const group = `
  port            = ${await freePort()}
  min_size        = 1
  max_size        = 2
  removal_policy  = "newest"
  scaling_policies = [{ type = "target", metric = "cpu", target = 50, disable_scale_in = true }]`
    const servers = { zones: ['local-b'], process: userHcl }
    await workspace.write(stackHcl({ port: await freePort(), servers, group, more: instances }))
    await workspace.apply()
    const [only, ...others] = (await workspace.outputs())['instances'] as Record<string, unknown>[]
    assert.deepEqual(others, [])
    assert.match(String(only?.['id']), /^avi-[0-9a-f]+$/)
    assert.match(String(only?.['address']), /^127\.11\./)
    assert.deepEqual([only?.['zone'], only?.['rack']], ['local-b', 0])
    assert.ok(Math.abs(Date.now() - Date.parse(String(only?.['created']))) < 60_000)

    const address = 'lb_availability_group.web'
    const { id } = await workspace.state(address)
    await workspace.run('state', 'rm', address)
    const imported = await workspace.run('import', '-no-color', address, String(id))
    assert.equal(imported.code, 0, imported.stderr)
    await assertNoChanges(workspace)
    await workspace.destroy()
  })
})

/** Waits until the instances are just there. */
async function untilPlaces(workspace: Workspace, expected: readonly string[]): Promise<void> {
  await waitFor(`instances in ${expected.join(', ')}`, async () => {
    const { objects } = JSON.parse((await workspace.lb('status')).stdout) as Status
    const places = objects
      .filter(({ kind }) => kind === 'group_instance')
      .map(({ spec: { zone, rack } }) => `${zone} ${rack}`)
    return places.toSorted().join() === expected.join() || null
  })
}

interface Status {
  readonly objects: readonly {
    readonly kind: string
    readonly spec: { readonly zone: string; readonly rack: number }
  }[]
}
