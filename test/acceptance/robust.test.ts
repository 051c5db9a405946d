/** What may happen to an apply, and that the next one puts it right. */

import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { copyFileSync, existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { ApiObject } from '../../src/engine/client/contract.ts'
import { connectEngine } from '../../src/engine/client/index.ts'
import { acceptance, assertNoChanges } from '../support/acceptance.ts'
import { freePort } from '../support/ports.ts'
import { startTerraform } from '../support/running.ts'
import type { Ended, Running } from '../support/running.ts'
import { builtCli, createWorkspace } from '../support/terraform.ts'
import type { Workspace } from '../support/terraform.ts'

/** So many that an apply is not over before it is struck, however late that is. */
const GROUPS = 120
/** How many creations are under way at once: so many are at stake. */
const PARALLELISM = 10
const LIST_DEADLINE_MS = 60_000

const groups = (count: number): string => `
resource "lb_server_group" "many" {
  count = ${count}
  name  = "group \${count.index}"
}`

/** After so many creations. */
const MOMENTS = [0, 1, 2, 3, 4, 5]

/** Parts that nothing but their place in the state tells from each other. */
const balancer = (ports: readonly number[]): string => `
resource "lb_instance" "twin" {
  name               = "twin"
  subnet_id          = "subnet-local-a"
  availability_zones = ["local-a"]
}
resource "lb_server_group" "twin" {
  count = 8
  name  = "twin"
}
resource "lb_backend_service" "twin" {
  count           = 8
  lb_instance_id  = lb_instance.twin.id
  name            = "twin"
  protocol        = "HTTP"
  port            = 8080
  server_group_id = lb_server_group.twin[count.index].id
}
resource "lb_listener" "twin" {
  count              = ${ports.length}
  lb_instance_id     = lb_instance.twin.id
  protocol           = "HTTP"
  port               = ${JSON.stringify(ports)}[count.index]
  backend_service_id = lb_backend_service.twin[count.index].id
}`

/** What the engine has that is not built in. */
async function ownObjects(workspace: Workspace): Promise<readonly ApiObject[]> {
  const client = connectEngine({ path: join(workspace.stateDirectory, 'engine.sock') })
  try {
    const { objects } = await client.snapshot(AbortSignal.timeout(LIST_DEADLINE_MS))
    return objects.filter(({ owner }) => owner !== 'engine')
  } finally {
    client.close()
  }
}

async function objectsByKind(workspace: Workspace): Promise<Readonly<Record<string, number>>> {
  const groups = Map.groupBy(await ownObjects(workspace), ({ kind }) => kind)
  return Object.fromEntries([...groups].map(([kind, members]) => [kind, members.length]))
}

/** `lb status` as people see it. */
function status({ directory, environment }: Workspace): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  execFile(builtCli, ['status'], { cwd: directory, env: environment }, (error, stdout) => {
    if (error === null) resolve(stdout)
    else reject(error)
  })
  return promise
}

/** How many server groups the engine has. */
async function countGroups(workspace: Workspace): Promise<number> {
  return (await objectsByKind(workspace))['server_group'] ?? 0
}

function controlPid(workspace: Workspace): number {
  return Number(readFileSync(join(workspace.stateDirectory, 'control.lock.pid'), 'utf8'))
}

interface Misfortune {
  readonly name: string
  readonly strike: (running: Running, workspace: Workspace) => void
  /** What Terraform says, where it says anything. */
  readonly says: RegExp
}

const misfortunes: readonly Misfortune[] = [
  {
    name: 'kill -9 of the provider',
    strike: (running) => running.killPlugins(),
    says: /plugin/i,
  },
  {
    name: 'kill -9 of Terraform',
    strike: (running) => running.kill(),
    says: /./,
  },
  {
    name: 'Ctrl-C',
    strike: (running) => running.interrupt(),
    says: /[Ii]nterrupt/,
  },
  {
    name: 'Ctrl-C twice',
    strike: (running) => {
      running.interrupt()
      running.interrupt()
    },
    says: /[Ii]nterrupt/,
  },
  {
    name: 'kill -9 of the engine',
    strike: (_running, workspace) => void process.kill(controlPid(workspace), 'SIGKILL'),
    says: /./,
  },
]

