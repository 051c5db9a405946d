/** `lb status` */

import { endpointOption, jsonOption, stateDirectoryOption } from '../command.ts'
import type { Command } from '../command.ts'
import { withEngine } from '../engine.ts'
import { toStatusLines } from '../render/status.ts'

export const status: Command = {
  words: ['status'],
  summary: 'Show the load balancers as a tree, with the health of their targets.',
  description:
    'With --json: every object, what is leaving, the health of every target, and the engine.',
  options: { ...jsonOption, ...stateDirectoryOption, ...endpointOption },
  run: (call) =>
    withEngine(call, async (client) => {
      const snapshot = await client.snapshot(call.signal)
      const lines = call.flag('json')
        ? [JSON.stringify(snapshot, null, 2)]
        : toStatusLines(snapshot, { style: call.terminal.style, nowMs: Date.now() })
      for (const line of lines) call.terminal.write(line)
      return 0
    }),
}
