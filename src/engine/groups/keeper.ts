/**
 * Starting and stopping instances, and remembering how that went.
 *
 * Answers for: one task at a time for an instance, events that tell what happened, failures that
 * are counted. Does not know: how many instances there should be, or why one is started or stopped.
 */

import { EngineError } from '../errors.ts'
import { groupInstance } from '../kinds/index.ts'
import type { Logger, Timers } from '../runtime/index.ts'
import type { EventType } from '../store/contract.ts'
import type { Launch } from '../kinds/index.ts'
import type { InstanceDriver, InstanceExit, RunningInstance } from './contract.ts'
import type { StartRequest, Usage } from './contract.ts'
import { CRASH_LOOP_FAILURES } from './decide.ts'
import type { DriverName } from './drivers/registry.ts'
import * as limits from './limits.ts'
import { InstanceMemory } from './memory.ts'
import type { End } from './memory.ts'
import type { GroupWorld } from './world.ts'

export type Drivers = Readonly<Record<DriverName, InstanceDriver>>

export interface KeeperOptions {
  readonly drivers: Drivers
  readonly world: Pick<GroupWorld, 'record'>
  readonly timers: Timers
  readonly log: Logger
  /** Something of the group is not as it was. */
  readonly onChange: (groupId: string) => void
}

/** What runs, and who runs it. */
export interface Found extends RunningInstance {
  readonly driver: InstanceDriver
}

export class InstanceKeeper {
  readonly #options: KeeperOptions
  readonly #drivers: readonly InstanceDriver[]
  readonly #memories = new Map<string, InstanceMemory>()
  readonly #starts = new Map<StartRequest, Promise<void>>()
  readonly #closing = new AbortController()

  constructor(options: KeeperOptions) {
    this.#options = options
    this.#drivers = Object.values(options.drivers)
    for (const driver of this.#drivers) driver.onExit((exit) => this.#onExit(exit))
  }

  async list(): Promise<readonly Found[]> {
    const lists = await Promise.all(
      this.#drivers.map(async (driver) =>
        (await driver.list()).map((running) => ({ ...running, driver })),
      ),
    )
    return lists.flat()
  }

  /** How many more may be started now; the others have to wait for a change of any group. */
  get freeStarts(): number {
    return limits.STARTS_MAX - this.#starts.size
  }

  /** What is being started, and may run before it is listed. */
  get starting(): readonly StartRequest[] {
    return [...this.#starts.keys()]
  }

  /** Made when there is none. */
  memory(instanceId: string, groupId: string): InstanceMemory {
    const known = this.#memories.get(instanceId)
    if (known !== undefined) return known
    const memory = new InstanceMemory(instanceId, groupId)
    this.#memories.set(instanceId, memory)
    return memory
  }

  memoriesOf(groupId: string): readonly InstanceMemory[] {
    return [...this.#memories.values()].filter((memory) => memory.groupId === groupId)
  }

  /** Begins to start it; `onChange` tells when that is over, well or not. */
  start(request: StartRequest): void {
    const memory = this.memory(request.instanceId, request.groupId)
    if (memory.task !== null || this.#closing.signal.aborted) return
    memory.task = 'start'
    const starting = this.#start(request, memory).finally(() => {
      this.#starts.delete(request)
      memory.task = null
      this.#options.onChange(request.groupId)
    })
    this.#starts.set(request, starting)
  }

  /** Begins to stop it and to remove what is left of it. */
  stop(memory: InstanceMemory, driver: InstanceDriver): void {
    if (memory.task !== null || this.#closing.signal.aborted) return
    memory.task = 'stop'
    void this.#stop(memory, driver).finally(() => {
      memory.task = null
      this.#options.onChange(memory.groupId)
    })
  }

