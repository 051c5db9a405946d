/** `lb undrain` */

import { UsageError, endpointOption, jsonOption, stateDirectoryOption } from '../command.ts'
import type { Command } from '../command.ts'
import { toGroupMembers, toName } from '../drain/members.ts'
import { withEngine } from '../engine.ts'
import { Scene } from '../render/scene.ts'
import { choose } from './drain.ts'

export const undrain: Command = {
  words: ['undrain'],
  summary: 'Bring servers back that `lb drain` has taken out of traffic.',
  description:
    'SERVER is named as for `lb drain`. A server that is back is probed first, as any new one.\n' +
    'One that is not drained is left as it is.',
  options: {
    group: { type: 'string', hint: 'GROUP', help: 'Only in this group, by its name or id.' },
    all: { type: 'boolean', help: 'Every server that is drained.' },
    ...jsonOption,
    ...stateDirectoryOption,
    ...endpointOption,
  },
  takes: '[SERVER…]',
  run: async (call) => {
    if (call.flag('all') !== (call.words.length === 0)) {
      throw new UsageError('`lb undrain` takes servers, or --all.')
    }
    return withEngine(call, async (client) => {
      const members = toGroupMembers(new Scene(await client.snapshot(call.signal)))
      const chosen = call.flag('all') ? members : choose(call, members)
      const back = chosen.flatMap(({ note, ...member }) =>
        note === null ? [] : [{ note, member }],
      )
      const operations = back.map(({ note }) => {
        return { type: 'delete', kind: 'drain', id: note.drain.id, mode: 'strict' } as const
      })
      if (operations.length > 0) await client.transact(operations, call.signal)
      const lines = back.map(({ member }) => `${toName(member)} of ${member.group.name} is back`)
      const json = back.map(({ member, note }) => {
        return { groupId: member.group.id, memberId: member.id, drainId: note.drain.id }
      })
      if (call.flag('json')) call.terminal.write(JSON.stringify(json, null, 2))
      else for (const line of lines) call.terminal.write(line)
      if (lines.length === 0) call.terminal.note('Nothing of that is drained.')
      return 0
    })
  },
}
