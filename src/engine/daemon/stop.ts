/**
 * Stopping the engine of this machine, in whatever state it is.
 *
 * Answers for: the API first, then the agent where control is gone, then signals to the holders of
 * the locks; when it resolves, their processes are gone. Does not know: what they run.
 */

import { existsSync } from 'node:fs'
import { connectAgent } from '../agent/index.ts'
import { connectEngine } from '../client/index.ts'
import { EngineError } from '../errors.ts'
import { isLockHeld, poll, readLockHolder } from '../runtime/index.ts'
import { resolveStateDirectory, statePaths } from '../runtime/index.ts'
import type { StatePaths } from '../runtime/index.ts'
import { STOP_GRACE_MS } from './frame.ts'

const ASK_DEADLINE_MS = 15_000
const END_DEADLINE_MS = 10_000
const POLL = { firstMs: 10, maxMs: 100 }

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
  const hadControl = await stopProcess({ lockPath: paths.controlLock, ask }, signal)
  if (keepAgent || !existsSync(paths.agentLock)) return hadControl
  // Control takes its agent along, unless it was killed before it could.
  const hadAgent = await stopProcess(
    { lockPath: paths.agentLock, ask: () => askAgent(paths) },
    signal,
  )
  return hadControl || hadAgent
}

async function askControl(
  paths: StatePaths,
  { keepAgent, deadline }: { readonly keepAgent: boolean; readonly deadline: AbortSignal },
): Promise<void> {
  const client = connectEngine(paths.engineSocket)
  try {
    await client.stop({ keepAgent, graceMs: STOP_GRACE_MS }, deadline)
  } finally {
    client.close()
  }
}

async function askAgent(paths: StatePaths): Promise<void> {
  const agent = connectAgent(paths.agentSocket)
  try {
    await agent.stop(STOP_GRACE_MS)
  } finally {
    agent.close()
  }
}

interface Stoppable {
  readonly lockPath: string
  /** Asks the process over its API; rejects when that does not work. */
  readonly ask: (signal: AbortSignal) => Promise<void>
}

/** Whether the process ran. Politely first, then SIGTERM, then SIGKILL. */
async function stopProcess(process: Stoppable, signal: AbortSignal): Promise<boolean> {
  if (!(await isLockHeld(process.lockPath))) return false
  const steps = [
    () => process.ask(AbortSignal.any([signal, AbortSignal.timeout(ASK_DEADLINE_MS)])),
    () => kill(process.lockPath, 'SIGTERM'),
    () => kill(process.lockPath, 'SIGKILL'),
  ]
  for (const step of steps) {
    const done = await step().then(
      () => true,
      () => false,
    )
    signal.throwIfAborted()
    if (done && (await waitUntilFree(process.lockPath, signal))) return true
  }
  throw new EngineError({
    code: 'deadline_exceeded',
    message: `Process ${await readLockHolder(process.lockPath)} does not end, not even when killed`,
    remedy: 'It may wait for a disk that does not answer: look at it with ps.',
  })
}

async function waitUntilFree(lockPath: string, signal: AbortSignal): Promise<boolean> {
  const attempt = async (): Promise<true | null> => ((await isLockHeld(lockPath)) ? null : true)
  return (await poll({ attempt, deadlineMs: END_DEADLINE_MS, ...POLL }, signal)) ?? false
}

/** Whoever holds the lock has written its id beside it, so no stranger gets the signal. */
async function kill(lockPath: string, name: 'SIGTERM' | 'SIGKILL'): Promise<void> {
  const holder = await readLockHolder(lockPath)
  if (holder !== null && (await isLockHeld(lockPath))) process.kill(holder, name)
}
