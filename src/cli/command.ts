/**
 * What a command of `lb` is.
 *
 * Answers for: the form of commands and of their options. Does not know: any command.
 * A new command is one file in `commands/` and one line in its `index.ts`.
 */

import type { Style } from './render/style.ts'
import type { Screen } from './screen.ts'

export interface Command {
  /** What is typed after `lb`: `['engine', 'run']`. */
  readonly words: readonly string[]
  /** A line for the list of commands. */
  readonly summary: string
  /** More for `lb help COMMAND`; may be empty. */
  readonly description: string
  /** In addition to `--help`. */
  readonly options: Readonly<Record<string, CommandOption>>
  /** Not shown in the list: for the program itself. */
  readonly isHidden?: true
  /** It runs until it is stopped, and takes care of signals itself. */
  readonly isDaemon?: true
  /** The words that may follow, as the help shows them: `FILE`. Absent: none. */
  readonly takes?: string
  /**
   * Resolves with the exit code; throws `EngineError` or `UsageError` for what a person can mend.
   */
  run(call: Call): Promise<ExitCode>
}

/** 0: done. 1: not done. 2: not understood. Daemons have more, in `engine/daemon`. */
export type ExitCode = number

export interface CommandOption {
  readonly type: 'boolean' | 'string'
  /** What stands for the value in the help: `DIRECTORY`. */
  readonly hint?: string
  readonly help: string
}

/** One call of a command. */
export interface Call {
  readonly words: readonly string[]
  /** Whether a boolean option was given. */
  flag(name: string): boolean
  /** A string option's value; null when it was not given. */
  text(name: string): string | null
  readonly terminal: Terminal
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Aborted by an interrupt. */
  readonly signal: AbortSignal
}

export interface Terminal {
  /** A line of the answer. */
  write(line: string): void
  /** A line that is not part of the answer: progress, warnings, errors. */
  note(line: string): void
  /** For the answer. */
  readonly style: Style
  /** Null when the answer does not go to a terminal. */
  readonly screen: Screen | null
}

/** The command line was not understood: exit code 2. */
export class UsageError extends Error {
  /** The words of the command whose help tells more; null: that is known from elsewhere. */
  readonly command: readonly string[] | null

  constructor(message: string, command: readonly string[] | null = null) {
    super(message)
    this.name = 'UsageError'
    this.command = command
  }
}

export const jsonOption: Readonly<Record<'json', CommandOption>> = {
  json: { type: 'boolean', help: 'Write JSON, for programs.' },
}

export const stateDirectoryOption: Readonly<Record<'state-dir', CommandOption>> = {
  'state-dir': {
    type: 'string',
    hint: 'DIRECTORY',
    help: 'Where the engine of this machine keeps its state (LB_STATE_DIR).',
  },
}

const toFileOption = (help: string): CommandOption => ({ type: 'string', hint: 'FILE', help })

/** Which engine, and the proof of who asks. A token itself is no option: others would see it. */
export const endpointOption: Readonly<Record<string, CommandOption>> = {
  endpoint: {
    type: 'string',
    hint: 'URL',
    help: 'An engine by its address: https://host:7443, unix:///run/lb/engine.sock (LB_ENDPOINT).',
  },
  'token-file': toFileOption('Holds the token (LB_TOKEN_FILE; LB_TOKEN is the token itself).'),
  'ca-file': toFileOption('Whose signature to trust on its certificate (LB_CA_FILE).'),
  'client-certificate-file': toFileOption('Instead of a token (LB_CLIENT_CERTIFICATE_FILE).'),
  'client-key-file': toFileOption('Its key (LB_CLIENT_KEY_FILE).'),
}
