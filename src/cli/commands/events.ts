/** `lb events` */

import type { EngineEvent } from '../../engine/client/contract.ts'
import { kinds } from '../../engine/kinds/index.ts'
import { UsageError, endpointOption, jsonOption, stateDirectoryOption } from '../command.ts'
import type { Call, Command } from '../command.ts'
import { parseMoment } from '../duration.ts'
import { withEngine } from '../engine.ts'
import { eventTypes, toEventLine } from '../render/event.ts'

const eventKinds: readonly string[] = [...kinds.map(({ name }) => name), 'engine']

export const events: Command = {
  words: ['events'],
  summary: 'Show what happened, in order: one line for each step the engine took.',
  description: 'With --json: one object a line.',
  options: {
    follow: { type: 'boolean', help: 'Go on showing what happens, until interrupted.' },
    after: { type: 'string', hint: 'NUMBER', help: 'Only events after this sequence number.' },
    since: {
      type: 'string',
      hint: 'TIME',
      help: 'Only events since then: 10m (ago), 2030-01-31, 2030-01-31T12:00Z.',
    },
    kind: {
      type: 'string',
      hint: 'KINDS',
      help: 'Only events of objects of these kinds: listener,server_group; engine is itself.',
    },
    type: {
      type: 'string',
      hint: 'STEPS',
      help: 'Only these steps: created,target_down.',
    },
    ...jsonOption,
    ...stateDirectoryOption,
    ...endpointOption,
  },
  run: (call) =>
    withEngine(call, async (client) => {
      const isWanted = toFilter(call)
      const query = { after: toAfter(call), follow: call.flag('follow') }
      try {
        for await (const event of client.events(query, call.signal)) {
          if (!isWanted(event)) continue
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

/** What an event has to be to be shown. */
export function toFilter(call: Pick<Call, 'text'>): (event: EngineEvent) => boolean {
  const since = call.text('since')
  const sinceMs = since === null ? -Infinity : parseMoment(since, Date.now())
  const chosenKinds = toChosen(call, 'kind', eventKinds)
  const types = toChosen(call, 'type', eventTypes)
  return ({ atMs, kind, type }) =>
    atMs >= sinceMs && (chosenKinds?.includes(kind) ?? true) && (types?.includes(type) ?? true)
}

/** What an option chooses from `known`; null without the option. */
function toChosen(
  call: Pick<Call, 'text'>,
  option: string,
  known: readonly string[],
): readonly string[] | null {
  const chosen = call.text(option)?.split(',') ?? null
  const unknown = chosen?.find((name) => !known.includes(name))
  if (unknown === undefined) return chosen
  throw new UsageError(`--${option} is of ${known.join(', ')}; not "${unknown}".`)
}

function toAfter(call: Call): number {
  const text = call.text('after') ?? '0'
  if (!/^\d{1,15}$/.test(text)) throw new UsageError(`"${text}" is not a sequence number.`)
  return Number(text)
}
