/**
 * The engine's errors in Terraform's words: the only translation.
 *
 * Answers for: what happened, what is still serving, what to do, at which attribute, and the code
 * at the end. Does not know: which resource it is.
 */

import { EngineError, errorTable } from '../engine/errors.ts'
import { errorProblem, ProviderError } from '../provider/index.ts'
import type { Attributes, Path, Problem } from '../provider/index.ts'
import { toAttributeName } from './spec.ts'

type Finding = EngineError['problems'][number]

/** Runs `work`; what the engine refuses becomes an error that Terraform can show, about `id`. */
export async function translated<T>(
  attributes: Attributes,
  work: () => Promise<T>,
  id: string | null = null,
): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof EngineError) throw toProviderError(error, { attributes, id })
    throw error
  }
}

/** What was to be written: its attributes, and its id when it has one already. */
export interface Subject {
  readonly attributes: Attributes
  readonly id: string | null
}

/** What the engine said, as an error of the framework. */
export function toProviderError(error: EngineError, subject: Subject): ProviderError {
  return new ProviderError(toProblems(error, subject), { cause: error })
}

/** One problem per finding, or one for the error as a whole. */
export function toProblems(error: EngineError, subject: Subject): readonly Problem[] {
  const own = error.problems.filter((finding) => finding.path.length > 0)
  if (own.length === 0) return [toProblem(error, { message: error.message, path: [] })]
  return own.map((finding) =>
    toProblem(error, { message: finding.message, path: toPath(finding, subject) }),
  )
}

/**
 * What the plan alone can be blamed for. A clash with another object may be gone when this plan is
 * applied, as the same plan may change that object too: such codes are left to the apply.
 */
const CERTAIN_AT_PLAN: ReadonlySet<string> = new Set([
  'addresses_exhausted',
  'built_in',
  'immutable',
  'invalid_argument',
  'limit_exceeded',
  'missing_reference',
  'outside_vpc',
  'unknown_zone',
])

/** The problems of a dry run that hold whatever else the plan does. */
export function foundAtPlan(error: EngineError, subject: Subject): readonly Problem[] {
  return CERTAIN_AT_PLAN.has(error.code) ? toProblems(error, subject) : []
}

function toProblem(
  error: EngineError,
  { message, path }: { readonly message: string; readonly path: Path },
): Problem {
  const detail = [sentence(message), usersOf(error), error.remedy, servingOf(error)]
    .filter((part) => part !== null)
    .join('\n\n')
  return errorProblem({
    path,
    summary: errorTable[error.code].title,
    detail: `${detail}\n\nCode: ${error.code}`,
  })
}

/** The path in the configuration; it ends at the first index, as sets have none. */
function toPath(finding: Finding, { attributes, id }: Subject): Path {
  if (finding.objectId !== null && finding.objectId !== id) return []
  const end = finding.path.findIndex((step) => typeof step === 'number')
  const steps = end === -1 ? finding.path : finding.path.slice(0, end)
  const path = steps.map((step) => toAttributeName(String(step)))
  return path[0] !== undefined && Object.hasOwn(attributes, path[0]) ? path : []
}

function usersOf(error: EngineError): string | null {
  if (error.referrers.length === 0) return null
  const lines = error.referrers.map(
    ({ kind, id, name, owner }) => `  - ${kind} "${name}" (${id}), owned by "${owner}"`,
  )
  return ['It is used by:', ...lines].join('\n')
}

/** A refusal changes nothing; when the engine is away, whatever it carries goes on. */
function servingOf(error: EngineError): string {
  return error.code === 'unavailable' || error.code === 'deadline_exceeded'
    ? 'What is live keeps serving; nothing is known of this change yet.'
    : 'Nothing was changed: the last good configuration keeps serving.'
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`
}
