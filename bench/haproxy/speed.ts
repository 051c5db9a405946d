/**
 * Requests for each second of processor time: the plane's HAProxy, and one written by hand.
 *
 * Answers for: answers of 128 B and 16 KiB, in turns.
 */

import { freePort } from '../../test/support/ports.ts'
import { interleave, report } from '../measure.ts'
import { startServers } from '../proxy/contestants.ts'
import type { ProxyJob, Running } from '../proxy/contestants.ts'
import { WARM_UP_SECONDS, load } from '../proxy/load.ts'
import { ROUNDS } from '../proxy/rates.ts'
import { startHandWritten, startPlane } from './peers.ts'

/** Of the plane to what is written by hand with the same features. */
const RATIO_MIN = 0.97
const PLANE = 'plane'

const cases = [
  { title: '128 B', bytes: 128 },
  { title: '16 KiB', bytes: 16_384 },
]

const starters: Readonly<Record<string, (job: ProxyJob) => Promise<Running>>> = {
  'written by hand': (job) => startHandWritten(job),
  'the same, repeating nothing': (job) => startHandWritten(job, { repeats: false }),
  'the same, refusing nothing': (job) => startHandWritten(job, { refuses: false }),
  [PLANE]: startPlane,
}

export async function benchSpeed(directory: string): Promise<void> {
  for (const each of cases) await compare(each, directory)
}

async function compare({ title, bytes }: (typeof cases)[number], directory: string): Promise<void> {
  const running: Running[] = []
  try {
    const servers = [await freePort(), await freePort()]
    running.push(await startServers({ directory, ports: servers, bytes }))
    const proxies: { name: string; proxy: Running }[] = []
    for (const [name, startOne] of Object.entries(starters)) {
      const proxy = await startOne({ directory, servers, port: await freePort() })
      running.push(proxy)
      proxies.push({ name, proxy })
    }
    for (const { proxy } of proxies) await load(proxy, { seconds: WARM_UP_SECONDS })
    const figures = await interleave(
      proxies.map(({ name, proxy }) => ({
        name,
        run: async () => (await load(proxy)).perCoreSecond,
      })),
      ROUNDS,
    )
    report(`HTTP keep-alive, answers of ${title}`, 'requests/s and core', figures)
    const ratio = figures.find(({ name }) => name === PLANE)?.ratio ?? 0
    const verdict = ratio >= RATIO_MIN ? 'within' : '**missed**'
    console.log(`\nmust be ≥ ${RATIO_MIN}, is ${ratio.toFixed(3)}: ${verdict}`)
  } finally {
    for (const one of running) one.stop()
  }
}
