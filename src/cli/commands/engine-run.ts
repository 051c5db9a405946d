/** `lb engine run` */

import { runControl } from '../../engine/daemon/index.ts'
import { assertHostRunsEngines } from '../../engine/runtime/index.ts'
import { stateDirectoryOption } from '../command.ts'
import type { Command } from '../command.ts'
import { dataPlaneOption, daemonOptions, toDaemonOptions, toDataPlane } from '../daemon-options.ts'

export const engineRun: Command = {
  words: ['engine', 'run'],
  summary: 'Run the engine in the foreground, for service managers.',
  description: 'Logs JSON lines to standard error. SIGTERM and SIGINT stop it in an orderly way.',
  options: {
    ...daemonOptions,
    ...dataPlaneOption,
    ...stateDirectoryOption,
    config: {
      type: 'string',
      hint: 'FILE',
      help: 'Settings; engine.json in the state directory by default.',
    },
  },
  isDaemon: true,
  run: (call) => {
    assertHostRunsEngines()
    return runControl({
      ...toDaemonOptions(call),
      configFile: call.text('config'),
      dataPlane: toDataPlane(call),
    })
  },
}
