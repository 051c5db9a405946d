/**
 * The tie between the control process and the availability groups.
 *
 * Answers for: what groups are told of the world, and what writes wait for: a group that was put is
 * live when its instances run, one that was deleted is gone when they are. Does not know: how
 * instances are run.
 */

import { isDeepStrictEqual } from 'node:util'
import type { ApiObject, Operation } from '../client/contract.ts'
import { EngineError } from '../errors.ts'
import type { Groups, GroupWorld, InstanceChanges } from '../groups/index.ts'
import { availabilityGroup, groupInstance } from '../kinds/index.ts'
import type { AvailabilityGroupSpec, EngineObject, GroupInstanceSpec } from '../kinds/index.ts'
import type { Logger } from '../runtime/index.ts'
import type { Control } from './control.ts'
import type { EngineApi } from './api.ts'

/** The world as the controller of groups sees it. */
export function toGroupWorld(control: Control): GroupWorld {
  return {
    read: () => control.world,
    transact: async (changes, signal) => {
      await control.transactAsEngine(toOperations(changes), signal)
    },
    services: (instanceIds) => control.services(instanceIds),
    record: (events) => control.record(events),
    onChange: (listener) =>
      control.onChange((steps) => {
        const touched = new Set(steps.flatMap(({ object }) => toGroupIds(object)))
        if (touched.size > 0) listener([...touched])
      }),
  }
}

function toOperations({ creates, deletes }: InstanceChanges): readonly Operation[] {
  const puts = creates.map(({ name, owner, spec }): Operation => {
    return {
      type: 'put',
      kind: groupInstance.name,
      id: null,
      name,
      owner,
      tags: {},
      spec: { ...spec },
      idempotencyKey: null,
      expectedGeneration: null,
    }
  })
  return [...deletes.map(toDelete(groupInstance.name)), ...puts]
}

function toDelete(kind: string): (id: string) => Operation {
  return (id) => ({ type: 'delete', kind, id, mode: 'strict' })
}

/** The groups whose instances may have to change when the object does. */
function toGroupIds({ kind, id, spec }: EngineObject): readonly string[] {
  if (kind === availabilityGroup.name) return [id]
  return kind === groupInstance.name ? [(spec as GroupInstanceSpec).groupId] : []
}

export interface GroupedOptions {
  readonly control: Control
  readonly groups: Groups
  readonly logger: Logger
}

/**
 * The API of the control process, with writes of availability groups that wait for their instances.
 * A group whose instances do not start is taken back: a new one is deleted, a changed one gets its
 * former spec again, and the caller is told why.
 */
export function withGroups(options: GroupedOptions): EngineApi {
  const { control, groups } = options
  return {
    transact: (operations, signal) => transactAndWait(options, operations, signal),
    check: (...args) => control.check(...args),
    get: (...args) => control.get(...args),
    list: (...args) => control.list(...args),
    snapshot: (...args) => control.snapshot(...args),
    claim: (...args) => control.claim(...args),
    attend: (...args) => control.attend(...args),
    health: (...args) => control.health(...args),
    counters: (...args) => control.counters(...args),
    events: (...args) => control.events(...args),
    info: (...args) => control.info(...args),
    stop: async (stopping, signal) => {
      await groups.pause()
      // Before its instances are ended, so that requests in flight have their answer.
      await control.stop(stopping, signal)
      await (stopping.keepAgent ? groups.close() : groups.end(stopping.graceMs))
    },
  }
}

/** What a transaction did to one group. */
interface GroupChange {
  readonly operation: Operation
  readonly before: EngineObject | undefined
  /** As the caller is told. */
  readonly result: ApiObject
}

async function transactAndWait(
  options: GroupedOptions,
  operations: readonly Operation[],
  signal: AbortSignal,
): Promise<readonly ApiObject[]> {
  const { control, groups } = options
  const befores = operations.map(({ kind, id }) =>
    id === null ? undefined : control.find(kind, id),
  )
  const results = await control.transact(operations, signal)
  const changes = operations.flatMap((operation, index): readonly GroupChange[] => {
    const result = results[index]
    if (operation.kind !== availabilityGroup.name || result === undefined) return []
    return [{ operation, before: befores[index], result }]
  })
  await Promise.all(
    changes.map(async (change) => {
      const { operation, result } = change
      if (operation.type === 'delete') return untilGone(groups, result, signal)
      if (!isAboutInstances(change)) return
      try {
        await groups.settled(result.id, signal)
      } catch (error) {
        throw error instanceof EngineError ? await takeBack(options, change, error) : error
      }
    }),
  )
  return results
}

/** A group that is leaving serves on, for as long as others take. */
async function untilGone(groups: Groups, result: ApiObject, signal: AbortSignal): Promise<void> {
  if (result.leavingMs === null) await groups.gone(result.id, signal)
}

/** Whether instances may have to be made, replaced or given up; a new name is no reason to wait. */
function isAboutInstances({ before, result }: GroupChange): boolean {
  return before === undefined || !isDeepStrictEqual(before.spec, result.spec)
}

/** The error for the caller, once the group is as it was. A group that is only late goes on. */
async function takeBack(
  { control, groups, logger }: GroupedOptions,
  { before, result }: GroupChange,
  error: EngineError,
): Promise<EngineError> {
  const { signal } = new AbortController()
  const isNew = before === undefined
  if (error.code === 'unavailable' || (error.retryable && !isNew)) return error
  try {
    if (isNew) {
      await control.transact([toDelete(result.kind)(result.id)], signal)
      await groups.gone(result.id, signal)
    } else {
      await control.transact([toFormer(before, result)], signal)
    }
  } catch (cause) {
    logger.error('a group could not be taken back', { groupId: result.id, cause: String(cause) })
    return error
  }
  const what = isNew ? 'The group was deleted again.' : 'The group has its former spec again.'
  const { code, message, remedy, problems } = error
  return new EngineError({
    code,
    message: `${message}\n${what}`,
    problems,
    cause: error,
    ...(remedy === null ? {} : { remedy }),
  })
}

/** Only if nobody has changed it since. */
function toFormer({ kind, id, name, owner, tags, spec }: EngineObject, now: ApiObject): Operation {
  return {
    type: 'put',
    kind,
    id,
    name,
    owner,
    tags,
    spec: { ...(spec as AvailabilityGroupSpec) },
    idempotencyKey: null,
    expectedGeneration: now.generation,
  }
}
