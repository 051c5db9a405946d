/**
 * Keeps the machine's addresses in step with what binds want (design: real addresses).
 *
 * Answers for: adding before sockets are bound and removing after, never touching what it did not
 * add, and a record on disk that is written before an address is added, so that a crash leaves no
 * stray behind. Does not know: how a machine does it.
 */

import type { Problem, ProxyConfig } from '../../ir/index.ts'
import type { Cancel, Logger, Timers } from '../../runtime/index.ts'
import { publishFile, readIfThere, stageFile } from '../files.ts'
import { ADDRESS_CALLS_WAITING_MAX, ADDRESS_LINGER_MS } from '../limits.ts'
import { Line } from '../line.ts'
import type { Addresses, AddressTool, Place } from './contract.ts'

export interface AddressKeeperOptions {
  readonly tool: AddressTool
  /** Where it is written down what was added. */
  readonly recordPath: string
  readonly timers: Timers
  readonly logger: Logger
}

/** Begins with what a former agent wrote down and may have left. Throws when the disk does. */
export async function openAddresses(options: AddressKeeperOptions): Promise<Addresses> {
  const left = toPlaces(await readIfThere(options.recordPath), options.logger)
  const keeper = new AddressKeeper(options, left)
  await keeper.forgetLost()
  return keeper
}

/** A record that is damaged is not worth the traffic: what it had counts as somebody else's. */
function toPlaces(record: string | null, logger: Logger): readonly Place[] {
  if (record === null) return []
  try {
    return JSON.parse(record) as readonly Place[]
  } catch (error) {
    logger.error('the record of added addresses is damaged', { error: String(error) })
    return []
  }
}

interface Wanted extends Place {
  readonly listenerId: string
}

class AddressKeeper implements Addresses {
  readonly #options: AddressKeeperOptions
  readonly #line = new Line(ADDRESS_CALLS_WAITING_MAX)
  /** Added here, or about to be; the record has the same. */
  readonly #ours: Map<string, Place>
  readonly #lingering = new Map<string, Cancel>()

  constructor(options: AddressKeeperOptions, left: readonly Place[]) {
    this.#options = options
    this.#ours = new Map(left.map((place) => [place.address, place]))
  }

  /** Addresses do not outlive a machine's start, the record does. */
  async forgetLost(): Promise<void> {
    if (this.#ours.size === 0) return
    const { tool, logger } = this.#options
    try {
      const present = await tool.list()
      for (const address of this.#ours.keys()) {
        if (!present.has(address)) this.#ours.delete(address)
      }
    } catch (error) {
      logger.warn('addresses could not be looked up', { error: String(error) })
    }
  }

  add(config: ProxyConfig): Promise<readonly Problem[]> {
    return this.#line.run(async () => {
      const wanted = toWanted(config)
      for (const { address } of wanted) this.#stay(address)
      const missing = wanted.filter(({ address }) => !this.#ours.has(address))
      return missing.length === 0 ? [] : this.#addAll(missing)
    })
  }

  async #addAll(missing: readonly Wanted[]): Promise<readonly Problem[]> {
    const added: Place[] = []
    for (const wanted of missing) {
      try {
        if (await this.#addOne(wanted)) added.push(wanted)
      } catch (error) {
        for (const place of added) await this.#remove(place)
        return [toProblem(wanted, error)]
      }
    }
    return []
  }

  /** False for an address that was there before: it is somebody else's. */
  async #addOne({ address, interface: link }: Wanted): Promise<boolean> {
    const { tool, logger } = this.#options
    if ((await tool.list()).has(address)) return false
    const place = { address, interface: link }
    this.#ours.set(address, place)
    try {
      await this.#write()
      await tool.add(place)
    } catch (error) {
      this.#ours.delete(address)
      await this.#write().catch(() => {})
      throw error
    }
    logger.info('address added', { ...place })
    return true
  }

  retain(config: ProxyConfig | null): Promise<void> {
    return this.#line.run(async () => {
      const wanted = new Set(config === null ? [] : toWanted(config).map(({ address }) => address))
      for (const [address, place] of this.#ours) {
        if (wanted.has(address) || this.#lingering.has(address)) continue
        this.#lingering.set(address, this.#removeSoon(place))
      }
    })
  }

  #removeSoon(place: Place): Cancel {
    return this.#options.timers.after(ADDRESS_LINGER_MS, () => {
      void this.#line.run(async () => {
        // Meanwhile it may have been wanted again.
        if (this.#lingering.delete(place.address)) await this.#remove(place)
      })
    })
  }

  leave(): void {
    for (const address of [...this.#lingering.keys()]) this.#stay(address)
  }

  #stay(address: string): void {
    this.#lingering.get(address)?.()
    this.#lingering.delete(address)
  }

  /** One that cannot be removed stays in the record, for the next time. */
  async #remove(place: Place): Promise<void> {
    const { tool, logger } = this.#options
    try {
      if ((await tool.list()).has(place.address)) await tool.remove(place)
      this.#ours.delete(place.address)
      await this.#write()
      logger.info('address removed', { ...place })
    } catch (error) {
      logger.warn('an address could not be removed', { ...place, error: String(error) })
    }
  }

  close(): Promise<void> {
    return this.#line.run(async () => {
      for (const place of [...this.#ours.values()]) {
        this.#stay(place.address)
        await this.#remove(place)
      }
    })
  }

  async #write(): Promise<void> {
    const { recordPath } = this.#options
    await stageFile(recordPath, JSON.stringify([...this.#ours.values()]))
    await publishFile(recordPath)
  }
}

/** Each address once; those of loopback are there without being added (all of 127.0.0.0/8). */
function toWanted(config: ProxyConfig): readonly Wanted[] {
  const wanted = new Map<string, Wanted>()
  for (const { listeners } of config.instances) {
    for (const { id, binds } of listeners) {
      for (const { address, interface: link } of binds) {
        if (link === undefined || address.startsWith('127.') || address === '::1') continue
        wanted.set(address, { address, interface: link, listenerId: id })
      }
    }
  }
  return [...wanted.values()]
}

function toProblem({ address, interface: link, listenerId }: Wanted, error: unknown): Problem {
  const reason = error instanceof Error ? error.message : String(error)
  return {
    code: 'data_plane_rejected',
    objectId: listenerId,
    path: [],
    message: `the address ${address} cannot be added to the interface ${link}: ${reason}`,
  }
}
