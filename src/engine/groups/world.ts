/**
 * What the group controller needs of the rest of the engine.
 *
 * Answers for: the one way from groups to the desired state and to traffic; the daemon ties it to
 * the control process. Does not know: stores, agents, data planes.
 */

import type { GroupInstanceSpec, World } from '../kinds/index.ts'
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
  transact(changes: InstanceChanges, signal: AbortSignal): Promise<void>
  /** What pools make of those of the instances that are in one, or were and still have work. */
  services(instanceIds: ReadonlySet<string>): ReadonlyMap<string, Service>
  /** Adds to the event log. */
  record(events: readonly EventInit[]): void
  /**
   * Calls back after each commit with the ids of the groups that it touched, by themselves or by
   * their instances, until the result is called.
   */
  onChange(listener: (groupIds: readonly string[]) => void): () => void
}

export interface InstanceChanges {
  readonly creates: readonly NewInstance[]
  /** Ids. */
  readonly deletes: readonly string[]
}

export interface NewInstance {
  readonly name: string
  readonly owner: string
  readonly spec: GroupInstanceSpec
}

/**
 * What traffic there is for an instance. `serving`: every pool that has it sends it requests.
 * `waiting`: a pool has it, but not yet or not now. `leaving`: no pool has it any more, but it may
 * still have work. `unknown`: there is no agent to say.
 */
export type Service = 'serving' | 'waiting' | 'leaving' | 'unknown'
