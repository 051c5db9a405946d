/**
 * Making one storage system call of a session fail, or be its last.
 *
 * Answers for: strace's fault injection, restricted to the calls by which data gets to the disk,
 * and what the session said. Does not know: what the session is.
 */

import { execFile, spawnSync } from 'node:child_process'
import { join } from 'node:path'
import type { Said } from './session.ts'

/** What SQLite uses in the store's files, and what the agent uses in its own. */
const parts = {
  store: { calls: 'pwrite64,fdatasync,ftruncate', files: ['engine.db', 'engine.db-wal'] },
  agent: { calls: 'rename,fsync,unlink', files: [] },
} as const

export type Part = keyof typeof parts
export type Fault = 'KILL' | 'EIO' | 'ENOSPC'

export interface Injection {
  readonly directory: string
  readonly part: Part
  /** Null: nothing happens. */
  readonly fault: Fault | null
  /** Which of the calls, from 1. */
  readonly at: number
}

const SESSION_DEADLINE_MS = 120_000

/** Why no call can be made to fail here; null when it can. */
export function whyNotHere(): string | null {
  const probe = spawnSync('strace', ['-qq', '-o', '/dev/null', 'true'], { encoding: 'utf8' })
  if (probe.error !== undefined) return 'strace is not installed'
  return probe.status === 0 ? null : `strace may not trace here: ${probe.stderr.trim()}`
}

/** All that the session said before it ended, and how many of the calls it made. */
export async function runSession(
  injection: Injection,
): Promise<{ readonly said: readonly Said[]; readonly calls: number }> {
  const { directory, part, fault, at } = injection
  const { calls, files } = parts[part]
  const effect = fault === 'KILL' ? 'signal=KILL' : `error=${fault}`
  const trace = join(directory, '..', 'trace')
  const words = [
    ...['-f', '-qq', '-o', trace, '-e', `trace=${calls}`, '-e', 'signal=none'],
    ...files.flatMap((name) => ['-P', join(directory, name)]),
    ...(fault === null ? [] : ['-e', `inject=${calls}:${effect}:when=${at}`]),
    ...[process.execPath, join(import.meta.dirname, 'session.ts'), directory],
  ]
  const output = await new Promise<string>((resolve) => {
    const options = {
      timeout: SESSION_DEADLINE_MS,
      env: { ...process.env, UV_THREADPOOL_SIZE: '1' },
    }
    execFile('strace', words, options, (_error, stdout) => resolve(stdout))
  })
  const said = output
    .split('\n')
    .filter((line) => line.startsWith('{') && line.endsWith('}'))
    .map((line) => JSON.parse(line) as Said)
  return { said, calls: countCalls(trace) }
}

/** Calls are counted for each thread; what matters is that none is left out. */
function countCalls(trace: string): number {
  const { stdout } = spawnSync('cut', ['-d', ' ', '-f', '1', trace], { encoding: 'utf8' })
  const counts = new Map<string, number>()
  for (const thread of stdout.split('\n').filter((line) => line !== '')) {
    counts.set(thread, (counts.get(thread) ?? 0) + 1)
  }
  return Math.max(0, ...counts.values())
}
