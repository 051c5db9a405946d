/** `lb restore` */

import { restoreEngine } from '../../engine/daemon/index.ts'
import { UsageError, jsonOption, stateDirectoryOption } from '../command.ts'
import type { Command } from '../command.ts'

export const restore: Command = {
  words: ['restore'],
  summary: 'Put a backup in the place of the store of this machine.',
  description:
    'The backup is read and judged first; what does not fit changes nothing. If the engine runs, ' +
    'its control process ends and starts again, while the agent carries the traffic on; then the ' +
    'restored objects serve. The former store is kept beside it. Under a service manager that ' +
    'starts the engine by itself, stop it first.',
  options: { ...jsonOption, ...stateDirectoryOption },
  takes: 'FILE',
  run: async (call) => {
    const [file, ...more] = call.words
    if (file === undefined || more.length > 0) throw new UsageError('`lb restore` takes one file.')
    const stateDirectory = call.text('state-dir')
    const restored = await restoreEngine({ file, stateDirectory, signal: call.signal })
    if (call.flag('json')) {
      call.terminal.write(JSON.stringify(restored, null, 2))
      return 0
    }
    const { header, objects, formerFile, isRunning } = restored
    const made = new Date(header.createdMs).toISOString()
    call.terminal.write(`restored ${objects} objects of revision ${header.revision} (${made})`)
    if (formerFile !== null) call.terminal.write(`the former store is ${formerFile}`)
    call.terminal.write(isRunning ? 'the engine runs' : 'the engine does not run')
    return 0
  },
}
