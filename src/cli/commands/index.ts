/** Every command of `lb`, in the order of `lb help`. A new command is a file here and a line. */

import type { Command } from '../command.ts'
import { toCommandHelpLines, toHelpLines } from '../help.ts'
import { UsageError } from '../command.ts'
import { backup } from './backup.ts'
import { completion } from './completion.ts'
import { drain } from './drain.ts'
import { engineAgent } from './engine-agent.ts'
import { engineGuard } from './engine-guard.ts'
import { engineCertificate } from './engine-certificate.ts'
import { engineRun } from './engine-run.ts'
import { engineStart } from './engine-start.ts'
import { engineStatus } from './engine-status.ts'
import { engineStop } from './engine-stop.ts'
import { engineUpgrade } from './engine-upgrade.ts'
import { engineUnit } from './engine-unit.ts'
import { events } from './events.ts'
import { exportCommand } from './export.ts'
import { importCommand } from './import.ts'
import { graph } from './graph.ts'
import { restore } from './restore.ts'
import { status } from './status.ts'
import { tokenCreate } from './token-create.ts'
import { tokenList } from './token-list.ts'
import { tokenRevoke } from './token-revoke.ts'
import { top } from './top.ts'
import { undrain } from './undrain.ts'
import { versionCommand } from './version.ts'

const help: Command = {
  words: ['help'],
  summary: 'List the commands, or tell about one.',
  description: '',
  options: {},
  takes: '[COMMAND]',
  run: async (call) => {
    const wanted = call.words.join(' ')
    const found = commands.find((command) => command.words.join(' ') === wanted)
    const group = commands.filter(({ words: [first] }) => wanted === '' || first === wanted)
    if (found === undefined && group.length === 0) {
      throw new UsageError(`No command "${wanted}".`, [])
    }
    const lines = found === undefined ? toHelpLines(group) : toCommandHelpLines(found)
    for (const line of lines) call.terminal.write(line)
    return 0
  },
}

export const commands: readonly Command[] = [
  status,
  top,
  graph,
  events,
  backup,
  restore,
  exportCommand,
  importCommand,
  tokenCreate,
  tokenList,
  tokenRevoke,
  drain,
  undrain,
  engineStart,
  engineStop,
  engineStatus,
  engineCertificate,
  engineUpgrade,
  engineRun,
  engineUnit,
  engineAgent,
  engineGuard,
  completion(() => commands),
  versionCommand,
  help,
]
