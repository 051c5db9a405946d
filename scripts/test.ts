/**
 * `npm test`: builds, then runs the tests in parallel. Arguments go to Mocha: paths (files or
 * folders; everything when there is none) and options such as `--grep`.
 *
 * Answers for: a fresh build, which tests run, one process per core. The last line of its output is
 * `N passed, N failed, N skipped`, alone. Fails when a test fails, or when none ran.
 */

import { existsSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { build } from './build.ts'
import { root, show } from './process.ts'

/** Runs the tests; Mocha's exit code. `args` are Mocha's. */
export async function test(args: readonly string[]): Promise<number> {
  await build()
  const namesTests = args.some((arg) => arg.includes('*') || existsSync(join(root, arg)))
  return show('mocha', [
    '--parallel',
    `--jobs=${availableParallelism()}`,
    `--reporter=${join(import.meta.dirname, 'test/reporter.cjs')}`,
    `--reporter-option=style=${namesTests ? 'spec' : 'dot'}`,
    ...args,
    ...(namesTests ? [] : ['test']),
  ])
}

if (import.meta.main) process.exitCode = await test(process.argv.slice(2))
