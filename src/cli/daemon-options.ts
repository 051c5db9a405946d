/** What both processes of the engine can be told on the command line. */

import { dataPlaneChoices, isDataPlaneChoice } from '../engine/client/index.ts'
import type { DataPlaneChoice } from '../engine/client/index.ts'
import type { DaemonOptions } from '../engine/daemon/index.ts'
import { isLogLevel, logLevels } from '../engine/runtime/index.ts'
import { UsageError } from './command.ts'
import type { Call, CommandOption } from './command.ts'
import { toPaths } from './engine.ts'

export const daemonOptions: Readonly<Record<'log' | 'log-level', CommandOption>> = {
  log: {
    type: 'string',
    hint: 'stderr|file',
    help: 'Where to log: standard error (the default), or a file in the state directory.',
  },
  'log-level': {
    type: 'string',
    hint: logLevels.join('|'),
    help: 'The least important lines to log; info by default.',
  },
}

export const dataPlaneOption: Readonly<Record<'data-plane', CommandOption>> = {
  'data-plane': {
    type: 'string',
    hint: dataPlaneChoices.join('|'),
    help: 'What carries the traffic; auto takes HAProxy where it is installed.',
  },
}

/** Null: nothing was asked for. */
export function toDataPlane(call: Call): DataPlaneChoice | null {
  const text = call.text('data-plane')
  if (text === null || isDataPlaneChoice(text)) return text
  throw new UsageError(`--data-plane is one of ${dataPlaneChoices.join(', ')}, not "${text}".`)
}

export function toDaemonOptions(call: Call): DaemonOptions {
  const log = call.text('log') ?? 'stderr'
  if (log !== 'stderr' && log !== 'file') {
    throw new UsageError(`--log is stderr or file, not "${log}".`)
  }
  const logLevel = call.text('log-level') ?? 'info'
  if (!isLogLevel(logLevel)) {
    throw new UsageError(`--log-level is one of ${logLevels.join(', ')}, not "${logLevel}".`)
  }
  return { paths: toPaths(call), log, logLevel }
}
