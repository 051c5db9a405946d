/**
 * What the embedded data plane is measured against.
 *
 * Answers for: the budget of each figure, and the table that says which are met. Does not know:
 * how a figure is measured.
 */

interface Budget {
  readonly must: number
  readonly aim: number
  /** Less is better. */
  readonly isCeiling?: boolean
}

/** Ratios to HAProxy, but for memory: KiB for a connection. */
const budgets = {
  'requests/s, 128 B': { must: 0.9, aim: 1 },
  'requests/s, 16 KiB': { must: 1, aim: 1.1 },
  'requests/s, 1 MiB': { must: 1, aim: 1.1 },
  'requests/s, cookie and access log': { must: 0.8, aim: 0.9 },
  'p99 at half of saturation': { must: 1.5, aim: 1.1, isCeiling: true },
  'connections/s, HTTP': { must: 0.6, aim: 0.9 },
  'connections/s, TCP': { must: 0.6, aim: 0.9 },
  'TCP throughput, 1 stream': { must: 0.9, aim: 1 },
  'TCP throughput, 50 streams': { must: 0.9, aim: 1 },
  'KiB of an idle connection': { must: 6, aim: 3, isCeiling: true },
  'KiB of an idle connection, TLS': { must: 60, aim: 30, isCeiling: true },
} as const satisfies Readonly<Record<string, Budget>>

export interface Score {
  readonly figure: keyof typeof budgets
  readonly value: number
}

/** Prints what was measured beside what it must be. */
export function reportScores(scores: readonly Score[]): void {
  console.log('\n### Budgets\n')
  console.log('| figure | measured | must | aim | |')
  console.log('| --- | ---: | ---: | ---: | --- |')
  for (const { figure, value } of scores) {
    const budget: Budget = budgets[figure]
    const sign = budget.isCeiling === true ? '≤' : '≥'
    const row = [figure, value.toFixed(2), `${sign} ${budget.must}`, `${sign} ${budget.aim}`]
    console.log(`| ${[...row, judge(value, budget)].join(' | ')} |`)
  }
}

function judge(value: number, { must, aim, isCeiling = false }: Budget): string {
  const isWithin = (limit: number): boolean => (isCeiling ? value <= limit : value >= limit)
  if (isWithin(aim)) return 'as aimed'
  return isWithin(must) ? 'within' : '**missed**'
}
