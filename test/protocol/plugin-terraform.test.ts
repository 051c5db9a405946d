/** What real Terraform makes of a plugin of ours; the plugin has next to no provider in it. */

import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { chmodSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { requireTerraform, terraformBinary } from '../support/terraform.ts'
import { PluginProcess } from './support/core.ts'

const source = 'example.com/test/fake'
const fakePlugin = join(import.meta.dirname, 'support/fake-plugin.ts')

interface Outcome {
  readonly code: number
  /** Standard output and error, without colours. */
  readonly text: string
}

interface Workspace extends Disposable {
  readonly sockets: string
  run(args: readonly string[], env?: Readonly<Record<string, string>>): Promise<Outcome>
}

/** A directory with a configuration and with the plugin as Terraform's dev override. */
function makeWorkspace(hcl: string): Workspace {
  const path = mkdtempSync(join(tmpdir(), 'fake-'))
  const executable = join(path, 'terraform-provider-fake')
  writeFileSync(executable, `#!/bin/sh\nexec '${process.execPath}' '${fakePlugin}' "$@"\n`)
  chmodSync(executable, 0o755)
  const overrides = `dev_overrides { ${JSON.stringify(source)} = ${JSON.stringify(path)} }`
  writeFileSync(join(path, 'cli.rc'), `provider_installation {\n${overrides}\ndirect {}\n}\n`)
  const required = `required_providers {\nfake = { source = ${JSON.stringify(source)} }\n}`
  writeFileSync(join(path, 'main.tf'), `terraform {\n${required}\n}\n${hcl}\n`)
  const environment = {
    ...process.env,
    TF_CLI_CONFIG_FILE: join(path, 'cli.rc'),
    CHECKPOINT_DISABLE: '1',
    TF_IN_AUTOMATION: '1',
    TMPDIR: path,
  }
  return {
    sockets: join(path, `terraform-provider-fake-${process.getuid?.() ?? 0}`),
    run: (args, env = {}) => runTerraform({ args, cwd: path, env: { ...environment, ...env } }),
    [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }),
  }
}

interface Command {
  readonly args: readonly string[]
  readonly cwd: string
  readonly env: NodeJS.ProcessEnv
}

function runTerraform({ args, cwd, env }: Command): Promise<Outcome> {
  const { promise, resolve } = Promise.withResolvers<Outcome>()
  const options = { cwd, env, timeout: 150_000, maxBuffer: 64 * 2 ** 20 }
  const child = execFile(terraformBinary ?? '', [...args, '-no-color'], options, (_error, ...out) =>
    resolve({ code: child.exitCode ?? -1, text: out.join('') }),
  )
  return promise
}

const thing = 'resource "fake_thing" "a" {\n  name = "x"\n}'

describe('plugin under real Terraform', () => {
  before(function () {
    requireTerraform(this)
  })

  it('shakes hands, is called over mutual TLS and ends when told', async () => {
    using workspace = makeWorkspace(thing)
    const { code, text } = await workspace.run(['validate'], { TF_LOG: 'TRACE' })
    assert.equal(code, 0, text)
    assert.match(text, /using plugin: version=6/)
    assert.match(text, /plugin process exited/)
    assert.doesNotMatch(text, /unexpected data|plugin failed to exit gracefully|error closing/)
    assert.deepEqual(readdirSync(workspace.sockets), [], 'sockets were left behind')
  })

  it('answers on a port of loopback where no socket can be, over mutual TLS as well', async () => {
    using workspace = makeWorkspace(thing)
    const name = `terraform-provider-${'x'.repeat(100)}`
    const env = { TF_LOG: 'TRACE', FAKE_PLUGIN_NAME: name }
    const { code, text } = await workspace.run(['validate'], env)
    assert.equal(code, 0, text)
    // Terraform writes the fields of a line in any order.
    const [, port] = /the plugin listens:.* at=127\.0\.0\.1:(\d+)/.exec(text) ?? []
    // What Terraform has in PLUGIN_MIN_PORT and PLUGIN_MAX_PORT.
    assert.ok(Number(port) >= 10_000 && Number(port) <= 25_000, text)
    assert.doesNotMatch(text, /plugin failed to exit gracefully/)
  })

  it('has its log lines taken for structured ones', async () => {
    using workspace = makeWorkspace('data "fake_log" "a" {}')
    const { text } = await workspace.run(['plan'], { TF_LOG: 'TRACE' })
    const line = text.split('\n').find((each) => each.includes('an info'))
    assert.match(line ?? '', /\[INFO\] +provider\.terraform-provider-fake: an info:.*count=3/)
    assert.doesNotMatch(text, /hunter2/)
  })

  it('shows the user where it crashed, with the log switched off', async () => {
    using workspace = makeWorkspace('data "fake_crash" "a" {}')
    const { code, text } = await workspace.run(['plan'])
    assert.equal(code, 1)
    assert.match(text, /Stack trace from the terraform-provider-fake plugin/)
    assert.match(text, /panic: lb is not a function/)
    assert.match(text, /Please report it/)
  })

  it('is attached to when it runs for debugging, one command after the other', async () => {
    using workspace = makeWorkspace(thing)
    await using plugin = new PluginProcess({ command: [process.execPath, fakePlugin, '--debug'] })
    await plugin.firstLine()
    while (!plugin.stdout.some((line) => line.includes('Ctrl-C'))) await delay(10)
    const value = /TF_REATTACH_PROVIDERS='(.*)'/.exec(plugin.stdout.join('\n'))?.[1] ?? ''
    for (let run = 0; run < 2; run++) {
      const env = { TF_REATTACH_PROVIDERS: value, TF_CLI_CONFIG_FILE: '/dev/null' }
      const { code, text } = await workspace.run(['validate'], env)
      assert.equal(code, 0, text)
    }
    plugin.kill('SIGINT')
    assert.equal((await plugin.exited()).code, 0)
  })
})
