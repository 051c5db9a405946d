/**
 * What the names of groups have, asked for again and again.
 *
 * Answers for: when to ask, and that an answer which does not come changes nothing: the last good
 * one counts, after a restart the instances that there are. Does not know: how a name is asked for.
 */

import type { Launch } from '../kinds/index.ts'
import { createBackoff } from '../runtime/index.ts'
import type { Backoff, Logger, Timers } from '../runtime/index.ts'
import * as limits from './limits.ts'

/** What a name has, and for how long that may be believed. */
export interface Discovered {
  /** Never empty: a name without any is no answer. */
  readonly addresses: readonly string[]
  readonly ttlMs: number
}

export interface DiscoveryOptions {
  /** Throws when there is no answer. */
  readonly ask: (launch: Launch, signal: AbortSignal) => Promise<Discovered>
  readonly timers: Timers
  readonly log: Logger
  /** There is another answer. */
  readonly onChange: (groupId: string) => void
}

interface Name {
  readonly launch: Launch
  readonly backoff: Backoff
  readonly closing: AbortController
  addresses: readonly string[] | null
}

export class Discovery {
  readonly #options: DiscoveryOptions
  readonly #names = new Map<string, Name>()

  constructor(options: DiscoveryOptions) {
    this.#options = options
  }

  /** The last good answer; null when there has been none since the start. Begins to ask. */
  addressesOf(groupId: string, launch: Launch): readonly string[] | null {
    const known = this.#names.get(groupId)
    if (JSON.stringify(known?.launch) === JSON.stringify(launch)) return known?.addresses ?? null
    this.forget(groupId)
    const name: Name = {
      launch,
      backoff: createBackoff(limits.DISCOVERY),
      closing: new AbortController(),
      addresses: null,
    }
    this.#names.set(groupId, name)
    void this.#ask(groupId, name)
    return null
  }

  forget(groupId: string): void {
    this.#names.get(groupId)?.closing.abort()
    this.#names.delete(groupId)
  }

  close(): void {
    for (const groupId of this.#names.keys()) this.forget(groupId)
  }

  async #ask(groupId: string, name: Name): Promise<void> {
    const { ask, timers, log, onChange } = this.#options
    const { signal } = name.closing
    let nextMs: number
    try {
      const { addresses, ttlMs } = await ask(name.launch, signal)
      if (signal.aborted) return
      const isNew = addresses.join() !== name.addresses?.join()
      name.addresses = addresses
      name.backoff.reset()
      nextMs = Math.min(Math.max(ttlMs, limits.DISCOVERY.firstMs), limits.DISCOVERY_INTERVAL_MS_MAX)
      if (isNew) onChange(groupId)
    } catch (error) {
      if (signal.aborted) return
      log.warn('A name gives no answer; what it had counts', { groupId, error: String(error) })
      nextMs = name.backoff.nextMs()
    }
    const cancel = timers.after(nextMs, () => void this.#ask(groupId, name))
    signal.addEventListener('abort', cancel, { once: true })
  }
}
