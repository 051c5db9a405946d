/**
 * Ending one process of the engine for certain.
 *
 * Answers for: asking first, then SIGTERM, then SIGKILL; the process is gone when it resolves.
 * Does not know: which process, or how it is asked.
 */

import { existsSync } from 'node:fs'
import { EngineError } from '../errors.ts'
import { isLockHeld, poll, readLockHolder } from '../runtime/index.ts'

const ASK_DEADLINE_MS = 15_000
const END_DEADLINE_MS = 5_000
const POLL = { firstMs: 10, maxMs: 100 }

export interface Stoppable {
  /** What the process holds while it lives. */
  readonly lockPath: string
  /** Asks the process over its API; rejects when that does not work. */
  readonly ask: (signal: AbortSignal) => Promise<void>
  /** What it takes along when it is told to end by SIGTERM is to stay: it is killed instead. */
  readonly leavesOthers?: boolean
}

/** How a process met its end: it was asked, it was forced, or it was not there. */
export type Ending = 'ended' | 'forced' | 'absent'

/** Throws `EngineError` when the process does not end, and the signal's reason. */
export async function stopProcess(
  { lockPath, ask, leavesOthers = false }: Stoppable,
  signal: AbortSignal,
): Promise<Ending> {
  if (!existsSync(lockPath) || !(await isLockHeld(lockPath))) return 'absent'
  const signals = leavesOthers ? (['SIGKILL'] as const) : (['SIGTERM', 'SIGKILL'] as const)
  const steps: readonly [Ending, () => Promise<void>][] = [
    ['ended', () => ask(AbortSignal.any([signal, AbortSignal.timeout(ASK_DEADLINE_MS)]))],
    ...signals.map((name): [Ending, () => Promise<void>] => ['forced', () => kill(lockPath, name)]),
  ]
  for (const [ending, step] of steps) {
    const isDone = await step().then(
      () => true,
      () => false,
    )
    signal.throwIfAborted()
    if (isDone && (await untilFree(lockPath, signal))) return ending
  }
  throw new EngineError({
    code: 'deadline_exceeded',
    message: `Process ${await readLockHolder(lockPath)} does not end, not even when killed`,
    remedy: 'It may wait for a disk that does not answer: look at it with ps.',
  })
}

async function untilFree(lockPath: string, signal: AbortSignal): Promise<boolean> {
  const attempt = async (): Promise<true | null> => ((await isLockHeld(lockPath)) ? null : true)
  return (await poll({ attempt, deadlineMs: END_DEADLINE_MS, ...POLL }, signal)) ?? false
}

/** Whoever holds the lock has written its id beside it, so no stranger gets the signal. */
async function kill(lockPath: string, name: 'SIGTERM' | 'SIGKILL'): Promise<void> {
  const holder = await readLockHolder(lockPath)
  if (holder !== null && (await isLockHeld(lockPath))) process.kill(holder, name)
}
