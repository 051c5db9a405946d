/**
 * Launch: what an instance of an availability group is, by the driver that makes it (R31).
 *
 * Answers for: the form of it. Does not know: who starts it; groups and instances have one each, so
 * that an instance is known to be of today's launch or of an earlier one. Pure.
 */

import type { Problem } from '../ir/index.ts'
import { list, matching, oneOf, optional, orNull, record, text, textMap } from './declare.ts'
import type { SpecOf } from './declare.ts'
import { toProblem } from './problems.ts'

const argumentsMax = 256
const argumentCharactersMax = 4096
const variablesMax = 256
const valueCharactersMax = 8192

/** A program found in PATH or by an absolute path: what is relative depends on who starts it. */
const programRule = /^(\/[^\0]{1,4095}|[^/\0]{1,255})$/

const processSchema = record({
  command: list(text(argumentCharactersMax), { from: 1, to: argumentsMax }),
  environment: optional(
    textMap({ keyRule: /^[A-Za-z_][A-Za-z0-9_]{0,127}$/, max: variablesMax, valueCharactersMax }),
    {},
  ),
  workingDirectory: orNull(matching(/^\/[^\0]{0,4095}$/, 'an absolute path')),
})

export const launchSchema = record({
  driver: oneOf(['process']),
  process: processSchema,
})

export type Launch = SpecOf<typeof launchSchema>

/** Variables that the engine sets for each instance. */
const reserved: readonly string[] = ['INSTANCE_ID', 'GROUP_ID', 'ADDRESS', 'ZONE', 'RACK']

/** What is wrong with a launch beyond its form. `port` is the group's, null when it has none. */
export function checkLaunch(launch: Launch, port: number | null): readonly Problem[] {
  const { command, environment } = launch.process
  const path = ['launch', 'process']
  const problems: Problem[] = []
  if (!programRule.test(command[0] ?? '')) {
    const message = 'The program must be an absolute path, or a name to be found in PATH.'
    problems.push(toProblem('invalid_argument', [...path, 'command', 0], message))
  }
  for (const [index, argument] of command.entries()) {
    if (!argument.includes('\0')) continue
    const message = 'An argument cannot contain the character NUL.'
    problems.push(toProblem('invalid_argument', [...path, 'command', index], message))
  }
  for (const [name, value] of Object.entries(environment)) {
    const message = toVariableMessage({ name, value }, port)
    if (message === null) continue
    problems.push(toProblem('invalid_argument', [...path, 'environment', name], message))
  }
  return problems
}

function toVariableMessage(
  { name, value }: { readonly name: string; readonly value: string },
  port: number | null,
): string | null {
  if (value.includes('\0')) return 'A variable cannot contain the character NUL.'
  if (reserved.includes(name) || name.startsWith('LB_ENGINE_')) {
    return `The engine itself sets ${name} for each instance.`
  }
  if (name !== 'PORT' || port === null || value === String(port)) return null
  return `PORT is ${port} for the instances of this group: that is the group's own port.`
}
