/** What README.md and the guide for beginners print works as printed, for a user with nothing. */

import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { startBackend } from '../support/backends.ts'
import type { Backend } from '../support/backends.ts'
import { freePort } from '../support/ports.ts'
import { requireTerraform } from '../support/terraform.ts'

const run = promisify(execFile)
const root = resolve(import.meta.dirname, '../..')

/** A machine of one user: a home, and a directory with a configuration. */
class Machine implements AsyncDisposable {
  readonly home = mkdtempSync(join(tmpdir(), 'lb-first-'))
  readonly directory = join(this.home, 'work')
  readonly #servers: Backend[] = []

  /** Ports of the text that are free here, by the port that the text has. */
  readonly #ports = new Map<string, number>()

  constructor() {
    mkdirSync(this.directory)
  }

  /** As a user's shell runs it, with the ports of this machine. */
  async shell(command: string): Promise<string> {
    const { PATH } = process.env
    const config = join(this.home, 'none.rc')
    writeFileSync(config, '')
    const env = { PATH, HOME: this.home, TF_CLI_CONFIG_FILE: config, CHECKPOINT_DISABLE: '1' }
    const words = ['-ec', this.#here(command)]
    return (await run('bash', words, { cwd: this.directory, env })).stdout
  }

  /** Starts servers for those of `hcl`, and writes it as it stands but for the ports. */
  async write(hcl: string): Promise<void> {
    for (const [, port = ''] of hcl.matchAll(/port\s*= (\d{4})/g)) {
      if (!this.#ports.has(port)) this.#ports.set(port, await freePort())
    }
    for (const port of ['8081', '8082']) {
      const own = this.#ports.get(port)
      assert.ok(own)
      this.#servers.push(await startBackend({ name: port, port: own }))
    }
    writeFileSync(join(this.directory, 'main.tf'), this.#here(hcl))
  }

  #here(text: string): string {
    return text.replaceAll(/\b80\d\d\b/g, (port) => String(this.#ports.get(port) ?? port))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.shell(`"${root}/dist/lb" engine stop`)
    for (const server of this.#servers) await server.close()
    rmSync(this.home, { recursive: true, force: true })
  }
}

/** The code blocks of a page, by their language. */
function blocks(path: string, language: string): readonly string[] {
  const text = readFileSync(join(root, path), 'utf8')
  const found = text.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'gms'))
  return [...found].map(([, block = '']) => block)
}

/** The block that has `word`, for the machine of a test, where nobody says yes. */
function command(path: string, word: string, language: string): string {
  const block = blocks(path, language).find((text) => text.includes(word))
  assert.ok(block, `${path} has a block with ${word}`)
  return block.replaceAll(/terraform (apply|destroy)$/gm, 'terraform $1 -auto-approve')
}

describe('first contact', () => {
  before(function () {
    requireTerraform(this)
  })

  it('README.md: installs, applies, answers and shows itself', async () => {
    await using machine = new Machine()
    const said = await machine.shell(`cd "${root}" && npm run --silent install-provider`)
    const path = /export PATH=.*/.exec(said)?.[0] ?? ''
    await machine.write(blocks('README.md', 'hcl')[0] ?? '')
    // The servers run already.
    const lines = command('README.md', 'curl http', 'sh').replace(/^for .*\n/, '')
    const shown = await machine.shell(`${path}\n${lines}`)
    assert.match(shown, /2 of 2 healthy/)
  })

  it('getting started: applies, answers, shows itself, and takes it all down', async () => {
    await using machine = new Machine()
    await machine.shell(`cd "${root}" && npm run --silent install-provider`)
    const page = 'docs/guides/getting-started.md'
    await machine.write(blocks(page, 'terraform')[0] ?? '')
    await machine.shell(command(page, 'curl', 'shell'))
    const look = command(page, 'lb status', 'shell').replace(/^lb events --follow.*$/m, 'lb events')
    assert.match(await machine.shell(look), /2 of 2 healthy[^]*created.*listener/)
    const down = command(page, 'terraform destroy', 'shell')
    const path = /export PATH.*/.exec(look)?.[0] ?? ''
    assert.match(await machine.shell(`${path}\n${down}`), /4 destroyed[^]*stopped/)
  })
})
