/** What the suite of the driver contract needs of each driver, and what it starts. */

import { join } from 'node:path'
import type {
  InstanceDriver,
  RunningInstance,
  StartRequest,
} from '../../../src/engine/groups/contract.ts'
import { MARKER } from '../../../src/engine/groups/drivers/process_family.ts'
import { thisMachinesProcesses } from '../../../src/engine/groups/drivers/process_table.ts'
import { driverRegistry } from '../../../src/engine/groups/drivers/registry.ts'
import type { DriverName } from '../../../src/engine/groups/drivers/registry.ts'
import type { Launch } from '../../../src/engine/kinds/index.ts'
import { instanceUser } from '../../support/user.ts'
import { createLogger, systemClock } from '../../../src/engine/runtime/index.ts'

/** A program that only lives: light, and the same everywhere. */
export const sleeper: readonly string[] = ['sleep', '600']

/** One of the programs beside this file, with arguments. */
export function program(name: string, ...args: readonly string[]): readonly string[] {
  return [process.execPath, join(import.meta.dirname, 'programs', `${name}.ts`), ...args]
}

type ProcessBlock = NonNullable<Launch['process']>

/** The process that an instance of the driver `process` leads with. */
export function toPid({ run }: RunningInstance): number {
  return Number(run.replace('process ', ''))
}

export function toRequest(
  instanceId: string,
  command: readonly string[],
  changes: Partial<StartRequest> & Partial<ProcessBlock> = {},
): StartRequest {
  const { environment = {}, user = instanceUser, memoryBytesMax = null, ...rest } = changes
  return {
    instanceId,
    groupId: 'avg-1',
    address: '127.10.0.2',
    port: 8080,
    zone: 'local-a',
    rack: 3,
    launch: {
      ...{ driver: 'process', container: null, pool: null, dns: null },
      process: { command, environment, workingDirectory: null, user, memoryBytesMax },
    },
    ...rest,
  }
}

export function openForTest(name: DriverName, directory: string): Promise<InstanceDriver> {
  const log = createLogger({
    sink: () => undefined,
    level: 'error',
    clock: systemClock,
    fields: {},
  })
  return driverRegistry[name]({ directory, clock: systemClock, log })
}

export interface Leftover {
  readonly pid: number
  readonly instanceId: string
  /** False for what instances started themselves. */
  readonly isLeader: boolean
}

/** Everything that lives on this machine because a driver on `directory` started it. */
export async function findLeftovers(directory: string): Promise<readonly Leftover[]> {
  const found = await thisMachinesProcesses().find({ name: MARKER, value: directory })
  return found.map((process) => ({
    pid: process.pid,
    instanceId: process.variable('INSTANCE_ID') ?? '',
    isLeader: process.pid === process.processGroup,
  }))
}

/** For the end of each test: kills them one by one, by pid. */
export async function killLeftovers(directory: string): Promise<void> {
  for (const { pid } of await findLeftovers(directory)) killIfThere(pid)
}

export function killIfThere(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It has ended by itself, which is as good.
  }
}
