/** Stacks in TypeScript: compiled, written, applied by real Terraform, with traffic (R2). */

import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { cdkFolder, cdkPackages } from '../../scripts/cdk.ts'
import type { CdkLibrary } from '../../scripts/cdk.ts'
import { toSchemaJson } from '../../src/provider/docs/index.ts'
import { lb } from '../../src/resources/provider.ts'
import { acceptance } from '../support/acceptance.ts'
import { shares } from '../support/backends.ts'
import { freePort } from '../support/ports.ts'
import { installProvider, terraformBinary } from '../support/terraform.ts'
import type { Workspace } from '../support/terraform.ts'

const root = resolve(import.meta.dirname, '../..')
const run = promisify(execFile)

/** Copies the example, and gives it the packages that `npm install` would. */
function prepare({ directory }: Workspace, library: CdkLibrary): void {
  cpSync(join(root, 'examples', library), directory, { recursive: true })
  const packages = [
    [cdkPackages[library].name, cdkFolder(library)],
    [library, join(root, 'node_modules', library)],
    ['constructs', join(root, 'node_modules/constructs')],
    ['@types/node', join(root, 'node_modules/@types/node')],
  ] as const
  for (const [name, target] of packages) {
    const path = join(directory, 'node_modules', name)
    mkdirSync(dirname(path), { recursive: true })
    symlinkSync(target, path)
  }
}

acceptance('stacks in TypeScript', (suite) => {
  it('are bound to the schema that Terraform itself prints', async () => {
    const { workspace } = suite()
    await workspace.write('')
    const { stdout } = await workspace.run('providers', 'schema', '-json')
    const ours = toSchemaJson(lb, 'registry.terraform.io/lb-engine/lb')
    assert.deepEqual(JSON.parse(stdout), JSON.parse(JSON.stringify(ours)))
  })

  for (const library of ['cdktf', 'cdktn'] as const) {
    it(`${library}: the example compiles, applies, carries traffic and then plans empty`, async () => {
      const { workspace, backend } = suite()
      const { directory, environment } = workspace
      prepare(workspace, library)
      const compiler = [join(root, 'scripts/run.mjs'), '--bin', 'tsc', '-p', directory]
      const compiled = await run(process.execPath, compiler).catch((error: unknown) => error)
      assert.equal((compiled as { readonly stdout: string }).stdout, '')

      const [one, two] = [await backend('one'), await backend('two')]
      const servers = [one, two].map(({ port }) => `127.0.0.1:${port}`).join(',')
      const port = String(await freePort())
      const env = { ...environment, SHOP_PORT: port, SHOP_SERVERS: servers }
      await run(process.execPath, ['main.ts'], { cwd: directory, env })

      const stack = join(directory, 'cdktf.out/stacks/shop')
      installProvider(stack)
      const config = { TF_CLI_CONFIG_FILE: join(directory, 'none.rc') }
      writeFileSync(config.TF_CLI_CONFIG_FILE, '')
      const options = { cwd: stack, env: { ...environment, ...config } }
      const terraform = async (...args: string[]): Promise<string> =>
        (await run(terraformBinary ?? 'terraform', [...args, '-no-color'], options)).stdout
      await terraform('init')
      await terraform('apply', '-auto-approve')
      const url = (await terraform('output', '-raw', 'url')).trim()
      assert.deepEqual(await shares(url, 6), { one: 3, two: 3 })
      await terraform('plan', '-detailed-exitcode')
      await terraform('destroy', '-auto-approve')
    })
  }
})
