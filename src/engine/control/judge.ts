/**
 * The judgement of one transaction: what the world would be like, and what is wrong with it.
 *
 * Answers for: staging operations in a layer of the graph, and judging the *final* state, so that
 * operations may come in any order. Does not know: time, the store, the agent, other transactions.
 *
 *   stage deletes, then puts ─▶ references ─▶ complete ─▶ cycles ─▶ what goes ─▶ check ─▶ verdict
 *                                      any problem refuses the whole
 */

import { isDeepStrictEqual } from 'node:util'
import type { DeleteOperation, Operation, PutOperation } from '../client/contract.ts'
import type { EngineError } from '../errors.ts'
import { findCycle, toConcerned, toCreationOrder, toDangling, toOwned } from '../graph/index.ts'
import type { Graph } from '../graph/index.ts'
import type { Problem } from '../ir/index.ts'
import { BUILT_IN_OWNER, isProblems, toProblem } from '../kinds/index.ts'
import type { EngineObject, Kind, Reference } from '../kinds/index.ts'
import { assertMayLeave, deleteDependents, deleteDeserted, toParting } from './departures.ts'
import { toTooLate } from './departures.ts'
import { checkLabels } from './labels.ts'
import { findLost } from './lost.ts'
import { OPERATIONS_MAX } from './limits.ts'
import { ClashError, toError, toInUse, toKindWords, toRefusal, toSubject } from './refusal.ts'
import type { Finding } from './refusal.ts'
import { toSteps } from './steps.ts'
import type { Step } from './steps.ts'

export interface JudgeContext {
  readonly nowMs: number
  /** How long what nobody uses may linger; see `HoldLimits`. */
  readonly lingerMs: number
  /** An id that was never given out, with the kind's prefix. */
  readonly newId: (kind: Kind) => string
  /** The engine itself asks: it may write kinds that callers may only read. */
  readonly isEngine: boolean
  /** Whether a run that makes objects is there. Absent: nothing is taken over. */
  readonly isAttended?: (run: string) => boolean
  /** An import: what objects bring along, by id. Absent: the transaction is none. */
  readonly imported?: ReadonlyMap<string, Marks>
}

/** What an imported object has of its former life, beside its id and its spec. */
export interface Marks {
  readonly generation: number
  readonly createdMs: number
  /** Null: it is not leaving. */
  readonly leavingMs: number | null
}

export interface Verdict {
  /** One per operation, in their order: what is there now, or was there before a delete. */
  readonly results: readonly EngineObject[]
  /** In the order of the graph. */
  readonly steps: readonly Step[]
}

/**
 * Judges `operations` and stages them in `layer`, a fresh fork of the graph. Throws `EngineError`
 * when they are refused; the layer is to be thrown away then.
 */
export function judge(
  layer: Graph,
  operations: readonly Operation[],
  context: JudgeContext,
): Verdict {
  return new Judgement(layer, context).run(operations)
}

/** An object on its way in. */
interface Draft {
  readonly kind: Kind
  readonly prior: EngineObject | undefined
  object: EngineObject
}

class Judgement {
  readonly #layer: Graph
  readonly #context: JudgeContext
  readonly #drafts = new Map<string, Draft>()
  /** As they were before. */
  readonly #deleted = new Map<string, EngineObject>()
  /** As they were before; they are in the layer with their mark, until it is known that they go. */
  readonly #leaving = new Map<string, EngineObject>()

  constructor(layer: Graph, context: JudgeContext) {
    this.#layer = layer
    this.#context = context
  }

