/** Help, out of the list of commands. Pure. */

import type { Command } from './command.ts'
import { toColumns } from './render/layout.ts'

const INTRODUCTION = 'lb: load balancers on your own machines, and the engine that runs them.'

/** What `lb help` says. */
export function toHelpLines(commands: readonly Command[]): readonly string[] {
  const shown = commands.filter((command) => command.isHidden !== true)
  const rows = shown.map((command) => [`  lb ${command.words.join(' ')}`, command.summary])
  return [
    INTRODUCTION,
    '',
    ...toColumns(rows),
    '',
    '`lb help COMMAND` tells more. What you declare comes from Terraform.',
  ]
}

/** What `lb help COMMAND` and `lb COMMAND --help` say. */
export function toCommandHelpLines(command: Command): readonly string[] {
  const options = Object.entries(command.options).map(([name, option]) => {
    const hint = option.hint === undefined ? '' : ` ${option.hint}`
    return [`  --${name}${hint}`, option.help]
  })
  return [
    `lb ${command.words.join(' ')}: ${command.summary}`,
    ...(command.description === '' ? [] : ['', command.description]),
    ...(options.length === 0 ? [] : ['', 'Options:', ...toColumns(options)]),
  ]
}
