/**
 * What HAProxy has been given, and what is known beside it. Pure.
 */

import type { ProxyConfig, ProxyEndpoint } from '../../ir/index.ts'
import type { Condition } from '../contract.ts'
import type { Ground, Rosters } from './blueprint.ts'
import type { Plan } from './plan.ts'

export interface Known {
  readonly config: ProxyConfig
  readonly rosters: Rosters
  readonly plan: Plan
  /** See `renderStructure`. */
  readonly structure: string
}

export const knownNothing: Known = {
  config: { revision: 0, instances: [] },
  rosters: new Map(),
  plan: { fronts: [], backs: [] },
  structure: '',
}

/** What lives longer than one configuration. */
export interface Memory {
  /** By `endpointKey`. */
  readonly conditions: Map<string, Condition>
  /** Endpoints that have left and have not drained, by `endpointKey`. */
  readonly departed: Map<string, ProxyEndpoint>
}

export function toGround(
  { config, rosters }: Pick<Known, 'config' | 'rosters'>,
  { conditions, departed }: Memory,
): Ground {
  return { config, rosters, conditions, departed }
}
