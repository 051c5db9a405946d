/** `lb_availability_group` through real Terraform and real processes. */

import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { acceptance, assertNoChanges, events, targets } from '../support/acceptance.ts'
import { get, shares } from '../support/backends.ts'
import { freePort } from '../support/ports.ts'
import { stackHcl } from '../support/stack.ts'
import type { Workspace } from '../support/terraform.ts'
import { userHcl } from '../support/user.ts'
import { waitFor } from '../support/wait.ts'

acceptance('lb_availability_group', (suite) => {
  it('R1, R2, R29, R31, R33, R34, R35, R36: a batch spread over zones serves', async () => {
    const { workspace } = suite()
    const ports = { listener: await freePort(), instance: await freePort() }
    await workspace.write(groupHcl({ ...ports, size: 4 }))
    await workspace.apply()
    await assertNoChanges(workspace)
    const all = await waitFor('four healthy instances', async () => {
      const seen = await targets(workspace)
      return seen.filter((target) => target.state === 'healthy').length === 4 ? seen : null
    })
    assert.deepEqual(all.map((target) => target.zone).toSorted(), [
      'local-a',
      'local-a',
      'local-b',
      'local-c',
    ])
    assert.ok(
      all.every((target) => target.port === ports.instance),
      'R35',
    )
    assert.deepEqual(await placesOf(workspace), [
      'local-a rack 0',
      'local-a rack 1',
      'local-b rack 0',
      'local-c rack 0',
    ])
    const created = (await events(workspace)).filter(({ type }) => type === 'created')
    const places = ['availability_group', 'backend_service', 'listener'].map((kind) =>
      created.findIndex((event) => event.kind === kind),
    )
    assert.ok(!places.includes(-1))
    assert.deepEqual(
      places,
      places.toSorted((a, b) => a - b),
      'R2',
    )
    const url = String((await workspace.outputs())['url'])
    const seen = await shares(url, 40)
    assert.deepEqual(Object.values(seen), [10, 10, 10, 10])
    await workspace.destroy()
    await assertNoneRuns(all.map((target) => `http://${target.address}:${ports.instance}/`))
  })

  it('its size changes in place, with no instance left behind', async () => {
    const { workspace } = suite()
    const ports = { listener: await freePort(), instance: await freePort() }
    await workspace.write(groupHcl({ ...ports, size: 3 }))
    await workspace.apply()
    await workspace.write(groupHcl({ ...ports, size: 1 }))
    assert.deepEqual(await workspace.plan(), { 'lb_availability_group.web': 'update' })
    await workspace.apply()
    await assertNoChanges(workspace)
    const url = String((await workspace.outputs())['url'])
    await waitFor('one instance to answer', async () =>
      Object.keys(await shares(url, 6).catch(() => ({}))).length === 1 ? true : null,
    )
    await workspace.destroy()
  })

  it('an instance that is killed is replaced', async () => {
    const { workspace } = suite()
    const ports = { listener: await freePort(), instance: await freePort() }
    await workspace.write(groupHcl({ ...ports, size: 2 }))
    await workspace.apply()
    const url = String((await workspace.outputs())['url'])
    const pid = Number((await get(url)).headers['x-instance-pid'])
    process.kill(pid, 'SIGKILL')
    await replaced(url, pid)
    await assertNoChanges(workspace)
    await workspace.destroy()
  })

  it('a command that does not start is said, with its last words', async () => {
    const { workspace } = suite()
    await workspace.write(`
resource "lb_availability_group" "broken" {
  name               = "broken"
  availability_zones = ["local-a"]
  min_size           = 1
  max_size           = 1
  launch = {
    driver  = "process"
    process = {
      command = ["/nonexistent/server"]
      ${userHcl}
    }
  }
}`)
    const words = await workspace.refuses('apply')
    assert.match(words, /instance_failed/)
    assert.match(words, /nonexistent/)
    await workspace.destroy()
  })

  it('sizes and blocks that cannot be are found by validate, where no engine runs', async () => {
    const { workspace } = suite()
    const cases = [
      { more: 'min_size = 3\nmax_size = 1', words: /"min_size" must not be above "max_size"/ },
      {
        more: 'min_size = 2\nmax_size = 3\ndesired_capacity = 1',
        words: /"min_size" must not be above "desired_capacity"/,
      },
      {
        more: 'min_size = 1\nmax_size = 3\ndesired_capacity = 4',
        words: /"desired_capacity" must not be above "max_size"/,
      },
      {
        more: 'min_size = 1\nmax_size = 1\nupdate_policy = { max_surge = 0 }',
        words: /update_policy = .*max_surge and max_unavailable must be greater than 0/,
      },
      {
        more: 'min_size = 1\nmax_size = 1',
        driver: 'pool',
        words: /The driver "pool" needs the block pool/,
      },
    ]
    for (const { more, driver = 'process', words } of cases) {
      await workspace.write(`
resource "lb_availability_group" "web" {
  name               = "web"
  availability_zones = ["local-a"]
  launch             = { driver = "${driver}", process = { command = ["server"] } }
  ${more}
}`)
      assert.match(await workspace.refuses('validate'), words)
    }
    assert.equal(existsSync(workspace.stateDirectory), false, 'no engine was started')
  })
})

function groupHcl(options: { listener: number; instance: number; size: number }): string {
  return stackHcl({
    port: options.listener,
    servicePort: options.instance,
    servers: {
      zones: ['local-a', 'local-b', 'local-c'],
      process: `
      environment = { LISTEN_PORT = "${options.instance}" }
      ${userHcl}`,
    },
    group: `
  min_size         = 1
  max_size         = 8
  desired_capacity = ${options.size}`,
  })
}

/** Waits until two instances answer and neither is `pid`. */
async function replaced(url: string, pid: number): Promise<void> {
  await waitFor('the replacement to answer', async () => {
    const answers = await Promise.all([1, 2, 3, 4].map(() => get(url)))
    const pids = new Set(answers.map((answer) => Number(answer.headers['x-instance-pid'])))
    return pids.size === 2 && !pids.has(pid) ? true : null
  })
}

/** R33: where the engine has put each instance. */
async function placesOf(workspace: Workspace): Promise<readonly string[]> {
  const { stdout } = await workspace.lb('status')
  const { objects } = JSON.parse(stdout) as { readonly objects: readonly Placed[] }
  return objects
    .filter(({ kind }) => kind === 'group_instance')
    .map(({ spec: { zone, rack } }) => `${zone} rack ${rack}`)
    .toSorted()
}

interface Placed {
  readonly kind: string
  readonly spec: { readonly zone: string; readonly rack: number }
}

async function assertNoneRuns(urls: readonly string[]): Promise<void> {
  for (const url of urls) await assert.rejects(get(url), /ECONNREFUSED/)
}
