/**
 * Refusals: from findings to the one error that a caller gets.
 *
 * Answers for: what the message says, what to do about each code. Does not know: how the findings
 * came about, or who shows them.
 */

import { EngineError, isErrorCode, toPathText } from '../errors.ts'
import type { ErrorCode, Referrer } from '../errors.ts'
import type { Problem } from '../ir/index.ts'
import type { EngineObject } from '../kinds/index.ts'
import { FINDINGS_MAX } from './limits.ts'

/** What to do, by code; null where the message says all. */
const remedies: Readonly<Record<ErrorCode, string | null>> = {
  invalid_argument: null,
  missing_reference: 'Create the missing part first, or name one that exists.',
  not_found: 'It may have been deleted by someone else: refresh, then try again.',
  in_use: 'Delete or change what refers to it first.',
  built_in: 'Make an object of your own instead.',
  deletion_protected: 'Switch deletion_protection off first, then delete.',
  immutable: 'Make a new object instead of changing this one.',
  port_in_use: 'Choose a free port.',
  address_in_use: 'Choose a free address, or leave it out to have one chosen.',
  addresses_exhausted: 'Use another subnet, or delete instances of this one.',
  protocol_mismatch: 'Give the listener and its backend service the same protocol.',
  outside_vpc: 'Use addresses inside the VPC, or another VPC.',
  unknown_zone: 'Name a zone that the engine has.',
  limit_exceeded: 'Spread the objects over more instances or groups.',
  changed_since_plan: 'Plan again, look at what differs, then apply.',
  data_plane_rejected: 'Change what it names.',
  instance_failed: 'Look at what the instances wrote, and correct the launch.',
  unauthenticated: 'Give a token that `lb token list` shows, or a certificate the engine trusts.',
  permission_denied: 'Use a token with a greater role; `lb token create --role` makes one.',
  not_trusted: 'Give the authority that signed the certificate.',
  history_gone: 'Begin again without a revision: the present state comes first then.',
  unavailable: 'Look at `lb status`; what is live keeps serving. Then try again.',
  deadline_exceeded: 'Try again; a create that did happen is found by its key.',
  store_failed: 'Nothing was changed. Make room on the disk, then try again.',
  internal: 'This is a bug in the engine: please report it, with the engine log.',
}

export function toError(
  code: ErrorCode,
  message: string,
  more: { readonly problems?: readonly Problem[]; readonly cause?: unknown } = {},
): EngineError {
  const remedy = remedies[code]
  return new EngineError({ code, message, ...(remedy === null ? {} : { remedy }), ...more })
}

/** A kind in messages: `server group`, `VPC`. */
export function toKindWords(kind: string): string {
  return kind === 'vpc' || kind === 'eip' ? kind.toUpperCase() : kind.replaceAll('_', ' ')
}

/** What is being judged, for messages: `listener "web"`. */
export function toSubject(object: { readonly kind: string; readonly name: string }): string {
  const words = toKindWords(object.kind)
  return object.name === '' ? words : `${words} "${object.name}"`
}

/** A problem with the words for the object that has it. */
export interface Finding {
  readonly subject: string
  readonly problem: Problem
}

/** The first finding gives the code; the others are in `problems`. There must be one at least. */
export function toRefusal(findings: readonly Finding[]): EngineError {
  const [first, ...more] = findings
  if (first === undefined) throw new TypeError('a refusal needs a finding')
  const { code } = first.problem
  const at = first.problem.path.length === 0 ? '' : ` at ${toPathText(first.problem.path)}`
  const others = more.length === 0 ? '' : ` (one of ${findings.length} problems)`
  return toError(
    isErrorCode(code) ? code : 'data_plane_rejected',
    `The ${first.subject} was refused${at}: ${first.problem.message}${others}`,
    { problems: findings.slice(0, FINDINGS_MAX).map((finding) => finding.problem) },
  )
}

/**
 * A refusal for nothing but clashes with objects of the same owner, who may be about to change
 * them: moving a port, renaming what has it.
 */
export class ClashError extends EngineError {
  /** The ids of the objects whose change could end it. */
  readonly rivals: readonly string[]

  constructor(refusal: EngineError, rivals: readonly string[]) {
    const { code, message, remedy, problems } = refusal
    super({ code, message, problems, ...(remedy === null ? {} : { remedy }) })
    this.rivals = rivals
  }
}

/** Who is in the way of a deletion, the first few by name. */
export function toInUse(object: EngineObject, users: readonly EngineObject[]): EngineError {
  const named = users.slice(0, NAMED_MAX).map((user) => `${toSubject(user)} (${user.id})`)
  const more = users.length > named.length ? ` and ${users.length - named.length} more` : ''
  return new EngineError({
    code: 'in_use',
    message: `The ${toSubject(object)} is used by ${named.join(', ')}${more}.`,
    remedy: toWayOut(users),
    problems: [
      {
        code: 'in_use',
        objectId: object.id,
        path: [],
        message: `It is used by ${named.join(', ')}${more}.`,
      },
    ],
    referrers: users.slice(0, FINDINGS_MAX).map(toReferrer),
  })
}

function toWayOut(users: readonly EngineObject[]): string {
  const usual = remedies.in_use ?? ''
  if (users.every(({ maker }) => maker === undefined)) return usual
  return `${usual} If an apply was cut short, apply once more: it finds again what that had made.`
}

const NAMED_MAX = 5

function toReferrer({ kind, id, name, owner }: EngineObject): Referrer {
  return { kind, id, name, owner }
}
