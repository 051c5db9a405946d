/**
 * A HAProxy that no data plane minds any more: the process that had it was killed.
 *
 * Answers for: its end, so that a stop of the engine leaves nothing behind. Does not know: what it
 * served.
 */

import { findMaster } from './master-socket.ts'
import { toSocketDirectory, masterSocketIn } from './files.ts'
import { endProcess, untilEnded } from './program.ts'

/** `directory`: that of the plane. Resolves when it is gone, at once when there is none. */
export async function endStrayHaproxy(directory: string, graceMs: number): Promise<void> {
  const found = await findMaster(masterSocketIn(toSocketDirectory(directory)))
  if (found === null) return
  const { masterPid: pid } = found
  await endProcess({ pid, ended: untilEnded(pid) }, graceMs)
}
