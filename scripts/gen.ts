/**
 * `npm run gen`: writes every generated file of the project anew. `--check` writes nothing, names
 * the files that would change and fails if there are any.
 *
 * Answers for: the list of generators, formatting and comparing. Does not know: what is in a file.
 * A new generator is one file in `scripts/gen/` and one line in `generators`.
 */

import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { format, getFileInfo, resolveConfig } from 'prettier'
import { bindings } from './gen/bindings.ts'
import type { Generator } from './gen/contract.ts'
import { manual } from './gen/docs.ts'
import { errors } from './gen/errors.ts'
import { protoTables } from './gen/proto.ts'

const root = dirname(import.meta.dirname)

/** Later generators may read what earlier ones wrote. */
export const generators: readonly Generator[] = [protoTables, errors, manual, bindings]

export interface GeneratedFile {
  readonly generator: string
  /** From the project's root, with forward slashes. */
  readonly path: string
  /** As it belongs on disk, formatted. */
  readonly text: string
  /** Whether the file on disk has exactly this text. */
  readonly current: boolean
}

/** What `generator` would write, and whether it stands on disk already. Writes nothing. */
export async function inspect(generator: Generator): Promise<readonly GeneratedFile[]> {
  const files = [...(await generator.outputs())]
  return Promise.all(
    files.map(async ([path, raw]) => {
      const text = await toFormatted(path, raw)
      return { generator: generator.name, path, text, current: (await readIfThere(path)) === text }
    }),
  )
}

async function toFormatted(path: string, text: string): Promise<string> {
  const absolute = join(root, path)
  const { inferredParser } = await getFileInfo(absolute, {
    ignorePath: join(root, '.prettierignore'),
  })
  if (inferredParser === null) return text
  return format(text, { ...(await resolveConfig(absolute)), parser: inferredParser })
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(join(root, path), 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}

async function write(file: GeneratedFile): Promise<void> {
  const absolute = join(root, file.path)
  await mkdir(dirname(absolute), { recursive: true })
  await writeFile(absolute, file.text)
}

async function main(args: readonly string[]): Promise<number> {
  const checkOnly = args.includes('--check')
  const stale: string[] = []
  for (const generator of generators) {
    const changed = (await inspect(generator)).filter((file) => !file.current)
    stale.push(...changed.map((file) => file.path))
    if (!checkOnly) await Promise.all(changed.map(write))
  }
  for (const path of stale) console.log(`${checkOnly ? 'differs' : 'written'}  ${path}`)
  if (checkOnly && stale.length > 0) {
    console.error('Generated files differ from their sources: run `npm run gen` and commit.')
    return 1
  }
  return 0
}

if (import.meta.main) process.exitCode = await main(process.argv.slice(2))
