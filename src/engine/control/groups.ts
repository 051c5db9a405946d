/**
 * The tie between the control process and the availability groups.
 *
 * Answers for: what groups are told of the world and may change of it, and what callers may ask of
 * groups: waiting for one, and whether this machine can do what one wants. Does not know: how
 * instances are run.
 */

import type { Operation } from '../client/contract.ts'
import type { EngineError } from '../errors.ts'
import type { GroupChanges, Groups, GroupWorld, Work } from '../groups/index.ts'
import { availabilityGroup, groupInstance, groupState, isProblems } from '../kinds/index.ts'
import type { EngineObject } from '../kinds/index.ts'
import type { Control } from './control.ts'
import type { EngineApi } from './api.ts'
import { toMemberId } from './health.ts'
import { toRefusal } from './refusal.ts'

/** The world as the controller of groups sees it. */
export function toGroupWorld(control: Control): GroupWorld {
  return {
    read: () => control.world,
    transact: async (changes, signal) => {
      await control.transactAsEngine(toOperations(changes), signal)
    },
    services: (instanceIds) => control.services(instanceIds),
    work: async (instanceIds) => {
      const { endpoints } = await control.counters(new AbortController().signal)
      const work = new Map<string, Work>()
      for (const { endpointId, requestsTotal, active } of endpoints) {
        const memberId = toMemberId(endpointId, instanceIds)
        if (memberId === null) continue
        const before = work.get(memberId) ?? { requestsTotal: 0, active: 0 }
        work.set(memberId, {
          requestsTotal: before.requestsTotal + requestsTotal,
          active: before.active + active,
        })
      }
      return work
    },
    record: (events) => control.record(events),
    onChange: (listener) =>
      control.onChange((steps) => {
        const touched = new Set(steps.flatMap(({ object }) => toGroupIds(object)))
        if (touched.size > 0) listener([...touched])
      }),
  }
}

function toOperations({ creates = [], deletes = [], state, group }: GroupChanges) {
  const { name: kind } = groupInstance
  const operations: Operation[] = [
    ...deletes.map((id) => ({ type: 'delete', kind, id, mode: 'strict' }) as const),
    ...creates.map((each) => toPut({ kind, ...each }, undefined)),
  ]
  if (state !== undefined) {
    const { owner, spec, before } = state
    operations.push(toPut({ kind: groupState.name, name: '', owner, spec }, before))
  }
  if (group !== undefined)
    operations.push(toPut({ ...group.before, spec: group.spec }, group.before))
  return operations
}

/** `before`: what it replaces, if it is still like that; undefined makes a new one. */
function toPut(
  { kind, name, owner, spec }: { kind: string; name: string; owner: string; spec: object },
  before: EngineObject | undefined,
): Operation {
  return {
    type: 'put',
    kind,
    id: before?.id ?? null,
    name,
    owner,
    tags: before?.tags ?? {},
    spec: { ...spec },
    idempotencyKey: null,
    expectedGeneration: before?.generation ?? null,
  }
}

/** The groups whose instances may have to change when the object does. */
function toGroupIds({ kind, id, spec }: EngineObject): readonly string[] {
  if (kind === availabilityGroup.name) return [id]
  const isPart = kind === groupInstance.name || kind === groupState.name
  return isPart ? [(spec as { readonly groupId: string }).groupId] : []
}

export interface GroupedOptions {
  readonly control: Control
  readonly groups: Groups
}

/** The API of the control process, with what only groups can tell. */
export function withGroups({ control, groups }: GroupedOptions): EngineApi {
  return {
    transact: async (operations, signal) => {
      const refusal = await checkLaunches(groups, operations, signal)
      if (refusal !== null) throw refusal
      return control.transact(operations, signal)
    },
    check: async (operations, signal) =>
      (await control.check(operations, signal)) ?? checkLaunches(groups, operations, signal),
    settle: async (awaited, signal) => {
      const { kind, id, generation } = awaited
      if (kind !== availabilityGroup.name) return null
      return groups.settle({ groupId: id, generation }, signal)
    },
    get: (...args) => control.get(...args),
    list: (...args) => control.list(...args),
    snapshot: (...args) => control.snapshot(...args),
    health: (...args) => control.health(...args),
    events: (...args) => control.events(...args),
    watch: (...args) => control.watch(...args),
    exportObjects: (...args) => control.exportObjects(...args),
    backup: (...args) => control.backup(...args),
    importObjects: (...args) => control.importObjects(...args),
    info: (...args) => control.info(...args),
    claim: (...args) => control.claim(...args),
    attend: (...args) => control.attend(...args),
    counters: (...args) => control.counters(...args),
    stop: async (stopping, signal) => {
      await groups.pause()
      // Before its instances are ended, so that requests in flight have their answer.
      await control.stop(stopping, signal)
      await (stopping.keepAgent ? groups.close() : groups.end(stopping.graceMs))
    },
  }
}

/** What this machine cannot do of the launches that are put; null when there is nothing. */
async function checkLaunches(
  groups: Groups,
  operations: readonly Operation[],
  signal: AbortSignal,
): Promise<EngineError | null> {
  for (const operation of operations) {
    if (operation.type !== 'put' || operation.kind !== availabilityGroup.name) continue
    const spec = availabilityGroup.parse(operation.spec)
    // Its form is the judgement's business.
    if (isProblems(spec)) continue
    const problems = await groups.check(spec.launch, signal)
    if (problems.length === 0) continue
    const subject = `availability group "${operation.name}"`
    return toRefusal(
      problems.map((problem) => ({ subject, problem: { ...problem, objectId: operation.id } })),
    )
  }
  return null
}
