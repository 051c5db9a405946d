/**
 * What a run of the tests came to.
 *
 * Answers for: which files get a second run, how it changes what the first one said, and the
 * closing lines. Pure; does not know Mocha.
 */

/** What came of one test, or of a hook that failed. */
export interface Result {
  readonly outcome: 'passed' | 'failed' | 'skipped'
  /** The path of the test's file; absent where Mocha does not tell it. */
  readonly file?: string
  /** The suites' titles from the outermost to the test's own. */
  readonly titles: readonly string[]
}

/** More files than these do not fail by chance. */
const SECOND_RUN_FILES_MAX = 3

/** Reads the lines that the reporter wrote. */
export function fromLines(lines: string): readonly Result[] {
  return lines
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Result)
}

/** The files to run once more, alone; none when nothing failed, or too much. */
export function toSecondRun(results: readonly Result[]): readonly string[] {
  const failed = results.filter(({ outcome }) => outcome === 'failed')
  const files = new Set(failed.flatMap(({ file }) => file ?? []))
  const isKnown = failed.every(({ file }) => file !== undefined)
  return isKnown && files.size <= SECOND_RUN_FILES_MAX ? [...files] : []
}

/** The results of the first run, with those of the files that ran again in their place. */
export function withSecondRun(
  first: readonly Result[],
  second: readonly Result[],
): readonly Result[] {
  const again = new Set(second.map(({ file }) => file))
  return [...first.filter(({ file }) => !again.has(file)), ...second]
}

/**
 * What is loud at the end: suites with skipped tests, and tests that failed in the `first` run and
 * passed in the second. The last line is `N passed, N failed, N skipped`.
 */
export function toClosing(first: readonly Result[], results: readonly Result[]): readonly string[] {
  const passed = new Set(titlesOf(results, 'passed'))
  const unsteady = titlesOf(first, 'failed').filter((title) => passed.has(title))
  const counts = (['passed', 'failed', 'skipped'] as const).map(
    (outcome) => `${titlesOf(results, outcome).length} ${outcome}`,
  )
  return [
    ...toSkipped(results),
    ...unsteady.map((title) => `FLAKY: failed among the others, passed alone: ${title}`),
    counts.join(', '),
  ]
}

function toSkipped(results: readonly Result[]): readonly string[] {
  const counts = new Map<string, number>()
  for (const { outcome, titles } of results) {
    const [suite = ''] = titles
    if (outcome === 'skipped') counts.set(suite, (counts.get(suite) ?? 0) + 1)
  }
  return [...counts].map(([suite, count]) => `SKIPPED ${count} in: ${suite}`)
}

function titlesOf(results: readonly Result[], wanted: Result['outcome']): readonly string[] {
  return results.filter(({ outcome }) => outcome === wanted).map(({ titles }) => titles.join(' › '))
}