/** No stack trace reaches a user; a bug says that it is one. */
function assertReadable({ words }: Ended): void {
  assert.doesNotMatch(words, /\.(?:ts|cjs):\d+|\bat \w+ \(/)
}

/**
 * Terraform writes its state file in place: killed in the middle of that, it leaves a file that is
 * cut off, and a copy of the one before, to which its user goes back.
 */
function mendState({ directory }: Workspace): void {
  const file = join(directory, 'terraform.tfstate')
  try {
    JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    rmSync(file, { force: true })
    if (existsSync(`${file}.backup`)) copyFileSync(`${file}.backup`, file)
  }
}

acceptance('an apply that is disturbed', (suite) => {
  for (const { name, strike, says } of misfortunes) {
    it(`${name}: ends in time; the next apply converges, and nothing is lost or doubled`, async () => {
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
      mendState(workspace)
      await workspace.apply()
      await assertNoChanges(workspace)
      assert.equal(await countGroups(workspace), GROUPS)
    })
  }

  it('killed time and again, with names alike: every part is there once, and goes', async () => {
    const { workspace } = suite()
    const ports: number[] = []
    while (ports.length < 8) ports.push(await freePort())
    await workspace.write(balancer(ports))
    for (const moment of MOMENTS) {
      const running = startTerraform(workspace, ['apply', '-auto-approve'])
      await running.created(moment)
      if (moment % 2 === 0) running.kill()
      else running.killPlugins()
      await running.end()
      mendState(workspace)
    }
    await workspace.apply()
    await assertNoChanges(workspace)
    const kinds = await objectsByKind(workspace)
    assert.deepEqual(kinds, { instance: 1, server_group: 8, backend_service: 8, listener: 8 })
    await workspace.destroy()
    assert.deepEqual(await objectsByKind(workspace), {})
  })

  it('kill -9 of Terraform, then destroy: what no state has stays, and apply finds it', async () => {
    const { workspace } = suite()
    await workspace.write(groups(GROUPS))
    const running = startTerraform(workspace, ['apply', '-auto-approve'])
    await running.created(3)
    running.kill()
    await running.end()
    mendState(workspace)
    await workspace.destroy()
    const left = await ownObjects(workspace)
    assert.ok(left.every(({ unclaimed }) => unclaimed))
    const told = await status(workspace)
    for (const { id } of left) assert.match(told, new RegExp(`${id}.*in no state yet`))
    await workspace.apply()
    assert.equal(await countGroups(workspace), GROUPS)
    await workspace.destroy()
    assert.deepEqual(await objectsByKind(workspace), {})
  })

  it('two applies at once: one waits its turn or is refused, nothing is doubled', async () => {
    const { workspace } = suite()
    await workspace.write(groups(GROUPS))
    const applies = ['-lock-timeout=0s', '-lock-timeout=0s'].map((lock) =>
      startTerraform(workspace, ['apply', '-auto-approve', lock]),
    )
    const ended = await Promise.all(applies.map((running) => running.end()))
    assert.ok(ended.some(({ code }) => code === 0))
    for (const { code, words } of ended) if (code !== 0) assert.match(words, /state lock/)
    assert.equal(await countGroups(workspace), GROUPS)
  })

  it('two configurations at once on one engine that does not run yet', async () => {
    const { workspace } = suite()
    const other = await createWorkspace({ LB_STATE_DIR: workspace.stateDirectory })
    try {
      await Promise.all([workspace.write(groups(10)), other.write(groups(10))])
      await Promise.all([workspace.apply(), other.apply()])
      assert.equal(await countGroups(workspace), 20)
    } finally {
      await other.close()
    }
  })

  for (const parallelism of [1, 50]) {
    it(`parallelism ${parallelism}`, async () => {
      const { workspace } = suite()
      await workspace.write(groups(GROUPS))
      await workspace.apply(`-parallelism=${parallelism}`)
      assert.equal(await countGroups(workspace), GROUPS)
      await workspace.destroy(`-parallelism=${parallelism}`)
      assert.equal(await countGroups(workspace), 0)
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
    assert.equal(await countGroups(workspace), 10)
  })
})
