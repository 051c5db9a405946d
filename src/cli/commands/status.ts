/** `lb status` */

import type { Snapshot } from '../../engine/client/contract.ts'
import { endpointOption, jsonOption, stateDirectoryOption } from '../command.ts'
import type { Call, Command } from '../command.ts'
import { withEngine } from '../engine.ts'
import { toStatusLines } from '../render/status.ts'
import { plainStyle } from '../render/style.ts'
import { toTime } from '../render/time.ts'
import { watch } from '../watch.ts'

const LOOK_EVERY_MS = 1_000

export const status: Command = {
  words: ['status'],
  summary: 'Show the load balancers as a tree, with the health of their targets.',
  description:
    'A list of many servers is folded: those that are not well are shown, the others counted.\n' +
    'With --watch it goes on until interrupted: redrawn on a terminal; elsewhere the whole is\n' +
    'written again, after a line with the time, whenever something is different.\n' +
    'With --json: every object, what is leaving, the health of every target, and the engine; a\n' +
    'line for each change with --watch.',
  options: {
    all: { type: 'boolean', help: 'Every server, however many there are.' },
    watch: { type: 'boolean', help: 'Go on showing it, until interrupted.' },
    ...jsonOption,
    ...stateDirectoryOption,
    ...endpointOption,
  },
  run: (call) =>
    withEngine(call, async (client) => {
      const look = async (): Promise<Snapshot> => client.snapshot(call.signal)
      if (!call.flag('watch')) {
        for (const line of toLines(await look(), call)) call.terminal.write(line)
        return 0
      }
      return watch(call, {
        everyMs: LOOK_EVERY_MS,
        look: async () => toView(await look(), call),
      })
    }),
}

function toLines(snapshot: Snapshot, call: Call): readonly string[] {
  if (call.flag('json')) return [JSON.stringify(snapshot, null, 2)]
  const { style } = call.terminal
  return toStatusLines(snapshot, { style, nowMs: Date.now(), isAll: call.flag('all') })
}

/** Time alone makes no difference. */
function toView(snapshot: Snapshot, call: Call): { lines: readonly string[]; gist: string } {
  if (call.flag('json')) {
    const text = JSON.stringify(snapshot)
    return { lines: [text], gist: text }
  }
  const options = { style: plainStyle, isAll: true, nowMs: 0 }
  const gist = toStatusLines(snapshot, options).join('\n')
  const lines = toLines(snapshot, call)
  if (call.terminal.screen !== null) return { lines, gist }
  return { lines: [`--- ${toTime(Date.now())}`, ...lines, ''], gist }
}
