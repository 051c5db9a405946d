/**
 * Starting another program of ours in this process's place, with open files of this one.
 *
 * Answers for: files that the child has under known numbers, and a few lines said each way over its
 * standard input and output. Does not know: what the files are, or what is said.
 */

import { spawn } from 'node:child_process'
import { openSync, closeSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { toDaemonEnvironment } from './self.ts'

/** The first number under which a successor has the files that it was given. */
export const FIRST_GIVEN_FILE = 3

export interface SuccessorStart {
  readonly command: readonly string[]
  readonly workingDirectory: string
  /** Gets what it writes to standard error. */
  readonly stderrFile: string
  /** Descriptors of this process; the child has them from `FIRST_GIVEN_FILE` on, in this order. */
  readonly files: readonly number[]
}

export interface Successor {
  readonly pid: number
  say(line: string): void
  /** Resolves when it says `line`; rejects when it ends before, or does not within `deadlineMs`. */
  hear(line: string, deadlineMs: number): Promise<void>
  /** kill -9. */
  kill(): void
}

/** Rejects with the system's error when it cannot be started. */
export async function startSuccessor(start: SuccessorStart): Promise<Successor> {
  const [program = '', ...args] = start.command
  const stderr = openSync(start.stderrFile, 'a', 0o600)
  try {
    const child = spawn(program, args, {
      cwd: start.workingDirectory,
      env: toDaemonEnvironment(process.env),
      detached: true,
      stdio: ['pipe', 'pipe', stderr, ...start.files],
    })
    const { stdin, stdout } = child
    if (stdin === null || stdout === null) throw new Error('the pipes are missing')
    const ended = new Promise<never>((_, reject) => {
      child.once('exit', (code, signal) => {
        reject(new Error(`it ended with ${signal ?? `exit code ${code}`}`))
      })
    })
    ended.catch(() => {})
    await new Promise<void>((resolve, reject) => {
      child.once('error', reject)
      child.once('spawn', resolve)
    })
    // What it cannot be told any more it will not miss: its end is what counts.
    stdin.on('error', () => {})
    child.unref()
    const said = createInterface(stdout)[Symbol.asyncIterator]()
    return {
      pid: child.pid ?? 0,
      say: (line) => void stdin.write(`${line}\n`),
      hear: async (line, deadlineMs) => {
        const { promise: late, reject } = Promise.withResolvers<never>()
        const timer = setTimeout(() => reject(new Error('it took too long')), deadlineMs)
        try {
          const next = await Promise.race([said.next(), ended, late])
          // Its output ends a moment before it does.
          if (next.done === true) await Promise.race([ended, late])
          if (next.value !== line) throw new Error(`it said ${JSON.stringify(next.value)}`)
        } finally {
          clearTimeout(timer)
        }
      },
      kill: () => void child.kill('SIGKILL'),
    }
  } finally {
    closeSync(stderr)
  }
}
