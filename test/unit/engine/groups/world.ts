/**
 * A world for the controller of groups: the engine's own graph and judgement, in memory, and a
 * machine whose processes are entries of a map.
 *
 * Answers for: a desired state that outlives controllers, processes that outlive them too, and a
 * fuse that ends one controller between any two of its acts.
 */

import assert from 'node:assert/strict'
import type { Operation, PutOperation } from '../../../../src/engine/client/contract.ts'
import { judge } from '../../../../src/engine/control/judge.ts'
import { Graph } from '../../../../src/engine/graph/index.ts'
import type {
  InstanceDriver,
  InstanceExit,
  RunningInstance,
  StartRequest,
  Usage,
} from '../../../../src/engine/groups/contract.ts'
import type {
  GroupChanges,
  GroupWorld,
  Service,
  Work,
} from '../../../../src/engine/groups/index.ts'
import { EngineError } from '../../../../src/engine/errors.ts'
import {
  availabilityGroup,
  defaultTopology,
  groupInstance,
  groupState,
  kinds,
  lookUpReferrers,
  toBuiltIns,
} from '../../../../src/engine/kinds/index.ts'
import type {
  EngineObject,
  GroupInstanceSpec,
  GroupStateSpec,
} from '../../../../src/engine/kinds/index.ts'
import type { Timers } from '../../../../src/engine/runtime/index.ts'
import type { EventInit } from '../../../../src/engine/store/contract.ts'

/** Ends whoever passes it: from then on nothing that it does comes to pass. */
export class Fuse {
  #acts: number
  readonly #isLastActDone: boolean

  /** Burns with the last of `acts`, which is done or not. */
  constructor(acts = Infinity, isLastActDone = true) {
    this.#acts = acts
    this.#isLastActDone = isLastActDone
  }

  get isBurnt(): boolean {
    return this.#acts <= 0
  }

  /** Kill -9, now. */
  burn(): void {
    this.#acts = 0
  }

  /** Does the act and answers; never answers once burnt. */
  async act<T>(effect: () => T | Promise<T>): Promise<T> {
    const dead = new Promise<never>(() => undefined)
    if (this.isBurnt) return dead
    this.#acts -= 1
    if (this.isBurnt && !this.#isLastActDone) return dead
    const result = await effect()
    return this.isBurnt ? dead : result
  }
}

/** The desired state, as the control process keeps it. */
export class Desired {
  readonly graph = new Graph({ kinds, topology: defaultTopology })
  readonly events: EventInit[] = []
  readonly services = new Map<string, Service>()
  readonly work = new Map<string, Work>()
  readonly #listeners = new Set<(groupIds: readonly string[]) => void>()
  #lastId = 0

  constructor() {
    for (const object of toBuiltIns(defaultTopology)) this.graph.put(object)
  }

