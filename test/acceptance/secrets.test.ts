/** No secret is in state, plan, logs at TRACE, or process arguments. */

import assert from 'node:assert/strict'
import { chmodSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { acceptance } from '../support/acceptance.ts'
import { startTerraform } from '../support/running.ts'
import type { Ended } from '../support/running.ts'
import type { Workspace } from '../support/terraform.ts'

const plugin = resolve(import.meta.dirname, '../protocol/programs/secret-plugin.ts')
const POLL_MS = 20

/** Each is looked for by itself; none may be a part of another word. */
const TOKEN = 'token-7f3a9c51e0'
const PASSWORD = 'password-b2d84e6617'
const PIN = 'pin-90417c3fa2'

const hcl = `
terraform {
  required_providers {
    secret = { source = "example.com/test/secret" }
  }
}
variable "token" {
  type      = string
  ephemeral = true
}
variable "password" {
  type      = string
  ephemeral = true
}
provider "secret" {
  token = var.token
}
resource "secret_safe" "one" {
  name     = "one"
  password = var.password
  pin      = "${PIN}"
}`

/** Every file below, sockets and such left out. */
function filesUnder(directory: string): readonly string[] {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .map((name) => join(directory, name))
    .filter((path) => statSync(path).isFile())
}

/** The paths of the files that hold the text. */
function holders(directory: string, text: string): readonly string[] {
  return filesUnder(directory).filter((path) => readFileSync(path).includes(text))
}

/** The arguments of every process of the machine. */
function commandLines(): string {
  const processes = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  return processes.map((pid) => readOrNothing(`/proc/${pid}/cmdline`)).join('\n')
}

/** A process may be gone by the time it is looked at. */
function readOrNothing(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

/** Runs to the end, and looks at the arguments of all processes meanwhile. */
async function runWatched(workspace: Workspace, args: readonly string[]): Promise<Ended> {
  const running = startTerraform(workspace, args)
  const watching = new AbortController()
  const seen = (async () => {
    for (; !watching.signal.aborted; await delay(POLL_MS)) {
      const lines = commandLines()
      for (const secret of [TOKEN, PASSWORD, PIN]) assert.ok(!lines.includes(secret), secret)
    }
  })()
  const ended = await running.end()
  watching.abort()
  await seen
  assert.equal(ended.code, 0, ended.words)
  return ended
}

function traced(workspace: Workspace, more: Readonly<Record<string, string>>): Workspace {
  const log = { TF_LOG: 'TRACE', TF_LOG_PATH: join(workspace.directory, 'trace.log') }
  return { ...workspace, environment: { ...workspace.environment, ...log, ...more } }
}

acceptance('secrets', (suite) => {
  it('told to a provider: in no state, plan, log, output or process argument', async () => {
    const { workspace } = suite()
    const executable = join(workspace.directory, 'terraform-provider-secret')
    writeFileSync(executable, `#!/bin/sh\nexec '${process.execPath}' '${plugin}' "$@"\n`)
    chmodSync(executable, 0o755)
    const overrides = `dev_overrides { "example.com/test/secret" = "${workspace.directory}" }`
    const rc = join(workspace.directory, 'terraform.rc')
    writeFileSync(rc, `provider_installation {\n  ${overrides}\n  direct {}\n}\n`)
    writeFileSync(join(workspace.directory, 'main.tf'), hcl)
    const told = { TF_VAR_token: TOKEN, TF_VAR_password: PASSWORD }
    const watched = traced(workspace, told)
    const outputs = [
      await runWatched(watched, ['plan', '-out=test.tfplan']),
      await runWatched(watched, ['apply', 'test.tfplan']),
      await runWatched(watched, ['plan']),
    ]
    for (const secret of [TOKEN, PASSWORD, PIN]) {
      for (const { words } of outputs) assert.ok(!words.includes(secret), secret)
    }
    const shown = await workspace.run('show', '-json', 'test.tfplan')
    for (const secret of [TOKEN, PASSWORD]) {
      assert.deepEqual(holders(workspace.directory, secret), [])
      assert.ok(!shown.stdout.includes(secret), secret)
    }
    // Terraform keeps sensitive values in its state; and the user wrote this one in main.tf.
    const pinned = holders(workspace.directory, PIN).map((path) => path.split('/').at(-1))
    assert.deepEqual(new Set(pinned), new Set(['main.tf', 'terraform.tfstate']))
    assert.match(
      readFileSync(join(workspace.directory, 'trace.log'), 'utf8'),
      /ApplyResourceChange/,
    )
  })

  it('in the environment: the engine does not inherit them, and no file has them', async () => {
    const { workspace } = suite()
    await workspace.write(`resource "lb_server_group" "one" {\n  name = "one"\n}`)
    const secretive = { LB_TOKEN: TOKEN, AWS_SECRET_ACCESS_KEY: PASSWORD }
    const watched = traced(workspace, secretive)
    await runWatched(watched, ['apply', '-auto-approve'])
    for (const secret of [TOKEN, PASSWORD]) {
      assert.deepEqual(holders(workspace.directory, secret), [])
      for (const role of ['control', 'agent']) {
        const pid = readFileSync(join(workspace.stateDirectory, `${role}.lock.pid`), 'utf8').trim()
        assert.ok(!readFileSync(`/proc/${pid}/environ`, 'utf8').includes(secret), role)
      }
    }
  })
})
