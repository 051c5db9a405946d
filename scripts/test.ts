/**
 * `npm test`: builds, then runs the tests. Arguments go to Mocha: paths (files or folders;
 * everything when there is none) and options such as `--grep`.
 *
 * Answers for: a fresh build, which tests run side by side and which alone. Of the whole suite, the
 * few files in which a test failed run once more, alone: what fails twice is broken, what passes is
 * told as flaky, and a flaw to mend. The last line of its output is `N passed, N failed, N
 * skipped`, alone. Fails when a test fails, or when none ran.
 */

import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { availableParallelism, tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { build } from './build.ts'
import { buildCdk } from './cdk.ts'
import { root, show } from './process.ts'
import { fromLines, toClosing, toSecondRun, withSecondRun } from './test/results.ts'
import type { Result } from './test/results.ts'

/** Tests that start and kill whole engines: run one by one, with the machine to themselves. */
const unhurried = 'test/faults'

const sideBySide = ['--parallel', `--jobs=${availableParallelism()}`]

/** One run of Mocha. */
interface Pass {
  /** Mocha's arguments. */
  readonly args: readonly string[]
  readonly style: 'dot' | 'spec'
}

interface Run {
  readonly passes: readonly Pass[]
  /** Whether files in which a test failed get a second run. */
  readonly hasSecondRun: boolean
}

/** Runs the tests; the exit code. `args` are Mocha's. */
export async function test(args: readonly string[]): Promise<number> {
  await Promise.all([build(), buildCdk()])
  const namesTests = args.some((arg) => arg.includes('*') || existsSync(join(root, arg)))
  if (namesTests) {
    return run({ passes: [{ args: [...sideBySide, ...args], style: 'spec' }], hasSecondRun: false })
  }
  return run({
    passes: [
      { args: [...sideBySide, `--ignore=${unhurried}/**`, ...args, 'test'], style: 'dot' },
      { args: [...args, unhurried], style: 'dot' },
    ],
    hasSecondRun: true,
  })
}

/** All passes, whatever comes of them, and the closing lines after the last; the exit code. */
export async function run({ passes, hasSecondRun }: Run): Promise<number> {
  const first = await runPasses(passes)
  const files = hasSecondRun && first.isWhole ? toSecondRun(first.results) : []
  let { results, isWhole } = first
  if (files.length > 0) {
    console.log(`\nOnce more, alone: ${files.join(', ')}`)
    const second = await runPasses([{ args: files, style: 'spec' }])
    results = withSecondRun(results, second.results)
    isWhole = second.isWhole
  }
  if (!['terraform', 'tofu'].some(isOnPath)) {
    console.log('SKIPPED: neither terraform nor tofu is on PATH; acceptance tests need one.')
  }
  const hasRun = results.some(({ outcome }) => outcome !== 'skipped')
  if (!hasRun) console.log('No test ran, which counts as a failure.')
  const hasFailed = results.some(({ outcome }) => outcome === 'failed')
  for (const line of toClosing(first.results, results)) console.log(line)
  return isWhole && hasRun && !hasFailed ? 0 : 1
}

interface Ran {
  readonly results: readonly Result[]
  /** False when Mocha ended badly for another reason than a test that failed. */
  readonly isWhole: boolean
}

async function runPasses(passes: readonly Pass[]): Promise<Ran> {
  const directory = await mkdtemp(join(tmpdir(), 'lb-test-'))
  const file = join(directory, 'results')
  const all: Result[] = []
  let isWhole = true
  try {
    for (const { args, style } of passes) {
      await writeFile(file, '')
      const code = await show('mocha', [
        `--reporter=${join(import.meta.dirname, 'test/reporter.cjs')}`,
        `--reporter-option=style=${style}`,
        `--reporter-option=results=${file}`,
        ...args,
      ])
      const results = fromLines(await readFile(file, 'utf8'))
      if (code !== 0 && !results.some(({ outcome }) => outcome === 'failed')) isWhole = false
      all.push(...results)
    }
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
  return { results: all, isWhole }
}

function isOnPath(name: string): boolean {
  return (process.env['PATH'] ?? '')
    .split(delimiter)
    .some((folder) => existsSync(join(folder, name)))
}

if (import.meta.main) process.exitCode = await test(process.argv.slice(2))