  run(operations: readonly Operation[]): Verdict {
    if (!this.#isImport) assertCount(operations)
    const ids = new Array<string>(operations.length)
    for (const [index, operation] of operations.entries()) {
      if (operation.type === 'delete') ids[index] = this.#stageDelete(operation)
    }
    for (const [index, operation] of operations.entries()) {
      if (operation.type === 'put') ids[index] = this.#stagePut(operation)
    }
    this.#judgeReferences()
    this.#complete()
    this.#judgeReferences()
    this.#letGo()
    this.#judgeDeletions()
    this.#judgeObjects()
    this.#settle()
    const results = ids.map((id) => this.#layer.find(id) ?? this.#deleted.get(id))
    return {
      results: results.filter((object) => object !== undefined),
      steps: toSteps(this.#layer),
    }
  }

  #stageDelete(operation: DeleteOperation): string {
    const { kind, id, mode } = operation
    const definition = this.#toKind(kind)
    const object = this.#layer.get(kind, id)
    // Gone already, with what owned it.
    if (this.#deleted.has(id)) return id
    if (object === undefined || object.leavingMs !== undefined) throw toMissing(kind, id)
    this.#assertDeclared(object)
    assertUnchanged(object, operation.expectedGeneration ?? null)
    // Elsewhere it is gone already: nobody is asked again.
    const problem = this.#isImport ? null : (definition.checkDelete?.(object) ?? null)
    if (problem !== null) throw toRefusal([toFinding(object, problem)])
    const parting = toParting(object, { layer: this.#layer, mode })
    if (parting === 'leave') {
      this.#leaving.set(id, object)
      this.#layer.put({ ...object, leavingMs: this.#context.nowMs })
      return id
    }
    const dependents = parting === 'cascade' ? deleteDependents(object, this.#layer) : []
    for (const each of [object, ...toOwned(object, this.#layer), ...dependents]) {
      this.#layer.delete(each.id)
      this.#deleted.set(each.id, each)
    }
    return id
  }

  #stagePut(operation: PutOperation): string {
    const kind = this.#toKind(operation.kind)
    const marks = operation.id === null ? undefined : this.#context.imported?.get(operation.id)
    if (marks !== undefined) return this.#stageImport(operation, kind, marks)
    const known = this.#toPrior(operation)
    if (operation.id === null && known !== undefined) return known.id
    if (known !== undefined && this.#drafts.has(known.id)) throw toTwice(known.id)
    const spec = kind.parse(operation.spec)
    const prior = known ?? this.#findLost(operation, spec)
    const id = prior?.id ?? this.#context.newId(kind)
    const { name, owner, tags, maker } = operation
    const object: EngineObject = {
      ...{ kind: kind.name, id, name, owner, tags },
      generation: (prior?.generation ?? 0) + 1,
      idempotencyKey: known === undefined ? operation.idempotencyKey : known.idempotencyKey,
      createdMs: prior?.createdMs ?? this.#context.nowMs,
      // Who changes an object has its id.
      ...(operation.id === null && maker !== undefined ? { maker } : {}),
      spec: null,
    }
    const problems = [...checkLabels(operation, kind), ...(isProblems(spec) ? spec : [])]
    if (problems.length > 0) this.#refuse(problems.map((problem) => toFinding(object, problem)))
    this.#stage({ kind, prior, object: { ...object, spec } })
    return id
  }

  /** As it is elsewhere; its id is a new one here, or that of the same object. */
  #stageImport(operation: PutOperation, kind: Kind, marks: Marks): string {
    const { name, owner, tags } = operation
    const id = operation.id ?? ''
    const prior = this.#layer.find(id)
    if (prior !== undefined) this.#assertDeclared(prior)
    if (!isIdOf(kind, id) || (prior !== undefined && prior.kind !== kind.name)) {
      throw toError('invalid_argument', `"${id}" is no id for a ${kind.name}, or another object's.`)
    }
    const spec = kind.parse(operation.spec)
    const { generation, createdMs, leavingMs } = marks
    const object: EngineObject = {
      ...{ kind: kind.name, id, name, owner, tags },
      generation: Math.max(generation, prior === undefined ? 1 : prior.generation + 1),
      idempotencyKey: prior?.idempotencyKey ?? null,
      createdMs: prior?.createdMs ?? createdMs,
      ...(leavingMs === null ? {} : { leavingMs }),
      spec,
    }
    const problems = [...checkLabels(operation, kind), ...(isProblems(spec) ? spec : [])]
    if (problems.length > 0) this.#refuse(problems.map((problem) => toFinding(object, problem)))
    this.#stage({ kind, prior, object })
    return id
  }

  get #isImport(): boolean {
    return this.#context.imported !== undefined
  }

  /** The object to be replaced; on creation the one an earlier attempt has made, if any. */
  #toPrior(operation: PutOperation): EngineObject | undefined {
    if (operation.id === null) return this.#layer.findByIdempotencyKey(operation)
    const prior = this.#layer.get(operation.kind, operation.id)
    if (prior === undefined || prior.leavingMs !== undefined) {
      throw toMissing(operation.kind, operation.id)
    }
    this.#assertDeclared(prior)
    assertUnchanged(prior, operation.expectedGeneration)
    return prior
  }

  /** What a creation takes over, if anything. */
  #findLost(operation: PutOperation, spec: unknown): EngineObject | undefined {
    const { isAttended, nowMs } = this.#context
    if (isAttended === undefined || isProblems(spec)) return undefined
    const lost = findLost(operation, { spec, layer: this.#layer, isAttended, nowMs })
    return lost.find(({ id }) => !this.#drafts.has(id))
  }

  #stage(draft: Draft): void {
    this.#drafts.set(draft.object.id, draft)
    this.#layer.put(draft.object)
  }

  /** Nothing new may point to what is not there, or is about to go. */
  #judgeReferences(): void {
    const findings = [...this.#drafts.values()].flatMap((draft) => this.#checkReferences(draft))
    if (findings.length > 0) this.#refuse(findings)
    const cycle = findCycle(this.#toObjects(), this.#layer)
    if (cycle === null) return
    const message = `These objects refer to each other in a circle: ${cycle.join(' → ')}.`
    throw toError('invalid_argument', message)
  }

  #checkReferences({ object, prior }: Draft): readonly Finding[] {
    const wrong = [
      ...toDangling(object, this.#layer).map((reference) => ({
        reference,
        text: toMissingText(reference),
      })),
      ...(this.#isImport ? [] : toTooLate(object, prior, this.#layer)).map((reference) => ({
        reference,
        text: toTooLateText(reference),
      })),
    ]
    return wrong.map(({ reference, text }) =>
      toFinding(object, toProblem('missing_reference', reference.path, text)),
    )
  }

  /** What is leaving goes as soon as nobody needs it: at once, or with its last user. */
  #letGo(): void {
    for (const object of deleteDeserted(this.#layer, this.#context)) {
      this.#deleted.set(object.id, this.#leaving.get(object.id) ?? object)
    }
  }

  #judgeDeletions(): void {
    for (const object of this.#deleted.values()) {
      const users = this.#layer.allReferrers(object.id)
      if (users.length > 0) throw toInUse(object, users)
    }
    for (const object of this.#leaving.values()) assertMayLeave(object, this.#layer)
  }

  /** What objects have already comes before what is chosen for new ones. */
  #complete(): void {
    const drafts = [...this.#drafts.values()]
    const kept = drafts.filter((draft) => draft.prior !== undefined)
    const made = drafts.filter((draft) => draft.prior === undefined)
    const objects = [...kept, ...made].map((draft) => draft.object)
    for (const { id } of toCreationOrder(objects, this.#layer)) {
      const draft = this.#drafts.get(id)
      if (draft?.kind.complete === undefined) continue
      const spec = draft.kind.complete(draft.object, draft.prior, this.#layer)
      if (isProblems(spec)) this.#refuse(spec.map((problem) => toFinding(draft.object, problem)))
      else this.#stage({ ...draft, object: { ...draft.object, spec } })
    }
  }

  /** What is new, and whoever it concerns: both may have become wrong. */
  #judgeObjects(): void {
    const subjects = new Map<string, Draft>(this.#drafts)
    for (const changed of [...this.#toObjects(), ...this.#deleted.values()]) {
      for (const object of toConcerned(changed, this.#layer)) {
        const kind = this.#layer.kind(object.kind)
        if (subjects.has(object.id) || kind === undefined) continue
        subjects.set(object.id, { kind, prior: object, object })
      }
    }
    const findings = [...subjects.values()].flatMap(({ kind, prior, object }) =>
      (kind.check?.(object, prior, this.#layer) ?? []).map((problem) => toFinding(object, problem)),
    )
    if (findings.length > 0) this.#refuse(findings)
  }

  /** A put that changes nothing leaves the object as it is, generation included. */
  #settle(): void {
    for (const { object, prior } of this.#drafts.values()) {
      if (prior === undefined || !isSame(object, prior)) continue
      const { generation } = prior
      this.#layer.put(isSameMaker(object, prior) ? prior : { ...object, generation })
    }
  }

  #toObjects(): readonly EngineObject[] {
    return [...this.#drafts.values()].map((draft) => draft.object)
  }

  #toKind(name: string): Kind {
    const kind = this.#layer.kind(name)
    if (kind === undefined) {
      const known = this.#layer.kinds.map((each) => each.name).join(', ')
      throw toError('invalid_argument', `There is no kind "${name}"; the engine has ${known}.`)
    }
    if (kind.engineOnly === true && !this.#context.isEngine) {
      throw toError('built_in', `Objects of the kind "${name}" are made by the engine alone.`)
    }
    return kind
  }

  #assertDeclared(object: EngineObject): void {
    if (object.owner !== BUILT_IN_OWNER) return
    throw toError('built_in', `The ${toSubject(object)} is built in.`)
  }

  /** The caller does not know the ids of what is being created. */
  #refuse(findings: readonly Finding[]): never {
    const refusal = toRefusal(
      findings.map(({ subject, problem: { rivalId: _, ...problem } }) => {
        const isNew = this.#isNew(problem.objectId)
        return { subject, problem: isNew ? { ...problem, objectId: null } : problem }
      }),
    )
    const rivals = findings.map(({ problem }) => this.#toRivals(problem))
    if (rivals.some((ids) => ids === null || ids.length === 0)) throw refusal
    const known = rivals.flatMap((ids) => ids ?? [])
    throw new ClashError(refusal, known)
  }

  /**
   * Which other objects a problem is about, when it is a clash within one owner; null when it is
   * not. None when this transaction itself says what both of them are to be.
   */
  #toRivals({ objectId, rivalId }: Problem): readonly string[] | null {
    if (rivalId === undefined || objectId === null) return null
    const [object, rival] = [this.#layer.find(objectId), this.#layer.find(rivalId)]
    if (object === undefined || object.owner !== rival?.owner) return null
    return [objectId, rivalId].filter((id) => !this.#drafts.has(id))
  }

  #isNew(id: string | null): boolean {
    if (id === null) return false
    const draft = this.#drafts.get(id)
    return draft === undefined ? this.#layer.find(id) === undefined : draft.prior === undefined
  }
}

function assertCount(operations: readonly Operation[]): void {
  if (operations.length <= OPERATIONS_MAX) return
  const count = operations.length
  const message = `A transaction has at most ${OPERATIONS_MAX} operations, not ${count}.`
  throw toError('limit_exceeded', message)
}

function assertUnchanged(object: EngineObject, expected: number | null): void {
  const { generation, id } = object
  if (expected === null || expected === generation) return
  throw toError(
    'changed_since_plan',
    `The ${toSubject(object)} (${id}) was changed by somebody else after this was planned: it ` +
      `has generation ${generation} by now, the plan was made for generation ${expected}.`,
  )
}

function isIdOf({ idPrefix }: Kind, id: string): boolean {
  return id.startsWith(`${idPrefix}-`) && /^[a-z]+-[0-9a-z-]{1,64}$/.test(id)
}

function toMissing(kind: string, id: string): EngineError {
  return toError('not_found', `There is no ${toKindWords(kind)} with the id ${id}.`)
}

function toTwice(id: string): EngineError {
  const message = `The object ${id} is named by two operations of one transaction.`
  return toError('invalid_argument', message)
}

function toMissingText({ kind, id }: Pick<Reference, 'kind' | 'id'>): string {
  return `There is no ${toKindWords(kind)} with the id ${id}.`
}

function toTooLateText({ kind, id }: Reference): string {
  return `The ${toKindWords(kind)} ${id} is being deleted and takes no new users.`
}

function toFinding(object: EngineObject, problem: Problem): Finding {
  const objectId = problem.objectId ?? object.id
  return { subject: toSubject(object), problem: { ...problem, objectId } }
}

function isSameMaker({ maker: left }: EngineObject, { maker: right }: EngineObject): boolean {
  return left?.run === right?.run
}

function isSame(left: EngineObject, right: EngineObject): boolean {
  return (
    left.name === right.name &&
    left.owner === right.owner &&
    left.leavingMs === right.leavingMs &&
    isDeepStrictEqual(left.tags, right.tags) &&
    isDeepStrictEqual(left.spec, right.spec)
  )
}
