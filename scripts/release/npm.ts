/**
 * The npm package: `npx terraform-provider-lb install` puts the provider into the local mirror.
 *
 * Answers for: what is published to npm. The Nodes are packages of their own, of which npm installs
 * the one of the machine, with no install script.
 */

import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { root } from '../process.ts'
import type { Entry } from './archive.ts'

const NODE = 'lib/node'
const HOME_PAGE = 'https://github.com/lb-engine/terraform-provider-lb'

/** `entries` are those of an archive with a launcher. */
export async function writeNpmPackage(folder: string, entries: readonly Entry[]): Promise<void> {
  const manifest = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as {
    readonly version: string
    readonly description: string
    readonly license: string
    readonly optionalDependencies: Readonly<Record<string, string>>
  }
  const { version, description, license, optionalDependencies } = manifest
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  const files = entries.filter(({ name }) => name !== NODE)
  for (const { name, from } of files) {
    const target = join(folder, 'package', name)
    await mkdir(dirname(target), { recursive: true })
    if (typeof from === 'string') await cp(from, target)
    else await writeFile(target, from)
  }
  const published = {
    ...{ name: 'terraform-provider-lb', version, description, license, type: 'module' },
    ...{ homepage: HOME_PAGE, repository: { type: 'git', url: `git+${HOME_PAGE}.git` } },
    bin: { 'terraform-provider-lb': 'install.mjs' },
    files: ['install.mjs', 'files.json', 'package'],
    engines: { node: '>=18' },
    optionalDependencies,
  }
  await writeFile(join(folder, 'package.json'), `${JSON.stringify(published, null, 2)}\n`)
  await writeFile(join(folder, 'files.json'), JSON.stringify(files.map(({ name }) => name)))
  await writeFile(join(folder, 'README.md'), toReadme(description))
  await cp(join(root, 'LICENSE'), join(folder, 'LICENSE'))
  await cp(join(root, 'scripts/release/npm/install.mjs'), join(folder, 'install.mjs'))
}

function toReadme(description: string): string {
  const start = `${HOME_PAGE}/blob/main/docs/guides/getting-started.md`
  return `# terraform-provider-lb

${description}. See [what it is](${HOME_PAGE}#readme), and how to [get started](${start}).

\`\`\`sh
npx terraform-provider-lb install
\`\`\`

puts the provider, with a runtime of its own, where Terraform and OpenTofu look for it without
any configuration: \`~/.terraform.d/plugins\`, or \`LB_MIRROR_DIR\`. To go back to the
registry,
remove \`registry.terraform.io/lb-engine\` and \`registry.opentofu.org/lb-engine\` from it.
`
}
