/** `lb export` */

import { UsageError, endpointOption, stateDirectoryOption } from '../command.ts'
import type { Command } from '../command.ts'
import { withEngine } from '../engine.ts'
import { writeOutput } from '../output-file.ts'
import { toExportText } from '../transfer-file.ts'

export const exportCommand: Command = {
  words: ['export'],
  summary: 'Write what is declared as readable JSON, for `lb import` or a diff.',
  description: 'To standard output when no file is named. Secrets are null unless asked for.',
  options: {
    'with-secrets': { type: 'boolean', help: 'Private keys too; the file is yours alone.' },
    force: { type: 'boolean', help: 'Replace the file if it is there.' },
    ...stateDirectoryOption,
    ...endpointOption,
  },
  takes: '[FILE]',
  run: (call) => {
    const [path, ...more] = call.words
    if (more.length > 0) throw new UsageError('`lb export` takes one file at most.')
    return withEngine(call, async (client) => {
      const withSecrets = call.flag('with-secrets')
      const exported = await client.exportObjects({ withSecrets }, call.signal)
      const text = toExportText(exported, withSecrets)
      if (path === undefined) call.terminal.write(text.trimEnd())
      else await writeOutput({ path, isForced: call.flag('force') }, once(text))
      return 0
    })
  },
}

async function* once(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text)
}
