/** `lb completion`: made here from the list of commands, which the list itself hands in. */

import { UsageError } from '../command.ts'
import type { Command } from '../command.ts'
import { shells, toCompletionLines } from '../completion.ts'

/** `all` is asked when the command runs: the list has this command in it. */
export function completion(all: () => readonly Command[]): Command {
  return {
    words: ['completion'],
    summary: `Write what a shell completes after lb: ${shells.join(', ')}.`,
    description: 'source <(lb completion bash)\nlb completion fish | source',
    options: {},
    takes: shells.join('|'),
    run: async (call) => {
      const shell = shells.find((name) => call.words.join(' ') === name)
      if (shell === undefined) throw new UsageError(`Say for which shell: ${shells.join(', ')}.`)
      for (const line of toCompletionLines(shell, all())) call.terminal.write(line)
      return 0
    },
  }
}
