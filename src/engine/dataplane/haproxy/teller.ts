/**
 * What the worker that serves has been told, and telling it what is different.
 *
 * Answers for: commands without waiting for their answers, in their order. Does not know: when a
 * reload is needed.
 */

import { join } from 'node:path'
import type { ProxyConfig, ProxyPool } from '../../ir/index.ts'
import type { Logger } from '../../runtime/contract.ts'
import { toSlots } from './blueprint.ts'
import type { Ground } from './blueprint.ts'
import { toCommands } from './commands.ts'
import { ConsoleGone } from './console.ts'
import { certificatesOf } from './files.ts'
import { toBackName } from './naming.ts'
import type { Slots } from './learn.ts'
import type { Place } from './place.ts'
import type { Back, Plan, Slot } from './plan.ts'
import type { Workers } from './workers.ts'

/** A command with its text fits a buffer of HAProxy; a longer certificate comes by a reload. */
const CERTIFICATE_BYTES_MAX = 14_000

/** Whether its certificates can be said to a worker that runs. */
export function canBeTold(config: ProxyConfig): boolean {
  return certificatesOf(config).every(({ pem }) => pem.length <= CERTIFICATE_BYTES_MAX)
}

export interface TellerOptions {
  readonly log: Logger
  readonly workers: Workers
  /** Where certificates are. */
  readonly directory: string
}

export class Teller {
  readonly #options: TellerOptions
  #place: Place | null = null
  #backs: ReadonlyMap<string, Back> = new Map()
  /** The slots that the worker has, by the names of backs. */
  readonly #told = new Map<string, readonly Slot[]>()

  constructor(options: TellerOptions) {
    this.#options = options
  }

  /** A worker has begun with this. */
  begin(plan: Plan, place: Place): void {
    this.#place = place
    this.#told.clear()
    for (const { name, slots } of plan.backs) this.#told.set(name, slots)
    this.plan(plan)
  }

  /** A worker that runs has this. */
  adopt(slots: Slots, place: Place): void {
    this.#place = place
    this.#told.clear()
    for (const [name, list] of slots) this.#told.set(name, list)
  }

  /** The plan is another one, of the same structure. */
  plan(plan: Plan): void {
    this.#backs = new Map(plan.backs.map((back) => [back.name, back]))
  }

  /** Says what is different in these pools. Does not wait. */
  tell(pools: readonly ProxyPool[], ground: Ground): void {
    const { console } = this.#options.workers
    const place = this.#place
    if (console === null || place === null) return
    for (const pool of pools) {
      const name = toBackName(pool.id)
      const back = this.#backs.get(name)
      const told = this.#told.get(name)
      if (back === undefined || told === undefined) continue
      const slots = toSlots(pool, ground)
      const files = { slots: place.slotsFile(name), tokens: place.tokensFile(name) }
      for (const command of toCommands(told, { ...back, slots }, files)) {
        console.ask(command).catch((error: unknown) => this.#onError(error))
      }
      this.#told.set(name, slots)
    }
  }

  /** Resolves when the worker has done all that it was told. */
  async heard(): Promise<void> {
    try {
      await this.#options.workers.console?.ask('show version')
    } catch (error) {
      this.#onError(error)
    }
  }

  #onError(error: unknown): void {
    // A worker that is gone is noticed by its master; the next one begins with all that is known.
    if (!(error instanceof ConsoleGone)) throw error
    const cause = error.message
    this.#options.log.debug('a worker of HAProxy did not hear a change', { cause })
  }

  /** Resolves when new connections get the certificates of `after`. */
  async changeCertificates(before: ProxyConfig, after: ProxyConfig): Promise<void> {
    const { workers, directory, log } = this.#options
    const { console } = workers
    const had = new Map(certificatesOf(before).map(({ file, pem }) => [file, pem]))
    for (const { file, pem } of certificatesOf(after)) {
      if (had.get(file) === pem || console === null) continue
      const path = join(directory, file)
      const set = await console.ask(`set ssl cert ${path}`, pem.trimEnd())
      const commit = await console.ask(`commit ssl cert ${path}`)
      if (!commit.includes('Success')) log.warn('a certificate was not taken', { set, commit })
    }
  }
}
