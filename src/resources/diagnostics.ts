/**
 * The engine's errors in Terraform's words: the only translation.
 *
 * Answers for: what happened, what is still serving, what to do, at which attribute, and the code
 * at the end. Does not know: which resource it is.
 */

import { EngineError, errorTable } from '../engine/errors.ts'
import { elementStep, errorProblem, formatPath, ProviderError } from '../provider/index.ts'
import type { Attribute, Attributes, Path, PathStep, Problem } from '../provider/index.ts'
import { toAttributeName } from './spec.ts'

type Finding = EngineError['problems'][number]

/** Runs `work`; what the engine refuses becomes an error that Terraform can show, about `id`. */
export async function translated<T>(
  attributes: Attributes,
  work: () => Promise<T>,
  { id = null, desired = {} }: Partial<Omit<Subject, 'attributes'>> = {},
): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof EngineError) throw toProviderError(error, { attributes, id, desired })
    throw error
  }
}

/** What was to be written: its attributes and their values, and its id when it has one already. */
export interface Subject {
  readonly attributes: Attributes
  readonly id: string | null
  readonly desired: object
}

/** What the engine said, as an error of the framework. */
export function toProviderError(error: EngineError, subject: Subject): ProviderError {
  return new ProviderError(toProblems(error, subject), { cause: error })
}

/** One problem per finding, or one for the error as a whole. */
export function toProblems(error: EngineError, subject: Subject): readonly Problem[] {
  const own = error.problems.filter((finding) => finding.path.length > 0)
  if (own.length === 0) return [toProblem(error, { message: error.message, path: [] })]
  return own.map((finding) => {
    const path = toPath(finding, subject)
    // Terraform shows the attribute of the resource itself, and nothing of what is inside.
    const isInside = path.length > 1
    const message = isInside ? `${formatPath(path)}: ${finding.message}` : finding.message
    return toProblem(error, { message, path })
  })
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
  const isCertain = CERTAIN_AT_PLAN.has(error.code) || isBeyondPlane(error)
  return isCertain ? toProblems(error, subject) : []
}

/** A data plane that cannot do what one attribute asks for cannot whatever else changes. */
function isBeyondPlane({ code, problems }: EngineError): boolean {
  return code === 'data_plane_rejected' && problems.some(({ path }) => path.length > 0)
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

/** The path in the configuration, as far as the attributes go. */
function toPath(finding: Finding, { attributes, id, desired }: Subject): Path {
  if (finding.objectId !== null && finding.objectId !== id) return []
  const path: PathStep[] = []
  let below: Attribute['nested'] = null
  let [names, value]: [Attributes | null, unknown] = [attributes, desired]
  for (const step of finding.path) {
    if (typeof step === 'number') {
      const object: unknown = Array.isArray(value) ? value[step] : undefined
      if (below === null || !isRecord(object)) return path
      path.push(elementStep(below, { object, index: step }))
      value = object
      continue
    }
    const name = toAttributeName(step)
    const attribute: Attribute | undefined = names?.[name]
    if (attribute === undefined) return path
    path.push(name)
    below = attribute.nested
    names = below?.attributes ?? null
    value = isRecord(value) ? value[name] : undefined
  }
  return path
}

type ObjectValue = Parameters<typeof elementStep>[1]['object']

function isRecord(value: unknown): value is ObjectValue {
  return typeof value === 'object' && value !== null
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
