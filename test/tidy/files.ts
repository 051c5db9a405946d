/**
 * The project's own files.
 *
 * Answers for: which there are and what is in them. Does not know: what they should be like.
 */

import { readdir, readFile } from 'node:fs/promises'
import { join, relative, resolve, sep } from 'node:path'

export const root = resolve(import.meta.dirname, '../..')

/** Folders that hold what others made, wherever they are. */
const foreign: ReadonlySet<string> = new Set([
  '.build',
  '.git',
  '.terraform',
  'coverage',
  'dist',
  'node_modules',
  'terraform.d',
])

/** Folders with code, from the root. */
export const codeFolders: readonly string[] = ['src', 'test', 'scripts', 'bench', 'examples']

/** Paths from the root, with forward slashes, sorted. */
export async function listFiles(folder = '.'): Promise<readonly string[]> {
  const entries = await readdir(join(root, folder), { withFileTypes: true })
  const lists = await Promise.all(
    entries
      .filter(({ name }) => !foreign.has(name) && join(folder, name) !== 'release')
      .map(async (entry) => {
        const path = join(folder, entry.name)
        if (entry.isDirectory()) return listFiles(path)
        return [path.split(sep).join('/')]
      }),
  )
  return lists.flat().toSorted()
}

/** Text by path from the root of the files in `folders` whose names end with one of `endings`. */
export async function readFiles(
  folders: readonly string[],
  endings: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const paths = (await Promise.all(folders.map(listFiles))).flat()
  const wanted = paths.filter((path) => endings.some((ending) => path.endsWith(ending)))
  const texts = await Promise.all(wanted.map((path) => readFile(join(root, path), 'utf8')))
  return new Map(wanted.map((path, index) => [path, texts[index] ?? '']))
}

/** TypeScript and JavaScript of the project, generated files too. */
export function readCode(
  folders: readonly string[] = codeFolders,
): Promise<ReadonlyMap<string, string>> {
  return readFiles(folders, ['.ts', '.mts', '.mjs', '.cjs', '.js'])
}

/** Whether a generator writes the file, which nobody reads for its style. */
export function isGenerated(path: string): boolean {
  return path.endsWith('.gen.ts') || /^src\/cdk\/(?:cdktn|\w+\/gen)\//.test(path)
}

/** `path` as seen from `folder`. */
export function within(folder: string, path: string): string {
  return relative(folder, path).split(sep).join('/')
}
