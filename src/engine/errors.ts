/**
 * The closed table of what the engine may answer instead of doing what it was asked.
 *
 * Answers for: stable codes, their titles and whether trying again can help. Codes are API: they
 * are documented, end every diagnostic, and never change meaning.
 * Does not know: gRPC or Terraform; `client/` and `src/resources` translate.
 */

import type { Problem } from './ir/index.ts'

interface ErrorRow {
  readonly title: string
  readonly retryable: boolean
}

export const errorTable = {
  invalid_argument: { title: 'A value is not allowed', retryable: false },
  missing_reference: { title: 'A referenced part does not exist', retryable: false },
  not_found: { title: 'The object does not exist', retryable: false },
  in_use: { title: 'The object is still in use', retryable: false },
  built_in: { title: 'The object is built in and cannot be changed', retryable: false },
  deletion_protected: { title: 'The object is protected from deletion', retryable: false },
  immutable: { title: 'The value cannot be changed after creation', retryable: false },
  port_in_use: { title: 'The port is taken', retryable: false },
  address_in_use: { title: 'The address is taken', retryable: false },
  addresses_exhausted: { title: 'The subnet has no free address', retryable: false },
  protocol_mismatch: { title: 'The protocols do not match', retryable: false },
  outside_vpc: { title: 'The server is outside the VPC', retryable: false },
  unknown_zone: { title: 'The availability zone is unknown', retryable: false },
  limit_exceeded: { title: 'A limit is reached', retryable: false },
  changed_since_plan: { title: 'The object changed since the plan', retryable: false },
  data_plane_rejected: { title: 'The data plane refused the configuration', retryable: false },
  instance_failed: { title: 'Instances of the group do not start', retryable: false },
  unauthenticated: { title: 'The engine does not know who is asking', retryable: false },
  permission_denied: { title: 'Whoever asks may not do this', retryable: false },
  not_trusted: { title: 'The certificates do not fit', retryable: false },
  history_gone: { title: 'The changes asked for are not kept any more', retryable: false },
  unavailable: { title: 'The engine is not available', retryable: true },
  deadline_exceeded: { title: 'The engine did not answer in time', retryable: true },
  store_failed: { title: 'The change could not be stored', retryable: true },
  internal: { title: 'A bug in the engine', retryable: false },
} as const satisfies Record<string, ErrorRow>

export type ErrorCode = keyof typeof errorTable

export function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(errorTable, code)
}

/** Who still uses an object. */
export interface Referrer {
  readonly kind: string
  readonly id: string
  readonly name: string
  readonly owner: string
}

export interface EngineErrorInit {
  readonly code: ErrorCode
  /** What happened, in a sentence. */
  readonly message: string
  /** What to do about it, in a sentence; omitted when the problems say it. */
  readonly remedy?: string
  readonly problems?: readonly Problem[]
  readonly referrers?: readonly Referrer[]
  readonly cause?: unknown
}

/** An operating error of the engine: expected, coded, addressed to a person or a retry loop. */
export class EngineError extends Error {
  readonly code: ErrorCode
  readonly remedy: string | null
  readonly problems: readonly Problem[]
  readonly referrers: readonly Referrer[]

  constructor(init: EngineErrorInit) {
    super(init.message, init.cause === undefined ? undefined : { cause: init.cause })
    this.name = 'EngineError'
    this.code = init.code
    this.remedy = init.remedy ?? null
    this.problems = init.problems ?? []
    this.referrers = init.referrers ?? []
  }

  get retryable(): boolean {
    return errorTable[this.code].retryable
  }
}

/** `health_check.timeout_ms`, `servers[2].port`. */
export function toPathText(path: Problem['path']): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`
    return text === '' ? toFieldText(part) : `${text}.${toFieldText(part)}`
  }, '')
}

/** The field of a spec as people write it in a configuration. */
export function toFieldText(field: string): string {
  return field.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}
