/**
 * Whether a build can be spared.
 *
 * Answers for: remembering what `dist` was made from and what came of it, and comparing. What
 * counts are contents, never times, and everything that has a say: sources, packages, the recipe,
 * the Node that made the code cache. Does not know: how anything is made.
 */

import { createHash } from 'node:crypto'
import { glob, mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'

/** The recipe: what decides beside the sources themselves. */
const recipe: readonly string[] = ['scripts/build.ts', 'scripts/build/*', 'package-lock.json']

interface Stamp {
  /** Where and by which Node: the paths in the package and its code cache depend on both. */
  readonly place: string
  /** Digests of all that went in and of all that came out, by path from the root. */
  readonly digests: Readonly<Record<string, string>>
}

interface Place {
  readonly root: string
  readonly stampFile: string
}

/** Whether all that was remembered is still as it was. */
export async function isCurrent({ root, stampFile }: Place): Promise<boolean> {
  const stamp = await readStamp(stampFile)
  if (stamp === undefined || stamp.place !== toPlace(root)) return false
  const paths = Object.keys(stamp.digests)
  const digests = await Promise.all(paths.map((path) => tryDigest(join(root, path))))
  return paths.every((path, index) => stamp.digests[path] === digests[index])
}

/** Remembers `inputs` (paths from the root), the recipe, and every file under `outputs`. */
export async function remember(
  options: Place & { readonly inputs: readonly string[]; readonly outputs: string },
): Promise<void> {
  const { root, stampFile } = options
  const made = await Array.fromAsync(glob('**/*', { cwd: options.outputs, withFileTypes: true }))
  const paths = [
    ...options.inputs,
    ...(await Array.fromAsync(glob([...recipe], { cwd: root }))),
    ...made
      .filter((entry) => entry.isFile())
      .map((entry) => relative(root, join(entry.parentPath, entry.name))),
  ]
  const digests: Record<string, string> = {}
  for (const path of paths) digests[path] = toDigest(await readFile(join(root, path)))
  const stamp: Stamp = { place: toPlace(root), digests }
  await mkdir(dirname(stampFile), { recursive: true })
  await writeFile(stampFile, JSON.stringify(stamp))
}

export function toDigest(content: Uint8Array): string {
  return createHash('sha256').update(content).digest('hex')
}

function toPlace(root: string): string {
  return [root, process.execPath, process.version, process.arch].join('\n')
}

async function tryDigest(path: string): Promise<string | undefined> {
  try {
    return toDigest(await readFile(path))
  } catch {
    // Not readable is not what it was.
    return undefined
  }
}

async function readStamp(path: string): Promise<Stamp | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8'))
  } catch {
    // None, or one that was cut short: the build is made again.
    return undefined
  }
}
