/**
 * The face of the daemons: running one of the engine's processes, and stopping the engine.
 *
 * Each is loaded when it is asked for: the agent never loads the store, and a command that shows
 * the status loads neither.
 */

import type { AgentOptions } from './agent-process.ts'
import { EngineError } from '../errors.ts'
import type { DaemonOptions } from './frame.ts'
import type { BackupHeader } from '../store/index.ts'
import type { Restored, RestoreOptions } from './restore.ts'
import type { StopEngineOptions } from './stop.ts'
import type { UpgradeOptions, Upgraded } from './upgrade.ts'

export type { DaemonOptions } from './frame.ts'
export type { StopEngineOptions } from './stop.ts'

/** Resolves with the exit code when the process should end. */
export async function runControl(options: DaemonOptions): Promise<number> {
  const { runControlProcess } = await import('./control-process.ts')
  return runControlProcess(options)
}

/** Resolves with the exit code when the process should end. */
export async function runAgent(options: AgentOptions): Promise<number> {
  const { runAgentProcess } = await import('./agent-process.ts')
  return runAgentProcess(options)
}

/** Resolves with the exit code when the process should end. */
export async function runGuard(options: DaemonOptions): Promise<number> {
  const { runGuardProcess } = await import('./guard-process.ts')
  return runGuardProcess(options)
}

/** Throws `EngineError` when the old engine goes on. */
export async function upgradeEngine(options: UpgradeOptions): Promise<Upgraded> {
  const { upgradeProcesses } = await import('./upgrade.ts')
  return upgradeProcesses(options)
}

/** Throws `EngineError`; then the store is what it was. */
export async function restoreEngine(options: RestoreOptions): Promise<Restored> {
  const { restoreStore } = await import('./restore.ts')
  return restoreStore(options)
}

/** Throws `EngineError` when the file is no whole backup. */
export async function checkBackupFile(path: string): Promise<BackupHeader> {
  const { checkBackup, StoreError } = await import('../store/index.ts')
  try {
    return await checkBackup(path)
  } catch (error) {
    if (!(error instanceof StoreError)) throw error
    throw new EngineError({ code: 'store_failed', message: error.message, cause: error })
  }
}

/** Whether anything ran. Throws `EngineError` when a process does not end. */
export async function stopEngine(options: StopEngineOptions): Promise<boolean> {
  const { stopProcesses } = await import('./stop.ts')
  return stopProcesses(options)
}
