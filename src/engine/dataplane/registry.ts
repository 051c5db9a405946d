/**
 * The list of data planes. A further one is a folder beside this file and a line here; the
 * conformance suite in `test/contract/dataplane` finds it by this list.
 */

import assert from 'node:assert/strict'
import type { Logger } from '../runtime/contract.ts'
import type { DataPlaneName } from './choice.ts'
import type { Capabilities, Dataplane, ListeningSocket } from './contract.ts'
import { createEmbedded, embeddedCapabilities } from './embedded/index.ts'
import { createHaproxy, haproxyCapabilities } from './haproxy/index.ts'
import { findHaproxy } from './haproxy/program.ts'

export interface DataplaneOptions {
  readonly log: Logger
  /** For what the plane keeps on disk, if it keeps anything; private, and its own. */
  readonly directory?: string
  /** Where access logs are kept, a file for each listener; without one none are written. */
  readonly accessLogDirectory?: string
  /** Of a predecessor, as this process has them; they are the plane's from now on. */
  readonly inherited?: readonly ListeningSocket[] | undefined
}

export interface DataplaneEntry {
  readonly name: DataPlaneName
  readonly capabilities: Capabilities
  /** Whether this machine has what it needs. */
  isInstalled(): boolean
  create(options: DataplaneOptions): Dataplane
}

export const dataplanes: readonly DataplaneEntry[] = [
  {
    name: 'embedded',
    capabilities: embeddedCapabilities,
    isInstalled: () => true,
    create: createEmbedded,
  },
  {
    name: 'haproxy',
    capabilities: haproxyCapabilities,
    isInstalled: () => findHaproxy() !== null,
    create: (options) => createHaproxy({ ...options, path: findHaproxy() ?? 'haproxy' }),
  },
]

export function createDataplane(name: DataPlaneName, options: DataplaneOptions): Dataplane {
  const entry = dataplanes.find((one) => one.name === name)
  assert(entry !== undefined, `no data plane is called ${name}`)
  return entry.create(options)
}
