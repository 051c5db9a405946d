/**
 * The supervisor of the agent: there is always one, and it is not always ours.
 *
 *          ┌────────── ended ◀──────────┐
 *          ▼                            │
 *   look ──┬── one listens ─▶ adopted ──┤
 *          └── none ─▶ started ─────────┤
 *                        └── too soon ──┴─▶ waits, longer each time
 *
 * Answers for: adopting the agent that a killed control process left, starting one when there is
 * none, and starting it again within a second when it dies.
 * Does not know: what the agent does, or what it is told.
 */

import type { Agent } from '../agent/contract.ts'
import { createBackoff, exitCodes, isListening, isLockHeld, logPaths } from '../runtime/index.ts'
import { pause, poll, readLastLines, readLockHolder, selfCommand } from '../runtime/index.ts'
import { startDetached, untilAborted } from '../runtime/index.ts'
import type { DetachedProcess, LogLevel, Logger, StatePaths } from '../runtime/index.ts'
import { stopProcess } from './stop-process.ts'

/** Between starts of agents that end at once. */
const RESTART = { firstMs: 20, maxMs: 5_000 }
/** An agent that lived so long did not fail at its start. */
const STABLE_MS = 10_000
const START_DEADLINE_MS = 10_000
const START_POLL = { firstMs: 5, maxMs: 50 }
/** An adopted process is not our child: the kernel tells us nothing, so it is looked at. */
const LOOK_MS = 200
const LAST_WORDS_MAX = 5

export interface SupervisorOptions {
  readonly paths: StatePaths
  readonly logger: Logger
  readonly logLevel: LogLevel
}

export class AgentSupervisor {
  readonly #options: SupervisorOptions
  readonly #ending = new AbortController()
  readonly #ended = untilAborted(this.#ending.signal)
  readonly #first = Promise.withResolvers<void>()
  readonly #running: Promise<void>

  /** Starts at once. */
  constructor(options: SupervisorOptions) {
    this.#options = options
    this.#running = this.#run()
  }

  /** Held by the agent while it lives. */
  get lockPath(): string {
    return this.#options.paths.agentLock
  }

  /** Waits until an agent listens for the first time, or until `deadlineMs` have passed. */
  async untilListening(deadlineMs: number): Promise<void> {
    const deadline = pause(deadlineMs, this.#ending.signal).catch(() => {})
    await Promise.race([this.#first.promise, deadline])
  }

  /**
   * Lets the agent be: it may go on or end, and is not started again. When this resolves, one that
   * was being started listens, or has ended. Idempotent.
   */
  async end(): Promise<void> {
    this.#ending.abort()
    await this.#running
  }

  async #run(): Promise<void> {
    const { logger } = this.#options
    const { signal } = this.#ending
    const backoff = createBackoff(RESTART)
    while (!signal.aborted) {
      const startMs = performance.now()
      try {
        await this.#watchOne()
      } catch (error) {
        if (!signal.aborted) logger.error('the agent could not be started', { error })
      }
      if (performance.now() - startMs > STABLE_MS) backoff.reset()
      await pause(backoff.nextMs(), signal).catch(() => {})
    }
  }

  /** From an agent that listens to its end. */
  async #watchOne(): Promise<void> {
    const { paths, logger } = this.#options
    const { signal } = this.#ending
    if (await isListening(paths.agentSocket)) {
      const pid = await readLockHolder(paths.agentLock)
      logger.info('agent adopted', { agent: pid })
      this.#first.resolve()
      await untilFree(paths.agentLock, signal)
      if (!signal.aborted) logger.warn('agent ended', { agent: pid })
      return
    }
    const child = await this.#start()
    const attempt = async (): Promise<true | null> =>
      child.exit() !== null || (await isListening(paths.agentSocket)) ? true : null
    // Not cut short by `end`: what is half started could be neither asked to stop nor adopted.
    const { signal: patience } = new AbortController()
    await poll({ attempt, deadlineMs: START_DEADLINE_MS, ...START_POLL }, patience)
    if (child.exit() === null) {
      logger.info('agent started', { agent: child.pid })
      this.#first.resolve()
    }
    await Promise.race([child.ended, this.#ended])
    if (!signal.aborted) await this.#tellEnd(child)
  }

  #start(): Promise<DetachedProcess> {
    const { paths, logLevel } = this.#options
    const words = ['engine', 'agent', '--log', 'file', '--log-level', logLevel]
    return startDetached({
      command: [...selfCommand(), ...words, '--state-dir', paths.stateDirectory],
      workingDirectory: paths.stateDirectory,
      stderrFile: logPaths(paths, 'agent').stderr,
    })
  }

  async #tellEnd(child: DetachedProcess): Promise<void> {
    const { paths, logger } = this.#options
    const exit = child.exit()
    // It lost the race for the lock: the next look finds the winner.
    if (exit?.code === exitCodes.alreadyRunning) return
    const said = await readLastLines(logPaths(paths, 'agent').stderr, {
      linesMax: LAST_WORDS_MAX,
      fromByte: child.stderrFromByte,
    })
    logger.warn('agent ended', { agent: child.pid, ...exit, said })
  }
}

/**
 * The same agent, with a supervisor: who asks it to stop has it let be first, and it is gone then,
 * whether it could be asked or not.
 */
export function superviseStop(agent: Agent, supervisor: AgentSupervisor): Agent {
  return {
    info: (signal) => agent.info(signal),
    check: (config, signal) => agent.check(config, signal),
    apply: (config, signal) => agent.apply(config, signal),
    watch: (signal) => agent.watch(signal),
    stop: async (graceMs) => {
      await supervisor.end()
      const { lockPath } = supervisor
      const { signal } = new AbortController()
      await stopProcess({ lockPath, ask: () => agent.stop(graceMs) }, signal)
    },
  }
}

/**
 * Its lock tells: the kernel frees it at once, and keeps a process id until its parent has asked.
 */
async function untilFree(lockPath: string, signal: AbortSignal): Promise<void> {
  const attempt = async (): Promise<true | null> => ((await isLockHeld(lockPath)) ? null : true)
  await poll({ attempt, deadlineMs: Infinity, firstMs: LOOK_MS, maxMs: LOOK_MS }, signal)
}
