/** `lb engine start` */

import { connectEngine, ensureDataPlane, ensureEngine } from '../../engine/client/index.ts'
import { jsonOption, stateDirectoryOption } from '../command.ts'
import type { Command } from '../command.ts'
import { dataPlaneOption, toDataPlane } from '../daemon-options.ts'
import { toLocalPaths } from '../engine.ts'
import { toEngineLines } from '../render/status.ts'

export const engineStart: Command = {
  words: ['engine', 'start'],
  summary: 'Start the engine of this machine in the background, if it does not run.',
  description:
    'Terraform does this by itself. Returns when the engine answers. With --data-plane one that\n' +
    'runs is switched over: connections of before end with their next answer, and no request\n' +
    'fails.',
  options: { ...dataPlaneOption, ...jsonOption, ...stateDirectoryOption },
  run: async (call) => {
    const { stateDirectory } = toLocalPaths(call)
    const dataPlane = toDataPlane(call)
    const { signal } = call
    if (dataPlane !== null) await ensureDataPlane({ stateDirectory, dataPlane, signal })
    const socket = await ensureEngine({ stateDirectory, signal: call.signal })
    const client = connectEngine(socket)
    try {
      const info = await client.info(call.signal)
      const lines = call.flag('json')
        ? [JSON.stringify({ running: true, stateDirectory, socket, ...info }, null, 2)]
        : toEngineLines(info, { style: call.terminal.style, nowMs: Date.now() })
      for (const line of lines) call.terminal.write(line)
    } finally {
      client.close()
    }
    return 0
  },
}
