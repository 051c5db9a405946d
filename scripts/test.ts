/**
 * `npm test`: builds, then runs the tests. Arguments go to Mocha: paths (files or folders;
 * everything when there is none) and options such as `--grep`.
 *
 * Answers for: a fresh build, which tests run side by side and which alone. The last line of its
 * output is `N passed, N failed, N skipped`, alone. Fails when a test fails, or when none ran.
 */

import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from './build.ts'
import { buildCdk } from './cdk.ts'
import { root, show } from './process.ts'

/** Tests that measure how long something takes: run one by one, with the machine to themselves. */
const unhurried = 'test/faults'

const sideBySide = ['--parallel', `--jobs=${availableParallelism()}`]

interface Pass {
  /** Mocha's arguments. */
  readonly args: readonly string[]
  readonly style: 'dot' | 'spec'
}

/** Runs the tests; the exit code. `args` are Mocha's. */
export async function test(args: readonly string[]): Promise<number> {
  await Promise.all([build(), buildCdk()])
  const namesTests = args.some((arg) => arg.includes('*') || existsSync(join(root, arg)))
  if (namesTests) return run([{ args: [...sideBySide, ...args], style: 'spec' }])
  return run([
    { args: [...sideBySide, `--ignore=${unhurried}/**`, ...args, 'test'], style: 'dot' },
    { args: [...args, unhurried], style: 'dot' },
  ])
}

/** All passes, whatever comes of them, and one closing line after the last. */
async function run(passes: readonly Pass[]): Promise<number> {
  const directory = await mkdtemp(join(tmpdir(), 'lb-test-'))
  let exitCode = 0
  try {
    for (const { args, style } of passes) {
      const passCode = await show('mocha', [
        `--reporter=${join(import.meta.dirname, 'test/reporter.cjs')}`,
        `--reporter-option=style=${style}`,
        `--reporter-option=totals=${join(directory, 'totals.json')}`,
        `--reporter-option=passes=${passes.length}`,
        ...args,
      ])
      if (passCode !== 0) exitCode = passCode
    }
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
  return exitCode
}

if (import.meta.main) process.exitCode = await test(process.argv.slice(2))
