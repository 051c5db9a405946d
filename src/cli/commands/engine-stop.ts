/** `lb engine stop` */

import { stopEngine } from '../../engine/daemon/index.ts'
import { jsonOption, stateDirectoryOption } from '../command.ts'
import type { Command } from '../command.ts'
import { toLocalPaths } from '../engine.ts'

export const engineStop: Command = {
  words: ['engine', 'stop'],
  summary: 'Stop the engine of this machine and what it runs. What is declared stays.',
  description:
    'Traffic ends, unless --keep-traffic: then the part of the engine that carries it stays,\n' +
    'and the next start adopts it. Succeeds when no engine runs.',
  options: {
    'keep-traffic': { type: 'boolean', help: 'Stop the API alone; traffic and probes go on.' },
    ...jsonOption,
    ...stateDirectoryOption,
  },
  run: async (call) => {
    const { stateDirectory } = toLocalPaths(call)
    const keepAgent = call.flag('keep-traffic')
    const stopped = await stopEngine({ stateDirectory, keepAgent, signal: call.signal })
    const text = stopped ? 'stopped' : 'was not running'
    call.terminal.write(
      call.flag('json')
        ? JSON.stringify({ stopped, stateDirectory })
        : `${text} (state directory ${stateDirectory})`,
    )
    return 0
  },
}
