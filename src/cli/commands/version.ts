/** `lb version` */

import { version } from '../../version.ts'
import { jsonOption } from '../command.ts'
import type { Command } from '../command.ts'

export const versionCommand: Command = {
  words: ['version'],
  summary: 'Say which version this is.',
  description: '',
  options: jsonOption,
  run: async (call) => {
    call.terminal.write(call.flag('json') ? JSON.stringify({ version }) : `lb ${version}`)
    return 0
  },
}
