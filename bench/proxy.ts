/**
 * Requests per second and core, the embedded data plane against HAProxy, in turns.
 *
 * Answers for: both proxies on one core, load generator and servers on another, the same request
 * through both, medians of several rounds. The figure is requests per second of the proxy's own
 * processor time, so that a busy machine or a slow load generator does not blur it.
 * Needs haproxy, wrk and taskset (Debian: `apt-get install haproxy wrk util-linux`); says so and
 * does nothing where one is missing.
 */

import { spawnSync } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../test/support/ports.ts'
import { interleave, report } from './measure.ts'
import { startEmbedded, startHaproxy, startServers } from './proxy/contestants.ts'
import type { Running } from './proxy/contestants.ts'
import { load } from './proxy/load.ts'

const ROUNDS = 5
const SIZES = [
  { name: '128 B', bytes: 128 },
  { name: '16 KiB', bytes: 16_384 },
]
const TOOLS = ['haproxy', 'wrk', 'taskset']

/** Whether a benchmark cannot run; it says so then. */
export function isToolMissing(benchmark: string): boolean {
  const missing = TOOLS.filter((tool) => spawnSync('which', [tool]).status !== 0)
  if (missing.length > 0) {
    console.log(`\n${benchmark}: skipped, not on PATH: ${missing.join(', ')}`)
  }
  return missing.length > 0
}

/** Prints one table per size of answer. */
export async function benchProxy(): Promise<void> {
  if (isToolMissing('proxy')) return
  const directory = await mkdtemp(join(tmpdir(), 'lb-bench-'))
  try {
    for (const size of SIZES) await compare(size, directory)
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

async function compare(size: { name: string; bytes: number }, directory: string): Promise<void> {
  const running: Running[] = []
  const start = async (starting: Promise<Running>): Promise<Running> => {
    const started = await starting
    running.push(started)
    return started
  }
  try {
    const servers = [await freePort(), await freePort()]
    await start(startServers({ directory, ports: servers, bytes: size.bytes }))
    const haproxy = await start(startHaproxy({ directory, port: await freePort(), servers }))
    const embedded = await start(startEmbedded({ port: await freePort(), servers }))
    const toContestant = (name: string, proxy: Running) => ({
      name,
      run: async () => (await load(proxy)).perCoreSecond,
    })
    for (const proxy of [haproxy, embedded]) await load(proxy)
    const figures = await interleave(
      [toContestant('haproxy', haproxy), toContestant('embedded', embedded)],
      ROUNDS,
    )
    report(`HTTP keep-alive, answers of ${size.name}`, 'requests/s and core', figures)
  } finally {
    for (const one of running) one.stop()
  }
}
