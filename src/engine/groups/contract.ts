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
 *  3. `stop` asks first, waits `graceMs`, then forces; it leaves no process behind. Nor does an
 *     instance that ends by itself.
 *  4. No identity is trusted that the system may have given to somebody else since.
 */

export interface InstanceDriver {
  readonly name: string
  /**
   * Resolves when the instance runs; it may still end at once, which `onExit` tells. Rejects with
   * `EngineError` `instance_failed` when it cannot be started; then nothing of it is left.
   */
  start(request: StartRequest, signal: AbortSignal): Promise<RunningInstance>
  /** Everything of this engine that runs, adopted or started, also what is being stopped. */
  list(): Promise<readonly RunningInstance[]>
  /** Resolves when nothing of the instance runs; at once for one that does not. */
  stop(instanceId: string, graceMs: number): Promise<void>
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
  readonly launch: ProcessLaunch
}

/** R31 with the `process` driver: a program, never a shell. */
export interface ProcessLaunch {
  readonly driver: 'process'
  /** The program, by absolute path or by a name to be found in PATH, and its arguments. */
  readonly command: readonly string[]
  readonly environment: Readonly<Record<string, string>>
  /** Null: the root directory. */
  readonly workingDirectory: string | null
}

export interface RunningInstance {
  readonly instanceId: string
  readonly groupId: string
  /** Where it was told to listen; nobody else may be told so while it runs. */
  readonly address: string
  readonly pid: number
  readonly startedMs: number
}

export interface InstanceExit {
  readonly instanceId: string
  /** Both null when the engine that sees the end is not the one that started it. */
  readonly code: number | null
  readonly signal: string | null
  /** The last lines it wrote, for the error message; at most 4 KiB. */
  readonly output: string
}
