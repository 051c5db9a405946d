import assert from 'node:assert/strict'
import { UsageError, jsonOption, stateDirectoryOption } from '../../../src/cli/command.ts'
import type { Command } from '../../../src/cli/command.ts'
import { parseCommandLine } from '../../../src/cli/parse.ts'

function command(words: readonly string[], rest: Partial<Command> = {}): Command {
  return {
    words,
    summary: '',
    description: '',
    options: { ...jsonOption, ...stateDirectoryOption },
    run: async () => 0,
    ...rest,
  }
}

const commands = [
  command(['status']),
  command(['engine', 'run']),
  command(['engine', 'stop']),
  command(['engine', 'agent'], { isHidden: true }),
  command(['version']),
  command(['help'], { takes: '[COMMAND]', options: {} }),
]

function check(line: string, expected: object): void {
  const words = line.split(' ').filter((word) => word !== '')
  const parsed = parseCommandLine(words, commands)
  const seen = {
    ...parsed,
    command: parsed.command.words.join(' '),
    options: { ...parsed.options },
  }
  assert.deepEqual(seen, expected)
}

describe('The command line', () => {
  it('finds a command and its options', () => {
    check('status --json --state-dir /x', {
      command: 'status',
      words: [],
      options: { json: true, 'state-dir': '/x' },
    })
  })

  it('finds a command of two words, hidden ones too', () => {
    check('engine stop', { command: 'engine stop', words: [], options: {} })
    check('engine agent --json', { command: 'engine agent', words: [], options: { json: true } })
  })

  it('every command has --help', () => {
    check('engine run --help', { command: 'engine run', words: [], options: { help: true } })
  })

  it('help and version are found where other programs have them', () => {
    check('--help', { command: 'help', words: [], options: {} })
    check('-h', { command: 'help', words: [], options: {} })
    check('--help engine run', { command: 'help', words: ['engine', 'run'], options: {} })
    check('--version --json', { command: 'version', words: [], options: { json: true } })
    check('engine --help', { command: 'help', words: ['engine'], options: {} })
    check('engine -h', { command: 'help', words: ['engine'], options: {} })
    check('status -h', { command: 'status', words: [], options: { help: true } })
  })

  it('words go to a command that takes words', () => {
    check('help engine run', { command: 'help', words: ['engine', 'run'], options: {} })
  })

  const refused = [
    { line: '', words: /No command given/ },
    { line: 'launch', words: /No command "launch"/ },
    { line: 'engine', words: /`lb engine` needs one of: run, stop\.$/ },
    { line: 'engine launch', words: /`lb engine` needs one of: run, stop\.$/ },
    { line: 'status web', words: /takes no word "web"/ },
    { line: 'status --jsno', words: /Unknown option '--jsno'/ },
    { line: 'status --state-dir', words: /--state-dir/ },
    { line: 'status --json=yes', words: /--json/ },
  ]
  for (const { line, words } of refused) {
    it(`refuses \`lb ${line}\` and says why`, () => {
      assert.throws(
        () => check(line, {}),
        (error: unknown) => error instanceof UsageError && words.test(error.message),
      )
    })
  }
})
