/** `lb engine guard`: how the agent starts the process that starts it again. */

import { runGuard } from '../../engine/daemon/index.ts'
import { stateDirectoryOption } from '../command.ts'
import type { Command } from '../command.ts'
import { daemonOptions, toDaemonOptions } from '../daemon-options.ts'

export const engineGuard: Command = {
  words: ['engine', 'guard'],
  summary: 'Have the part of the engine that carries traffic run.',
  description: 'Started by `lb engine agent`.',
  options: { ...daemonOptions, ...stateDirectoryOption },
  isHidden: true,
  isDaemon: true,
  run: (call) => runGuard(toDaemonOptions(call)),
}
