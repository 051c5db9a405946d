/** `lb engine agent`: how the engine starts its other process. */

import { runAgent } from '../../engine/daemon/index.ts'
import { stateDirectoryOption } from '../command.ts'
import type { Command } from '../command.ts'
import { daemonOptions, toDaemonOptions } from '../daemon-options.ts'

export const engineAgent: Command = {
  words: ['engine', 'agent'],
  summary: 'Run the part of the engine that carries traffic.',
  description: 'Started by `lb engine run`.',
  options: {
    ...daemonOptions,
    ...stateDirectoryOption,
    'take-over': { type: 'boolean', help: 'Take over from the agent that has started it.' },
  },
  isHidden: true,
  isDaemon: true,
  run: (call) => runAgent({ ...toDaemonOptions(call), takesOver: call.flag('take-over') }),
}
