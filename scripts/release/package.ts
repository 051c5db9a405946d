/**
 * What is in the archive of a platform.
 *
 * Answers for: the files of `dist/`, the Node of the platform, and what starts the one with the
 * other. V8's code cache is left out: it differs from build to build, and Node makes one of its own
 * on the user's machine.
 */

import { execFile } from 'node:child_process'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { promisify } from 'node:util'
import { root } from '../process.ts'
import type { Entry } from './archive.ts'
import { toLicenses } from './licenses.ts'
import type { Platform } from './platforms.ts'
import { nodeOf } from './runtime.ts'

const run = promisify(execFile)

const dist = join(root, 'dist')
const recipe = join(root, 'scripts/build')

/** The name that Terraform looks for is versioned; people type the short one. */
const programs = [
  {
    file: (version: string) => `terraform-provider-lb_v${version}`,
    starter: 'terraform-provider-lb',
  },
  { file: () => 'lb', starter: 'lb' },
]

/** The files of the archive; what has to be made first is made in `workshop`. */
export async function toEntries(
  platform: Platform,
  { version, workshop }: { version: string; workshop: string },
): Promise<readonly Entry[]> {
  const license = { name: 'LICENSE', from: join(root, 'LICENSE'), isExecutable: false }
  const others = {
    name: 'THIRD-PARTY-LICENSES.txt',
    from: Buffer.from(await toLicenses()),
    isExecutable: false,
  }
  const node = await nodeOf(platform)
  const parts =
    platform.form === 'launcher'
      ? await toLaunched(node, version)
      : [await toExecutable({ platform, node, version, workshop })]
  return [license, others, ...parts]
}

async function toLaunched(node: string, version: string): Promise<Entry[]> {
  const lib = await readdir(join(dist, 'lib'))
  const bundles = lib.filter((name) => name === 'main.cjs' || /^(?:dataplane|dashboard)/.test(name))
  const launcher = await readFile(join(recipe, 'program.sh'), 'utf8')
  const starter = join(root, 'scripts/release/starter.cjs')
  return [
    { name: 'lib/node', from: node, isExecutable: true },
    ...bundles.map((name) => ({
      name: `lib/${name}`,
      from: join(dist, 'lib', name),
      isExecutable: false,
    })),
    ...programs.flatMap(({ file, starter: name }) => [
      { name: `lib/${name}.cjs`, from: starter, isExecutable: false },
      { name: file(version), from: Buffer.from(toLauncher(launcher, name)), isExecutable: true },
    ]),
  ]
}

/** The Node beside the bundle, wherever the archive was unpacked. */
function toLauncher(template: string, name: string): string {
  return template.replace('PINNED_NODE', '$lib/node').replace('STARTER_NAME', `${name}.cjs`)
}

async function toExecutable(parts: {
  readonly platform: Platform
  readonly node: string
  readonly version: string
  readonly workshop: string
}): Promise<Entry> {
  const { platform, node, version, workshop } = parts
  const output = join(workshop, `${platform.name}.exe`)
  const recipeFile = join(workshop, `${platform.name}.json`)
  const sea = {
    // A path from the root: the executable keeps it, for stack traces.
    main: relative(root, join(dist, 'lib/main.cjs')),
    output,
    executable: node,
    disableExperimentalSEAWarning: true,
    useCodeCache: false,
    useSnapshot: false,
  }
  await writeFile(recipeFile, JSON.stringify(sea))
  await run(process.execPath, [`--build-sea=${recipeFile}`], { cwd: root })
  return { name: `terraform-provider-lb_v${version}.exe`, from: output, isExecutable: true }
}
