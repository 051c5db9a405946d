/**
 * The page as files: beside the bundle of this program, as the build makes them.
 *
 * Answers for: which there are. Does not know: what is in them.
 */

import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { EngineError } from '../errors.ts'

export interface Asset {
  readonly type: string
  readonly content: string
}

const files = {
  '/': ['dashboard.html', 'text/html; charset=utf-8'],
  '/login': ['dashboard-login.html', 'text/html; charset=utf-8'],
  '/dashboard.css': ['dashboard.css', 'text/css; charset=utf-8'],
  '/dashboard.js': ['dashboard.js', 'text/javascript; charset=utf-8'],
} as const

/** By path. */
export type Assets = Readonly<Record<keyof typeof files, Asset>>

/** Throws `EngineError` when they are not there, as in sources that were not built. */
export async function readAssets(directory = import.meta.dirname): Promise<Assets> {
  const read = async (path: keyof typeof files): Promise<Asset> => {
    const [name, type] = files[path]
    return { type, content: await readFile(join(directory, name), 'utf8') }
  }
  try {
    return {
      '/': await read('/'),
      '/login': await read('/login'),
      '/dashboard.css': await read('/dashboard.css'),
      '/dashboard.js': await read('/dashboard.js'),
    }
  } catch (cause) {
    throw new EngineError({
      code: 'invalid_argument',
      message: `The files of the dashboard are not in ${directory}.`,
      remedy: 'Run the engine from a package (`npm run build` makes one), or without dashboard.',
      cause,
    })
  }
}
