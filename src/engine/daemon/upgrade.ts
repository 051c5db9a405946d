/**
 * Replacing a running engine by this program, with no request failed.
 *
 *   control: stopped alone, started anew ──does not start──▶ the old one is started again
 *   agent:   hands its sockets over ──does not take over──▶ the old one serves on
 *
 * Answers for: the order, and for an engine that is as it was when the new one does not come up.
 * Does not know: what either process does.
 */

import { connectAgent } from '../agent/index.ts'
import { connectEngine, ensureEngine } from '../client/index.ts'
import { EngineError } from '../errors.ts'
import { acquireLock, installProgram, isLockHeld, isListening, poll } from '../runtime/index.ts'
import { readWanted, resolveStateDirectory, statePaths, writeWanted } from '../runtime/index.ts'
import type { Program, StatePaths } from '../runtime/index.ts'
import { stopProcesses } from './stop.ts'

const ANSWER_DEADLINE_MS = 5_000
/** Until control, new or old, answers and has met its agent. */
const MEET_DEADLINE_MS = 15_000
const POLL = { firstMs: 10, maxMs: 100 }
/** Somebody else may be starting or upgrading the engine. */
const TURN_WAIT_MS = 1_000

export interface UpgradeOptions {
  /** Null: the default of this machine and user. */
  readonly stateDirectory: string | null
  /** How long connections of the old agent may go on. */
  readonly drainMs: number
  readonly signal: AbortSignal
}

export interface Upgraded {
  readonly from: string
  readonly to: string
  readonly agent: number
}

/** Throws `EngineError` when nothing runs, or when the old engine goes on; it says which part. */
export async function upgradeProcesses(options: UpgradeOptions): Promise<Upgraded> {
  const { signal } = options
  const paths = statePaths(resolveStateDirectory(options.stateDirectory))
  const previous = await readWanted(paths.wantedFile)
  if (previous === null || !(await isLockHeld(paths.agentLock))) throw nothingRuns(paths)
  const turn = await acquireLock(paths.upgradeLock, TURN_WAIT_MS)
  if (turn === null) throw busy()
  try {
    const program = await installProgram(paths.programsDirectory)
    const from = await agentVersion(paths, signal)
    await replaceControl({ paths, previous }, signal)
    const agent = await replaceAgent({ paths, previous, program, drainMs: options.drainMs }, signal)
    await untilMet(paths, agent, signal)
    return { from, to: await agentVersion(paths, signal), agent }
  } finally {
    turn.release()
  }
}

interface Replacing {
  readonly paths: StatePaths
  readonly previous: Program
}

async function replaceControl({ paths, previous }: Replacing, signal: AbortSignal): Promise<void> {
  const { stateDirectory } = paths
  await stopProcesses({ stateDirectory, keepAgent: true, signal })
  try {
    await ensureEngine({ stateDirectory, signal })
  } catch (cause) {
    await ensureEngine({ stateDirectory, signal, program: previous })
    throw new EngineError({
      code: 'unavailable',
      message: `The new control does not start, and the old one runs again: ${toText(cause)}`,
      remedy: 'Traffic was not touched. Mend the cause, then upgrade again.',
      cause,
    })
  }
}

async function replaceAgent(
  { paths, previous, program, drainMs }: Replacing & { program: Program; drainMs: number },
  signal: AbortSignal,
): Promise<number> {
  const agent = connectAgent(paths.agentSocket)
  try {
    return await agent.handOver({ program, drainMs }, signal)
  } catch (cause) {
    // What is killed from now on is to come back as what is known to start.
    await writeWanted(paths.wantedFile, previous)
    throw new EngineError({
      code: 'unavailable',
      message: `The old agent serves on, under the new control process: ${toText(cause)}`,
      remedy: `The log is ${paths.logDirectory}/agent.log. Mend the cause, then upgrade again.`,
      cause,
    })
  } finally {
    agent.close()
  }
}

/** Until control has the new agent for its own, so that the next write finds it. */
async function untilMet(paths: StatePaths, pid: number, signal: AbortSignal): Promise<void> {
  const client = connectEngine(paths.engineSocket)
  try {
    const attempt = async (): Promise<true | null> => {
      if (!(await isListening(paths.engineSocket))) return null
      const { agent } = await client.info(signal)
      return agent?.pid === pid ? true : null
    }
    await poll({ attempt, deadlineMs: MEET_DEADLINE_MS, ...POLL }, signal)
  } finally {
    client.close()
  }
}

async function agentVersion(paths: StatePaths, signal: AbortSignal): Promise<string> {
  const agent = connectAgent(paths.agentSocket)
  try {
    const deadline = AbortSignal.timeout(ANSWER_DEADLINE_MS)
    return (await agent.info(AbortSignal.any([signal, deadline]))).version
  } finally {
    agent.close()
  }
}

function nothingRuns(paths: StatePaths): EngineError {
  return new EngineError({
    code: 'unavailable',
    message: `No engine is running (state directory ${paths.stateDirectory})`,
    remedy: 'There is nothing to upgrade: the next start is of this program.',
  })
}

function busy(): EngineError {
  return new EngineError({
    code: 'unavailable',
    message: 'Another upgrade of this engine is under way',
    remedy: 'Wait until it has ended.',
  })
}

function toText(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause)
}
