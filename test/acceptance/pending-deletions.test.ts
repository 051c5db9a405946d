/** What is destroyed while in use, as users see it; and instances that take everything along. */

import assert from 'node:assert/strict'
import { acceptance } from '../support/acceptance.ts'
import type { Suite } from '../support/acceptance.ts'
import { get, shares } from '../support/backends.ts'
import { freePort } from '../support/ports.ts'
import { stackHcl } from '../support/stack.ts'

const pending = `
data "lb_pending_deletions" "mine" {
  owner = "default"
}
data "lb_pending_deletions" "theirs" {
  owner = "team-b"
}
output "pending" {
  value = [data.lb_pending_deletions.mine.deletions, data.lb_pending_deletions.theirs.deletions]
}`

/** The stack, and Terraform made to forget what is in front of its group; the URL. */
async function begin({ workspace, backend }: Suite, instance = ''): Promise<string> {
  const server = await backend('one')
  const servers = [{ address: server.address, port: server.port }]
  await workspace.write(stackHcl({ port: await freePort(), servers, instance }))
  await workspace.apply()
  const { url } = await workspace.outputs()
  const forgotten = await workspace.run(
    ...['state', 'rm', 'lb_backend_service.web', 'lb_listener.web'],
  )
  assert.equal(forgotten.code, 0, forgotten.stderr)
  return String(url)
}

acceptance('what is destroyed while in use', (suite) => {
  it('serves on, is shown as pending and in the status, and can be made anew', async () => {
    const { workspace } = suite()
    const url = await begin(suite())
    const { id } = await workspace.state('lb_server_group.web')
    await workspace.destroy('-target=lb_server_group.web')
    assert.deepEqual(await shares(url, 3), { one: 3 })
    await workspace.run('state', 'rm', 'lb_instance.web')
    await workspace.write(pending)
    await workspace.apply()
    const [mine, theirs] = (await workspace.outputs())['pending'] as Record<string, unknown>[][]
    const [only, ...others] = mine ?? []
    assert.deepEqual([others, theirs], [[], []])
    assert.deepEqual(
      { ...only, since: null },
      {
        ...{ id, kind: 'server_group', name: 'web', owner: 'default', since: null },
      },
    )
    const since = Date.parse(String(only?.['since']))
    assert.ok(Math.abs(Date.now() - since) < 60_000)
    await workspace.write('resource "lb_server_group" "web" {\n name = "web"\n}')
    await workspace.apply()
    assert.notEqual((await workspace.state('lb_server_group.web'))['id'], id)
    await workspace.destroy()
  })

  it('an instance is refused, and says what uses it', async () => {
    const { workspace } = suite()
    const url = await begin(suite())
    const words = await workspace.refuses('destroy')
    assert.match(words, /listener "web" .* owned by "default"/)
    assert.match(words, /Code: in_use/)
    assert.equal((await get(url)).status, 200)
  })

  it('an instance with force_destroy takes listeners and backend services along', async () => {
    const { workspace } = suite()
    const url = await begin(suite(), 'force_destroy = true')
    await workspace.destroy()
    await assert.rejects(get(url), /ECONNREFUSED/)
    const { stdout } = await workspace.lb('status')
    const { objects, leaving } = JSON.parse(stdout) as Record<string, { owner: string }[]>
    assert.deepEqual(leaving, [])
    assert.ok(objects?.every(({ owner }) => owner === 'engine'))
  })
})
