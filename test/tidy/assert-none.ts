/** How a tidy test ends: with all that it found, one a line, or with nothing. */

import assert from 'node:assert/strict'

/** Fails with every problem in the message. */
export function assertNone(problems: readonly string[]): void {
  if (problems.length > 0) assert.fail(`${problems.length} found\n${problems.join('\n')}`)
}
