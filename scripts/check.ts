/**
 * `npm run check`: everything that must hold before a commit. `--fast` leaves the tests out.
 *
 * Answers for: which steps there are, one line for each with its time, and a clear end. The steps
 * that only read run side by side; tests follow when all of them are green.
 */

import { collect } from './process.ts'
import type { Finished } from './process.ts'
import { test } from './test.ts'

interface Step {
  readonly name: string
  /** A program of node_modules and its arguments. */
  readonly program: string
  readonly args: readonly string[]
  /** What to do when it fails. */
  readonly remedy: string
}

const steps: readonly Step[] = [
  { name: 'types', program: 'tsc', args: ['-p', '.'], remedy: 'mend the types' },
  {
    name: 'page types',
    program: 'tsc',
    args: ['-p', 'src/engine/dashboard/page'],
    remedy: 'mend the types of the dashboard’s page',
  },
  {
    name: 'lint',
    program: 'oxlint',
    args: ['--deny-warnings'],
    remedy: 'mend the code; there are no suppressions',
  },
  {
    name: 'format',
    program: 'prettier',
    args: ['--check', '--cache', '--log-level=warn', '.'],
    remedy: 'run `npm run format`',
  },
  {
    name: 'dead code',
    program: 'knip',
    args: ['--no-progress'],
    remedy: 'remove what nothing uses',
  },
]

async function runStep(step: Step): Promise<boolean> {
  const startMs = performance.now()
  const { exitCode, output } = await collect(step.program, step.args)
  report({ step, exitCode, output, tookMs: performance.now() - startMs })
  return exitCode === 0
}

function report(result: Finished & { readonly step: Step; readonly tookMs: number }): void {
  const { step, exitCode, output, tookMs } = result
  const time = `${(tookMs / 1000).toFixed(1)} s`.padStart(7)
  console.log(`${exitCode === 0 ? 'ok  ' : 'FAIL'} ${step.name.padEnd(10)} ${time}`)
  if (exitCode !== 0) console.log(`${output.trimEnd()}\n→ ${step.name}: ${step.remedy}\n`)
}

async function check(options: { readonly withTests: boolean }): Promise<number> {
  const results = await Promise.all(steps.map(runStep))
  const failed = steps.filter((_, index) => results[index] !== true).map((step) => step.name)
  if (failed.length > 0) {
    console.log(`check failed: ${failed.join(', ')}`)
    return 1
  }
  if (options.withTests) return test([])
  console.log('check passed, without the tests')
  return 0
}

if (import.meta.main) {
  process.exitCode = await check({ withTests: !process.argv.includes('--fast') })
}
