/** `lb engine status` */

import { connectEngine } from '../../engine/client/index.ts'
import type { EngineInfo } from '../../engine/client/index.ts'
import { EngineError } from '../../engine/errors.ts'
import { jsonOption, stateDirectoryOption } from '../command.ts'
import type { Call, Command } from '../command.ts'
import { toPaths } from '../engine.ts'
import { toEngineLines } from '../render/status.ts'

export const engineStatus: Command = {
  words: ['engine', 'status'],
  summary: 'Say whether the engine of this machine runs. Starts nothing.',
  description: 'The exit code is 0 when it runs and 1 when it does not.',
  options: { ...jsonOption, ...stateDirectoryOption },
  run: async (call) => {
    const { stateDirectory, engineSocket: socket } = toPaths(call)
    const info = await ask(socket, call)
    const running = info !== null
    if (call.flag('json')) {
      call.terminal.write(JSON.stringify({ running, stateDirectory, socket, ...info }, null, 2))
    } else if (info === null) {
      call.terminal.write(`not running (state directory ${stateDirectory})`)
    } else {
      const lines = toEngineLines(info, { style: call.terminal.style, nowMs: Date.now() })
      for (const line of [...lines, `state   ${stateDirectory}`]) call.terminal.write(line)
    }
    return running ? 0 : 1
  },
}

async function ask(socket: string, call: Call): Promise<EngineInfo | null> {
  const client = connectEngine(socket)
  try {
    return await client.info(call.signal)
  } catch (error) {
    if (error instanceof EngineError && error.code === 'unavailable') return null
    throw error
  } finally {
    client.close()
  }
}
