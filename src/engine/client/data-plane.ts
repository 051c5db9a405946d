/**
 * Which data plane the engine of a state directory was asked for.
 *
 * Answers for: one small file that control writes and the agent reads when it starts. Does not
 * know: what is installed.
 */

import { readFile } from 'node:fs/promises'
import { isDataPlaneChoice } from '../agent/contract.ts'
import type { DataPlaneChoice } from '../agent/contract.ts'
import { writeWhole } from '../runtime/index.ts'

export const DATA_PLANE_DEFAULT: DataPlaneChoice = 'embedded'

/** The default where nothing was asked for, or nothing that makes sense. */
export async function readDataPlane(path: string): Promise<DataPlaneChoice> {
  const text = await readFile(path, 'utf8').catch(() => '')
  return parse(text) ?? DATA_PLANE_DEFAULT
}

/** Whole or not at all. Throws what the file system says. */
export async function writeDataPlane(path: string, choice: DataPlaneChoice): Promise<void> {
  await writeWhole(path, `${JSON.stringify({ dataPlane: choice })}\n`)
}

function parse(text: string): DataPlaneChoice | null {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value !== 'object' || value === null || !('dataPlane' in value)) return null
    const { dataPlane } = value
    return typeof dataPlane === 'string' && isDataPlaneChoice(dataPlane) ? dataPlane : null
  } catch {
    return null
  }
}
