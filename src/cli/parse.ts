/**
 * Words on the command line to a command and its options.
 *
 * Answers for: which command is meant, and a `UsageError` that says what was not understood.
 * Does not know: what commands do.
 */

import { parseArgs } from 'node:util'
import { UsageError } from './command.ts'
import type { Command, CommandOption } from './command.ts'

export interface Parsed {
  readonly command: Command
  /** Words after the command's own. */
  readonly words: readonly string[]
  readonly options: Readonly<Record<string, string | boolean>>
}

const helpOption: Readonly<Record<'help', CommandOption>> = {
  help: { type: 'boolean', help: 'Say what the command does.' },
}

/** Commands that other programs have as options: a hand types them before it has read anything. */
const commandByOption: ReadonlyMap<string, string> = new Map([
  ['-h', 'help'],
  ['--help', 'help'],
  ['--version', 'version'],
])

/** Finds the command that `words` begin with, and reads the rest by its options. */
export function parseCommandLine(typed: readonly string[], commands: readonly Command[]): Parsed {
  const words = toHelpOfGroup(
    typed.map((word, index) => (index === 0 && commandByOption.get(word)) || word),
    commands,
  )
  const command = findCommand(words, commands)
  const rest = words.slice(command.words.length)
  const { values, positionals } = readOptions(rest, command)
  const [unexpected] = positionals
  if (unexpected !== undefined && command.takes === undefined) {
    throw new UsageError(
      `\`lb ${command.words.join(' ')}\` takes no word "${unexpected}".`,
      command.words,
    )
  }
  return { command, words: positionals, options: values }
}

/** `lb engine --help` is `lb help engine`. */
function toHelpOfGroup(words: readonly string[], commands: readonly Command[]): readonly string[] {
  const [first = '', second = ''] = words
  const isCommand = commands.some((command) => command.words.join(' ') === first)
  const isGroup = !isCommand && commands.some((command) => command.words[0] === first)
  return isGroup && ['-h', '--help'].includes(second) ? ['help', first] : words
}

/** The command whose words all stand at the beginning; the longest, when several do. */
function findCommand(words: readonly string[], commands: readonly Command[]): Command {
  const matching = commands
    .filter((command) => command.words.every((word, index) => words[index] === word))
    .toSorted((a, b) => b.words.length - a.words.length)
  const [found] = matching
  if (found !== undefined) return found
  const [first] = words
  const group = commands.find((command) => command.words[0] === first)
  if (first === undefined || group === undefined) {
    throw new UsageError(first === undefined ? 'No command given.' : `No command "${first}".`)
  }
  const known = commands.filter((c) => c.words[0] === first && c.isHidden !== true)
  const list = known.map((c) => c.words.slice(1).join(' ')).join(', ')
  throw new UsageError(`\`lb ${first}\` needs one of: ${list}.`, [first])
}

function readOptions(
  rest: readonly string[],
  command: Command,
): { values: Record<string, string | boolean>; positionals: readonly string[] } {
  const declared = { ...helpOption, ...command.options }
  const options = Object.fromEntries(
    Object.entries(declared).map(([name, { type }]) => [
      name,
      name === 'help' ? { type, short: 'h' } : { type },
    ]),
  )
  try {
    const { values, positionals } = parseArgs({
      args: [...rest],
      options,
      strict: true,
      allowPositionals: true,
    })
    return { values: toSingleValues(values), positionals }
  } catch (error) {
    // parseArgs says what is wrong in a sentence, and then how to escape it, which nobody needs.
    const [sentence = ''] = (error instanceof Error ? error.message : String(error)).split('. ')
    throw new UsageError(`${sentence.replace(/\.$/, '')}.`, command.words)
  }
}

function toSingleValues(
  values: Readonly<Record<string, unknown>>,
): Record<string, string | boolean> {
  const single: Record<string, string | boolean> = {}
  for (const [name, value] of Object.entries(values)) {
    if (typeof value === 'string' || typeof value === 'boolean') single[name] = value
  }
  return single
}
