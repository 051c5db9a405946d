/** Every kind of attribute in every mode, nested in each way, through real Terraform. */

import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { requireTerraform, terraformBinary } from '../support/terraform.ts'
import { waitFor } from '../support/wait.ts'
import { PluginProcess } from './support/core.ts'

const plugin = join(import.meta.dirname, 'programs/corner-plugin.ts')
const COMMAND_TIMEOUT_MS = 150_000

const hcl = `terraform {
  required_providers {
    corner = { source = "example.com/test/corner" }
  }
}
variable "late" { type = string }
variable "place" { default = "here" }
variable "word" { default = "Word" }
resource "terraform_data" "late" { input = var.late }
ephemeral "corner_key" "key" {}
data "corner_question" "q" { text = "why \${var.late}" }
resource "corner_thing" "full" {
  name   = "full"
  place  = var.place
  exact  = 12345678901234567890.5
  any    = { a = [1, 0.1, 1e30], b = null, c = data.corner_question.q.answers }
  pair   = ["x", true]
  plain  = { a = null, b = 1.5 }
  maps   = [{ "__proto__" = "p" }]
  word   = var.word
  secret = ephemeral.corner_key.key.text
  list   = [{ name = terraform_data.late.output }, { name = "b", on = false }]
  set    = [{ name = terraform_data.late.output }, { name = "b", on = false }]
  block_one { name = terraform_data.late.output }
  block_group { note = "n" }
  block_list {
    name = "l"
    inner { name = terraform_data.late.output }
    inner { name = "i" }
  }
  dynamic "block_set" {
    for_each = toset([terraform_data.late.output, "s"])
    content { name = block_set.value }
  }
  block_map "k" { name = "m" }
}
resource "corner_thing" "bare" { name = corner_thing.full.found[0].seen }
output "echo" { value = provider::corner::echo({ n = 12345678901234567890.123, s = "e\\u0301" }) }
`

interface Outcome {
  readonly code: number
  readonly text: string
}

interface Workspace extends AsyncDisposable {
  readonly directory: string
  run(...args: readonly string[]): Promise<Outcome>
}

/** A configuration, and the plugin running beside it for all commands. */
async function openWorkspace(): Promise<Workspace> {
  const directory = mkdtempSync(join(tmpdir(), 'corner-'))
  writeFileSync(join(directory, 'main.tf'), hcl)
  const running = new PluginProcess({ command: [process.execPath, plugin, '--debug'] })
  await running.firstLine()
  const reattach = await waitFor('the words for reattaching', () => {
    return /TF_REATTACH_PROVIDERS='(.*)'/.exec(running.stdout.join('\n'))?.[1] ?? null
  })
  const env = {
    ...process.env,
    TF_REATTACH_PROVIDERS: reattach,
    TF_CLI_CONFIG_FILE: '/dev/null',
    CHECKPOINT_DISABLE: '1',
    TF_IN_AUTOMATION: '1',
  }
  return {
    directory,
    run: async (...args) => {
      const { promise, resolve } = Promise.withResolvers<Outcome>()
      const options = { cwd: directory, env, timeout: COMMAND_TIMEOUT_MS }
      const all = [...args, '-no-color']
      const child = execFile(terraformBinary ?? '', all, options, (_error, ...out) =>
        resolve({ code: child.exitCode ?? -1, text: out.join('') }),
      )
      return promise
    },
    [Symbol.asyncDispose]: async () => {
      await running[Symbol.asyncDispose]()
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

async function expect(done: Promise<Outcome>, pattern: RegExp): Promise<string> {
  const { text } = await done
  assert.match(text, pattern)
  return text
}

describe('every corner of the protocol, under real Terraform', () => {
  before(function () {
    requireTerraform(this)
  })

  it('plans agree with applies, and a plan after an apply is empty', async () => {
    await using workspace = await openWorkspace()
    const { run } = workspace
    const one = ['-var', 'late=one']
    const two = ['-var', 'late=two']
    await expect(run('init'), /successfully initialized/)
    const made = await expect(run('apply', '-auto-approve', ...one), /3 added, 0 changed/)
    assert.match(made, /"n" = 12345678901234567890.123\n +"s" = "\u00e9"/)
    await expect(run('plan', ...one), /No changes/)
    await expect(run('apply', '-auto-approve', ...two), /0 added, 2 changed, 0 destroyed/)
    await expect(run('plan', ...two), /No changes/)
    await expect(run('plan', ...two, '-var', 'word=WORD'), /No changes/)
    const moved = await expect(run('plan', ...two, '-var', 'place=there'), /must be replaced/)
    assert.match(moved, /~ place += "here" -> "there" # forces replacement/)
    const state = readFileSync(join(workspace.directory, 'terraform.tfstate'), 'utf8')
    assert.doesNotMatch(state, /never-to-be-stored/)
    assert.match(state, /12345678901234567890\.5/)
    await expect(run('destroy', '-auto-approve', ...two), /3 destroyed/)
  })
})
