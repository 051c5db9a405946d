/**
 * Whether an engine is to run here, and from which program.
 *
 * Answers for: one small file that control writes when it starts and that a stop takes away before
 * it ends anything. Whoever watches over a process looks here before it starts another, so that
 * nothing comes back after a stop, however the processes end. Does not know: the processes.
 */

import { readFile, rm } from 'node:fs/promises'
import { selfCommand } from './self.ts'
import { writeWhole } from './whole-file.ts'

/** The words that run the command line, to be followed by a command. */
export type Program = readonly [string, ...string[]]

/** Null when the engine is not to run. A file that says nothing sensible means this program. */
export async function readWanted(path: string): Promise<Program | null> {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (error) {
    // A disk that fails is no reason to let traffic end.
    return hasCode(error, 'ENOENT') ? null : selfCommand()
  }
  return parse(text) ?? selfCommand()
}

/** Whole or not at all. Throws what the file system says. */
export async function writeWanted(path: string, program: Program): Promise<void> {
  await writeWhole(path, `${JSON.stringify({ program })}\n`)
}

/** From now on nothing is started here again. Idempotent. */
export async function removeWanted(path: string): Promise<void> {
  await rm(path, { force: true })
}

function parse(text: string): Program | null {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value !== 'object' || value === null || !('program' in value)) return null
    const { program } = value
    return isProgram(program) ? program : null
  } catch {
    return null
  }
}

function isProgram(value: unknown): value is Program {
  const isList = Array.isArray(value) && value.length > 0
  return isList && value.every((word) => typeof word === 'string')
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}
