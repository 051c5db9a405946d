/**
 * The guard: a process that does nothing but have an agent run, also while there is no control.
 *
 * Answers for: an agent that is killed being started again at once. Agent and guard watch over each
 * other, and control over the agent, so that traffic comes back whichever of them are killed, as
 * long as one is left. Does not know: what the agent does.
 */

import { readWanted, untilAborted } from '../runtime/index.ts'
import { runDaemon } from './frame.ts'
import type { Daemon, DaemonOptions } from './frame.ts'
import { Supervisor } from './supervisor.ts'

export function runGuardProcess(options: DaemonOptions): Promise<number> {
  return runDaemon({ role: 'guard', options, work: (daemon) => guard(daemon, options) })
}

async function guard({ paths, logger, stop }: Daemon, options: DaemonOptions): Promise<void> {
  if ((await readWanted(paths.wantedFile)) === null) return
  const { logLevel } = options
  const supervisor = new Supervisor({ role: 'agent', paths, logger, logLevel })
  await Promise.race([supervisor.unwanted, untilAborted(stop)])
  await supervisor.end()
}
