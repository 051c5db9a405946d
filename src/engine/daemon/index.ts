/**
 * The face of the daemons: running one of the engine's processes, and stopping the engine.
 *
 * Each is loaded when it is asked for: the agent never loads the store, and a command that shows
 * the status loads neither.
 */

import type { AgentOptions } from './agent-process.ts'
import type { DaemonOptions } from './frame.ts'
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

/** Whether anything ran. Throws `EngineError` when a process does not end. */
export async function stopEngine(options: StopEngineOptions): Promise<boolean> {
  const { stopProcesses } = await import('./stop.ts')
  return stopProcesses(options)
}
