/**
 * `npm run release`: everything that a release publishes, in `release/`.
 *
 *   npm run release                            all platforms
 *   npm run release -- --platform linux_amd64  one of them; may be repeated
 *
 * Answers for: archives in the registries' layout, their manifest, checksums and signature, the
 * bill of materials. The same sources and lock file give the same bytes. `LB_RELEASE_KEY` (armored)
 * and `LB_RELEASE_PASSPHRASE` sign; without a key nothing is signed, and said so. Does not know:
 * where it is published.
 */

import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { build } from './build.ts'
import { buildCdk } from './cdk.ts'
import { root } from './process.ts'
import { writeArchive } from './release/archive.ts'
import { toEntries } from './release/package.ts'
import { writeNpmPackage } from './release/npm.ts'
import { platforms } from './release/platforms.ts'
import type { Platform } from './release/platforms.ts'
import { toBillOfMaterials } from './release/sbom.ts'
import { signingKey, toChecksums, toSignature } from './release/sign.ts'
import type { SigningKey } from './release/sign.ts'

const PROTOCOL_VERSIONS = ['6.0']

export interface ReleaseOptions {
  readonly platforms: readonly Platform[]
  /** Null: the checksums are not signed. */
  readonly key: SigningKey | null
  readonly folder: string
  /** Takes a line for each step that takes long. */
  readonly report: (line: string) => void
}

/** Makes the release; the names of its files. */
export async function release(options: ReleaseOptions): Promise<readonly string[]> {
  const { folder, key } = options
  await Promise.all([build(), mkdir(folder, { recursive: true })])
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as {
    readonly version: string
  }
  const stem = `terraform-provider-lb_${version}`
  const archives: string[] = []
  const workshop = await mkdtemp(join(root, '.build', 'release-'))
  try {
    for (const platform of options.platforms) {
      const name = `${stem}_${platform.name}.zip`
      options.report(`packing ${name} …`)
      const entries = await toEntries(platform, { version, workshop })
      await writeArchive(join(folder, name), entries)
      if (platform.form === 'launcher') await writeNpmPackage(join(folder, 'npm'), entries)
      archives.push(name)
    }
  } finally {
    await rm(workshop, { recursive: true, force: true })
  }
  const manifest = { version: 1, metadata: { protocol_versions: PROTOCOL_VERSIONS } }
  const papers = new Map([
    [`${stem}_manifest.json`, `${JSON.stringify(manifest, null, 2)}\n`],
    [`${stem}_sbom.cdx.json`, await toBillOfMaterials()],
  ])
  for (const [name, text] of papers) await writeFile(join(folder, name), text)
  const summed = [...archives, ...papers.keys()]
  const checksums = await toChecksums(summed.map((name) => join(folder, name)))
  await writeFile(join(folder, `${stem}_SHA256SUMS`), checksums)
  if (key === null) return [...summed, `${stem}_SHA256SUMS`]
  await writeFile(join(folder, `${stem}_SHA256SUMS.sig`), await toSignature(checksums, key))
  return [...summed, `${stem}_SHA256SUMS`, `${stem}_SHA256SUMS.sig`]
}

async function main(args: readonly string[]): Promise<void> {
  const options = { platform: { type: 'string', multiple: true } } as const
  const { values } = parseArgs({ args: [...args], options })
  const wanted = values.platform ?? platforms.map(({ name }) => name)
  const unknown = wanted.filter((name) => !platforms.some((platform) => platform.name === name))
  if (unknown.length > 0) throw new Error(`There is no platform ${unknown.join(', ')}`)
  const key = signingKey(process.env)
  const folder = join(root, 'release')
  const chosen = platforms.filter(({ name }) => wanted.includes(name))
  const [files] = await Promise.all([
    release({ platforms: chosen, key, folder, report: console.log }),
    buildCdk(),
  ])
  for (const name of files) console.log(`release/${name}`)
  if (key === null) console.log('Not signed: LB_RELEASE_KEY has no private key.')
}

if (import.meta.main) await main(process.argv.slice(2))
