/**
 * HAProxy as a process of this machine: started, reloaded, watched, ended.
 *
 * Answers for: one master at a time, its own words when it fails, and nothing left of it after the
 * end, also when this process dies. Does not know: what is in the configuration.
 */

import { execFile, spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { existsSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'

const CHECK_TIMEOUT_MS = 20_000
const ANSWER_TIMEOUT_MS = 10_000
const RETRY_MS = 10
const SIGNAL_AGAIN_MS = 100
const WORDS_MAX = 8_192
const OUTPUT_BYTES_MAX = 1_048_576

const programs: readonly string[] = ['/usr/sbin/haproxy', '/usr/local/sbin/haproxy']
/** Of util-linux: a child that ends when its parent does. */
const LEASH = '/usr/bin/setpriv'

/** Where it is installed; null: nowhere. */
export function findHaproxy(): string | null {
  return programs.find((path) => existsSync(path)) ?? null
}

export interface ProgramOptions {
  readonly path: string
  readonly directory: string
  /** It ended without having been told to. */
  readonly onEnded: (words: string) => void
}

export class Program {
  readonly #options: ProgramOptions
  #child: ChildProcess | null = null
  #words = ''
  #isStopping = false

  constructor(options: ProgramOptions) {
    this.#options = options
  }

  get isRunning(): boolean {
    return this.#child !== null
  }

  /** The last that it said, for people. */
  get words(): string {
    return this.#words
  }

  /** What is wrong with the file; null: nothing. */
  check(file: string): Promise<string | null> {
    const { path } = this.#options
    return new Promise((resolve) => {
      const limits = { timeout: CHECK_TIMEOUT_MS, maxBuffer: OUTPUT_BYTES_MAX }
      execFile(path, ['-c', '-q', '-f', file], limits, (error, output, words) => {
        resolve(error === null ? null : words || output || error.message)
      })
    })
  }

  start(file: string): void {
    const { path, directory } = this.#options
    this.#words = ''
    const own = ['-W', '-S', `${join(directory, 'master.sock')},mode,600`, '-f', file]
    const [command, ...words] = existsSync(LEASH)
      ? [LEASH, '--pdeathsig', 'TERM', '--', path, ...own]
      : [path, ...own]
    const child = spawn(command ?? path, words, { stdio: ['ignore', 'ignore', 'pipe'], env: {} })
    this.#child = child
    child.stderr?.setEncoding('utf8')
    child.stderr?.on('data', (text: string) => {
      this.#words = (this.#words + text).slice(-WORDS_MAX)
    })
    const ended = (): void => {
      if (this.#child !== child) return
      this.#child = null
      if (!this.#isStopping) this.#options.onEnded(this.#words)
    }
    child.once('error', (error) => {
      this.#words = error.message
      ended()
    })
    child.once('exit', ended)
  }

  /** Begins anew with the file it was started with; resolves when it has begun. */
  async reload(): Promise<void> {
    this.#words = ''
    const deadlineMs = performance.now() + ANSWER_TIMEOUT_MS
    for (;;) {
      try {
        await this.#sayReload()
        return
      } catch (error) {
        // While it begins anew its socket is closed for a moment.
        if (performance.now() > deadlineMs || !this.isRunning) throw error
      }
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS))
    }
  }

  #sayReload(): Promise<void> {
    const socket = connect({ path: join(this.#options.directory, 'master.sock') })
    return new Promise((resolve, reject) => {
      socket.setTimeout(ANSWER_TIMEOUT_MS, () => socket.destroy(new Error('no answer')))
      socket.once('error', reject)
      socket.once('close', () => resolve())
      socket.resume()
      socket.end('reload\n')
    })
  }

  /** Lets work finish for `graceMs`, then ends it; resolves when it is gone. */
  async stop(graceMs: number): Promise<void> {
    this.#isStopping = true
    const child = this.#child
    if (child === null) return
    const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()))
    const endMs = performance.now() + graceMs
    const ask = (): void => {
      child.kill(performance.now() < endMs ? 'SIGUSR1' : 'SIGTERM')
    }
    ask()
    // A master that has just begun loses what it is told before it listens.
    const asking = setInterval(ask, SIGNAL_AGAIN_MS)
    const last = setTimeout(() => child.kill('SIGKILL'), graceMs + ANSWER_TIMEOUT_MS)
    await gone
    clearInterval(asking)
    clearTimeout(last)
  }
}
