/** Deletions that are refused, and traffic that does not notice: two owners, the strict policy. */

import assert from 'node:assert/strict'
import { acceptance, assertNoChanges } from '../../support/acceptance.ts'
import type { Suite } from '../../support/acceptance.ts'
import { freePort } from '../../support/ports.ts'
import { createWorkspace } from '../../support/terraform.ts'
import type { Result } from '../../support/terraform.ts'
import { changes, parts, toConfigurations } from './cells.ts'
import type { Cell, Change, Part } from './cells.ts'
import { assertNothingLeft, startLoad, toCell } from './suite.ts'

/** Which of a change's parts is in use before it, as an expression. */
const inUse: Readonly<Record<Change, (part: Part) => string>> = {
  replace: (part) => `lb_${part}.x.id`,
  remove: (part) => `lb_${part}.old.id`,
  shrink: (part) => `lb_${part}.x[1].id`,
  rename: (part) => `lb_${part}.x["old"].id`,
}

/** Brings up what the change begins with, with the ids of the parts in use as an output. */
async function begin({ workspace }: Suite, cell: Cell): Promise<Ids> {
  const ids = parts.map((part) => `${part} = ${inUse[cell.change](part)}`)
  const output = `
output "ids" {
  value = {
    ${['instance = lb_instance.web.id', ...ids].join('\n')}
  }
}`
  await workspace.write(toConfigurations(cell).before.hcl + output)
  await workspace.apply()
  return (await workspace.outputs())['ids'] as Ids
}

type Ids = Readonly<Record<Part | 'instance', string>>

/** Applies the change under load; what Terraform says when it is refused. */
async function applyRefused(suite: Suite, cell: Cell): Promise<string> {
  const { workspace } = suite
  const load = await startLoad(suite, cell)
  const { after } = toConfigurations(cell)
  await workspace.write(after.hcl)
  const result = await workspace.run('apply', '-auto-approve', '-no-color', ...after.words)
  assert.equal(result.code, 1, result.stdout)
  await load.endUnchanged()
  return toText(result)
}

function toText({ stderr }: Result): string {
  return stderr.replaceAll(/[│╷╵]/g, ' ').replaceAll(/\s+/g, ' ')
}

acceptance('deletions of what is in use', (suite) => {
  for (const change of changes) {
    it(`${change}: refused where another owner is a user, who is named`, async () => {
      const { workspace } = suite()
      const cell = await toCell(suite(), { change, lifeCycle: 'default' })
      const ids = await begin(suite(), cell)
      const theirs = await createWorkspace({
        LB_STATE_DIR: workspace.stateDirectory,
        LB_OWNER: 'team-b',
      })
      try {
        await theirs.write(toTheirs({ ids, cell }, await freePort()))
        await theirs.apply()
        const words = await applyRefused(suite(), cell)
        assert.equal(words.match(/Code: in_use/g)?.length, parts.length, words)
        assert.equal(words.match(/owned by "team-b"/g)?.length, parts.length, words)
        await assertNoChanges(theirs)
        await theirs.destroy()
      } finally {
        await theirs.close()
      }
    })
  }

  it('strict: refused with the default life cycle, whoever is a user', async () => {
    const { workspace } = suite()
    const cell = await toCell(suite(), { change: 'replace', lifeCycle: 'default' })
    await begin(suite(), cell)
    workspace.environment['LB_DELETION_POLICY'] = 'strict'
    const words = await applyRefused(suite(), cell)
    assert.equal(words.match(/Code: in_use/g)?.length, parts.length, words)
    assert.match(words, /backend_service "server_group"/)
    assert.match(words, /listener "backend_service"/)
  })

  it('strict: create_before_destroy works as ever', async () => {
    const { workspace } = suite()
    const cell = await toCell(suite(), { change: 'replace', lifeCycle: 'create_before_destroy' })
    await begin(suite(), cell)
    workspace.environment['LB_DELETION_POLICY'] = 'strict'
    const load = await startLoad(suite(), cell)
    const { after } = toConfigurations(cell)
    await workspace.write(after.hcl)
    await workspace.apply(...after.words)
    await load.end()
    await assertNothingLeft(suite(), { leaves: false })
  })
})

/** Another team's load balancing on the same instance, over the same parts. */
function toTheirs({ ids, cell }: { readonly ids: Ids; readonly cell: Cell }, port: number): string {
  return `
resource "lb_backend_service" "theirs" {
  for_each = {
    server       = "${ids.server_group}"
    availability = "${ids.availability_group}"
  }
  lb_instance_id        = "${ids.instance}"
  name                  = each.key
  protocol              = "HTTP"
  port                  = ${cell.ports.instances}
  server_group_id       = each.key == "server" ? each.value : null
  availability_group_id = each.key == "availability" ? each.value : null
}
resource "lb_listener" "theirs" {
  lb_instance_id     = "${ids.instance}"
  name               = "theirs"
  protocol           = "HTTP"
  port               = ${port}
  backend_service_id = "${ids.backend_service}"
}`
}
