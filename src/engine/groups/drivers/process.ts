/**
 * The `process` driver: an instance is a process of this machine, listening on an address of its
 * own.
 *
 * Answers for: processes that outlive the engine, found again by the next one, ended when asked
 * with all that came of them. Does not know: sizes of groups, health, whether what ended should
 * start again.
 *
 * Found again are processes by their record, else by the marker in their environment: an engine may
 * be killed between the start of a process and the record of it.
 *
 *   starting ─▶ running ── stop ──▶ SIGTERM, SIGKILL ─▶ swept ─▶ gone
 *                  └── ends by itself ────────────────▶ swept ─▶ gone, and told to `onExit`
 */

import { mkdir, readdir } from 'node:fs/promises'
import { totalmem } from 'node:os'
import { EngineError } from '../../errors.ts'
import { pause, poll } from '../../runtime/index.ts'
import type { Clock, Logger } from '../../runtime/index.ts'
import type { Problem } from '../../ir/index.ts'
import { toProblem } from '../../kinds/index.ts'
import type { Launch } from '../../kinds/index.ts'
import type { InstanceDriver, InstanceExit, RunningInstance } from '../contract.ts'
import type { StartRequest, Usage } from '../contract.ts'
import { createFamilies } from './process_family.ts'
import type { Families, Relative } from './process_family.ts'
import { createMemoryLimits } from './process_memory.ts'
import type { MemoryLimits } from './process_memory.ts'
import { readOutputTail, trimOutputs } from './process_output.ts'
import {
  makeInstanceDirectory,
  markStarting,
  readRecords,
  readStarting,
  removeInstanceDirectory,
  removeRecord,
  toInstanceDirectory,
  unmarkStarting,
  writeRecord,
} from './process_record.ts'
import type { ProcessRecord } from './process_record.ts'
import { UNSEEN_END, toRecord, toRunningInstance } from './process_running.ts'
import { toUnkillable, toUnrecorded } from './process_running.ts'
import type { Running } from './process_running.ts'
import { spawnInstance, toLaunch } from './process_spawn.ts'
import type { Ended, Spawned } from './process_spawn.ts'
import { thisMachinesProcesses } from './process_table.ts'
import type { ProcessTable } from './process_table.ts'
import { checkUser } from './process_user.ts'

/**
 * Adopted processes are looked at this often: they are not our children, so the kernel tells their
 * end to their new parent and not to us, and Node has no pidfd to wait on.
 */
const ADOPTED_LOOK_INTERVAL_MS = 500
const OUTPUT_LOOK_INTERVAL_MS = 500
/** From SIGKILL to the end, which only the kernel can delay. */
const KILL_WAIT_MAX_MS = 5_000
const LOOK = { firstMs: 10, maxMs: 100 }
/** From the fork of a killed engine to the program, which is when a process can be recognised. */
const START_WAIT_MAX_MS = 1_000

export interface ProcessDriverOptions {
  /** Of this driver alone, absolute and without symbolic links; made when missing. */
  readonly directory: string
  readonly clock: Clock
  readonly log: Logger
  /** Absent: this machine's. */
  readonly processes?: ProcessTable
}

/** Adopts what runs, and ends what is left of instances whose leading process has gone. */
export async function openProcessDriver(options: ProcessDriverOptions): Promise<InstanceDriver> {
  const driver = new ProcessDriver(options)
  await driver.adopt()
  return driver
}

class ProcessDriver implements InstanceDriver {
  readonly name = 'process'
  readonly #directory: string
  readonly #clock: Clock
  readonly #log: Logger
  readonly #processes: ProcessTable
  readonly #families: Families
  readonly #limits: MemoryLimits
  readonly #running = new Map<string, Running>()
  readonly #starting = new Map<string, Promise<RunningInstance>>()
  readonly #listeners: ((exit: InstanceExit) => void)[] = []
  readonly #timers: NodeJS.Timeout[] = []
  #isClosed = false

  constructor(options: ProcessDriverOptions) {
    this.#directory = options.directory
    this.#clock = options.clock
    this.#log = options.log
    this.#processes = options.processes ?? thisMachinesProcesses()
    this.#families = createFamilies(this.#directory, this.#processes)
    this.#limits = createMemoryLimits({ directory: this.#directory })
  }

