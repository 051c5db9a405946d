/**
 * ApplyResourceChange: makes the plan true. Create, update or delete, by what is null.
 *
 * Whatever happens, the answer has the best state that is known: a create that failed half-way
 * gives what `save` was told (Terraform replaces the object next time), a failed update what was
 * before with what was saved, a failed delete what was before.
 */

import type { Problem } from '../../schema/index.ts'
import { attributeOf, toObjectValue } from '../../values/index.ts'
import type { ObjectValue } from '../../values/index.ts'
import { bounded, PATIENCE_MS } from '../bounded.ts'
import type { ErasedCreate, Resource } from '../declaration/resource.ts'
import { bugProblem } from '../faults.ts'
import { problemsOf, Warnings } from '../host.ts'
import type { Host } from '../host.ts'
import { checkApplied } from '../plan/rules.ts'
import { checkStorable, salvage, settle } from '../plan/settle.ts'
import { PrivateState } from '../private-state.ts'
import { differsInTimeoutsOnly, timeoutMs } from '../timeouts.ts'
import type { TimedOperation } from '../timeouts.ts'
import { idOf } from './plan-resource-change.ts'

export interface ApplyRequest {
  readonly resource: Resource<unknown>
  /** Null when the object is to be created. */
  readonly prior: ObjectValue | null
  /** Null when the object is to be destroyed. */
  readonly planned: ObjectValue | null
  /** What the user wrote, write-only values included; null on destroy. */
  readonly config: ObjectValue | null
  readonly private: Uint8Array
  readonly signal: AbortSignal
}

export interface ApplyAnswer {
  readonly state: ObjectValue | null
  readonly private: Uint8Array
  readonly problems: readonly Problem[]
}

const RPC = 'ApplyResourceChange'

export async function applyResourceChange(host: Host, request: ApplyRequest): Promise<ApplyAnswer> {
  const { prior, planned, config } = request
  host.run.isApplying = true
  const privateState = new PrivateState(request.private)
  if (planned !== null) {
    return applyChange({ host, request, privateState, planned, config: config ?? planned })
  }
  if (prior !== null) return applyDelete({ host, request, privateState, prior })
  return { state: null, private: request.private, problems: [] }
}

interface Applying {
  readonly host: Host
  readonly request: ApplyRequest
  readonly privateState: PrivateState
}

interface Change extends Applying {
  readonly planned: ObjectValue
  readonly config: ObjectValue
}

/** Create and update. */
async function applyChange(change: Change): Promise<ApplyAnswer> {
  const { host, request, privateState, planned } = change
  const { resource, prior } = request
  const warnings = new Warnings()
  const saved: ObjectValue[] = []
  const failed = (problems: readonly Problem[], returned: readonly ObjectValue[]): ApplyAnswer => ({
    state: bestState({
      resource,
      prior,
      candidates: [...returned, ...saved.toReversed()],
      planned,
    }),
    private: privateState.toBytes(),
    problems: [...warnings.problems, ...problems],
  })
  try {
    const returned = await perform(change, {
      warn: warnings.add,
      save: (partial) => saved.push(withoutGaps(partial)),
    })
    const state = settleApplied({ resource, returned, planned })
    const faults = checkStorable(resource.schema, state).concat(
      host.isChecked ? checkApplied({ schema: resource.schema, planned, applied: state }) : [],
    )
    if (faults.length > 0) return failed(faultProblems(host, { resource, faults }), [state])
    return { state, private: privateState.toBytes(), problems: warnings.problems }
  } catch (error) {
    const place = { rpc: RPC, type: resource.type }
    return failed(problemsOf(host, { error, place }), [])
  }
}

async function perform(
  { host, request, privateState, planned, config }: Change,
  told: Pick<ErasedCreate<unknown>, 'warn' | 'save'>,
): Promise<ObjectValue> {
  const { resource, prior } = request
  const { attributes } = resource.schema
  if (prior !== null && differsInTimeoutsOnly(attributes, [prior, planned])) return planned
  const operation = prior === null ? 'create' : 'update'
  return bounded(boundsOf({ host, request, operation, object: planned }), async (signal) => {
    const client = await host.run.client()
    const changing = { ...told, client, signal, privateState, desired: planned, config }
    if (prior === null) return resource.create(changing)
    return resource.update({ ...changing, id: idOf(prior), prior })
  })
}

function withoutGaps(partial: Partial<ObjectValue>): ObjectValue {
  return toObjectValue(
    Object.entries(partial).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value] as const],
    ),
  )
}

async function applyDelete(
  deleting: Applying & { readonly prior: ObjectValue },
): Promise<ApplyAnswer> {
  const { host, request, privateState, prior } = deleting
  const { resource } = request
  const warnings = new Warnings()
  try {
    const bounds = boundsOf({ host, request, operation: 'delete', object: prior })
    await bounded(bounds, async (signal) => {
      const client = await host.run.client()
      const calling = { client, signal, warn: warnings.add, privateState }
      await resource.delete({ ...calling, id: idOf(prior), state: prior })
    })
    return { state: null, private: new Uint8Array(), problems: warnings.problems }
  } catch (error) {
    const problems = problemsOf(host, { error, place: { rpc: RPC, type: resource.type } })
    return {
      state: prior,
      private: privateState.toBytes(),
      problems: [...warnings.problems, ...problems],
    }
  }
}

const GERUNDS: Readonly<Record<TimedOperation, string>> = {
  create: 'creating',
  update: 'updating',
  delete: 'deleting',
}

function boundsOf(of: {
  readonly host: Host
  readonly request: ApplyRequest
  readonly operation: TimedOperation
  readonly object: ObjectValue
}) {
  const { host, request, operation, object } = of
  const { resource, signal } = request
  return {
    limitMs: timeoutMs({ object, operation, defaults: resource.timeouts }),
    signals: [host.run.signal, signal],
    patienceMs: PATIENCE_MS,
    what: `${GERUNDS[operation]} ${resource.type}`,
  }
}

function settleApplied(of: {
  readonly resource: Resource<unknown>
  readonly returned: ObjectValue
  readonly planned: ObjectValue
}): ObjectValue {
  const { resource, returned, planned } = of
  const timeouts = ['timeouts', attributeOf(planned, 'timeouts')] as const
  const complete = toObjectValue([...Object.entries(returned), timeouts])
  return settle(resource.schema.attributes, { returned: complete, expected: planned })
}

function bestState(of: {
  readonly resource: Resource<unknown>
  readonly prior: ObjectValue | null
  readonly candidates: readonly ObjectValue[]
  readonly planned: ObjectValue
}): ObjectValue | null {
  const { resource, prior, candidates, planned } = of
  if (prior !== null) return salvage(resource.schema, [...candidates, prior])
  return candidates.length === 0 ? null : salvage(resource.schema, [...candidates, planned])
}

function faultProblems(
  host: Host,
  {
    resource,
    faults,
  }: { readonly resource: Resource<unknown>; readonly faults: readonly string[] },
): readonly Problem[] {
  const { log, provider } = host
  const place = { rpc: RPC, type: resource.type }
  return faults.map((fault) => bugProblem(fault, { place, log, reportTo: provider.reportTo }))
}
