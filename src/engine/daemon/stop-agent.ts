/**
 * Ending all that carries traffic: the agent, its guard, and older agents that are still leaving.
 *
 * Answers for: the order, in which nothing that ends is started again: first it is written down
 * that the engine is not to run. Does not know: control.
 */

import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { connectAgent } from '../agent/index.ts'
import type { Agent } from '../agent/contract.ts'
import { endStrayHaproxy } from '../dataplane/choice.ts'
import { dataPlaneDirectory } from './data-plane.ts'
import { removeWanted } from '../runtime/index.ts'
import type { StatePaths } from '../runtime/index.ts'
import { stopProcess } from './stop-process.ts'
import type { Ending } from './stop-process.ts'
import type { Supervisor } from './supervisor.ts'

const ANSWER_DEADLINE_MS = 2_000
const LOCK_SUFFIX = '.lock'

/** How the agent ended; when this resolves, none of them is left. */
export async function stopAgents(
  paths: StatePaths,
  { graceMs, signal }: { readonly graceMs: number; readonly signal: AbortSignal },
): Promise<Ending> {
  await removeWanted(paths.wantedFile)
  await stopSilent(paths.guardLock, signal)
  const ending = await stopProcess(
    { lockPath: paths.agentLock, ask: (deadline) => askAgent(paths, { graceMs, deadline }) },
    signal,
  )
  // One that was being started when the first was stopped.
  await stopSilent(paths.guardLock, signal)
  await Promise.all((await leavingLocks(paths)).map((lock) => stopSilent(lock, signal)))
  // Of an agent that was killed and has had no successor.
  await endStrayHaproxy(dataPlaneDirectory(paths, 'haproxy'), 0)
  return ending
}

/** A process that has no socket to be asked by: SIGTERM is how it is asked. */
async function stopSilent(lockPath: string, signal: AbortSignal): Promise<void> {
  const ask = (): Promise<void> => Promise.reject(new Error('it has no socket'))
  await stopProcess({ lockPath, ask }, signal)
}

async function leavingLocks(paths: StatePaths): Promise<readonly string[]> {
  const names = await readdir(paths.leavingDirectory).catch(() => [])
  return names
    .filter((name) => name.endsWith(LOCK_SUFFIX))
    .map((name) => join(paths.leavingDirectory, name))
}

async function askAgent(
  paths: StatePaths,
  { graceMs, deadline }: { readonly graceMs: number; readonly deadline: AbortSignal },
): Promise<void> {
  const agent = connectAgent(paths.agentSocket)
  try {
    // A process that does not answer at all is not waited for as long as one that ends its work.
    await agent.info(AbortSignal.any([deadline, AbortSignal.timeout(ANSWER_DEADLINE_MS)]))
    await agent.stop(graceMs)
  } finally {
    agent.close()
  }
}

/** The same agent; who asks it to stop has all of them gone, whether they could be asked or not. */
export function withOrderlyStop(
  agent: Agent,
  { paths, supervisor }: { readonly paths: StatePaths; readonly supervisor: Supervisor },
): Agent {
  return {
    info: (signal) => agent.info(signal),
    check: (config, signal) => agent.check(config, signal),
    apply: (config, signal) => agent.apply(config, signal),
    watch: (signal) => agent.watch(signal),
    tell: (families, signal) => agent.tell(families, signal),
    stop: async (graceMs) => {
      await removeWanted(paths.wantedFile)
      await supervisor.end()
      await stopAgents(paths, { graceMs, signal: new AbortController().signal })
    },
  }
}
