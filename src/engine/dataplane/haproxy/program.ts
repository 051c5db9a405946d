/**
 * HAProxy as a process of this machine: started, found again, reloaded, watched, ended.
 *
 * Answers for: one master at a time, whoever has started it, and its own words when it fails. Does
 * not know: what is in the configuration.
 */

import { execFile, spawn } from 'node:child_process'
import { closeSync, existsSync, openSync, readFileSync, rmSync } from 'node:fs'
import { askMaster, findMaster } from './master-socket.ts'

const CHECK_TIMEOUT_MS = 20_000
const ANSWER_TIMEOUT_MS = 10_000
const RETRY_MS = 10
const SIGNAL_AGAIN_MS = 100
/** Of a process that is not our child the kernel tells us nothing. */
const LOOK_EVERY_MS = 50
const WORDS_MAX = 8_192
const OUTPUT_BYTES_MAX = 1_048_576

const programs: readonly string[] = ['/usr/sbin/haproxy', '/usr/local/sbin/haproxy']
/** Of util-linux: a child that ends when its parent does. */
const LEASH = '/usr/bin/setpriv'

/** Where it is installed; null: nowhere. */
export function findHaproxy(): string | null {
  return programs.find((path) => existsSync(path)) ?? null
}

/** What it says of its version, or why it says nothing. */
export function readVersion(path: string): Promise<string> {
  return new Promise((resolve) => {
    execFile(path, ['-v'], { timeout: CHECK_TIMEOUT_MS }, (error, output, words) => {
      resolve(error === null ? output : words || error.message)
    })
  })
}

/** What is wrong with a configuration file; null: nothing. */
export function checkFile(file: string, options: { path: string }): Promise<string | null> {
  return new Promise((resolve) => {
    const limits = { timeout: CHECK_TIMEOUT_MS, maxBuffer: OUTPUT_BYTES_MAX }
    execFile(options.path, ['-c', '-q', '-f', file], limits, (error, output, words) => {
      resolve(error === null ? null : words || output || error.message)
    })
  })
}

/** The command that ends when this process does; as it is where that cannot be had. */
export function toLeashed(command: readonly string[]): readonly string[] {
  return existsSync(LEASH) ? [LEASH, '--pdeathsig', 'TERM', '--', ...command] : command
}

export interface ProgramOptions {
  readonly path: string
  /** The socket of the master. */
  readonly socketPath: string
  /** What it says goes there. */
  readonly wordsFile: string
  /** Whether it goes on when this process is gone. */
  readonly outlives: boolean
  /** It ended without having been told to. */
  readonly onEnded: (words: string) => void
}

/** A master that runs. */
interface Running {
  readonly pid: number
  readonly ended: Promise<void>
}

export class Program {
  readonly #options: ProgramOptions
  #running: Running | null = null
  #failure = ''
  #isStopping = false

  constructor(options: ProgramOptions) {
    this.#options = options
  }

  get isRunning(): boolean {
    return this.#running !== null
  }

  /** What it has said since it began or was reloaded, for people. */
  get words(): string {
    try {
      return this.#failure + readFileSync(this.#options.wordsFile, 'utf8').slice(-WORDS_MAX)
    } catch {
      return this.#failure
    }
  }

  start(file: string): void {
    const { path, socketPath, outlives, wordsFile } = this.#options
    const words = [path, '-W', '-S', `${socketPath},mode,600`, '-f', file]
    const [command = path, ...rest] = outlives ? words : toLeashed(words)
    rmSync(wordsFile, { force: true })
    const said = openSync(wordsFile, 'a', 0o600)
    const child = spawn(command, rest, {
      stdio: ['ignore', 'ignore', said],
      env: {},
      detached: outlives,
    })
    closeSync(said)
    if (outlives) child.unref()
    const { promise: ended, resolve } = Promise.withResolvers<void>()
    child.once('exit', () => resolve())
    child.once('error', (error) => {
      this.#failure = error.message
      resolve()
    })
    this.#failure = ''
    this.#follow({ pid: child.pid ?? 0, ended })
  }

  /** The master that another process has started; whether there is one. */
  async adopt(): Promise<boolean> {
    const found = await findMaster(this.#options.socketPath)
    if (found === null) return false
    this.#follow({ pid: found.masterPid, ended: untilEnded(found.masterPid) })
    return true
  }

  #follow(running: Running): void {
    this.#running = running
    void running.ended.then(() => {
      if (this.#running !== running) return
      this.#running = null
      if (!this.#isStopping) this.#options.onEnded(this.words)
    })
  }

  /** Begins anew with the file it was started with; resolves when it has begun. */
  async reload(): Promise<void> {
    const { socketPath, wordsFile } = this.#options
    // It writes at the end, wherever that is.
    closeSync(openSync(wordsFile, 'w', 0o600))
    const deadlineMs = performance.now() + ANSWER_TIMEOUT_MS
    for (;;) {
      try {
        await askMaster(socketPath, 'reload')
        return
      } catch (error) {
        // While it begins anew its socket is closed for a moment.
        if (performance.now() > deadlineMs || !this.isRunning) throw error
      }
      await delay(RETRY_MS)
    }
  }

  /** Another process has it from now on. */
  leave(): void {
    this.#isStopping = true
    this.#running = null
  }

  /** Lets work finish for `graceMs`, then ends it; resolves when it is gone. */
  async stop(graceMs: number): Promise<void> {
    this.#isStopping = true
    if (this.#running !== null) await endProcess(this.#running, graceMs)
  }
}

/** Lets a master and its workers finish for `graceMs`, then ends them. */
export async function endProcess({ pid, ended }: Running, graceMs: number): Promise<void> {
  if (pid === 0) return
  const endMs = performance.now() + graceMs
  const ask = (): void => signal(pid, performance.now() < endMs ? 'SIGUSR1' : 'SIGTERM')
  ask()
  // A master that has just begun loses what it is told before it listens.
  const asking = setInterval(ask, SIGNAL_AGAIN_MS)
  const last = setTimeout(() => signal(pid, 'SIGKILL'), graceMs + ANSWER_TIMEOUT_MS)
  await ended
  clearInterval(asking)
  clearTimeout(last)
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name)
  } catch {
    // It is gone.
  }
}

/** Of a process that is not a child of this one. */
export async function untilEnded(pid: number): Promise<void> {
  while (isAlive(pid)) await delay(LOOK_EVERY_MS)
}

function isAlive(pid: number): boolean {
  try {
    const [, state = 'Z'] = /\) (\S)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? []
    return state !== 'Z' && state !== 'X'
  } catch {
    return false
  }
}

function delay(timeMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, timeMs))
}
