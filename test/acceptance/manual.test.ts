/** Every example of the manual is a whole configuration: all apply at once, then plan empty. */

import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { globSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { acceptance } from '../support/acceptance.ts'
import { makeTestCertificate } from '../support/certificates.ts'
import { freePort } from '../support/ports.ts'
import { terraformBinary } from '../support/terraform.ts'
import type { Workspace } from '../support/terraform.ts'
import { instanceUser } from '../support/user.ts'

const examples = resolve(import.meta.dirname, '../../examples')
const PAGES = '{resources,data-sources,ephemeral-resources,functions}/*/*.tf'

/** What a configuration has and the page of one resource leaves out. */
const versions =
  'terraform {\n  required_providers {\n    lb = { source = "lb-engine/lb" }\n  }\n}\n'

/**
 * Copies each example to a module of its own; ports become free ones, equal ones equal, and
 * instances get the user that an engine of this user wants to be told.
 */
async function writeModules(workspace: Workspace, paths: readonly string[]): Promise<void> {
  const ports = new Map<string, number>()
  for (const path of paths) {
    const folder = join(workspace.directory, dirname(path))
    let text = await readFile(join(examples, path), 'utf8')
    // As the page says.
    if (process.getuid?.() !== 0) text = text.replaceAll(/^ *user = .*# .*leave it out\.$/gm, '')
    for (const [, port = ''] of text.matchAll(/\bport\s*=\s*(\d+)/g)) {
      if (!ports.has(port)) ports.set(port, await freePort())
    }
    text = text.replaceAll(
      /(\bport\s*=\s*)(\d+)/g,
      (_, before: string, port: string) => `${before}${ports.get(port)}`,
    )
    if (instanceUser !== null) {
      text = text.replaceAll('process = {', `process = {\n      user = "${instanceUser}"\n`)
    }
    await mkdir(folder, { recursive: true })
    await writeFile(join(folder, 'main.tf'), text)
    await writeFile(join(folder, 'versions.tf'), versions)
    await writeCertificate(folder)
  }
}

/** The files that examples of certificates read. */
async function writeCertificate(folder: string): Promise<void> {
  const { pem, keyPem } = makeTestCertificate({ names: ['shop.example'] })
  await writeFile(join(folder, 'shop.pem'), pem)
  await writeFile(join(folder, 'shop-key.pem'), keyPem)
}

acceptance('the manual', (suite) => {
  it('has examples that work as they stand', async () => {
    const { workspace } = suite()
    const paths = globSync(PAGES, { cwd: examples }).toSorted()
    assert.ok(paths.length > 20)
    await writeModules(workspace, paths)
    const modules = paths.map((path) => {
      const source = dirname(path)
      return `module "${source.replaceAll('/', '_')}" {\n  source = "./${source}"\n}\n`
    })
    await workspace.write(`provider "lb" {}\n${modules.join('\n')}`)
    await workspace.run('get')
    await workspace.apply()
    assert.deepEqual(await workspace.plan(), {})
    await workspace.destroy()
  })

  it('has a provider block that is valid', async () => {
    const { workspace } = suite()
    const text = await readFile(join(examples, 'provider/provider.tf'), 'utf8')
    await writeFile(join(workspace.directory, 'main.tf'), text)
    const { code, stderr } = await workspace.run('validate')
    assert.equal(code, 0, stderr)
  })

  it('is formatted as Terraform would', () => {
    const environment = { PATH: process.env['PATH'], CHECKPOINT_DISABLE: '1' }
    const args = ['fmt', '-check', '-recursive', examples]
    execFileSync(terraformBinary ?? 'terraform', args, { env: environment })
  })
})
