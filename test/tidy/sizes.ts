/**
 * The budgets of a file.
 *
 * Answers for: how long a line, a function and a file may be, how many positional parameters and
 * how deep statements may be, and what may be more. Does not know: which files there are.
 */

import { measureFunctions } from './functions.ts'
import type { FunctionSize } from './functions.ts'

export const limits = {
  charactersPerLine: 100,
  linesPerFunction: 70,
  linesPerFile: 500,
  parameters: 3,
  nesting: 4,
  /** For a line that opens a test: its name is a sentence, and cannot be broken. */
  charactersOfTitle: 120,
} as const

const title = /^\s*(?:describe|it|test)\(\s*['"`]/

export interface Exception {
  /** How the problem begins: a path from the root, with a function's name or without. */
  readonly of: string
  readonly reason: string
}

/** What is over a budget for a reason. This list only shrinks. */
export const exceptions: readonly Exception[] = []

/** Everything over its budget: where, how much, what to do. Generated files are not read. */
export function checkSizes(path: string, text: string): readonly string[] {
  return [
    ...checkLines(path, text),
    ...measureFunctions(path, text).flatMap((size) => checkFunction(path, size)),
  ]
}

function checkLines(path: string, text: string): readonly string[] {
  const lines = text.trimEnd().split('\n')
  const long = lines.flatMap((line, index) =>
    line.length <= (title.test(line) ? limits.charactersOfTitle : limits.charactersPerLine)
      ? []
      : [`${path} line ${index + 1} has ${line.length} characters. Break it.`],
  )
  if (lines.length <= limits.linesPerFile) return long
  return [...long, `${path} has ${lines.length} lines. Split it by what it answers for.`]
}

function checkFunction(path: string, size: FunctionSize): readonly string[] {
  const place = `${path} ${size.name} (line ${size.line})`
  return [
    size.lines > limits.linesPerFunction && !size.declaresTests
      ? `${place} has ${size.lines} lines. Name its parts and call them.`
      : '',
    size.parameters > limits.parameters
      ? `${place} has ${size.parameters} positional parameters. Take an options object.`
      : '',
    size.nesting > limits.nesting
      ? `${place} nests ${size.nesting} deep. Return early, or name the inner part.`
      : '',
  ].filter((problem) => problem !== '')
}
