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
import { driverRegistry } from './drivers/registry.ts'
import type { Problem } from '../ir/index.ts'
import type { Launch } from '../kinds/index.ts'
import type { Drivers } from './keeper.ts'
import { GroupScaler } from './scaling/scaler.ts'
import type { ScalerOptions } from './scaling/scaler.ts'
import { settle } from './wait.ts'
import type { Awaited } from './wait.ts'
import type { GroupWorld } from './world.ts'

export type { Awaited } from './wait.ts'
export type { GroupChanges, GroupWorld, NewInstance, Service, Work } from './world.ts'

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
   * Resolves with null when the group is what it should be, or gone with all that ran of it; after
   * a while with a sentence that says how far it is. Throws `EngineError` (`instance_failed` with
   * the last output of an instance that keeps ending), or the signal's reason.
   */
  settle(awaited: Awaited, signal: AbortSignal): Promise<string | null>
  /** What this machine cannot do of the launch. */
  check(launch: Launch, signal: AbortSignal): Promise<readonly Problem[]>
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
  const drivers = await openDrivers({ ...options, log })
  const controller = new GroupController({ ...options, log, drivers })
  await controller.start()
  const usage: ScalerOptions['usage'] = (ids) => controller.usage(ids)
  const scaler = new GroupScaler({ ...options, log, usage })
  scaler.start()
  let paused: Promise<void> | null = null
  const pause = (): Promise<void> => (paused ??= scaler.close().then(() => controller.close()))
  return {
    settle: (awaited, signal) => settle(controller, awaited, signal),
    check: (launch, signal) => drivers[launch.driver].check(launch, signal),
    pause,
    close: async () => {
      await pause()
      await Promise.all(Object.values(drivers).map((driver) => driver.close()))
    },
    end: async (graceMs) => {
      await pause()
      await endAll(drivers, graceMs)
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
  await endAll(await openDrivers(options), options.graceMs)
}

async function openDrivers(options: Omit<GroupsOptions, 'world'>): Promise<Drivers> {
  const { directory, timers: clock, log } = options
  const opened = Object.entries(driverRegistry).map(async ([name, open]) => {
    return [name, await open({ directory: join(directory, name), clock, log })] as const
  })
  return Object.fromEntries(await Promise.all(opened)) as Drivers
}

async function endAll(drivers: Drivers, graceMs: number): Promise<void> {
  await Promise.all(
    Object.values(drivers).map(async (driver) => {
      const running = await driver.list()
      await Promise.all(running.map(({ instanceId }) => driver.stop(instanceId, graceMs)))
      await driver.close()
    }),
  )
}
