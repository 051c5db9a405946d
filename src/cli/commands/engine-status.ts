/** `lb engine status` */

import { existsSync } from 'node:fs'
import { connectEngine } from '../../engine/client/index.ts'
import type { EngineInfo } from '../../engine/client/index.ts'
import { EngineError } from '../../engine/errors.ts'
import { isLockHeld, readLockHolder } from '../../engine/runtime/index.ts'
import type { StatePaths } from '../../engine/runtime/index.ts'
import { jsonOption, stateDirectoryOption } from '../command.ts'
import type { Call, Command } from '../command.ts'
import { isSocketLost, toLocalPaths, toUnreachable } from '../engine.ts'
import { toEngineLines } from '../render/status.ts'

const ANSWER_DEADLINE_MS = 5_000

export const engineStatus: Command = {
  words: ['engine', 'status'],
  summary: 'Say whether the engine of this machine runs. Starts nothing.',
  description: 'The exit code is 0 when it runs and 1 when it does not.',
  options: { ...jsonOption, ...stateDirectoryOption },
  run: async (call) => {
    const paths = toLocalPaths(call)
    const { stateDirectory, engineSocket: socket } = paths
    const info = (await ask(paths, call)) ?? (await askOnceMore(paths, call))
    const running = info !== null
    const agent = running ? info.agent : await findAgent(paths)
    if (call.flag('json')) {
      const answer = { running, stateDirectory, socket, ...info, agent }
      call.terminal.write(JSON.stringify(answer, null, 2))
    } else if (info === null) {
      call.terminal.write(`not running (state directory ${stateDirectory})`)
      if (agent !== null) call.terminal.write(toCarryingLine(agent.pid))
    } else {
      const lines = toEngineLines(info, { style: call.terminal.style, nowMs: Date.now() })
      for (const line of [...lines, `state   ${stateDirectory}`]) call.terminal.write(line)
    }
    return running ? 0 : 1
  },
}

/** The agent that carries traffic on without control; null when there is none. */
async function findAgent({ agentLock }: StatePaths): Promise<{ readonly pid: number } | null> {
  if (!existsSync(agentLock) || !(await isLockHeld(agentLock))) return null
  const pid = await readLockHolder(agentLock)
  return pid === null ? null : { pid }
}

function toCarryingLine(pid: number): string {
  return `agent   pid ${pid}, carries traffic on: \`lb engine start\` adopts it, \`stop\` ends it`
}

/** It may be about to start. */
async function askOnceMore(paths: StatePaths, call: Call): Promise<EngineInfo | null> {
  if (await isSocketLost(paths, call.signal)) throw toUnreachable(paths)
  return ask(paths, call)
}

async function ask(paths: StatePaths, call: Call): Promise<EngineInfo | null> {
  const client = connectEngine(paths.engineSocket)
  const deadline = AbortSignal.timeout(ANSWER_DEADLINE_MS)
  try {
    return await client.info(AbortSignal.any([call.signal, deadline]))
  } catch (error) {
    if (deadline.aborted) throw toUnreachable(paths)
    if (error instanceof EngineError && error.code === 'unavailable') return null
    throw error
  } finally {
    client.close()
  }
}
