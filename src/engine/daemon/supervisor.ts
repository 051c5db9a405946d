/**
 * A watch over one role of the engine: there is always a process that has it, and it is not always
 * our child. Several processes may watch over the same role; they start one and not several.
 *
 *          ┌────────── ended ◀──────────┐
 *          ▼                            │
 *   look ──┬── one has the lock ──▶ adopted
 *          ├── none ─▶ started ─────────┤
 *          │             └── too soon ──┴─▶ waits, longer each time
 *          └── not wanted any more ─▶ done
 *
 * Answers for: adopting the process that is there, starting one when there is none, and starting it
 * again when it dies. Does not know: what it does.
 */

import { acquireLock, createBackoff, exitCodes, isLockHeld, logPaths } from '../runtime/index.ts'
import { pause, poll, readLastLines, readLockHolder, readWanted } from '../runtime/index.ts'
import { startDetached, untilAborted } from '../runtime/index.ts'
import type { DetachedProcess, LogLevel, Logger, Program, StatePaths } from '../runtime/index.ts'

/** Between starts of processes that end at once. */
const RESTART = { firstMs: 20, maxMs: 5_000 }
/** A process that lived so long did not fail at its start. */
const STABLE_MS = 10_000
const START_DEADLINE_MS = 10_000
const START_POLL = { firstMs: 5, maxMs: 50 }
/** While somebody else starts one. */
const TURN_POLL_MS = 50
const LAST_WORDS_MAX = 5

export interface SupervisorOptions {
  readonly role: SupervisedRole
  readonly paths: StatePaths
  readonly logger: Logger
  readonly logLevel: LogLevel
}

/** Control has no watch: whoever needs it starts it. */
export type SupervisedRole = 'agent' | 'guard'

interface Role {
  /** Held by the process while it lives. */
  readonly lock: 'agentLock' | 'guardLock'
  /** Held by whoever starts it. */
  readonly startLock: 'agentStartLock' | 'guardStartLock'
  /** How often to look: of a process that is not our child the kernel tells us nothing. */
  readonly lookMs: number
}

const roles: Readonly<Record<SupervisedRole, Role>> = {
  agent: { lock: 'agentLock', startLock: 'agentStartLock', lookMs: 200 },
  guard: { lock: 'guardLock', startLock: 'guardStartLock', lookMs: 1_000 },
}

export class Supervisor {
  readonly #options: SupervisorOptions
  readonly #role: Role
  readonly #ending = new AbortController()
  readonly #ended = untilAborted(this.#ending.signal)
  readonly #running: Promise<void>
  readonly #unwanted = Promise.withResolvers<void>()
  #adopted: number | null = null

  /** Starts at once. */
  constructor(options: SupervisorOptions) {
    this.#options = options
    this.#role = roles[options.role]
    this.#running = this.#run()
  }

  /** Resolves when there is none and none is wanted: the engine was stopped. */
  get unwanted(): Promise<void> {
    return this.#unwanted.promise
  }

  /**
   * Lets the process be: it may go on or end, and is not started again. When this resolves, one
   * that was being started has its role, or has ended. Idempotent.
   */
  async end(): Promise<void> {
    this.#ending.abort()
    await this.#running
  }

  async #run(): Promise<void> {
    const { logger, role } = this.#options
    const { signal } = this.#ending
    const backoff = createBackoff(RESTART)
    while (!signal.aborted) {
      const startMs = performance.now()
      try {
        if ((await this.#watchOne()) === 'unwanted') {
          this.#unwanted.resolve()
          return
        }
      } catch (error) {
        if (!signal.aborted) logger.error(`the ${role} could not be started`, { error })
      }
      if (performance.now() - startMs > STABLE_MS) backoff.reset()
      await pause(backoff.nextMs(), signal).catch(() => {})
    }
  }

  /** From a process that has the role to its end. */
  async #watchOne(): Promise<'ended' | 'unwanted'> {
    const { signal } = this.#ending
    if (await isLockHeld(this.#lockPath)) {
      await this.#adopt()
      return 'ended'
    }
    const { wantedFile } = this.#options.paths
    const turn = await acquireLock(this.#options.paths[this.#role.startLock], 0)
    if (turn === null) {
      await pause(TURN_POLL_MS, signal)
      return 'ended'
    }
    let child: DetachedProcess
    try {
      if (await isLockHeld(this.#lockPath)) return 'ended'
      const program = await readWanted(wantedFile)
      if (program === null) return 'unwanted'
      child = await this.#start(program)
    } finally {
      turn.release()
    }
    await this.#watchChild(child)
    return 'ended'
  }

  /** Resolves when it holds its lock, or has ended. */
  async #start(program: Program): Promise<DetachedProcess> {
    const { paths, logLevel, role, logger } = this.#options
    const words = ['engine', role, '--log', 'file', '--log-level', logLevel]
    const child = await startDetached({
      command: [...program, ...words, '--state-dir', paths.stateDirectory],
      workingDirectory: paths.stateDirectory,
      stderrFile: logPaths(paths, role).stderr,
    })
    const attempt = async (): Promise<true | null> =>
      child.exit() !== null || (await this.#isHolder(child.pid)) ? true : null
    // Not cut short by `end`: what is half started could be neither asked to stop nor adopted.
    const { signal: patience } = new AbortController()
    await poll({ attempt, deadlineMs: START_DEADLINE_MS, ...START_POLL }, patience)
    if (child.exit() === null) logger.info(`${role} started`, { [role]: child.pid })
    return child
  }

  /** Until it ends, or another has the role in its place. */
  async #watchChild(child: DetachedProcess): Promise<void> {
    const { signal } = this.#ending
    const { lookMs } = this.#role
    const attempt = async (): Promise<true | null> =>
      (await this.#isHolder(child.pid)) ? null : true
    const replaced = new AbortController()
    const looking = poll(
      { attempt, deadlineMs: Infinity, firstMs: lookMs, maxMs: lookMs },
      replaced.signal,
    ).catch(() => null)
    await Promise.race([child.ended, this.#ended, looking])
    replaced.abort()
    if (!signal.aborted && child.exit() !== null) await this.#tellEnd(child)
  }

  async #adopt(): Promise<void> {
    const { logger, role } = this.#options
    const { signal } = this.#ending
    const pid = await readLockHolder(this.#lockPath)
    if (pid !== this.#adopted) logger.info(`${role} adopted`, { [role]: pid })
    this.#adopted = pid
    const { lookMs } = this.#role
    // The lock tells: the kernel frees it at once, and keeps a process id until its parent has
    // asked.
    const attempt = async (): Promise<true | null> =>
      (await isLockHeld(this.#lockPath)) ? null : true
    await poll({ attempt, deadlineMs: Infinity, firstMs: lookMs, maxMs: lookMs }, signal)
    logger.warn(`${role} ended`, { [role]: pid })
  }

  get #lockPath(): string {
    return this.#options.paths[this.#role.lock]
  }

  async #isHolder(pid: number): Promise<boolean> {
    return (await readLockHolder(this.#lockPath)) === pid
  }

  async #tellEnd(child: DetachedProcess): Promise<void> {
    const { paths, logger, role } = this.#options
    const exit = child.exit()
    // It lost the race for the lock: the next look finds the winner.
    if (exit?.code === exitCodes.alreadyRunning) return
    const said = await readLastLines(logPaths(paths, role).stderr, {
      linesMax: LAST_WORDS_MAX,
      fromByte: child.stderrFromByte,
    })
    logger.warn(`${role} ended`, { [role]: child.pid, ...exit, said })
  }
}
