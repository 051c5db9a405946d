/** What every driver is opened with. */

import type { Clock, Logger } from '../../runtime/index.ts'

export interface DriverSettings {
  /** Of this driver alone, absolute and without symbolic links; made when missing. */
  readonly directory: string
  readonly clock: Clock
  readonly log: Logger
}
