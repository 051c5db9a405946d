/** Availability groups that follow the load and change under it, through real Terraform. */

import assert from 'node:assert/strict'
import { acceptance, assertNoChanges, targets } from '../support/acceptance.ts'
import { shares, startTraffic } from '../support/backends.ts'
import { freePort } from '../support/ports.ts'
import { FAST_CHECK, stackHcl } from '../support/stack.ts'
import type { Workspace } from '../support/terraform.ts'
import { userHcl } from '../support/user.ts'
import { waitFor } from '../support/wait.ts'

const REQUESTS_PER_SECOND = 200
const FOLLOW_MS = 120_000
/** Long enough for a process to start on a busy machine; one test waits it out. */
const GRACE_SECONDS = 8

interface Ports {
  readonly listener: number
  readonly instance: number
}

acceptance('lb_availability_group under load', (suite) => {
  it('R32, R35: follows the load up and down at its own port, unseen by plans', async function () {
    this.timeout(300_000)
    const { workspace } = suite()
    const ports = { listener: await freePort(), instance: await freePort() }
    await workspace.write(toHcl(ports, { policies: true, group: 'initial_capacity = 1' }))
    await workspace.apply()
    const url = String((await workspace.outputs())['url'])
    const traffic = startTraffic(url, REQUESTS_PER_SECOND)
    await waitFor('the group to grow', () => isServing(workspace, (count) => count > 1), FOLLOW_MS)
    await assertNoChanges(workspace)
    const { failures } = await traffic.stop()
    assert.deepEqual(failures, [])
    const all = await targets(workspace)
    assert.ok(
      all.every(({ port }) => port === ports.instance),
      'R35',
    )
    const calm = startTraffic(url, 5)
    await waitFor(
      'the group to shrink',
      () => isServing(workspace, (count) => count === 1),
      FOLLOW_MS,
    )
    assert.deepEqual((await calm.stop()).failures, [])
    await assertNoChanges(workspace)
    await workspace.destroy()
  })

  it('a changed launch rolls through under load, and one that does not work back', async () => {
    const { workspace } = suite()
    const ports = { listener: await freePort(), instance: await freePort() }
    const size = 'desired_capacity = 2'
    await workspace.write(toHcl(ports, { group: size }))
    await workspace.apply()
    const url = String((await workspace.outputs())['url'])
    await waitFor('both to serve', () => instancesOf(url, 2))
    const before = Object.keys(await shares(url, 20))
    const traffic = startTraffic(url, REQUESTS_PER_SECOND)
    await workspace.write(toHcl(ports, { group: size, environment: 'VERSION = "2"' }))
    await workspace.apply()
    const after = Object.keys(await shares(url, 20))
    assert.ok(after.every((id) => !before.includes(id)))
    await assertNoChanges(workspace)
    await workspace.write(toHcl(ports, { group: size, environment: 'LISTEN_PORT = "1"' }))
    const words = await workspace.refuses('apply')
    assert.match(words, new RegExp(`avi-[0-9a-f]+ .*has not become healthy in ${GRACE_SECONDS} s`))
    assert.match(words, /former launch/)
    assert.deepEqual(await workspace.plan(), { 'lb_availability_group.web': 'update' })
    assert.deepEqual((await traffic.stop()).failures, [])
    assert.deepEqual(Object.keys(await shares(url, 20)).toSorted(), after.toSorted())
    await workspace.destroy()
  })

  it('an opportunistic update leaves what runs, and is done', async () => {
    const { workspace } = suite()
    const ports = { listener: await freePort(), instance: await freePort() }
    const mode = 'opportunistic'
    await workspace.write(toHcl(ports, { mode }))
    await workspace.apply()
    const url = String((await workspace.outputs())['url'])
    await waitFor('one to serve', () => instancesOf(url, 1))
    const before = Object.keys(await shares(url, 1))
    await workspace.write(toHcl(ports, { mode, environment: 'VERSION = "2"' }))
    await workspace.apply()
    assert.deepEqual(Object.keys(await shares(url, 4)), before)
    await assertNoChanges(workspace)
    await workspace.destroy()
  })

  it('R31: an initial capacity that is changed, added or taken away makes no diff', async () => {
    const { workspace } = suite()
    const ports = { listener: await freePort(), instance: await freePort() }
    const write = (group: string): Promise<void> => workspace.write(toHcl(ports, { group }))
    await write('')
    await workspace.apply()
    for (const group of ['initial_capacity = 2', 'initial_capacity = 9', '']) {
      await write(group)
      await assertNoChanges(workspace)
    }
    await workspace.destroy()
  })

  it('a desired capacity beside scaling policies is refused at plan', async () => {
    const { workspace } = suite()
    const ports = { listener: 8000, instance: 9000 }
    await workspace.write(toHcl(ports, { policies: true, group: 'desired_capacity = 2' }))
    assert.match(await workspace.refuses('plan'), /The load says the size/)
  })
})

/** True when so many instances serve. Asks the engine: requests of our own would be load. */
async function isServing(
  workspace: Workspace,
  isEnough: (count: number) => boolean,
): Promise<true | null> {
  const serving = (await targets(workspace)).filter(({ state }) => state === 'healthy')
  return isEnough(serving.length) ? true : null
}

/** True when just so many instances answer, and nobody else. */
async function instancesOf(url: string, count: number): Promise<true | null> {
  const seen = await shares(url, 12).catch(() => ({}))
  return Object.keys(seen).length === count ? true : null
}

interface Options {
  readonly policies?: boolean
  readonly group?: string
  readonly environment?: string
  readonly mode?: 'rolling' | 'opportunistic'
}

const POLICIES = `
  scaling_policies = [{
    type           = "target"
    metric         = "requests_per_instance"
    target         = 80
    period_seconds = 1

    scale_in_evaluation_count = 5
  }]`

function toHcl({ listener, instance }: Ports, options: Options): string {
  const { policies = false, group = '', environment = '', mode = 'rolling' } = options
  return stackHcl({
    port: listener,
    servers: {
      zones: ['local-a', 'local-b'],
      process: `
      environment = { ${environment} }
      ${userHcl}`,
    },
    group: `
  port             = ${instance}
  min_size         = 1
  max_size         = 4
  cooldown_seconds = 1
  ${policies ? POLICIES : ''}
  ${group}
  health_check  = { grace_seconds = ${GRACE_SECONDS} }
  update_policy = { mode = "${mode}", min_healthy_seconds = 1 }`,
    service: `
  connection_draining_seconds = 5
  ${FAST_CHECK}`,
  })
}
