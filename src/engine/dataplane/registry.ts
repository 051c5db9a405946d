/**
 * The list of data planes. A further one is a folder beside this file and a line here; the
 * conformance suite in `test/contract/dataplane` finds it by this list.
 */

import type { Logger } from '../runtime/contract.ts'
import type { Dataplane, ListeningSocket } from './contract.ts'
import { createEmbedded } from './embedded/index.ts'
import { createHaproxy } from './haproxy/index.ts'
import { findHaproxy } from './haproxy/program.ts'

export interface DataplaneOptions {
  readonly log: Logger
  /** Where access logs are kept, a file for each listener; without one none are written. */
  readonly accessLogDirectory?: string
  /** Of a predecessor, as this process has them; they are the plane's from now on. */
  readonly inherited?: readonly ListeningSocket[] | undefined
}

export interface DataplaneEntry {
  readonly name: string
  /** Whether this machine has what it needs. */
  isInstalled(): boolean
  create(options: DataplaneOptions): Dataplane
}

export const dataplanes: readonly DataplaneEntry[] = [
  { name: 'embedded', isInstalled: () => true, create: createEmbedded },
  {
    name: 'haproxy',
    isInstalled: () => findHaproxy() !== null,
    create: ({ log }) => createHaproxy({ log, path: findHaproxy() ?? 'haproxy' }),
  },
]

/** The plane of that name; null for a name that is not in the list. */
export function createDataplane(name: string, options: DataplaneOptions): Dataplane | null {
  return dataplanes.find((entry) => entry.name === name)?.create(options) ?? null
}
