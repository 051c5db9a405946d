/** `lb engine upgrade` */

import { upgradeEngine } from '../../engine/daemon/index.ts'
import { jsonOption, stateDirectoryOption, UsageError } from '../command.ts'
import type { Command } from '../command.ts'
import { toLocalPaths } from '../engine.ts'

const DRAIN_SECONDS_DEFAULT = 300
const DRAIN_SECONDS_MAX = 86_400

export const engineUpgrade: Command = {
  words: ['engine', 'upgrade'],
  summary: 'Replace the running engine by this program. No request fails.',
  description:
    'The new one goes on with the sockets of the old one, which lets its connections end: HTTP\n' +
    'ones with their next answer, others when they are done or after --drain-seconds. When the\n' +
    'new one does not start, the old one serves on, and the exit code is 1.',
  options: {
    'drain-seconds': {
      type: 'string',
      hint: 'SECONDS',
      help: `How long old connections may go on; ${DRAIN_SECONDS_DEFAULT} by default.`,
    },
    ...jsonOption,
    ...stateDirectoryOption,
  },
  run: async (call) => {
    const { stateDirectory } = toLocalPaths(call)
    const drainMs = toSeconds(call.text('drain-seconds')) * 1000
    const upgraded = await upgradeEngine({ stateDirectory, drainMs, signal: call.signal })
    call.terminal.write(
      call.flag('json')
        ? JSON.stringify({ stateDirectory, ...upgraded })
        : `upgraded from ${upgraded.from} to ${upgraded.to} (agent ${upgraded.agent})`,
    )
    return 0
  },
}

function toSeconds(text: string | null): number {
  if (text === null) return DRAIN_SECONDS_DEFAULT
  const seconds = /^\d+$/.test(text) ? Number(text) : DRAIN_SECONDS_MAX + 1
  if (seconds <= DRAIN_SECONDS_MAX) return seconds
  throw new UsageError(`--drain-seconds is a whole number up to ${DRAIN_SECONDS_MAX}.`)
}
