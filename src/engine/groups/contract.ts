/**
 * What an instance driver owes the group controller.
 *
 * Answers for: the contract of every driver (R31), proved by `test/contract/driver`.
 * Does not know: placement, scaling, the graph.
 *
 * Duties of an implementer:
 *  1. `start` is idempotent by `instanceId`: called again for one that runs, it adopts it.
 *  2. What was started survives the engine; `list` finds it again after a crash, also when the
 *     engine died between the start and the record of it.
 *  3. `stop` asks first, waits `graceMs`, then forces; it leaves nothing behind. Nor does an
 *     instance that ends by itself.
 *  4. No identity is trusted that the system may have given to somebody else since.
 *  5. `check` changes nothing, and `usage` never fails for one instance because of another.
 */

import type { Problem } from '../ir/index.ts'
import type { Launch } from '../kinds/index.ts'
import type { Discovered } from './discovery.ts'

export interface InstanceDriver {
  readonly name: string
  /**
   * What this machine cannot do of the launch: paths into it. No side effects. What may yet change
   * until the start, such as a program that is not there, is no problem here.
   */
  check(launch: Launch, signal: AbortSignal): Promise<readonly Problem[]>
  /**
   * Resolves when the instance runs; it may still end at once, which `onExit` tells. Rejects with
   * `EngineError` `instance_failed` when it cannot be started; then nothing of it is left.
   */
  start(request: StartRequest, signal: AbortSignal): Promise<RunningInstance>
  /** Everything of this engine that runs, adopted or started, also what is being stopped. */
  list(): Promise<readonly RunningInstance[]>
  /** Resolves when nothing of the instance runs; at once for one that does not. */
  stop(instanceId: string, graceMs: number): Promise<void>
  /** What instances use of this machine; those of which nothing is known are left out. */
  usage(instanceIds: ReadonlySet<string>): Promise<ReadonlyMap<string, Usage>>
  /** The last that the instance wrote, whole lines, at most 4 KiB; empty when nothing is known. */
  output(instanceId: string): Promise<string>
  /**
   * Drivers whose instances are found rather than made: what there is now. Throws when that cannot
   * be found out.
   */
  discover?(launch: Launch, signal: AbortSignal): Promise<Discovered>
  /** Calls back when an instance ends without `stop`. */
  onExit(listener: (exit: InstanceExit) => void): void
  /** Forgets without ending anything: the engine goes, instances stay. */
  close(): Promise<void>
}

export interface StartRequest {
  readonly instanceId: string
  readonly groupId: string
  readonly address: string
  /** The port instances are asked to listen on; null when the launch alone decides. */
  readonly port: number | null
  readonly zone: string
  readonly rack: number
  /** Has the block of its driver. */
  readonly launch: Launch
}

export interface RunningInstance {
  readonly instanceId: string
  readonly groupId: string
  /** Where it was told to listen; nobody else may be told so while it runs. */
  readonly address: string
  /** What runs, for people, and another one after each start: `process 4711`. */
  readonly run: string
  readonly startedMs: number
}

/** All that came of the instance together. */
export interface Usage {
  /** Processor time since the instance began. */
  readonly cpuMs: number
  readonly memoryBytes: number
  /** Its own limit, else what this machine has. */
  readonly memoryBytesMax: number
}

export interface InstanceExit {
  readonly instanceId: string
  /** Both null when the engine that sees the end is not the one that started it. */
  readonly code: number | null
  readonly signal: string | null
  /** The last lines it wrote, for the error message; at most 4 KiB. */
  readonly output: string
}
