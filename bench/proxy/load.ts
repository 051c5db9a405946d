/**
 * Load on a proxy and what it cost the proxy.
 *
 * Answers for: running wrk against it for a few seconds and reading the processor time of the
 * process before and after. Does not know: which proxy it is.
 */

import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { OTHER_CORE } from './contestants.ts'
import type { Running } from './contestants.ts'

/** Enough for a proxy's own compilers. */
export const WARM_UP_SECONDS = 1
/** Of one round; `BENCH_SECONDS` says otherwise. */
export const SECONDS = Number(process.env['BENCH_SECONDS'] ?? 2)
export const CONNECTIONS = 64
/** Linux counts processor time in hundredths of a second, as `getconf CLK_TCK` says. */
const TICKS_PER_SECOND = 100
const MS_PER_UNIT: Readonly<Record<string, number>> = { us: 0.001, ms: 1, s: 1000 }

export interface LoadResult {
  readonly requests: number
  readonly perSecond: number
  /** Requests per second of processor time. */
  readonly perCoreSecond: number
  /** The time that 99 of 100 requests stay below. */
  readonly p99Ms: number
}

export interface LoadOptions {
  readonly scheme?: 'http' | 'https'
  /** Every request on a connection of its own. */
  readonly closes?: boolean
  readonly cookie?: string
  /** Between the answer and the next request of a connection, on average; 0: none. */
  readonly pauseMs?: number
  readonly seconds?: number
}

export async function load(proxy: Running, options: LoadOptions = {}): Promise<LoadResult> {
  const before = await cpuSeconds(proxy.pid)
  const { scheme = 'http' } = options
  const output = await runWrk(`${scheme}://127.0.0.1:${proxy.port}/`, options)
  const spent = (await cpuSeconds(proxy.pid)) - before
  const requests = Number(/(\d+) requests in/.exec(output)?.[1])
  const perSecond = Number(/Requests\/sec:\s+([\d.]+)/.exec(output)?.[1])
  const failures = /Non-2xx or 3xx responses|Socket errors/.exec(output)
  if (failures !== null || !(requests > 0)) throw new Error(`wrk was not well served:\n${output}`)
  const result = {
    requests,
    perSecond,
    perCoreSecond: requests / spent,
    p99Ms: toMs(/ 99%\s+([\d.]+)(us|ms|s)/.exec(output)),
  }
  if (process.env['BENCH_VERBOSE'] !== undefined) console.error(proxy.pid, { ...result, spent })
  return result
}

function toMs(match: RegExpExecArray | null): number {
  const [, number, unit = ''] = match ?? []
  return Number(number) * (MS_PER_UNIT[unit] ?? Number.NaN)
}

async function runWrk(url: string, options: LoadOptions): Promise<string> {
  const { closes = false, cookie, pauseMs = 0, seconds = SECONDS } = options
  const script = join(import.meta.dirname, 'paced.lua')
  const args = [
    ...['-c', OTHER_CORE, 'wrk', '-t', '1', '-c', `${CONNECTIONS}`, '-d', `${seconds}s`],
    '--latency',
    ...(closes ? ['-H', 'Connection: close'] : []),
    ...(cookie === undefined ? [] : ['-H', `Cookie: ${cookie}`]),
    ...(pauseMs === 0 ? [] : ['-s', script]),
  ]
  const env = { ...process.env, BENCH_PAUSE_MS: `${pauseMs}` }
  const { stdout } = await promisify(execFile)('taskset', [...args, url], { env })
  return stdout
}

/** User and system time of a process and its threads so far. */
export async function cpuSeconds(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND
}
