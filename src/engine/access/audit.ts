/**
 * The audit: a line of the log for every write, and for who was refused at the gate.
 *
 * Answers for: who, what, from where and with what outcome, without secrets: kinds, ids and names
 * of operations, never a spec. Does not know: where the log goes.
 */

import type { Operation } from '../client/index.ts'
import { EngineError } from '../errors.ts'
import type { Clock, Logger } from '../runtime/index.ts'
import type { Caller } from './contract.ts'
import type { Refusal } from './gate.ts'

/** Operations in one line; the line says how many there were. */
const SUBJECTS_MAX = 100
/** Refusals in the log per minute: whoever knocks often must not fill a disk. */
const REFUSALS_PER_MINUTE_MAX = 60
const MINUTE_MS = 60_000

/** One thing that was to be done to one object. */
export interface AuditSubject {
  readonly operation: string
  readonly kind: string
  readonly id: string | null
}

export interface AuditEntry {
  /** As the API calls it: `transact`. */
  readonly action: string
  /** Known before it was done. */
  readonly subjects: readonly AuditSubject[]
}

export class Audit {
  readonly #logger: Logger
  readonly #clock: Clock
  #minuteStartMs = Number.NEGATIVE_INFINITY
  #refusals = 0

  constructor(options: { readonly logger: Logger; readonly clock: Clock }) {
    this.#logger = options.logger.child({ room: 'audit' })
    this.#clock = options.clock
  }

  /**
   * Does `work` and writes the line, whatever becomes of it. `toSubjects` names what came of it,
   * such as the ids of what was created.
   */
  async write<Result>(
    { caller, entry }: { readonly caller: Caller; readonly entry: AuditEntry },
    work: () => Promise<Result>,
    toSubjects: (result: Result) => readonly AuditSubject[] = () => entry.subjects,
  ): Promise<Result> {
    try {
      const result = await work()
      this.#tell(caller, { ...entry, subjects: toSubjects(result) }, 'done')
      return result
    } catch (error) {
      this.#tell(caller, entry, error instanceof EngineError ? error.code : 'failed')
      throw error
    }
  }

  /** Somebody was not let in. */
  refuse(refusal: Refusal): void {
    const nowMs = this.#clock.monotonicMs()
    if (nowMs - this.#minuteStartMs >= MINUTE_MS) {
      const unsaid = this.#refusals - REFUSALS_PER_MINUTE_MAX
      if (unsaid > 0) this.#logger.warn('more were refused', { count: unsaid })
      this.#minuteStartMs = nowMs
      this.#refusals = 0
    }
    this.#refusals += 1
    if (this.#refusals <= REFUSALS_PER_MINUTE_MAX) this.#logger.warn('refused', { ...refusal })
  }

  #tell({ id: who, role, from }: Caller, entry: AuditEntry, outcome: string): void {
    const { action, subjects } = entry
    const said = subjects.slice(0, SUBJECTS_MAX)
    const more = {
      who,
      callerRole: role,
      from,
      action,
      outcome,
      subjects: said,
      count: subjects.length,
    }
    this.#logger.info('write', more)
  }
}

/** Without what it is to be. */
export function toAuditSubject(operation: Operation): AuditSubject {
  return { operation: operation.type, kind: operation.kind, id: operation.id }
}
