/**
 * The one way for a resource to fail that is not a bug: with problems made for the user.
 */

import { errorProblem } from '../schema/index.ts'
import type { Problem, ProblemText } from '../schema/index.ts'

/** An expected failure. Throw it from any function of a declaration; the user sees its problems. */
export class ProviderError extends Error {
  readonly problems: readonly Problem[]

  constructor(problem: ProblemText | readonly Problem[], options?: { readonly cause?: unknown }) {
    const problems = isProblems(problem) ? problem : [errorProblem(problem)]
    super(problems.map(({ summary, detail }) => `${summary}: ${detail}`).join('; '), options)
    this.name = 'ProviderError'
    this.problems = problems
  }
}

function isProblems(problem: ProblemText | readonly Problem[]): problem is readonly Problem[] {
  return Array.isArray(problem)
}
