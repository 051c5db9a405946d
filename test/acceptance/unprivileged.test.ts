/** An engine without rights: everything that needs none, through real Terraform. */

import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { assertNoChanges } from '../support/acceptance.ts'
import { get } from '../support/backends.ts'
import { freePort } from '../support/ports.ts'
import { stackHcl } from '../support/stack.ts'
import { builtCli, createWorkspace, requireTerraform } from '../support/terraform.ts'
import type { Workspace } from '../support/terraform.ts'
import { waitFor } from '../support/wait.ts'

/** Of nobody, whom no file belongs to. */
const UID = 65_534

/** Why nobody else can run the engine here; null when somebody can. */
function whyNot(): string | null {
  if (process.getuid?.() !== 0) return 'starting an engine as another user needs root'
  const { status } = spawnSync(builtCli, ['version'], { uid: UID, gid: UID })
  return status === 0 ? null : 'others cannot read this directory'
}

describe('an engine without rights', () => {
  let workspace: Workspace
  before(async function () {
    requireTerraform(this)
    const reason = whyNot()
    if (reason !== null) {
      process.stderr.write(`SKIPPED: no engine without rights was tried: ${reason}\n`)
      this.skip()
    }
  })
  beforeEach(async () => {
    workspace = await createWorkspace({ HOME: '/nonexistent' }, UID)
  })
  afterEach(() => workspace.close())

  it('R31: runs one process a group, with no user named, as who it is itself', async () => {
    const ports = { listener: await freePort(), instance: await freePort() }
    await workspace.write(toHcl(ports))
    await workspace.apply()
    await assertNoChanges(workspace)
    const url = String((await workspace.outputs())['url'])
    const answer = await waitFor('an answer', async () => {
      const seen = await get(url)
      return seen.status === 200 ? seen : null
    })
    const pid = Number(answer.headers['x-instance-pid'])
    assert.equal(await uidOf(pid), UID)
    process.kill(pid, 'SIGKILL')
    await waitFor('the instance to be started again', async () => {
      const seen = await get(url)
      return seen.status === 200 && Number(seen.headers['x-instance-pid']) !== pid ? true : null
    })
    await workspace.destroy()
  })

  it('has the command line tell what is not its own to see from an engine that does not run', async () => {
    const ofRoot = await mkdtemp(join(tmpdir(), 'lb-other-'))
    try {
      for (const words of [['status'], ['engine', 'status'], ['engine', 'stop']]) {
        const call = [...words, '--state-dir', ofRoot]
        const { status, stderr } = spawnSync(builtCli, call, { uid: UID, gid: UID })
        assert.equal(status, 1)
        assert.match(String(stderr), /is not yours to look into \(EACCES\)/)
      }
    } finally {
      await rm(ofRoot, { recursive: true })
    }
  })

  it('R31: refuses another user and a limit of memory at plan, and says why', async () => {
    const ports = { listener: 8000, instance: 9000 }
    await workspace.write(toHcl(ports))
    await workspace.lb('engine', 'start')
    await workspace.write(toHcl(ports, 'user = "root"'))
    assert.match(
      await workspace.refuses('plan'),
      /Only an engine that runs as root can start instances as "root"/,
    )
    await workspace.write(toHcl(ports, 'memory_bytes_max = 100000000'))
    assert.match(await workspace.refuses('plan'), /needs an engine that runs as root/)
  })
})

async function uidOf(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8')
  return Number(/^Uid:\t(\d+)/m.exec(status)?.[1])
}

function toHcl(ports: { listener: number; instance: number }, more = ''): string {
  return stackHcl({
    port: ports.listener,
    servicePort: ports.instance,
    servers: { zones: ['local-a'], process: more },
    group: `
  port     = ${ports.instance}
  min_size = 1
  max_size = 1`,
  })
}
