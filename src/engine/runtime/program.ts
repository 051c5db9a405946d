/**
 * A copy of this program in the state directory.
 *
 * Answers for: daemons that go on, and come back, when the folder that they were started from is
 * gone, such as a working directory's `.terraform`. Copies are named by their content, are whole or
 * not there, and the latest few are kept. A Node that is part of the program is kept beside them.
 * Does not know: who runs them.
 */

import { createHash, randomBytes } from 'node:crypto'
import { constants } from 'node:fs'
import {
  chmod,
  copyFile,
  mkdir,
  open,
  readFile,
  readdir,
  rename,
  rm,
  stat,
  utimes,
} from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { selfCommand } from './self.ts'
import type { Program } from './wanted.ts'

/** An agent of an older one may be draining while the next two are tried. */
export const PROGRAMS_KEPT_MAX = 3
const NAME_CHARS = 16
const UNFINISHED = '.tmp'
/** What was begun longer ago than this, nobody is about to finish. */
const UNFINISHED_AGE_MS = 60 * 60_000
/** The runtime in a package that brings its own. */
const NODE_FILE = 'node'
const PRIVATE_MODE = 0o700

/**
 * The words that run this program from its copy; makes the copy unless it is there. From sources it
 * is the program itself. Throws what the file system says.
 */
export async function installProgram(programsDirectory: string): Promise<Program> {
  const [node, main] = selfCommand()
  if (main === undefined || main.endsWith('.ts')) return selfCommand()
  const source = dirname(main)
  if (dirname(source) === programsDirectory) return [node, main]
  const copied = join(await copyProgram(source, programsDirectory), basename(main))
  const isOurs = node === join(source, NODE_FILE)
  return [isOurs ? await keepNode(node, programsDirectory) : node, copied]
}

/** The path of the copy of `node`, which is large: it is told by its version and its size. */
export async function keepNode(node: string, programsDirectory: string): Promise<string> {
  const { size } = await stat(node)
  const target = join(programsDirectory, `${NODE_FILE}-${process.version}-${size}`)
  const found = await stat(target).catch(() => null)
  if (found?.size !== size) {
    const temporary = `${target}.${randomBytes(4).toString('hex')}${UNFINISHED}`
    try {
      await copyFile(node, temporary, constants.COPYFILE_FICLONE)
      await chmod(temporary, PRIVATE_MODE)
      await rename(temporary, target)
    } finally {
      await rm(temporary, { force: true })
    }
  }
  await sweep(programsDirectory, basename(target))
  return target
}

/** The directory of the copy of the files in `source`. */
export async function copyProgram(source: string, programsDirectory: string): Promise<string> {
  const files = await readFiles(source)
  const target = join(programsDirectory, toName(files))
  if (!(await isWhole(target, files))) await copy(files, target)
  const now = new Date()
  await utimes(target, now, now)
  await sweep(programsDirectory, basename(target))
  return target
}

type Files = ReadonlyMap<string, Buffer>

async function readFiles(directory: string): Promise<Files> {
  const files = new Map<string, Buffer>()
  const entries = await readdir(directory, { withFileTypes: true })
  for (const entry of entries) {
    if (!entry.isFile() || entry.name === NODE_FILE) continue
    files.set(entry.name, await readFile(join(directory, entry.name)))
  }
  return new Map([...files].sort(([one], [other]) => (one < other ? -1 : 1)))
}

function toName(files: Files): string {
  const hash = createHash('sha256')
  for (const [name, content] of files) hash.update(`${name} ${content.length}\n`).update(content)
  return hash.digest('hex').slice(0, NAME_CHARS)
}

async function isWhole(directory: string, files: Files): Promise<boolean> {
  try {
    return toName(await readFiles(directory)) === toName(files)
  } catch {
    return false
  }
}

async function copy(files: Files, target: string): Promise<void> {
  const temporary = `${target}.${randomBytes(4).toString('hex')}${UNFINISHED}`
  try {
    await mkdir(temporary, { mode: PRIVATE_MODE })
    for (const [name, content] of files) await write(join(temporary, name), content)
    await rename(temporary, target).catch(() => replaceBroken(temporary, { target, files }))
  } finally {
    await rm(temporary, { recursive: true, force: true })
  }
}

/** Something is at `target`: what somebody else has just put there, or a copy that is not whole. */
async function replaceBroken(
  temporary: string,
  { target, files }: { readonly target: string; readonly files: Files },
): Promise<void> {
  if (await isWhole(target, files)) return
  // Nothing runs from one that is not whole.
  await rm(target, { recursive: true, force: true })
  await rename(temporary, target)
}

async function write(path: string, content: Buffer): Promise<void> {
  const file = await open(path, 'w', 0o600)
  try {
    await file.writeFile(content)
    await file.datasync()
  } finally {
    await file.close()
  }
}

/** Removes the oldest of those that are of the same sort as `current`. */
async function sweep(directory: string, current: string): Promise<void> {
  const isNode = (name: string): boolean => name.startsWith(`${NODE_FILE}-`)
  const others: { readonly path: string; readonly usedMs: number }[] = []
  for (const name of await readdir(directory)) {
    const path = join(directory, name)
    if (name === current || isNode(name) !== isNode(current)) continue
    const found = await stat(path).catch(() => null)
    const ageMs = Date.now() - (found?.mtimeMs ?? 0)
    if (name.endsWith(UNFINISHED) && ageMs < UNFINISHED_AGE_MS) continue
    if (found !== null) others.push({ path, usedMs: found.mtimeMs })
  }
  others.sort((one, other) => other.usedMs - one.usedMs)
  for (const { path } of others.slice(PROGRAMS_KEPT_MAX - 1)) {
    await rm(path, { recursive: true, force: true })
  }
}
