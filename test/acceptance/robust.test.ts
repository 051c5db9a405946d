/** What may happen to an apply, and that the next one puts it right. */

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { connectEngine } from '../../src/engine/client/index.ts'
import { acceptance, assertNoChanges } from '../support/acceptance.ts'
import { startTerraform } from '../support/running.ts'
import type { Ended, Running } from '../support/running.ts'
import { createWorkspace } from '../support/terraform.ts'
import type { Workspace } from '../support/terraform.ts'

const GROUPS = 40
/** How many creations may be under way at once; so many may be forgotten by a kill. */
const PARALLELISM = 3
const LIST_DEADLINE_MS = 5_000

const groups = (count: number): string => `
resource "lb_server_group" "many" {
  count = ${count}
  name  = "group \${count.index}"
}`

/** How many server groups the engine has. */
async function countGroups(stateDirectory: string): Promise<number> {
  const client = connectEngine({ path: join(stateDirectory, 'engine.sock') })
  try {
    const filter = { kind: 'server_group', owner: null, name: null, leaving: false }
    const signal = AbortSignal.timeout(LIST_DEADLINE_MS)
    return (await client.list({ ...filter, limit: 1000, cursor: null }, signal)).objects.length
  } finally {
    client.close()
  }
}

function controlPid(workspace: Workspace): number {
  return Number(readFileSync(join(workspace.stateDirectory, 'control.lock.pid'), 'utf8'))
}

interface Misfortune {
  readonly name: string
  readonly strike: (running: Running, workspace: Workspace) => void
  /** What Terraform says, where it says anything. */
  readonly says: RegExp
  /** Objects that are there and that no state knows: at most this many. */
  readonly forgottenMax: number
}

const misfortunes: readonly Misfortune[] = [
  {
    name: 'kill -9 of the provider',
    strike: (running) => running.killPlugins(),
    says: /plugin/i,
    forgottenMax: PARALLELISM,
  },
  {
    name: 'kill -9 of Terraform',
    strike: (running) => running.kill(),
    says: /./,
    forgottenMax: PARALLELISM,
  },
  {
    name: 'Ctrl-C',
    strike: (running) => running.interrupt(),
    says: /[Ii]nterrupt/,
    forgottenMax: 0,
  },
  {
    name: 'Ctrl-C twice',
    strike: (running) => {
      running.interrupt()
      running.interrupt()
    },
    says: /[Ii]nterrupt/,
    forgottenMax: PARALLELISM,
  },
  {
    name: 'kill -9 of the engine',
    strike: (_running, workspace) => void process.kill(controlPid(workspace), 'SIGKILL'),
    says: /./,
    forgottenMax: 0,
  },
]

/** No stack trace reaches a user; a bug says that it is one. */
function assertReadable({ words }: Ended): void {
  assert.doesNotMatch(words, /\.(?:ts|cjs):\d+|\bat \w+ \(/)
}

acceptance('an apply that is disturbed', (suite) => {
  for (const { name, strike, says, forgottenMax } of misfortunes) {
    it(`${name}: ends in time, and the next apply converges`, async () => {
      const { workspace } = suite()
      await workspace.write(groups(GROUPS))
      const running = startTerraform(workspace, [
        ...['apply', '-auto-approve', `-parallelism=${PARALLELISM}`],
      ])
      await running.created(5)
      strike(running, workspace)
      const ended = await running.end()
      assert.match(ended.words, says)
      assertReadable(ended)
      await workspace.apply()
      await assertNoChanges(workspace)
      const count = await countGroups(workspace.stateDirectory)
      assert.ok(count >= GROUPS && count <= GROUPS + forgottenMax, `${count} groups`)
    })
  }

  it('two applies at once: one waits its turn or is refused, nothing is doubled', async () => {
    const { workspace } = suite()
    await workspace.write(groups(GROUPS))
    const applies = ['-lock-timeout=0s', '-lock-timeout=0s'].map((lock) =>
      startTerraform(workspace, ['apply', '-auto-approve', lock]),
    )
    const ended = await Promise.all(applies.map((running) => running.end()))
    assert.ok(ended.some(({ code }) => code === 0))
    for (const { code, words } of ended) if (code !== 0) assert.match(words, /state lock/)
    assert.equal(await countGroups(workspace.stateDirectory), GROUPS)
  })

  it('two configurations at once on one engine that does not run yet', async () => {
    const { workspace } = suite()
    const other = await createWorkspace({ LB_STATE_DIR: workspace.stateDirectory })
    try {
      await Promise.all([workspace.write(groups(10)), other.write(groups(10))])
      await Promise.all([workspace.apply(), other.apply()])
      assert.equal(await countGroups(workspace.stateDirectory), 20)
    } finally {
      await other.close()
    }
  })

  for (const parallelism of [1, 50]) {
    it(`parallelism ${parallelism}`, async () => {
      const { workspace } = suite()
      await workspace.write(groups(GROUPS))
      await workspace.apply(`-parallelism=${parallelism}`)
      assert.equal(await countGroups(workspace.stateDirectory), GROUPS)
      await workspace.destroy(`-parallelism=${parallelism}`)
      assert.equal(await countGroups(workspace.stateDirectory), 0)
    })
  }

  it('ten aliases: ten plugins at once, one engine', async () => {
    const { workspace } = suite()
    const aliases = Array.from({ length: 10 }, (_, index) => `a${index}`)
    const blocks = aliases.map(
      (alias) => `
provider "lb" {
  alias = "${alias}"
  owner = "${alias}"
}
resource "lb_server_group" "${alias}" {
  provider = lb.${alias}
  name     = "${alias}"
}`,
    )
    await workspace.write(blocks.join('\n'))
    await workspace.apply()
    assert.equal((await workspace.state('lb_server_group.a7'))['owner'], 'a7')
    assert.equal(await countGroups(workspace.stateDirectory), 10)
  })
})
