/** `lb backup` */

import { checkBackupFile } from '../../engine/daemon/index.ts'
import { UsageError, endpointOption, jsonOption, stateDirectoryOption } from '../command.ts'
import type { Command } from '../command.ts'
import { withEngine } from '../engine.ts'
import { writeOutput } from '../output-file.ts'

export const backup: Command = {
  words: ['backup'],
  summary: 'Write the whole store to a file while the engine works.',
  description:
    'Objects, secrets and events as of one moment, with a checksum; the file is yours alone ' +
    '(mode 0600). `lb restore` puts it back. Tokens are not in it.',
  options: {
    force: { type: 'boolean', help: 'Replace the file if it is there.' },
    ...jsonOption,
    ...stateDirectoryOption,
    ...endpointOption,
  },
  takes: 'FILE',
  run: (call) => {
    const [path, ...more] = call.words
    if (path === undefined || more.length > 0) throw new UsageError('`lb backup` takes one file.')
    return withEngine(call, async (client) => {
      const output = { path, isForced: call.flag('force') }
      await writeOutput(output, client.backup(call.signal), async (temporary) => {
        await checkBackupFile(temporary)
      })
      const header = await checkBackupFile(path)
      const { revision, bytes, sha256 } = header
      const text = `${path}: revision ${revision}, ${bytes} bytes, sha256 ${sha256}`
      call.terminal.write(call.flag('json') ? JSON.stringify({ path, ...header }, null, 2) : text)
      return 0
    })
  },
}
