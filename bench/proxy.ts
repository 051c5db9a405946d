/**
 * The embedded data plane against HAProxy, in turns, with nginx and Caddy beside them: every budget
 * that one process on one core can be held to.
 *
 * Answers for: the parts, each of which can be run by itself (`npm run bench -- proxy/tcp`), and
 * the table of budgets at the end. All proxies run on one core, load generator and servers on
 * another, the same work through each, medians of several rounds.
 * Needs haproxy, wrk and taskset (Debian: `apt-get install haproxy wrk util-linux`); says so and
 * does nothing where one is missing. nginx and Caddy take part where they are installed.
 */

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { reportScores } from './proxy/budgets.ts'
import type { Score } from './proxy/budgets.ts'
import { benchLatency } from './proxy/latency.ts'
import { benchMemory } from './proxy/memory.ts'
import { benchConnections, benchFull, benchKeepAlive } from './proxy/rates.ts'
import { isInstalled } from './proxy/stage.ts'
import { benchStreams } from './proxy/streams.ts'

const TOOLS = ['haproxy', 'wrk', 'taskset']
const PEERS = ['nginx', 'caddy']

export const proxyParts: Readonly<
  Record<string, (directory: string) => Promise<readonly Score[]>>
> = {
  'keep-alive': benchKeepAlive,
  full: benchFull,
  latency: benchLatency,
  connections: benchConnections,
  tcp: benchStreams,
  memory: benchMemory,
}

/** Whether a benchmark cannot run; it says so then. */
export function isToolMissing(benchmark: string): boolean {
  const missing = TOOLS.filter((tool) => !isInstalled(tool))
  if (missing.length > 0) {
    console.log(`\n${benchmark}: skipped, not on PATH: ${missing.join(', ')}`)
  }
  return missing.length > 0
}

/** Runs the parts of these names, all when there is none, and prints their tables. */
export async function benchProxy(names: readonly string[]): Promise<void> {
  if (isToolMissing('proxy')) return
  for (const peer of PEERS) {
    if (!isInstalled(peer)) console.log(`\nproxy: without ${peer}, which is NOT INSTALLED`)
  }
  const directory = await mkdtemp(join(tmpdir(), 'lb-bench-'))
  try {
    const scores: Score[] = []
    for (const [name, bench] of Object.entries(proxyParts)) {
      if (names.length === 0 || names.includes(name)) scores.push(...(await bench(directory)))
    }
    reportScores(scores)
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}
