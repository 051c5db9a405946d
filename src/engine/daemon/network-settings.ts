/**
 * The section `network` of the configuration file: zones, the pool of EIPs, and the interface that
 * addresses are added to.
 *
 * Answers for: an error that names the key. Does not know: what the settings do.
 */

import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { EngineError } from '../errors.ts'
import { defaultTopology, isProblems, toTopology } from '../kinds/index.ts'
import type { Topology } from '../kinds/index.ts'

const FILE_NAME = 'engine.json'

/** That of the file in the state directory; the default one when there is none. */
export async function readTopology(stateDirectory: string): Promise<Topology> {
  const path = join(stateDirectory, FILE_NAME)
  const settings = toSection(await readIfThere(path), path)
  if (settings === null) return defaultTopology
  const topology = toTopology(settings)
  if (!isProblems(topology)) return topology
  const [first] = topology
  throw toWrong(path, `${['network', ...(first?.path ?? [])].join('.')}: ${first?.message ?? ''}`)
}

function toSection(text: string | null, path: string): unknown {
  if (text === null) return null
  try {
    const file: unknown = JSON.parse(text)
    return typeof file === 'object' && file !== null && 'network' in file ? file.network : null
  } catch (error) {
    throw toWrong(path, String(error))
  }
}

async function readIfThere(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw toWrong(path, `it cannot be read (${String(error)})`)
  }
}

function toWrong(path: string, reason: string): EngineError {
  return new EngineError({
    code: 'invalid_argument',
    message: `The configuration file ${path} is wrong: ${reason}`,
  })
}
