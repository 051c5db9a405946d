/**
 * Measuring side by side: contestants take turns, so that a busy minute hits them all.
 *
 * Answers for: medians and ratios over interleaved runs. Does not know what is measured.
 */

/** One thing to time; resolves to what it measured, in any one unit. */
export interface Contestant {
  readonly name: string
  run(): Promise<number>
}

export interface Figure {
  readonly name: string
  readonly median: number
  readonly min: number
  readonly max: number
  /** Median over the median of the first contestant. */
  readonly ratio: number
}

/** Runs every contestant `rounds` times, in turns; the first one is the floor of the ratios. */
export async function interleave(
  contestants: readonly Contestant[],
  rounds: number,
): Promise<readonly Figure[]> {
  const samples = contestants.map((): number[] => [])
  for (let round = 0; round < rounds; round++) {
    for (const [index, contestant] of contestants.entries()) {
      samples[index]?.push(await contestant.run())
    }
  }
  const floor = median(samples[0] ?? [])
  return contestants.map((contestant, index) => {
    const own = samples[index] ?? []
    return {
      name: contestant.name,
      median: median(own),
      min: Math.min(...own),
      max: Math.max(...own),
      ratio: median(own) / floor,
    }
  })
}

export function median(samples: readonly number[]): number {
  const sorted = samples.toSorted((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2
}

/** How long `work` takes, in milliseconds. */
export async function timeMs(work: () => Promise<unknown>): Promise<number> {
  const startMs = performance.now()
  await work()
  return performance.now() - startMs
}

/** Prints figures as a Markdown table, ready for bench/README.md. */
export function report(title: string, unit: string, figures: readonly Figure[]): void {
  const digits = (value: number): string => value.toFixed(value < 10 ? 2 : 0)
  console.log(`\n### ${title}\n`)
  console.log(`| contestant | median ${unit} | min | max | ratio |`)
  console.log('| --- | ---: | ---: | ---: | ---: |')
  for (const figure of figures) {
    const { name, median: middle, min, max, ratio } = figure
    console.log(
      `| ${name} | ${digits(middle)} | ${digits(min)} | ${digits(max)} | ${ratio.toFixed(2)} |`,
    )
  }
}
