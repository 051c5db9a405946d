/** Surroundings that are not as they should be: words that help, in time, or it works anyway. */

import assert from 'node:assert/strict'
import { mkdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { acceptance, assertNoChanges } from '../support/acceptance.ts'
import { startTerraform } from '../support/running.ts'
import { createWorkspace } from '../support/terraform.ts'

const group = `
resource "lb_server_group" "one" {
  name = "one"
}`

/** So many that an apply is not over before its engine hangs, however late that is. */
const GROUPS = 120

const manyGroups = `
resource "lb_server_group" "many" {
  count = ${GROUPS}
  name  = "group \${count.index}"
}`

const withEndpoint = (socket: string): string => `
provider "lb" {
  endpoint = "unix://${socket}"
}
${group}`

interface Surroundings {
  readonly name: string
  readonly environment: (directory: string) => Readonly<Record<string, string>>
}

const harmless: readonly Surroundings[] = [
  { name: 'no HOME', environment: () => ({ HOME: '', XDG_STATE_HOME: '', XDG_RUNTIME_DIR: '' }) },
  {
    name: 'a TMPDIR too long for a socket',
    environment: (directory) => {
      const path = join(directory, 'long'.repeat(30))
      mkdirSync(path, { recursive: true })
      return { TMPDIR: path }
    },
  },
]

acceptance('surroundings', (suite) => {
  for (const { name, environment } of harmless) {
    it(`${name}: works all the same`, async () => {
      const { workspace } = suite()
      const own = await createWorkspace({
        ...environment(workspace.directory),
        LB_STATE_DIR: workspace.stateDirectory,
      })
      try {
        await own.write(group)
        await own.apply()
        await assertNoChanges(own)
        await own.destroy()
      } finally {
        await own.close()
      }
    })
  }

  it('a state directory that cannot be written: a clear error', async () => {
    const own = await createWorkspace({ LB_STATE_DIR: '/dev/null/lb-state' })
    try {
      await own.write(group)
      const running = startTerraform(own, ['apply', '-auto-approve'])
      const { code, words } = await running.end()
      assert.equal(code, 1)
      assert.match(words, /\/dev\/null/)
      assert.doesNotMatch(words, /bug in the/)
    } finally {
      await own.close()
    }
  })

  it('an engine that is down: a plan of new objects works, an apply says what to do', async () => {
    const { workspace } = suite()
    await workspace.write(withEndpoint(join(workspace.directory, 'nobody.sock')))
    assert.deepEqual(await workspace.plan(), { 'lb_server_group.one': 'create' })
    const running = startTerraform(workspace, ['apply', '-auto-approve'])
    const { code, words } = await running.end()
    assert.equal(code, 1)
    assert.match(words, /nobody\.sock/)
    assert.doesNotMatch(words, /bug in the/)
  })

  it('an engine that never answers: an error, the state intact', async () => {
    const { workspace } = suite()
    const socket = join(workspace.directory, 'deaf.sock')
    const server = createServer(() => {})
    await new Promise<void>((done) => server.listen(socket, done))
    try {
      await workspace.write(withEndpoint(socket))
      const running = startTerraform(workspace, ['apply', '-auto-approve'])
      const { code, words } = await running.end()
      assert.equal(code, 1)
      assert.match(words, /deaf\.sock/)
    } finally {
      server.close()
    }
    await workspace.write(group)
    await workspace.apply()
    await assertNoChanges(workspace)
  })

  it('an engine that hangs in the middle: an error in time, then it converges', async () => {
    const { workspace } = suite()
    await workspace.write(manyGroups)
    const running = startTerraform(workspace, ['apply', '-auto-approve', '-parallelism=2'])
    await running.created(3)
    const pid = Number(readFileSync(join(workspace.stateDirectory, 'control.lock.pid'), 'utf8'))
    process.kill(pid, 'SIGSTOP')
    try {
      const { code, words } = await running.end()
      assert.equal(code, 1)
      assert.match(words, /has said nothing for 20 s: it hangs/)
      assert.match(words, /What is live keeps serving; nothing is known of this change yet/)
    } finally {
      process.kill(pid, 'SIGCONT')
    }
    await workspace.apply()
    await assertNoChanges(workspace)
    assert.equal((await workspace.lb('status')).stdout.split('"server_group"').length - 1, GROUPS)
  })
})