  async adopt(): Promise<void> {
    await mkdir(this.#directory, { recursive: true, mode: 0o700 })
    const records = await readRecords(this.#directory)
    for (const record of records) {
      if (await this.#families.isAlive(record)) this.#keepAdopted(record)
    }
    const starting = await readStarting(this.#directory)
    const relatives = await this.#findRelatives(starting.keys())
    // Where a record names a process that has gone, what is found are its descendants.
    const recorded = new Set(records.map(({ instanceId }) => instanceId))
    for (const found of toUnrecorded(relatives, this.#clock.nowMs())) {
      if (recorded.has(found.instanceId)) continue
      const record = { ...found, memoryBytesMax: starting.get(found.instanceId) ?? null }
      await makeInstanceDirectory(this.#directory, record.instanceId)
      await writeRecord(this.#directory, record)
      this.#keepAdopted(record)
    }
    // The engine before may not have come to it.
    for (const running of this.#running.values()) await this.#limitAgain(running)
    for (const id of starting.keys()) await unmarkStarting(this.#directory, id)
    await this.#removeRemains(relatives)
    await this.#limits.removeOthers(new Set(this.#running.keys()))
    this.#every(ADOPTED_LOOK_INTERVAL_MS, () => this.#lookAtAdopted())
    this.#every(OUTPUT_LOOK_INTERVAL_MS, () => this.#trimOutputs())
  }

  /**
   * Every process of ours. An engine may have been killed between a fork and its program, when
   * nothing tells the child from the engine yet: such a one is waited for, or it would be doubled.
   */
  async #findRelatives(marked: Iterable<string>): Promise<readonly Relative[]> {
    const starting = [...marked].filter((id) => !this.#running.has(id))
    let relatives = await this.#families.find()
    const attempt = async (): Promise<true | null> => {
      const found = new Set(relatives.map(({ instanceId }) => instanceId))
      if (starting.every((instanceId) => found.has(instanceId))) return true
      relatives = await this.#families.find()
      return null
    }
    const { signal } = new AbortController()
    await poll({ attempt, ...LOOK, deadlineMs: START_WAIT_MAX_MS }, signal)
    return relatives
  }

  async check({ process: launch }: Launch): Promise<readonly Problem[]> {
    if (launch === null) return []
    const user = await checkUser(launch.user)
    const limit = launch.memoryBytesMax === null ? null : await this.#limits.check()
    const toOwn = (field: string, message: string | null): readonly Problem[] =>
      message === null ? [] : [toProblem('invalid_argument', ['launch', 'process', field], message)]
    return [...toOwn('user', user), ...toOwn('memoryBytesMax', limit)]
  }

  start(request: StartRequest, signal: AbortSignal): Promise<RunningInstance> {
    const { instanceId } = request
    const starting = this.#starting.get(instanceId)
    if (starting !== undefined) return starting
    const started = this.#start(request, signal).finally(() => this.#starting.delete(instanceId))
    this.#starting.set(instanceId, started)
    return started
  }

  list(): Promise<readonly RunningInstance[]> {
    return Promise.resolve([...this.#running.values()].map(toRunningInstance))
  }

  async stop(instanceId: string, graceMs: number): Promise<void> {
    await this.#starting.get(instanceId)?.catch(() => undefined)
    const running = this.#running.get(instanceId)
    if (running !== undefined) await this.#stop(running, graceMs)
    await removeInstanceDirectory(this.#directory, instanceId)
  }

  async usage(instanceIds: ReadonlySet<string>): Promise<ReadonlyMap<string, Usage>> {
    const own = [...this.#running.values()].filter((each) => instanceIds.has(each.instanceId))
    if (own.length === 0) return new Map()
    const relatives = await this.#families.find()
    const usages = own.map(async ({ instanceId, memoryBytesMax }) => {
      const members = relatives.filter((relative) => relative.instanceId === instanceId)
      const used = await Promise.all(
        members.map(({ process: { pid } }) => this.#processes.usage(pid)),
      )
      const known = used.filter((each) => each !== null)
      if (known.length === 0) return []
      const cpuMs = known.reduce((sum, each) => sum + each.cpuMs, 0)
      const memoryBytes = known.reduce((sum, each) => sum + each.memoryBytes, 0)
      const usage = { cpuMs, memoryBytes, memoryBytesMax: memoryBytesMax ?? totalmem() }
      return [[instanceId, usage] as const]
    })
    return new Map((await Promise.all(usages)).flat())
  }

  async output(instanceId: string): Promise<string> {
    if (!this.#running.has(instanceId)) return ''
    return readOutputTail(toInstanceDirectory(this.#directory, instanceId))
  }

  onExit(listener: (exit: InstanceExit) => void): void {
    this.#listeners.push(listener)
  }

  async close(): Promise<void> {
    this.#isClosed = true
    for (const timer of this.#timers) clearInterval(timer)
    // Those being started are waited for: their records are what the next engine goes by.
    await Promise.allSettled(this.#starting.values())
  }

  async #start(request: StartRequest, signal: AbortSignal): Promise<RunningInstance> {
    signal.throwIfAborted()
    const before = this.#running.get(request.instanceId)
    if (before !== undefined && before.stopping === null && before.gone === null) {
      return toRunningInstance(before)
    }
    await before?.stopping
    await before?.gone
    await makeInstanceDirectory(this.#directory, request.instanceId)
    await removeRecord(this.#directory, request.instanceId)
    const { memoryBytesMax } = toLaunch(request)
    await markStarting(this.#directory, { instanceId: request.instanceId, memoryBytesMax })
    const { pid, ended } = await this.#spawn(request)
    const running: Running = {
      instanceId: request.instanceId,
      groupId: request.groupId,
      address: request.address,
      pid,
      // One that has ended by now has no mark, and a record with none fits no process.
      startMark: (await this.#processes.startMark(pid)) ?? '',
      startedMs: this.#clock.nowMs(),
      memoryBytesMax,
      ended,
      stopping: null,
      gone: null,
    }
    this.#running.set(running.instanceId, running)
    await this.#record(running, ended)
    await this.#limit(running)
    await unmarkStarting(this.#directory, running.instanceId)
    return toRunningInstance(running)
  }

  async #spawn(request: StartRequest): Promise<Spawned> {
    try {
      return await spawnInstance(this.#directory, request)
    } catch (error) {
      await unmarkStarting(this.#directory, request.instanceId)
      throw error
    }
  }

  /** An instance that cannot be recorded is not left running: the next engine might not find it. */
  async #record(running: Running, ended: Promise<Ended>): Promise<void> {
    const recorded = writeRecord(this.#directory, toRecord(running))
    const settled = recorded.then(
      () => undefined,
      () => undefined,
    )
    // In this order, or the record of a process that ends at once would be written after its
    // removal.
    void Promise.all([ended, settled]).then(([how]) => this.#finish(running, how))
    try {
      await recorded
    } catch (cause) {
      await this.#stop(running, 0)
      throw new EngineError({
        code: 'instance_failed',
        message: `The instance ${running.instanceId} was started, but cannot be written down`,
        remedy: `Check the rights and the free space of ${this.#directory}.`,
        cause,
      })
    }
  }

  /** With all that came of it before. */
  async #putUnderLimit({ instanceId, pid }: Running, bytesMax: number): Promise<void> {
    await this.#limits.put(instanceId, pid, bytesMax)
    for (const relative of await this.#families.find()) {
      if (relative.instanceId !== instanceId || relative.process.pid === pid) continue
      // It may have ended by now.
      await this.#limits.put(instanceId, relative.process.pid, bytesMax).catch(() => undefined)
    }
  }

  async #limitAgain(running: Running): Promise<void> {
    const { instanceId, memoryBytesMax } = running
    if (memoryBytesMax === null) return
    await this.#putUnderLimit(running, memoryBytesMax).catch((error: unknown) => {
      this.#log.warn('The memory of an instance is not limited', { instanceId, error })
    })
  }

  /** One that cannot be limited is not left running. */
  async #limit(running: Running): Promise<void> {
    const { instanceId, pid, memoryBytesMax } = running
    if (memoryBytesMax === null) return
    try {
      await this.#putUnderLimit(running, memoryBytesMax)
    } catch (cause) {
      if ((await this.#processes.startMark(pid)) !== running.startMark) return
      await this.#stop(running, 0)
      throw new EngineError({
        code: 'instance_failed',
        message: `The instance ${instanceId} was started, but its memory cannot be limited`,
        remedy: 'Leave memory_bytes_max out, or see that control groups can be written.',
        cause,
      })
    }
  }

  /**
   * Calls that come while it is being stopped wait for the same; after a failure it can be tried
   * again.
   */
  #stop(running: Running, graceMs: number): Promise<void> {
    running.stopping ??= this.#end(running, graceMs).catch((error: unknown) => {
      running.stopping = null
      throw error
    })
    return running.stopping
  }

  async #end(running: Running, graceMs: number): Promise<void> {
    await this.#families.signal(running, 'SIGTERM')
    if (!(await this.#endsWithin(running, graceMs))) {
      await this.#families.signal(running, 'SIGKILL')
      if (!(await this.#endsWithin(running, KILL_WAIT_MAX_MS))) {
        throw toUnkillable(running)
      }
    }
    await this.#finish(running, UNSEEN_END)
  }

  async #endsWithin(running: Running, deadlineMs: number): Promise<boolean> {
    const stopWaiting = new AbortController()
    const { signal } = stopWaiting
    const ended = running.ended?.then(() => true) ?? this.#pollEnd(running, deadlineMs)
    try {
      return await Promise.race([ended, pause(deadlineMs, signal).then(() => false)])
    } finally {
      stopWaiting.abort()
    }
  }

  async #pollEnd(running: Running, deadlineMs: number): Promise<boolean> {
    const attempt = async (): Promise<true | null> =>
      (await this.#families.isAlive(running)) ? null : true
    const { signal } = new AbortController()
    return (await poll({ attempt, ...LOOK, deadlineMs }, signal)) ?? false
  }

  /** Idempotent: the end of a process may be seen by more than one. */
  #finish(running: Running, how: Ended): Promise<void> {
    return (running.gone ??= this.#clearAway(running, how))
  }

  async #clearAway(running: Running, how: Ended): Promise<void> {
    // After `close` the instances are the next engine's, which may be at work already.
    if (this.#isClosed) return
    const { instanceId } = running
    try {
      await this.#families.sweep(instanceId, running.pid)
      if (this.#isClosed) return
      await removeRecord(this.#directory, instanceId)
      await this.#limits.remove(instanceId)
    } catch (error) {
      this.#log.error('Something of an instance is left behind', { instanceId, error })
    }
    const output = await readOutputTail(toInstanceDirectory(this.#directory, instanceId))
    this.#running.delete(instanceId)
    if (running.stopping !== null || this.#isClosed) return
    for (const listener of this.#listeners) listener({ instanceId, ...how, output })
  }

  #keepAdopted(record: ProcessRecord): void {
    this.#running.set(record.instanceId, { ...record, ended: null, stopping: null, gone: null })
    const { instanceId, pid } = record
    this.#log.info('An instance that runs was adopted', { instanceId, pid })
  }

  /** What is left of instances whose leading process ended while no engine was there to see it. */
  async #removeRemains(relatives: readonly Relative[]): Promise<void> {
    const remaining = new Set(relatives.map(({ instanceId }) => instanceId))
    for (const instanceId of remaining) {
      if (!this.#running.has(instanceId)) await this.#families.sweep(instanceId, null)
    }
    for (const name of await readdir(this.#directory)) {
      if (!this.#running.has(name)) await removeInstanceDirectory(this.#directory, name)
    }
  }

  async #lookAtAdopted(): Promise<void> {
    for (const running of this.#running.values()) {
      if (running.ended !== null || running.stopping !== null) continue
      if (!(await this.#families.isAlive(running))) void this.#finish(running, UNSEEN_END)
    }
  }

  #trimOutputs(): Promise<void> {
    const ids = [...this.#running.keys()]
    return trimOutputs(ids.map((id) => toInstanceDirectory(this.#directory, id)))
  }

  /**
   * Runs `task` now and then, never twice at a time; errors are logged and the next run may do
   * better.
   */
  #every(intervalMs: number, task: () => Promise<void>): void {
    let isBusy = false
    const run = async (): Promise<void> => {
      if (isBusy) return
      isBusy = true
      try {
        await task()
      } catch (error) {
        this.#log.warn('Instances cannot be watched', { error })
      } finally {
        isBusy = false
      }
    }
    this.#timers.push(setInterval(() => void run(), intervalMs).unref())
  }
}
