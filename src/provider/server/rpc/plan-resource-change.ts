/**
 * PlanResourceChange: what will be. Needs the client only where the resource asks for it.
 *
 * Terraform plans each object once more while it applies. By then whatever speaks against it is
 * found by applying it, a moment later, so that nothing outside is asked twice.
 */

import { errorProblem } from '../../schema/index.ts'
import type { Problem } from '../../schema/index.ts'
import { attributeOf, isWhollyKnown } from '../../values/index.ts'
import type { ObjectValue, Path } from '../../values/index.ts'
import { bounded } from '../bounded.ts'
import type { PlanCalling, Resource } from '../declaration/resource.ts'
import { bugProblem } from '../faults.ts'
import type { Host } from '../host.ts'
import { planValues } from '../plan/plan-values.ts'
import type { PlannedValues } from '../plan/plan-values.ts'
import { checkPlanned } from '../plan/rules.ts'
import { PrivateState } from '../private-state.ts'
import { READ_TIMEOUT_MS } from '../timeouts.ts'

export interface PlanRequest {
  readonly resource: Resource<unknown>
  /** Null when the object is to be destroyed. */
  readonly config: ObjectValue | null
  /** Null when the object is to be created. */
  readonly prior: ObjectValue | null
  /** Of a creation in place of another object: as that one's plan gave it back. */
  readonly private: Uint8Array
  /** Aborts when the caller has gone. */
  readonly signal: AbortSignal
}

export interface PlanAnswer {
  readonly planned: ObjectValue | null
  readonly replacing: readonly Path[]
  readonly private: Uint8Array
  readonly problems: readonly Problem[]
}

export async function planResourceChange(host: Host, request: PlanRequest): Promise<PlanAnswer> {
  const { resource, config, prior } = request
  const privateState = new PrivateState(request.private)
  const keeping = await whyKept(host, request, privateState)
  if (config === null) {
    return { planned: null, replacing: [], private: request.private, problems: keeping }
  }
  const { schema, derive } = resource
  const values = planValues({ schema, config, prior, derive })
  const broken = host.isChecked ? brokenRules(host, { request, config, plan: values }) : []
  const isChecked = values.planned !== prior && !host.run.isApplying
  const plan = isChecked ? await withReplacing(host, { request, config, plan: values }) : values
  const found = isChecked ? await checkChange(host, { request, config, plan }) : []
  // Who replaces destroys, and by the apply others have gone already.
  const kept = prior === null || plan.replacing.length > 0 ? keeping : []
  const problems = [...broken, ...kept, ...found]
  return { ...plan, private: privateState.toPlanBytes(keeping), problems }
}

/** What speaks against the end of the object that there is, or that is to be replaced. */
async function whyKept(
  host: Host,
  request: PlanRequest,
  { keeping }: PrivateState,
): Promise<readonly Problem[]> {
  const { config, prior } = request
  if (prior === null) return keeping.map((text) => errorProblem(text))
  if (config !== null && host.run.isApplying) return []
  return checkDestroy(host, { ...request, prior })
}

interface Planning {
  readonly request: PlanRequest
  readonly config: ObjectValue
  readonly plan: PlannedValues
}

/** The same plan, and what of it this object cannot take as things are. */
async function withReplacing(
  host: Host,
  { request, config, plan }: Planning,
): Promise<PlannedValues> {
  const { resource, prior, signal } = request
  const { planned, replacing } = plan
  if (prior === null || replacing.length > 0) return plan
  const what = `planning ${resource.type}`
  const names = await planTime(host, { what, signal }, (calling) =>
    resource.findReplacing({ ...calling, config, prior, planned, isReplace: false }),
  )
  return { planned, replacing: names.map((name) => [name]) }
}

function checkChange(host: Host, { request, config, plan }: Planning): Promise<readonly Problem[]> {
  const { resource, prior, signal } = request
  const { planned, replacing } = plan
  const what = `planning ${resource.type}`
  return planTime(host, { what, signal }, (calling) =>
    resource.checkPlan({ ...calling, config, prior, planned, isReplace: replacing.length > 0 }),
  )
}

function checkDestroy(
  host: Host,
  { resource, prior, signal }: PlanRequest & { readonly prior: ObjectValue },
): Promise<readonly Problem[]> {
  const { checkDestroy: check, type } = resource
  if (check === null) return Promise.resolve([])
  const what = `planning to destroy ${type}`
  return planTime(host, { what, signal }, (calling) =>
    check({ ...calling, id: idOf(prior), state: prior }),
  )
}

function planTime<Found>(
  host: Host,
  of: { readonly what: string; readonly signal: AbortSignal },
  check: (calling: PlanCalling<unknown>) => Promise<Found>,
): Promise<Found> {
  const { run } = host
  const bounds = { limitMs: READ_TIMEOUT_MS, signals: [run.signal, of.signal], what: of.what }
  const client = (): Promise<unknown> => (run.isPending ? Promise.resolve(null) : run.client())
  return bounded(bounds, (signal) => check({ client, signal }))
}

/** Terraform's rules, and that a second look gives the same plan. */
function brokenRules(host: Host, { request, config, plan }: Planning): readonly Problem[] {
  const { resource, prior } = request
  const { schema } = resource
  const sentences = [
    ...checkPlanned({ schema, config, prior, ...plan }),
    ...(isStable({ resource, config, planned: plan.planned })
      ? []
      : ['planning what is planned would change it once more']),
  ]
  const place = { rpc: 'PlanResourceChange', type: resource.type }
  const { log, provider } = host
  return sentences.map((sentence) =>
    bugProblem(sentence, { place, log, reportTo: provider.reportTo }),
  )
}

/** Whether a wholly known plan, once it is true, is a state that needs no change. */
function isStable(of: {
  readonly resource: Resource<unknown>
  readonly config: ObjectValue
  readonly planned: ObjectValue
}): boolean {
  const { resource, config, planned } = of
  if (!isWhollyKnown(planned)) return true
  const { schema, derive } = resource
  return planValues({ schema, config, prior: planned, derive }).planned === planned
}

/** The id of a state; empty when it has none. */
export function idOf(state: ObjectValue): string {
  const id = attributeOf(state, 'id')
  return typeof id === 'string' ? id : ''
}
