/** `lb events` */

import { UsageError, endpointOption, jsonOption, stateDirectoryOption } from '../command.ts'
import type { Call, Command } from '../command.ts'
import { withEngine } from '../engine.ts'
import { toEventLine } from '../render/event.ts'

export const events: Command = {
  words: ['events'],
  summary: 'Show what happened, in order: one line for each step the engine took.',
  description: 'With --json: one object a line.',
  options: {
    follow: { type: 'boolean', help: 'Go on showing what happens, until interrupted.' },
    after: { type: 'string', hint: 'NUMBER', help: 'Only events after this sequence number.' },
    ...jsonOption,
    ...stateDirectoryOption,
    ...endpointOption,
  },
  run: (call) =>
    withEngine(call, async (client) => {
      const query = { after: toAfter(call), follow: call.flag('follow') }
      try {
        for await (const event of client.events(query, call.signal)) {
          const isJson = call.flag('json')
          const { style } = call.terminal
          call.terminal.write(isJson ? JSON.stringify(event) : toEventLine(event, style))
        }
      } catch (error) {
        // To interrupt is how one stops following.
        if (!query.follow || !call.signal.aborted) throw error
      }
      return 0
    }),
}

function toAfter(call: Call): number {
  const text = call.text('after') ?? '0'
  if (!/^\d{1,15}$/.test(text)) throw new UsageError(`"${text}" is not a sequence number.`)
  return Number(text)
}
