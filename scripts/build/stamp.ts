/**
 * Whether a build can be spared.
 *
 * Answers for: remembering what `dist` was made from and what came of it, and comparing. What
 * counts are contents, never times, and everything that has a say: sources, packages, the recipe,
 * the Node that made the code cache. Does not know: how anything is made.
 */

import { createHash } from 'node:crypto'
import { glob, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'

/** The recipe: what decides beside the sources themselves. */
const recipe: readonly string[] = ['scripts/build.ts', 'scripts/build/*', 'package-lock.json']

/** Digests by path from the root. */
type Digests = Readonly<Record<string, string>>

interface Stamp {
  /** Where and by which Node: the paths in the package and its code cache depend on both. */
  readonly place: string
  /** Of all that went in and of all that came out. */
  readonly digests: Digests
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

interface Made extends Place {
  /** Paths from the root. */
  readonly inputs: readonly string[]
  readonly outputs: Digests
  /** A file that changed after this may have been read before it changed. */
  readonly startedAtMs: number
}

/** Remembers what went in and what came out; nothing when a source changed during the build. */
export async function remember(made: Made): Promise<void> {
  const { root, stampFile, startedAtMs } = made
  const paths = [...made.inputs, ...(await Array.fromAsync(glob([...recipe], { cwd: root })))]
  const digests: Record<string, string> = { ...made.outputs }
  for (const path of paths) {
    const file = join(root, path)
    if ((await stat(file)).mtimeMs >= startedAtMs) return
    digests[path] = toDigest(await readFile(file))
  }
  const stamp: Stamp = { place: toPlace(root), digests }
  await mkdir(dirname(stampFile), { recursive: true })
  await writeFile(stampFile, JSON.stringify(stamp))
}

/** Digests of all files in `folder`, by their paths as if it were at `as`. */
export async function digestFolder(options: { folder: string; as: string }): Promise<Digests> {
  const { folder, as } = options
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const digests: Record<string, string> = {}
  for (const entry of entries.filter((each) => each.isFile())) {
    const file = join(entry.parentPath, entry.name)
    digests[join(as, relative(folder, file))] = toDigest(await readFile(file))
  }
  return digests
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
    return JSON.parse(await readFile(path, 'utf8')) as Stamp
  } catch {
    // None, or one that was cut short: the build is made again.
    return undefined
  }
}
