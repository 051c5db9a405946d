/**
 * `npm run install-provider`: builds, and puts the provider where Terraform and OpenTofu look for
 * it without any configuration, the plugin directory of this user.
 *
 * Answers for: the place. It is a link to `dist/`, so that a later build is taken up; whoever moves
 * this folder away runs it again. `LB_MIRROR_DIR` names another plugin directory.
 */

import { mkdir, readFile, rm, symlink } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { build } from './build.ts'
import { root } from './process.ts'

const HOSTS = ['registry.terraform.io', 'registry.opentofu.org']

/** Puts the links; their paths. */
async function install(mirror: string): Promise<readonly string[]> {
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as {
    readonly version: string
  }
  const platform = `${process.platform}_${process.arch === 'x64' ? 'amd64' : process.arch}`
  const links = HOSTS.map((host) => join(mirror, host, 'lb-engine/lb', version, platform))
  for (const link of links) {
    await rm(link, { recursive: true, force: true })
    await mkdir(join(link, '..'), { recursive: true })
    await symlink(join(root, 'dist'), link)
  }
  return links
}

const mirror = process.env['LB_MIRROR_DIR'] || join(homedir(), '.terraform.d/plugins')
await build()
for (const link of await install(mirror)) console.log(link)
console.log(`
Terraform and OpenTofu find lb-engine/lb there: run \`terraform init\` in your configuration.
For the command line, here and in the profile of your shell:

  export PATH="${join(root, 'dist')}:$PATH"`)
