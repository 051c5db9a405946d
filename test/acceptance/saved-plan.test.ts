/** Plans that are applied later: what they were made for may be another by then. */

import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { connectEngine } from '../../src/engine/client/index.ts'
import { acceptance, assertNoChanges } from '../support/acceptance.ts'
import type { Workspace } from '../support/terraform.ts'

const DEADLINE_MS = 60_000

const group = (port: number): string => `
resource "lb_server_group" "web" {
  name = "web"
  port = ${port}
}`

/** Somebody else gives the only server group another port. */
async function changeBehind(workspace: Workspace, port: number): Promise<void> {
  const client = connectEngine({ path: join(workspace.stateDirectory, 'engine.sock') })
  try {
    const signal = AbortSignal.timeout(DEADLINE_MS)
    const { objects } = await client.snapshot(signal)
    const found = objects.find(({ kind }) => kind === 'server_group')
    assert.ok(found)
    const { kind, id, name, owner, tags, spec } = found
    const put = { kind, id, name, owner, tags, idempotencyKey: null, expectedGeneration: null }
    await client.transact([{ type: 'put', ...put, spec: { ...spec, port } }], signal)
  } finally {
    client.close()
  }
}

/** Applies the plan that `plan` has saved, which is refused; what Terraform says. */
async function refusedPlan(workspace: Workspace): Promise<string> {
  const { code, stderr } = await workspace.run('apply', '-no-color', 'test.tfplan')
  assert.equal(code, 1)
  return stderr.replaceAll(/[│╷╵\s]+/g, ' ')
}

acceptance('a saved plan', (suite) => {
  it('is refused when somebody else changed the object since; planned again it applies', async () => {
    const { workspace } = suite()
    await workspace.write(group(1))
    await workspace.apply()
    await workspace.write(group(2))
    await workspace.plan()
    await changeBehind(workspace, 3)
    const words = await refusedPlan(workspace)
    assert.match(words, /The object changed since the plan/)
    assert.match(words, /server group "web" \(sgr-\w+\) was changed by somebody else/)
    assert.match(words, /the last good configuration keeps serving/)
    assert.match(words, /Plan again.*Code: changed_since_plan/)
    assert.equal((await workspace.state('lb_server_group.web'))['port'], 1)
    assert.deepEqual(await workspace.plan(), { 'lb_server_group.web': 'update' })
    await workspace.apply('test.tfplan')
    await assertNoChanges(workspace)
  })

  it('destroys nothing that somebody else changed since', async () => {
    const { workspace } = suite()
    await workspace.write(group(1))
    await workspace.apply()
    await workspace.plan('-destroy')
    await changeBehind(workspace, 3)
    assert.match(await refusedPlan(workspace), /Code: changed_since_plan/)
    await workspace.destroy()
  })

  it('is applied as it is when nobody touched anything, the engine started anew or not', async () => {
    const { workspace } = suite()
    await workspace.write(group(1))
    await workspace.apply()
    await workspace.write(group(2))
    await workspace.plan()
    await workspace.lb('engine', 'stop')
    await workspace.apply('test.tfplan')
    await assertNoChanges(workspace)
  })

  it('takes no private value in the state while an object is as it was made', async () => {
    const { workspace } = suite()
    const readState = () => readFile(join(workspace.directory, 'terraform.tfstate'), 'utf8')
    await workspace.write(group(1))
    await workspace.apply()
    assert.doesNotMatch(await readState(), /"private"/)
    await workspace.write(group(2))
    await workspace.apply()
    assert.match(await readState(), /"private": "\w+=*"/)
    await changeBehind(workspace, 2)
    await assertNoChanges(workspace)
  })

  it('of new objects needs no engine and starts none', async () => {
    const { workspace } = suite()
    await workspace.write(group(1))
    assert.deepEqual(await workspace.plan(), { 'lb_server_group.web': 'create' })
    assert.equal(existsSync(workspace.stateDirectory), false)
    await workspace.apply('test.tfplan')
    await assertNoChanges(workspace)
  })
})
