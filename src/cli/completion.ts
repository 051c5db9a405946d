/** Completion of commands and options for shells, out of the list of commands. Pure. */

import type { Command } from './command.ts'

export const shells = ['bash', 'zsh', 'fish'] as const

export type Shell = (typeof shells)[number]

/** The script that the shell is to read. */
export function toCompletionLines(shell: Shell, commands: readonly Command[]): readonly string[] {
  const shown = commands.filter(({ isHidden }) => isHidden !== true)
  if (shell === 'fish') return toFishLines(shown)
  const bridge = [
    'autoload -U +X compinit && compinit',
    'autoload -U +X bashcompinit && bashcompinit',
  ]
  return [...(shell === 'zsh' ? bridge : []), ...toBashLines(shown)]
}

function toBashLines(commands: readonly Command[]): readonly string[] {
  const groups = Map.groupBy(commands, ({ words: [first = ''] }) => first)
  const branches = [...groups].flatMap(([first, members]) => {
    const seconds = members.flatMap(({ words }) => words.slice(1))
    return seconds.length === 0 ? [] : [toBranch(quote(first), seconds)]
  })
  const options = commands.map((command) => {
    const typed = quote(command.words.join(' '))
    return toBranch(`${typed}|${quote(`${command.words.join(' ')} `)}*`, toOptions(command))
  })
  return [
    '_lb() {',
    '  local typed="${COMP_WORDS[*]:1:COMP_CWORD-1}" words=""',
    '  case "$typed" in',
    toBranch("''", [...groups.keys()]),
    ...branches,
    ...options,
    '  esac',
    '  COMPREPLY=($(compgen -W "$words" -- "${COMP_WORDS[COMP_CWORD]}"))',
    '}',
    'complete -o default -F _lb lb',
  ]
}

function toBranch(pattern: string, words: readonly string[]): string {
  return `    ${pattern}) words=${quote(words.join(' '))} ;;`
}

function toFishLines(commands: readonly Command[]): readonly string[] {
  return commands.flatMap((command) => {
    const [first = '', second] = command.words
    const within = `__fish_seen_subcommand_from ${first}`
    const start = second === undefined ? '__fish_use_subcommand' : within
    const name = second ?? first
    const seen =
      second === undefined ? within : `${within}; and __fish_seen_subcommand_from ${second}`
    const group =
      second === undefined ? [] : [`complete -c lb -f -n __fish_use_subcommand -a ${first}`]
    return [
      ...group,
      `complete -c lb -f -n ${quote(start)} -a ${name} -d ${quote(command.summary)}`,
      ...Object.entries(command.options).map(([option, { type, help }]) => {
        const value = type === 'string' ? ' -r' : ''
        return `complete -c lb -n ${quote(seen)} -l ${option}${value} -d ${quote(help)}`
      }),
    ]
  })
}

function toOptions({ options }: Command): readonly string[] {
  return [...Object.keys(options), 'help'].map((name) => `--${name}`)
}

/** For any of the shells: nothing is special between single quotes but themselves. */
function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`
}
