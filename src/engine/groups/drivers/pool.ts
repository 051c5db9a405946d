/** The `pool` driver: servers that are there, of which a group takes as many as it needs. */

import type { InstanceDriver } from '../contract.ts'
import { openClaims } from './claims.ts'
import type { DriverSettings } from './settings.ts'

export function openPoolDriver({ directory, clock }: DriverSettings): Promise<InstanceDriver> {
  return openClaims({ name: 'pool', directory, clock })
}
