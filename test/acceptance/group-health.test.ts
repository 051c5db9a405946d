/** Health of the instances of `lb_availability_group`, through real Terraform. */

import assert from 'node:assert/strict'
import { acceptance, assertNoChanges, events, targets } from '../support/acceptance.ts'
import { get, shares } from '../support/backends.ts'
import { freePort } from '../support/ports.ts'
import { FAST_CHECK, stackHcl } from '../support/stack.ts'
import type { Workspace } from '../support/terraform.ts'
import { userHcl } from '../support/user.ts'
import { waitFor } from '../support/wait.ts'

/** Long enough for a process to start on a busy machine; one test waits it out. */
const GRACE_SECONDS = 8

acceptance('the health of lb_availability_group', (suite) => {
  let write: (group: string, environment?: string) => Promise<void>
  beforeEach(async () => {
    const listener = await freePort()
    const instance = await freePort()
    write = (group, environment = '') =>
      suite().workspace.write(toHcl({ listener, instance, group, environment }))
  })

  it('wait_for_healthy: the apply is over when so many get traffic', async () => {
    const { workspace } = suite()
    await write('desired_capacity = 1')
    await workspace.apply()
    await write('desired_capacity = 3\nwait_for_healthy = 3')
    await workspace.apply()
    assert.deepEqual(await statesOf(workspace), ['healthy', 'healthy', 'healthy'])
    await assertNoChanges(workspace)
    await workspace.destroy()
  })

  it('wait_for_healthy: the apply says which instance is not, and what it wrote', async () => {
    const { workspace } = suite()
    const group = 'wait_for_healthy = 1\nupdate_policy = { auto_rollback = false }'
    await write(group)
    await workspace.apply()
    await write(group, 'SICK = "no database found"')
    const words = await workspace.refuses('apply')
    assert.match(
      words,
      new RegExp(`avi-[0-9a-f]+ runs, and has not become healthy in ${GRACE_SECONDS} s`),
    )
    assert.match(words, /The last it wrote: no database found/)
    await write(group)
    await workspace.apply()
    await workspace.destroy()
  })

  it('health_check of type backend: one whose probe fails is replaced', async () => {
    const { workspace } = suite()
    await write(
      `desired_capacity = 2\nhealth_check = { type = "backend", grace_seconds = ${GRACE_SECONDS} }`,
    )
    await workspace.apply()
    const url = String((await workspace.outputs())['url'])
    await waitFor('both to serve', () => serving(url, []))
    const sick = (await get(`${url}sick`)).body
    await waitFor('a replacement to serve', () => serving(url, [sick]))
    const said = (await events(workspace)).filter(({ objectId }) => objectId === sick)
    assert.match(said.map(({ message }) => message).join(), /fails its health check/)
    await assertNoChanges(workspace)
    await workspace.destroy()
  })
})

async function statesOf(workspace: Workspace): Promise<readonly string[]> {
  return (await targets(workspace)).map(({ state }) => state)
}

/** True when two instances answer, none of them one of `gone`. */
async function serving(url: string, gone: readonly string[]): Promise<true | null> {
  const seen = await shares(url, 8).catch(() => ({}))
  const ids = Object.keys(seen)
  return ids.length === 2 && !ids.some((id) => gone.includes(id)) ? true : null
}

interface Options {
  readonly listener: number
  readonly instance: number
  readonly group: string
  readonly environment: string
}

function toHcl({ listener, instance, group, environment }: Options): string {
  const health = group.includes('health_check')
    ? ''
    : `health_check = { grace_seconds = ${GRACE_SECONDS} }`
  return stackHcl({
    port: listener,
    servicePort: instance,
    servers: {
      zones: ['local-a'],
      process: `
      environment = { ${environment} }
      ${userHcl}`,
    },
    group: `
  port     = ${instance}
  min_size = 1
  max_size = 4
  ${group}
  ${health}`,
    service: `
  connection_draining_seconds = 0
  ${FAST_CHECK}`,
  })
}
