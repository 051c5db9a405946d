/**
 * What is wrong with something a user wrote, or worth a warning: the framework's diagnostics.
 */

import type { Path } from '../values/index.ts'

/** One finding. Terraform shows the summary in bold, the detail below, and the line of the path. */
export interface Problem {
  readonly severity: 'error' | 'warning'
  /** One line, no full stop. */
  readonly summary: string
  /** Free text: what happened, what still works, what to do. */
  readonly detail: string
  /** Where it is; empty for the resource as a whole. */
  readonly path: Path
}

/** What a problem is made from; the path defaults to the resource as a whole. */
export interface ProblemText {
  readonly summary: string
  readonly detail: string
  readonly path?: Path
}

/** An error: the operation fails. */
export function errorProblem(text: ProblemText): Problem {
  return { severity: 'error', path: [], ...text }
}

/** A warning: the operation goes on. */
export function warningProblem(text: ProblemText): Problem {
  return { severity: 'warning', path: [], ...text }
}

export function hasErrors(problems: readonly Problem[]): boolean {
  return problems.some((problem) => problem.severity === 'error')
}
