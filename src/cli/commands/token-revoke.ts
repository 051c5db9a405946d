/** `lb token revoke` */

import { UsageError, endpointOption, jsonOption, stateDirectoryOption } from '../command.ts'
import type { Command } from '../command.ts'
import { withEngine } from '../engine.ts'

export const tokenRevoke: Command = {
  words: ['token', 'revoke'],
  summary: 'Revoke a token by its id, at once, with all that was made with it.',
  description: 'Calls that are under way with it end.',
  options: { ...jsonOption, ...stateDirectoryOption, ...endpointOption },
  takes: 'ID',
  run: (call) => {
    const [id, ...more] = call.words
    if (id === undefined || more.length > 0) {
      throw new UsageError('`lb token revoke` takes one id, as `lb token list` shows it.')
    }
    return withEngine(call, async (client) => {
      await client.revokeToken(id, call.signal)
      call.terminal.write(call.flag('json') ? JSON.stringify({ revoked: id }) : `revoked ${id}`)
      return 0
    })
  },
}
