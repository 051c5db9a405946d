/**
 * What the group controller needs of the rest of the engine.
 *
 * Answers for: the one way from groups to the desired state and to traffic; the daemon ties it to
 * the control process. Does not know: stores, agents, data planes.
 */

import type {
  AvailabilityGroupSpec,
  EngineObject,
  GroupInstanceSpec,
  GroupStateSpec,
  World,
} from '../kinds/index.ts'
import type { EventInit } from '../store/contract.ts'

export interface GroupWorld {
  /**
   * The committed state, as it is now. Only called when it is whole: what is missing gets stopped.
   */
  read(): World
  /**
   * One transaction of the engine itself; resolves when it is live and stored: what is deleted
   * takes no new work by then. Throws `EngineError`, and then nothing was done.
   */
  transact(changes: GroupChanges, signal: AbortSignal): Promise<void>
  /** What pools make of those of the instances that are in one, or were and still have work. */
  services(instanceIds: ReadonlySet<string>): ReadonlyMap<string, Service>
  /** What those of the instances that are in a pool have had to do. */
  work(instanceIds: ReadonlySet<string>): Promise<ReadonlyMap<string, Work>>
  /** Adds to the event log. */
  record(events: readonly EventInit[]): void
  /**
   * Calls back after each commit with the ids of the groups that it touched, by themselves or by
   * their instances, until the result is called.
   */
  onChange(listener: (groupIds: readonly string[]) => void): () => void
}

/** What is left out stays as it is. */
export interface GroupChanges {
  readonly creates?: readonly NewInstance[]
  /** Ids of instances. */
  readonly deletes?: readonly string[]
  /** Refused with `changed_since_plan` when it is not as it was any more. */
  readonly state?: NewState
  /** The group with another launch. Refused as `state` is. */
  readonly group?: {
    readonly before: EngineObject<AvailabilityGroupSpec>
    readonly spec: AvailabilityGroupSpec
  }
}

export interface NewInstance {
  readonly name: string
  readonly owner: string
  readonly spec: GroupInstanceSpec
}

export interface NewState {
  readonly owner: string
  /** Undefined: it is the first. */
  readonly before: EngineObject<GroupStateSpec> | undefined
  readonly spec: GroupStateSpec
}

/**
 * What traffic there is for an instance. `serving`: every pool that has it sends it requests.
 * `waiting`: a pool has it, but not yet or not now. `failing`: as before, for its probes fail.
 * `leaving`: no pool has it any more, but it may still have work. `unknown`: there is no agent to
 * say.
 */
export type Service = 'serving' | 'waiting' | 'failing' | 'leaving' | 'unknown'

/** Of one instance, over all pools that have it. */
export interface Work {
  /** Since the agent started: requests, or connections where nothing is known of requests. */
  readonly requestsTotal: number
  /** Requests or connections that it has now. */
  readonly active: number
}
