/**
 * The licences of what a release contains and we did not write: packages in the bundles, and Node.
 *
 * Answers for: one text with all of them, the same for the same lock file, as those licences ask.
 * Does not know: which files of a package are in a bundle; too many licences do no harm.
 */

import { readdir, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { root } from '../process.ts'

const LICENSE_FILE = /^licen[cs]e/i
const RULE = '='.repeat(80)

interface Locked {
  readonly version?: string
  readonly dev?: boolean
  readonly devOptional?: boolean
  readonly optional?: boolean
}

/** Of every package that is not for development only, then that of Node and what is in it. */
export async function toLicenses(): Promise<string> {
  const lock = JSON.parse(await readFile(join(root, 'package-lock.json'), 'utf8')) as {
    readonly packages: Readonly<Record<string, Locked>>
  }
  const shipped = Object.entries(lock.packages)
    .filter(([path, { dev, devOptional, optional }]) => path && !dev && !devOptional && !optional)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
  const parts = await Promise.all(
    shipped.map(async ([path, { version }]) => {
      const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)
      return toPart(`${name} ${version}`, await readLicense(join(root, path)))
    }),
  )
  const node = await readLicense(join(dirname(process.execPath), '..'))
  return [...parts, toPart(`Node.js ${process.versions.node}`, node)].join('\n')
}

function toPart(title: string, text: string): string {
  return `${RULE}\n${title}\n${RULE}\n\n${text.trim()}\n`
}

async function readLicense(folder: string): Promise<string> {
  const found = (await readdir(folder)).find((name) => LICENSE_FILE.test(name))
  if (found === undefined) throw new Error(`There is no licence in ${folder}`)
  return readFile(join(folder, found), 'utf8')
}
