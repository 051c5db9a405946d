/**
 * The instance drivers that there are. A new one is a file and a line here; the contract suite
 * finds it.
 *
 * Answers for: the explicit list. Does not know: which group uses which.
 */

import type { InstanceDriver } from '../contract.ts'
import type { Clock, Logger } from '../../runtime/index.ts'
import { openProcessDriver } from './process.ts'

export interface DriverSettings {
  /** Of this driver alone, absolute and without symbolic links; made when missing. */
  readonly directory: string
  readonly clock: Clock
  readonly log: Logger
}

export type DriverName = 'process'

/** Opens a driver, which adopts what an earlier engine left running. */
export const driverRegistry: Readonly<
  Record<DriverName, (settings: DriverSettings) => Promise<InstanceDriver>>
> = {
  process: openProcessDriver,
}
