/**
 * How much a proxy gets done: requests and connections for each second of its processor time.
 *
 * Answers for: the cases and their tables. A busy machine or a slow load generator does not blur
 * the figure, as the time that the proxy waits is not counted.
 */

import { request } from 'node:http'
import { interleave, report } from '../measure.ts'
import type { Figure } from '../measure.ts'
import type { Score } from './budgets.ts'
import { cookieName } from './contestants.ts'
import type { Running } from './contestants.ts'
import { WARM_UP_SECONDS, load } from './load.ts'
import type { LoadOptions } from './load.ts'
import { everyone, ours, withProxies } from './stage.ts'
import type { Job, ProxyName } from './stage.ts'

/** `BENCH_ROUNDS` says otherwise. */
export const ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? 5)

interface RateCase {
  readonly figure: Score['figure']
  readonly title: string
  readonly names: readonly ProxyName[]
  readonly job: Omit<Job, 'directory'>
  readonly options?: LoadOptions
}

const small = { servers: { bytes: 128 } } as const
const closes = { closes: true } as const

const keepAlive: readonly RateCase[] = (
  [
    ['requests/s, 128 B', '128 B', { bytes: 128 }],
    ['requests/s, 16 KiB', '16 KiB', { bytes: 16_384 }],
    ['requests/s, 1 MiB', '1 MiB', 'answers'],
  ] as const
).map(([figure, size, servers]) => ({
  figure,
  title: `HTTP keep-alive, answers of ${size}`,
  names: everyone,
  job: { servers },
}))

const full: RateCase = {
  figure: 'requests/s, cookie and access log',
  title: 'HTTP keep-alive, answers of 128 B, cookie persistence and access log',
  names: ours,
  job: { ...small, isFull: true },
}

const http: RateCase = {
  figure: 'connections/s, HTTP',
  title: 'HTTP, a connection for each request, answers of 128 B',
  names: everyone,
  job: small,
  options: closes,
}

const tcp: RateCase = {
  figure: 'connections/s, TCP',
  title: 'TCP, connections that end after an answer of 128 B',
  names: ours,
  job: { ...small, protocol: 'tcp' },
  options: closes,
}

export function benchKeepAlive(directory: string): Promise<readonly Score[]> {
  return runAll(keepAlive, directory)
}

export function benchFull(directory: string): Promise<readonly Score[]> {
  return runAll([full], directory)
}

export function benchConnections(directory: string): Promise<readonly Score[]> {
  return runAll([http, tcp], directory)
}

async function runAll(cases: readonly RateCase[], directory: string): Promise<readonly Score[]> {
  const scores: Score[] = []
  for (const one of cases) scores.push(await run(one, directory))
  return scores
}

function run({ figure, title, names, job, options }: RateCase, directory: string): Promise<Score> {
  return withProxies(names, { ...job, directory }, async (proxies) => {
    const contestants = await Promise.all(
      proxies.map(async ({ name, proxy }) => {
        const cookie = job.isFull === true ? { cookie: await takeCookie(proxy) } : {}
        const asked = { ...options, ...cookie }
        return { name, run: async () => (await load(proxy, asked)).perCoreSecond }
      }),
    )
    for (const { proxy } of proxies) await load(proxy, { ...options, seconds: WARM_UP_SECONDS })
    const figures = await interleave(contestants, ROUNDS)
    report(title, options?.closes === true ? 'connections/s and core' : perCore, figures)
    return { figure, value: toRatio(figures) }
  })
}

const perCore = 'requests/s and core'

/** Of the embedded plane to the first contestant. */
export function toRatio(figures: readonly Figure[]): number {
  return figures.find(({ name }) => name === 'embedded')?.ratio ?? Number.NaN
}

/** Whoever comes back has a cookie. */
function takeCookie({ port }: Running): Promise<string> {
  return new Promise((resolve, reject) => {
    const asked = request({ port, host: '127.0.0.1', agent: false }, (answer) => {
      answer.resume()
      const [line = ''] = answer.headers['set-cookie'] ?? []
      const [cookie = ''] = line.split(';')
      if (cookie.startsWith(`${cookieName}=`)) resolve(cookie)
      else reject(new Error(`no cookie in ${JSON.stringify(answer.headers)}`))
    })
    asked.on('error', reject)
    asked.end()
  })
}
