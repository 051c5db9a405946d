/**
 * Load on a proxy and what it cost the proxy.
 *
 * Answers for: running wrk against it for a few seconds and reading the processor time of the
 * process before and after. Does not know: which proxy it is.
 */

import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { OTHER_CORE } from './contestants.ts'
import type { Running } from './contestants.ts'

const SECONDS = 3
const CONNECTIONS = 64
/** Linux counts processor time in hundredths of a second, as `getconf CLK_TCK` says. */
const TICKS_PER_SECOND = 100

export interface LoadResult {
  readonly requests: number
  readonly perSecond: number
  /** Requests per second of processor time. */
  readonly perCoreSecond: number
}

export interface LoadOptions {
  readonly scheme?: 'http' | 'https'
  /** Every request on a connection of its own. */
  readonly closes?: boolean
}

export async function load(proxy: Running, options: LoadOptions = {}): Promise<LoadResult> {
  const before = await cpuSeconds(proxy.pid)
  const { scheme = 'http', closes = false } = options
  const output = await runWrk(`${scheme}://127.0.0.1:${proxy.port}/`, closes)
  const spent = (await cpuSeconds(proxy.pid)) - before
  const requests = Number(/(\d+) requests in/.exec(output)?.[1])
  const perSecond = Number(/Requests\/sec:\s+([\d.]+)/.exec(output)?.[1])
  const failures = /Non-2xx or 3xx responses|Socket errors/.exec(output)
  if (failures !== null || !(requests > 0)) throw new Error(`wrk was not well served:\n${output}`)
  if (process.env['BENCH_VERBOSE'] !== undefined) {
    console.error(proxy.pid, { perSecond, spent, perCoreSecond: requests / spent })
  }
  return { requests, perSecond, perCoreSecond: requests / spent }
}

async function runWrk(url: string, closes: boolean): Promise<string> {
  const args = ['-c', OTHER_CORE, 'wrk', '-t', '1', '-c', `${CONNECTIONS}`, '-d', `${SECONDS}s`]
  const more = closes ? ['-H', 'Connection: close'] : []
  const { stdout } = await promisify(execFile)('taskset', [...args, ...more, url])
  return stdout
}

/** User and system time of a process and its threads so far. */
async function cpuSeconds(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND
}