  /** What the instances use, by id. */
  async usage(instanceIds: ReadonlySet<string>): Promise<ReadonlyMap<string, Usage>> {
    const all = await Promise.all(this.#drivers.map((driver) => driver.usage(instanceIds)))
    return new Map(all.flatMap((usages) => [...usages]))
  }

  /** The last that one of the instances wrote; empty when nothing is known. */
  async output(instanceId: string): Promise<string> {
    const outputs = await Promise.all(this.#drivers.map((driver) => driver.output(instanceId)))
    return outputs.join('')
  }

  driverOf({ driver }: Launch): InstanceDriver {
    return this.#options.drivers[driver]
  }

  /** Tells that the instance is about to be replaced. */
  recordUnhealthy(memory: InstanceMemory): void {
    this.#record(memory, 'instance_failed', 'It fails its health check, and is to be replaced.')
  }

  /** Removes what drivers keep of an instance that neither is wanted nor runs. */
  async forget(memory: InstanceMemory): Promise<void> {
    this.#memories.delete(memory.instanceId)
    for (const driver of this.#drivers) await driver.stop(memory.instanceId, 0)
  }

  /** Begins nothing more; resolves when what is being started has a record. Stops go on alone. */
  async close(): Promise<void> {
    this.#closing.abort()
    await Promise.all(this.#starts.values())
  }

  async #start(request: StartRequest, memory: InstanceMemory): Promise<void> {
    const driver = this.#options.drivers[request.launch.driver]
    try {
      const { run } = await driver.start(request, this.#closing.signal)
      const { address, zone, rack } = request
      const place = `at ${address} in ${zone}, rack ${rack}`
      this.#record(memory, 'instance_started', `The ${run} runs ${place}.`)
    } catch (error) {
      if (this.#closing.signal.aborted) return
      const reason = error instanceof EngineError ? error.message : String(error)
      this.#fail(memory, { how: `could not be started: ${reason}`, output: '' })
    }
  }

  async #stop(memory: InstanceMemory, driver: InstanceDriver): Promise<void> {
    const { instanceId } = memory
    try {
      await driver.stop(instanceId, limits.STOP_GRACE_MS)
      this.#record(memory, 'instance_stopped', 'It had left its group, and has ended.')
    } catch (error) {
      this.#options.log.error('An instance cannot be stopped', { instanceId, error })
      memory.failures += 1
      memory.retryAtMs = this.#options.timers.monotonicMs() + limits.STEP_BACKOFF.maxMs
    }
  }

  #onExit(exit: InstanceExit): void {
    const memory = this.#memories.get(exit.instanceId)
    // Not looked at yet: the first look will not find it running, which says the same.
    if (memory === undefined || this.#closing.signal.aborted) return
    this.#fail(memory, { how: toHow(exit), output: exit.output })
    this.#options.onChange(memory.groupId)
  }

  #fail(memory: InstanceMemory, end: End): void {
    const delayMs = memory.fail(end, this.#options.timers.monotonicMs())
    const { failures } = memory
    const isLoop = failures >= CRASH_LOOP_FAILURES
    const times = failures === 1 ? '' : `, ${failures} times in a row`
    const next = `it is started again in ${delayMs} ms${isLoop ? ', later each time' : ''}`
    const last = end.output.split('\n').at(-1)?.slice(0, limits.EVENT_OUTPUT_CHARACTERS_MAX) ?? ''
    const said = last === '' ? '' : ` Its last words: ${last}`
    this.#record(memory, 'instance_failed', `It ${end.how}${times}; ${next}.${said}`)
  }

  /** Adds an event about the instance. */
  #record(memory: InstanceMemory, type: EventType, message: string): void {
    this.#options.world.record([
      {
        atMs: this.#options.timers.nowMs(),
        type,
        kind: groupInstance.name,
        objectId: memory.instanceId,
        objectName: memory.name,
        owner: memory.owner,
        message,
      },
    ])
  }
}

function toHow({ code, signal }: InstanceExit): string {
  if (signal !== null) return `was ended by ${signal}`
  return code === null ? 'ended' : `ended with code ${code}`
}
