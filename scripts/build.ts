/**
 * `npm run build`: `dist/`, the package that Terraform is given and the command line in it.
 *
 *   dist/terraform-provider-lb   the plugin, as Terraform starts it
 *   dist/lb                      the command line
 *   dist/lib/                    one bundle, its V8 code cache, and what starts it
 *
 * Answers for: what is in the package, when it need not be made again, and putting a new one in
 * place of the old at once. Terraform hashes the whole folder with every command: it stays small.
 * Does not know: what the programs do.
 */

import { randomBytes } from 'node:crypto'
import { chmod, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { bundle } from './build/bundle.ts'
import { digestFolder, isCurrent, remember, toDigest } from './build/stamp.ts'
import { warmUp } from './build/warm-up.ts'

const root = dirname(import.meta.dirname)
const dist = join(root, 'dist')
/** For what is made and not yet in place, and for remembering what it was made from. */
const workshop = join(root, '.build')
const recipe = join(import.meta.dirname, 'build')

/** The programs of the package; main chooses its role by the name that it is started by. */
const programs = ['terraform-provider-lb', 'lb'] as const

/** What a folder name takes of a digest. */
const SHORT_DIGEST_CHARS = 12
const SWAP_ATTEMPTS_MAX = 10

export interface BuildResult {
  /** False when `dist` was made from the same inputs already. */
  readonly rebuilt: boolean
}

/**
 * Makes `dist` unless it is up to date. Several at once are safe. Fails when the sources cannot be
 * bundled; when only the code cache cannot be had, says so on stderr, as all works without it.
 */
export async function build(): Promise<BuildResult> {
  const stampFile = join(workshop, 'stamp.json')
  if (await isCurrent({ root, stampFile })) return { rebuilt: false }
  const startedAtMs = Date.now()
  const next = join(workshop, `dist-${process.pid}-${randomBytes(4).toString('hex')}`)
  try {
    const lib = join(next, 'lib')
    const inputs = await bundle({ root, outdir: lib })
    const cacheFile = await writePrograms(next)
    const isWarm = await tryWarmUp({ lib, cacheFile })
    const outputs = await digestFolder({ folder: next, as: relative(root, dist) })
    await swap(next)
    if (isWarm) await remember({ root, stampFile, inputs, outputs, startedAtMs })
    return { rebuilt: true }
  } finally {
    await rm(next, { recursive: true, force: true })
  }
}

/** Everything beside the bundle. The path of the code cache, which this bundle's starter reads. */
async function writePrograms(next: string): Promise<string> {
  const lib = join(next, 'lib')
  const digest = toDigest(await readFile(join(lib, 'main.cjs'))).slice(0, SHORT_DIGEST_CHARS)
  const cacheName = `main-${digest}.cache`
  const starter = await readFile(join(recipe, 'starter.cjs'), 'utf8')
  const program = await readFile(join(recipe, 'program.sh'), 'utf8')
  for (const name of programs) {
    const starterText = starter.replace('CACHE_NAME', () => cacheName)
    await writeFile(join(lib, `${name}.cjs`), starterText)
    const text = program
      .replace('PINNED_NODE', () => toShellWord(process.execPath))
      .replace('STARTER_NAME', () => `${name}.cjs`)
    await writeFile(join(next, name), text)
    await chmod(join(next, name), 0o755)
  }
  return join(lib, cacheName)
}

function toShellWord(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`
}

async function tryWarmUp(options: { lib: string; cacheFile: string }): Promise<boolean> {
  try {
    const [plugin] = programs
    const starter = join(options.lib, `${plugin}.cjs`)
    await warmUp({ starter, cacheFile: options.cacheFile, script: join(recipe, 'warm.cjs') })
    return true
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    console.error(`warning: there is no code cache, so programs start slower: ${reason}`)
    return false
  }
}

/** Puts `next` where `dist` is. A program that runs from the old one has read all it needs. */
async function swap(next: string): Promise<void> {
  const old = `${next}-old`
  try {
    for (let attempt = 1; ; attempt++) {
      await rename(dist, old).catch(unlessCode('ENOENT'))
      try {
        await rename(next, dist)
        return
      } catch (error) {
        // Another build was faster to put its own there; this one is at least as new.
        if (attempt === SWAP_ATTEMPTS_MAX) throw error
        unlessCode('ENOTEMPTY', 'EEXIST')(error)
        await rm(old, { recursive: true, force: true })
      }
    }
  } finally {
    await rm(old, { recursive: true, force: true })
  }
}

function unlessCode(...codes: readonly string[]): (error: unknown) => void {
  return (error) => {
    const isExpected =
      error instanceof Error && 'code' in error && codes.includes(String(error.code))
    if (!isExpected) throw error
  }
}

if (import.meta.main) {
  const startMs = performance.now()
  const { rebuilt } = await build()
  const tookMs = Math.round(performance.now() - startMs)
  console.log(rebuilt ? `built dist/ in ${tookMs} ms` : `dist/ is up to date (${tookMs} ms)`)
}