  /** One transaction; throws `EngineError`. Returns the objects in the order of the operations. */
  commit(operations: readonly Operation[]): readonly EngineObject[] {
    const layer = this.graph.fork()
    const { results } = judge(layer, operations, {
      nowMs: (this.#lastId += 1),
      newId: (kind) => `${kind.idPrefix}-${(this.#lastId += 1)}`,
      lingerMs: 0,
      isEngine: true,
    })
    layer.merge()
    const touched = results.map(({ kind, id, spec }) =>
      kind === availabilityGroup.name ? id : (spec as GroupInstanceSpec).groupId,
    )
    for (const listener of this.#listeners) listener([...new Set(touched)])
    return results
  }

  /** Makes or changes the group. */
  putGroup(id: string | null, spec: object): string {
    const [group] = this.commit([toPut(availabilityGroup.name, { id, spec })])
    assert.ok(group !== undefined)
    return group.id
  }

  deleteGroup(id: string): void {
    this.commit([{ type: 'delete', kind: availabilityGroup.name, id, mode: 'strict' }])
  }

  instances(groupId: string): readonly EngineObject<GroupInstanceSpec>[] {
    return lookUpReferrers(this.graph, groupInstance, groupId)
  }

  /** What is remembered of the group; undefined: nothing. */
  state(groupId: string): GroupStateSpec | undefined {
    return lookUpReferrers(this.graph, groupState, groupId)[0]?.spec
  }

  /** The way that one controller has to it. */
  through(fuse: Fuse): GroupWorld {
    return {
      read: () => this.graph,
      transact: (changes) => fuse.act(() => void this.commit(toOperations(changes))),
      services: () => this.services,
      work: () => Promise.resolve(new Map(this.work)),
      record: (events) => {
        if (!fuse.isBurnt) this.events.push(...events)
      },
      onChange: (listener) => {
        const guarded = (groupIds: readonly string[]): void => {
          if (!fuse.isBurnt) listener(groupIds)
        }
        this.#listeners.add(guarded)
        return () => this.#listeners.delete(guarded)
      },
    }
  }
}

function toOperations(changes: GroupChanges): readonly Operation[] {
  const { creates = [], deletes = [], state, group } = changes
  const kind = groupInstance.name
  return [
    ...deletes.map((id): Operation => ({ type: 'delete', kind, id, mode: 'strict' })),
    ...creates.map(({ spec }) => toPut(kind, { id: null, spec })),
    ...(state === undefined ? [] : [toNext(groupState.name, state.before, state.spec)]),
    ...(group === undefined ? [] : [toNext(group.before.kind, group.before, group.spec)]),
  ]
}

function toNext(kind: string, before: EngineObject | undefined, spec: object): Operation {
  const put = toPut(kind, { id: before?.id ?? null, spec })
  return { ...put, expectedGeneration: before?.generation ?? null }
}

/** A creation, or with an id the change of what is there. */
export function toPut(
  kind: string,
  { id, spec }: { id: string | null; spec: object },
): PutOperation {
  return {
    type: 'put',
    kind,
    id,
    name: 'web',
    owner: 'default',
    tags: {},
    spec: { ...spec },
    idempotencyKey: null,
    expectedGeneration: null,
  }
}

const STOP_MS = 50
const CRASH_MS = 100

/** Programs of the machine: `works` lives on, `crashes` ends soon, `missing` cannot be started. */
export class Machine {
  readonly processes = new Map<string, RunningInstance>()
  /** Every stop that was carried out, and every broken rule. */
  readonly violations: string[] = []
  readonly stops: string[] = []
  readonly usage = new Map<string, Usage>()
  /** How long a start takes. */
  startMs = 30
  readonly #exits = new Set<(exit: InstanceExit) => void>()
  readonly #timers: Timers
  #lastPid = 100

  constructor(timers: Timers) {
    this.#timers = timers
  }

  /** The process ends by itself, as `kill -9` would have it. */
  kill(instanceId: string): void {
    if (!this.processes.delete(instanceId)) return
    const exit = { instanceId, code: null, signal: 'SIGKILL', output: 'out\nlast words' }
    for (const listener of this.#exits) listener(exit)
  }

  /** A driver of one engine. `isWanted`: whether the desired state has the instance. */
  driver(fuse: Fuse, isWanted: (instanceId: string) => boolean): InstanceDriver {
    const pause = (delayMs: number): Promise<void> =>
      new Promise((resolve) => this.#timers.after(delayMs, resolve))
    return {
      name: 'simulated',
      check: () => Promise.resolve([]),
      usage: () => Promise.resolve(this.usage),
      output: (instanceId) => Promise.resolve(this.processes.has(instanceId) ? 'so far' : ''),
      start: async (request) => {
        await fuse.act(() => pause(this.startMs))
        return fuse.act(() => this.#spawn(request, isWanted))
      },
      list: () => Promise.resolve([...this.processes.values()]),
      stop: async (instanceId) => {
        if (!this.processes.has(instanceId)) return
        await fuse.act(() => pause(STOP_MS))
        await fuse.act(() => {
          if (isWanted(instanceId)) this.violations.push(`${instanceId} stopped though wanted`)
          this.stops.push(instanceId)
          this.processes.delete(instanceId)
        })
      },
      onExit: (listener) => {
        this.#exits.add((exit) => {
          if (!fuse.isBurnt) listener(exit)
        })
      },
      close: () => Promise.resolve(),
    }
  }

  #spawn(request: StartRequest, isWanted: (instanceId: string) => boolean): RunningInstance {
    const { instanceId, groupId, address, launch } = request
    const known = this.processes.get(instanceId)
    if (known !== undefined) return known
    const [program] = launch.process?.command ?? []
    if (program === 'missing') {
      throw new EngineError({ code: 'instance_failed', message: 'no such program' })
    }
    for (const other of this.processes.values()) {
      if (other.address === address) this.violations.push(`two at ${address}`)
    }
    const run = `process ${(this.#lastPid += 1)}`
    const running = { instanceId, groupId, address, run, startedMs: this.#timers.nowMs() }
    this.processes.set(instanceId, running)
    if (program === 'crashes') {
      this.#timers.after(CRASH_MS, () => {
        if (this.processes.get(instanceId)?.run === run) this.kill(instanceId)
      })
    }
    if (!isWanted(instanceId)) this.stops.push(`${instanceId} was on its way`)
    return running
  }
}

/** Lets everything that is ready to run do so. */
export async function flush(): Promise<void> {
  for (let turn = 0; turn < 4; turn++) await new Promise((resolve) => setImmediate(resolve))
}
