/** Help, out of the list of commands. Pure. */

import type { Command } from './command.ts'
import { toColumns } from './render/layout.ts'

const COLUMNS = 96

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
  const name = `lb ${command.words.join(' ')}`
  const takes = command.takes === undefined ? [] : ['', `Usage: ${name} [OPTIONS] ${command.takes}`]
  return [
    `${name}: ${command.summary}`,
    ...takes,
    ...(command.description === '' ? [] : ['', ...toWrapped(command.description)]),
    ...(options.length === 0 ? [] : ['', 'Options:', ...toColumns(options)]),
  ]
}

/** Lines that are too long go on in the next, at a space. */
function toWrapped(text: string): readonly string[] {
  return text.split('\n').flatMap((line) => {
    const lines: string[] = ['']
    for (const word of line.split(' ')) {
      const last = lines.at(-1) ?? ''
      if (last === '') lines[lines.length - 1] = word
      else if (last.length + 1 + word.length > COLUMNS) lines.push(word)
      else lines[lines.length - 1] = `${last} ${word}`
    }
    return lines
  })
}
