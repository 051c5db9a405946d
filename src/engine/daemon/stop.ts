/**
 * Stopping the engine of this machine, in whatever state it is.
 *
 * Answers for: the API first, then agent and instances where control is gone, and signals to the
 * holders of the locks who do not answer; when it resolves, their processes are gone.
 * Does not know: what they do.
 */

import { existsSync } from 'node:fs'
import { connectEngine } from '../client/index.ts'
import { endInstances } from '../groups/index.ts'
import { acquireLock, createLogger } from '../runtime/index.ts'
import { resolveStateDirectory, statePaths, stderrSink, systemClock } from '../runtime/index.ts'
import { systemTimers } from '../runtime/index.ts'
import type { StatePaths } from '../runtime/index.ts'
import { STOP_GRACE_MS } from './frame.ts'
import { stopAgents } from './stop-agent.ts'
import { stopProcess } from './stop-process.ts'

const ANSWER_DEADLINE_MS = 2_000

export interface StopEngineOptions {
  /** Null: the default of this machine and user. */
  readonly stateDirectory: string | null
  /** Traffic goes on; the next start adopts what carries it. */
  readonly keepAgent: boolean
  readonly signal: AbortSignal
}

/** Whether anything ran. Throws `EngineError` when a process does not end. */
export async function stopProcesses(options: StopEngineOptions): Promise<boolean> {
  const { keepAgent, signal } = options
  const paths = statePaths(resolveStateDirectory(options.stateDirectory))
  if (!existsSync(paths.controlLock)) return false
  const ask = (deadline: AbortSignal): Promise<void> => askControl(paths, { keepAgent, deadline })
  const control = await stopProcess(
    { lockPath: paths.controlLock, ask, leavesOthers: keepAgent },
    signal,
  )
  if (keepAgent) return control !== 'absent'
  // Control takes all the rest along, unless it was killed before it could.
  const agent = await stopAgents(paths, { graceMs: STOP_GRACE_MS, signal })
  if (control !== 'ended') await endRemainingInstances(paths)
  return control !== 'absent' || agent !== 'absent'
}

async function endRemainingInstances(paths: StatePaths): Promise<void> {
  const lock = await acquireLock(paths.controlLock, 0)
  // An engine that was started meanwhile looks after them.
  if (lock === null) return
  const log = createLogger({ sink: stderrSink, level: 'error', clock: systemClock, fields: {} })
  try {
    await endInstances({
      directory: paths.instancesDirectory,
      timers: systemTimers,
      log,
      graceMs: STOP_GRACE_MS,
    })
  } finally {
    lock.release()
  }
}

async function askControl(
  paths: StatePaths,
  { keepAgent, deadline }: { readonly keepAgent: boolean; readonly deadline: AbortSignal },
): Promise<void> {
  const client = connectEngine(paths.engineSocket)
  try {
    await client.info(toQuickly(deadline))
    await client.stop({ keepAgent, graceMs: STOP_GRACE_MS }, deadline)
  } finally {
    client.close()
  }
}

/** A process that does not answer at all is not waited for as long as one that puts itself away. */
function toQuickly(deadline: AbortSignal): AbortSignal {
  return AbortSignal.any([deadline, AbortSignal.timeout(ANSWER_DEADLINE_MS)])
}
