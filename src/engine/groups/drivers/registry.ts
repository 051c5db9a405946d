/**
 * The instance drivers that there are. A new one is a file and a line here; the contract suite
 * finds it.
 *
 * Answers for: the explicit list. Does not know: which group uses which.
 */

import type { Launch } from '../../kinds/index.ts'
import type { InstanceDriver } from '../contract.ts'
import { openContainerDriver } from './container.ts'
import { openDnsDriver } from './dns.ts'
import { openPoolDriver } from './pool.ts'
import { openProcessDriver } from './process.ts'
import type { DriverSettings } from './settings.ts'

export type DriverName = Launch['driver']

/** Opens a driver, which adopts what an earlier engine left running. */
export const driverRegistry: Readonly<
  Record<DriverName, (settings: DriverSettings) => Promise<InstanceDriver>>
> = {
  process: openProcessDriver,
  container: openContainerDriver,
  pool: openPoolDriver,
  dns: openDnsDriver,
}
