/**
 * How long requests take when a proxy has half of what it can do.
 *
 * Answers for: finding that rate, and the 99th percentile at it, for both proxies the same rate:
 * half of what the slower one can do. Rounds are short and many: whatever else the machine does for
 * a moment decides about the percentile of a whole round.
 */

import { interleave, report } from '../measure.ts'
import type { Score } from './budgets.ts'
import { CONNECTIONS, SECONDS, WARM_UP_SECONDS, load } from './load.ts'
import { ROUNDS, toRatio } from './rates.ts'
import { ours, withProxies } from './stage.ts'

const MS_PER_SECOND = 1000
/** For each round that a rate is measured in. */
const SHORT_ROUNDS = 3
const SHORT_SECONDS = Math.max(1, Math.floor(SECONDS / 2))

export function benchLatency(directory: string): Promise<readonly Score[]> {
  return withProxies(ours, { servers: { bytes: 128 }, directory }, async (proxies) => {
    for (const { proxy } of proxies) await load(proxy, { seconds: WARM_UP_SECONDS })
    const rates: number[] = []
    for (const { proxy } of proxies) rates.push((await load(proxy)).perCoreSecond)
    const rate = Math.min(...rates) / 2
    const pauseMs = (CONNECTIONS / rate) * MS_PER_SECOND
    const contestants = proxies.map(({ name, proxy }) => ({
      name,
      run: async () => {
        const { p99Ms } = await load(proxy, { pauseMs, seconds: SHORT_SECONDS })
        return p99Ms * MS_PER_SECOND
      },
    }))
    for (const contestant of contestants) await contestant.run()
    const figures = await interleave(contestants, SHORT_ROUNDS * ROUNDS)
    report(`99th percentile at ${Math.round(rate)} requests/s, answers of 128 B`, 'µs', figures)
    return [{ figure: 'p99 at half of saturation', value: toRatio(figures) }]
  })
}
