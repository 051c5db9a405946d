/** `lb engine status` */

import { existsSync } from 'node:fs'
import { connectEngine } from '../../engine/client/index.ts'
import type { EngineInfo } from '../../engine/client/index.ts'
import { EngineError } from '../../engine/errors.ts'
import { isLockHeld } from '../../engine/runtime/index.ts'
import { jsonOption, stateDirectoryOption } from '../command.ts'
import type { Call, Command } from '../command.ts'
import { toPaths } from '../engine.ts'
import { toEngineLines } from '../render/status.ts'

const ANSWER_DEADLINE_MS = 5_000

export const engineStatus: Command = {
  words: ['engine', 'status'],
  summary: 'Say whether the engine of this machine runs. Starts nothing.',
  description: 'The exit code is 0 when it runs and 1 when it does not.',
  options: { ...jsonOption, ...stateDirectoryOption },
  run: async (call) => {
    const { stateDirectory, engineSocket: socket, controlLock } = toPaths(call)
    const info = await ask(socket, call)
    // Its socket may have been removed under it, as by a cleaner of temporary files.
    if (info === null && existsSync(controlLock) && (await isLockHeld(controlLock))) {
      throw toHungError(socket)
    }
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

function toHungError(socket: string): EngineError {
  return new EngineError({
    code: 'deadline_exceeded',
    message: `The engine is there and does not answer (${socket})`,
    remedy: '`lb engine stop` ends it, whatever it hangs on; then start it again.',
  })
}

async function ask(socket: string, call: Call): Promise<EngineInfo | null> {
  const client = connectEngine(socket)
  const deadline = AbortSignal.timeout(ANSWER_DEADLINE_MS)
  try {
    return await client.info(AbortSignal.any([call.signal, deadline]))
  } catch (error) {
    if (deadline.aborted) throw toHungError(socket)
    if (error instanceof EngineError && error.code === 'unavailable') return null
    throw error
  } finally {
    client.close()
  }
}
