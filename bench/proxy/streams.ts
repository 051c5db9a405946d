/**
 * How many bytes go through a TCP listener, for each second of the proxy's processor time.
 *
 * Answers for: one stream and fifty, from servers to clients.
 */

import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { interleave, report } from '../measure.ts'
import type { Score } from './budgets.ts'
import { OTHER_CORE } from './contestants.ts'
import type { Running } from './contestants.ts'
import { SECONDS, cpuSeconds } from './load.ts'
import { ROUNDS, toRatio } from './rates.ts'
import { ours, withProxies } from './stage.ts'

const MEBIBYTE = 1_048_576

const cases = [
  { figure: 'TCP throughput, 1 stream', streams: 1 },
  { figure: 'TCP throughput, 50 streams', streams: 50 },
] as const

export function benchStreams(directory: string): Promise<readonly Score[]> {
  return withProxies(ours, { servers: 'stream', protocol: 'tcp', directory }, async (proxies) => {
    const scores: Score[] = []
    for (const { figure, streams } of cases) {
      const contestants = proxies.map(({ name, proxy }) => ({
        name,
        run: () => drink(proxy, streams),
      }))
      for (const contestant of contestants) await contestant.run()
      const figures = await interleave(contestants, ROUNDS)
      report(figure, 'MiB/s and core', figures)
      scores.push({ figure, value: toRatio(figures) })
    }
    return scores
  })
}

/** Mebibytes for each second of processor time. */
async function drink({ port, pid }: Running, streams: number): Promise<number> {
  const script = join(import.meta.dirname, 'drink.ts')
  const args = ['-c', OTHER_CORE, process.execPath, script, ...[port, streams, SECONDS].map(String)]
  const before = await cpuSeconds(pid)
  const { stdout } = await promisify(execFile)('taskset', args)
  const spent = (await cpuSeconds(pid)) - before
  return Number(stdout) / MEBIBYTE / spent
}
