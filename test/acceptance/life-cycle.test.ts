/** What Terraform can be told about a part beside its arguments: `moved`, `removed`, `import`. */

import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { acceptance, assertNoChanges, events } from '../support/acceptance.ts'
import { freePort } from '../support/ports.ts'
import { stackHcl } from '../support/stack.ts'
import type { Workspace } from '../support/terraform.ts'

/** Each part of the standard stack by its address. */
const PARTS = [
  'lb_instance.web',
  'lb_server_group.web',
  'lb_backend_service.web',
  'lb_listener.web',
] as const

/** The block that imports what is at the address `from` now. */
async function toImport(
  workspace: Workspace,
  { to, from }: { readonly to: string; readonly from: string },
): Promise<string> {
  const { id } = await workspace.state(from)
  return `import {\n  to = ${to}\n  id = "${String(id)}"\n}`
}

acceptance('a part whose place in the configuration changes', (suite) => {
  it('is moved, forgotten and imported, and nothing of it changes', async () => {
    const { workspace } = suite()
    const servers = [{ address: '127.0.0.1', port: 8080, weight: 7 }]
    const hcl = stackHcl({ port: await freePort(), servers })
    await workspace.write(hcl)
    await workspace.apply()
    const before = (await events(workspace)).length

    const toNew = (text: string): string =>
      text.replaceAll(/"web" \{/g, '"new" {').replaceAll(/(lb_\w+)\.web\b/g, '$1.new')
    const moves = PARTS.map((part) => `moved {\n  from = ${part}\n  to   = ${toNew(part)}\n}`)
    await workspace.write([toNew(hcl), ...moves].join('\n'))
    assert.deepEqual(await workspace.plan(), {})
    await workspace.apply()

    const imports: string[] = []
    for (const part of PARTS)
      imports.push(await toImport(workspace, { to: part, from: toNew(part) }))
    const gone = PARTS.map(
      (part) => `removed {\n  from = ${toNew(part)}\n  lifecycle {\n    destroy = false\n  }\n}`,
    )
    await workspace.write(gone.join('\n'))
    await workspace.apply()
    assert.equal((await workspace.run('state', 'list')).stdout, '')

    await workspace.write([hcl, ...imports].join('\n'))
    assert.deepEqual(await workspace.plan(), {})
    await workspace.apply()
    await assertNoChanges(workspace)
    const kinds = (await events(workspace)).slice(before).map(({ type }) => type)
    assert.deepEqual(
      kinds.filter((type) => ['created', 'updated', 'deleted', 'leaving'].includes(type)),
      [],
    )
  })

  it('has its configuration written by Terraform, and the plan after that is empty', async () => {
    const { workspace } = suite()
    const servers = [{ address: '127.0.0.1', port: 8080 }]
    await workspace.write(stackHcl({ port: await freePort(), servers, more: '' }))
    await workspace.apply()
    const imports: string[] = []
    for (const part of PARTS) imports.push(await toImport(workspace, { to: part, from: part }))
    for (const part of PARTS) await workspace.run('state', 'rm', part)
    await workspace.write(imports.join('\n'))
    const { code, stderr } = await workspace.run('plan', '-generate-config-out=made.tf')
    assert.equal(code, 0, stderr)
    assert.match(await readFile(join(workspace.directory, 'made.tf'), 'utf8'), /127\.0\.0\.1/)
    assert.deepEqual(await workspace.plan(), {})
    await workspace.apply()
    await assertNoChanges(workspace)
  })

  it('keeps its owner when the provider gets another, and new parts have the new one', async () => {
    const { workspace } = suite()
    const hcl = (owner: string, names: readonly string[]): string => `
provider "lb" { owner = "${owner}" }
resource "lb_server_group" "a" {
  count = ${names.length}
  name  = ${JSON.stringify(names)}[count.index]
}`
    const ownerOf = async (index: number): Promise<unknown> =>
      (await workspace.state(`lb_server_group.a[${index}]`))['owner']
    await workspace.write(hcl('one', ['first']))
    await workspace.apply()
    await workspace.write(hcl('two', ['first']))
    await assertNoChanges(workspace)
    await workspace.write(hcl('two', ['renamed', 'second']))
    await workspace.apply()
    await assertNoChanges(workspace)
    assert.deepEqual([await ownerOf(0), await ownerOf(1)], ['one', 'two'])
    await workspace.destroy()
  })
})
