/**
 * The Node of each platform, from the npm registry, as the lock file says.
 *
 * Answers for: fetching it once, and that it is what the lock file's checksum is of. Does not know:
 * what it is put into.
 */

import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { root } from '../process.ts'
import type { Platform } from './platforms.ts'

const run = promisify(execFile)

/** A fetch of some 50 MB. */
const FETCH_DEADLINE_MS = 10 * 60_000

interface Locked {
  readonly version: string
  readonly integrity: string
}

/** The path of the unmodified binary. Throws when what came is not what was locked. */
export async function nodeOf({ nodePackage, nodePath }: Platform): Promise<string> {
  const installed = join(root, 'node_modules', nodePackage, nodePath)
  if (existsSync(installed)) return installed
  const { version, integrity } = await locked(nodePackage)
  const folder = join(root, '.build', 'runtimes', `${nodePackage}-${version}`)
  if (!existsSync(folder)) await fetch({ nodePackage, version, integrity, folder })
  return join(folder, 'package', nodePath)
}

async function locked(nodePackage: string): Promise<Locked> {
  const lock = JSON.parse(await readFile(join(root, 'package-lock.json'), 'utf8')) as {
    readonly packages: Readonly<Record<string, Locked>>
  }
  const found = lock.packages[`node_modules/${nodePackage}`]
  if (found === undefined) throw new Error(`${nodePackage} is not in package-lock.json`)
  return found
}

async function fetch(wanted: Locked & { nodePackage: string; folder: string }): Promise<void> {
  const { nodePackage, version, integrity, folder } = wanted
  await mkdir(join(root, '.build'), { recursive: true })
  const workshop = await mkdtemp(join(root, '.build', 'runtime-'))
  try {
    const specifier = `${nodePackage}@${version}`
    const args = ['pack', specifier, '--silent', '--pack-destination', workshop]
    const { stdout } = await run('npm', args, { cwd: workshop, timeout: FETCH_DEADLINE_MS })
    const archive = join(workshop, stdout.trim())
    const digest = `sha512-${createHash('sha512')
      .update(await readFile(archive))
      .digest('base64')}`
    if (digest !== integrity) {
      throw new Error(`${specifier} has the checksum ${digest}, and ${integrity} is locked`)
    }
    await run('tar', ['-xzf', archive, '-C', workshop], { timeout: FETCH_DEADLINE_MS })
    await rm(archive)
    await mkdir(join(folder, '..'), { recursive: true })
    await rename(workshop, folder)
  } finally {
    await rm(workshop, { recursive: true, force: true })
  }
}
