/**
 * The face of the groups: looking after availability groups, and waiting for them.
 *
 * Answers for: opening the drivers, which adopt what an earlier engine left running, and the
 * controller.
 * Does not know: the control process; `GroupWorld` is all it is told of it.
 */

import { join } from 'node:path'
import type { Logger, Timers } from '../runtime/index.ts'
import { GroupController } from './controller.ts'
import type { InstanceDriver } from './contract.ts'
import { driverRegistry } from './drivers/registry.ts'
import { untilGone, untilSettled } from './wait.ts'
import type { GroupWorld } from './world.ts'

export type { GroupWorld, InstanceChanges, NewInstance, Service } from './world.ts'

export interface GroupsOptions {
  readonly world: GroupWorld
  /**
   * Where drivers keep what they need to find instances again; absolute, without symbolic links.
   */
  readonly directory: string
  readonly timers: Timers
  readonly log: Logger
}

export interface Groups {
  /**
   * Resolves when every instance that the group should have runs, each of today's launch, and none
   * too many; at once when there is no such group. Throws `EngineError` (`instance_failed` with the
   * last output of an instance that keeps ending), or the signal's reason.
   */
  settled(groupId: string, signal: AbortSignal): Promise<void>
  /** Resolves when there is no such group and nothing of it runs. Throws as `settled` does. */
  gone(groupId: string, signal: AbortSignal): Promise<void>
  /** Takes no more steps. Instances go on. Idempotent. */
  pause(): Promise<void>
  /** Pauses, and forgets. Instances go on; the next engine adopts them. */
  close(): Promise<void>
  /**
   * Pauses, and ends every instance, as the next engine starts them anew. Throws as `stop` does.
   */
  end(graceMs: number): Promise<void>
}

/**
 * Begins to look after all groups. Call it when the desired state is loaded: strangers are stopped.
 */
export async function startGroups(options: GroupsOptions): Promise<Groups> {
  const log = options.log.child({ room: 'groups' })
  const process = await openProcesses({ ...options, log })
  const controller = new GroupController({ ...options, log, drivers: { process } })
  await controller.start()
  let paused: Promise<void> | null = null
  const pause = (): Promise<void> => (paused ??= controller.close())
  return {
    settled: (groupId, signal) => untilSettled(controller, groupId, signal),
    gone: (groupId, signal) => untilGone(controller, groupId, signal),
    pause,
    close: async () => {
      await pause()
      await process.close()
    },
    end: async (graceMs) => {
      await pause()
      await endAll(process, graceMs)
    },
  }
}

/**
 * Ends every instance that an engine has left, when there is no engine to do it; call it with the
 * engine's lock held. Throws as a driver's `stop` does.
 */
export async function endInstances(
  options: Omit<GroupsOptions, 'world'> & { readonly graceMs: number },
): Promise<void> {
  await endAll(await openProcesses(options), options.graceMs)
}

function openProcesses(options: Omit<GroupsOptions, 'world'>): Promise<InstanceDriver> {
  const { directory, timers: clock, log } = options
  return driverRegistry.process({ directory: join(directory, 'process'), clock, log })
}

async function endAll(driver: InstanceDriver, graceMs: number): Promise<void> {
  const running = await driver.list()
  await Promise.all(running.map(({ instanceId }) => driver.stop(instanceId, graceMs)))
  await driver.close()
}
