/**
 * Failures to problems: what the user can mend keeps its words, everything else says that it is
 * our bug.
 */

import { errorProblem } from '../schema/index.ts'
import type { Problem } from '../schema/index.ts'
import type { Log } from './log.ts'
import { ProviderError } from './provider-error.ts'

/** Which request failed. */
export interface Place {
  /** `ApplyResourceChange`. */
  readonly rpc: string
  /** `lb_listener`; null when the request is about no type. */
  readonly type: string | null
}

interface FaultContext {
  readonly place: Place
  readonly log: Log
  readonly reportTo: string | null
}

/** The problems of a failure. The stack of an unexpected one goes to the log only. */
export function toProblems(error: unknown, context: FaultContext): readonly Problem[] {
  if (error instanceof ProviderError) return error.problems
  const { place, log } = context
  log({
    level: 'error',
    message: 'unexpected error',
    fields: { rpc: place.rpc, type: place.type ?? '', stack: stackOf(error) },
  })
  return [bugProblem(error instanceof Error ? error.message : String(error), context)]
}

/** A problem that is a mistake in the provider, not in what the user wrote. */
export function bugProblem(text: string, { place, reportTo }: FaultContext): Problem {
  const what = place.type === null ? place.rpc : `${place.rpc} of ${place.type}`
  const where = reportTo === null ? '' : ` to ${reportTo}`
  return errorProblem({
    summary: 'Bug in the provider',
    detail:
      `${what} failed unexpectedly: ${text}. ` +
      `This is a bug in the provider, please report it${where}.`,
  })
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
