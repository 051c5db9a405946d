/** `lb engine unit` */

import { isAbsolute } from 'node:path'
import { UsageError } from '../command.ts'
import type { Command } from '../command.ts'
import { toUnitLines } from '../unit.ts'

const PROGRAM = '/usr/local/bin/lb'
const USER = 'lb'

export const engineUnit: Command = {
  words: ['engine', 'unit'],
  summary: 'Write a systemd unit that runs the engine with few rights.',
  description:
    'lb engine unit > /etc/systemd/system/lb.service && systemctl enable --now lb\n' +
    'The user must be there: useradd --system --no-create-home lb. The state is in /var/lib/lb;\n' +
    'set LB_STATE_DIR for `lb`. `systemctl reload lb` starts the API anew while traffic goes on.',
  options: {
    program: { type: 'string', hint: 'PATH', help: `Where lb is installed; ${PROGRAM}.` },
    user: { type: 'string', hint: 'NAME', help: `Who runs it; ${USER}.` },
  },
  run: async (call) => {
    const program = call.text('program') ?? PROGRAM
    const user = call.text('user') ?? USER
    if (!isAbsolute(program) || /\s/.test(program)) {
      throw new UsageError(`--program is an absolute path without spaces, not "${program}".`)
    }
    if (!/^[\w.-]+$/.test(user)) throw new UsageError(`--user is no name of a user: "${user}".`)
    for (const line of toUnitLines({ program, user })) call.terminal.write(line)
    return 0
  },
}
