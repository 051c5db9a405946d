/**
 * One call of `lb`, from words to exit code.
 *
 * Answers for: where answers and errors go, interrupts, exit codes 0, 1 and 2.
 * Does not know: any command by name.
 */

import type { Call, ExitCode, Terminal } from './command.ts'
import { UsageError } from './command.ts'
import { commands } from './commands/index.ts'
import { toCommandHelpLines } from './help.ts'
import { parseCommandLine } from './parse.ts'
import { toFailureLines } from './render/failure.ts'
import { chooseStyle } from './render/style.ts'
import { toShown } from './render/visible.ts'
import { openScreen } from './screen.ts'

/** Never throws. `words` are what follows `lb`. */
export async function runCommandLine(words: readonly string[]): Promise<ExitCode> {
  const terminal = openTerminal()
  const interrupt = new AbortController()
  let about: readonly string[] = []
  try {
    const parsed = parseCommandLine(words.length === 0 ? ['help'] : words, commands)
    about = parsed.command.words
    if (parsed.options['help'] === true) {
      for (const line of toCommandHelpLines(parsed.command)) terminal.write(line)
      return 0
    }
    // Daemons take care of signals themselves: for them SIGTERM is not an interrupt.
    if (parsed.command.isDaemon !== true) {
      process.once('SIGINT', () => interrupt.abort())
      process.once('SIGTERM', () => interrupt.abort())
    }
    return await parsed.command.run(toCall(parsed, { terminal, signal: interrupt.signal }))
  } catch (error) {
    if (interrupt.signal.aborted) return 1
    for (const line of toFailureLines(error, about)) terminal.note(line)
    return error instanceof UsageError ? 2 : 1
  }
}

function toCall(
  parsed: ReturnType<typeof parseCommandLine>,
  context: { readonly terminal: Terminal; readonly signal: AbortSignal },
): Call {
  return {
    words: parsed.words,
    flag: (name) => parsed.options[name] === true,
    text: (name) => {
      const value = parsed.options[name]
      return typeof value === 'string' ? value : null
    },
    environment: process.env,
    ...context,
  }
}

function openTerminal(): Terminal {
  const note = (line: string): void => void process.stderr.write(`${toShown(line)}\n`)
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    // A reader that has seen enough (`lb events | head`) is no error.
    if (error.code === 'EPIPE') process.exit(0)
    note(`lb: The answer cannot be written: ${error.message}`)
    process.exit(1)
  })
  return {
    write: (line) => void process.stdout.write(`${toShown(line)}\n`),
    note,
    style: chooseStyle(process.stdout.isTTY, process.env),
    screen: process.stdout.isTTY ? openScreen(process.stdout) : null,
  }
}
