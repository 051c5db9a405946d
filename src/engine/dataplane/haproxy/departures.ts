/**
 * Endpoints that lose their place: drained, then forgotten, and their slot is free.
 *
 * Answers for: who begins to drain and who stops, and a slot that is kept until then. Does not
 * know: how HAProxy is told.
 */

import { endpointKey } from '../contract.ts'
import { poolsOf } from '../parts.ts'
import type { Census } from './census.ts'
import { isKnownTo, toWorking } from './differences.ts'
import type { Working } from './differences.ts'
import { Drains } from './drains.ts'
import type { Known, Memory } from './known.ts'
import { toServerName } from './naming.ts'
import type { Workers } from './workers.ts'

export interface DeparturesOptions {
  readonly workers: Workers
  readonly census: Census
  readonly memory: Memory
  /** What HAProxy has at this moment. */
  readonly known: () => Known
  readonly onDrained: (poolId: string, endpointId: string) => void
}

export class Departures {
  readonly #options: DeparturesOptions
  readonly #drains: Drains
  /** Where endpoints were last, by `endpointKey`; pools that are gone drain there, too. */
  readonly #lastSlots = new Map<string, number>()

  constructor(options: DeparturesOptions) {
    this.#options = options
    const { workers, census } = options
    this.#drains = new Drains({
      count: async (servers) => {
        await census.readBacks(new Set(servers.map((server) => server.split('/')[0] ?? '')))
        return (server) => census.workOf(server)
      },
      end: (server) => workers.tellAll(`shutdown sessions server ${server}`),
      onDrained: ({ poolId, endpointId }) => {
        options.onDrained(poolId, endpointId)
        this.#release(poolId, endpointId)
      },
    })
  }

  /**
   * Those that lose their place begin to drain, those that have it back stop. Pools that are the
   * same before and after need not be there.
   */
  follow(before: Known, after: Known): void {
    const [had, have] = [toWorking(before.config), toWorking(after.config)]
    for (const key of have.keys()) this.#drains.cancel(key)
    for (const [key, working] of had) if (!have.has(key)) this.#begin(key, working, after)
    for (const [poolId, roster] of after.rosters) {
      for (const [id, slot] of roster.entries()) this.#lastSlots.set(endpointKey(poolId, id), slot)
      const leaving = [...roster.entries()].filter(([id]) => roster.isLeaving(id))
      for (const [id] of leaving) {
        if (!this.#drains.has(endpointKey(poolId, id))) this.#release(poolId, id)
      }
    }
  }

  #begin(key: string, { pool, endpoint }: Working, after: Known): void {
    const slot = after.rosters.get(pool.id)?.slotOf(endpoint.id)
    const now = poolsOf(after.config).find(({ id }) => id === pool.id)
    const isKept = slot !== undefined && isKnownTo(now, endpoint.id)
    this.#drains.begin(key, {
      poolId: pool.id,
      endpointId: endpoint.id,
      server: toServerName(pool.id, slot ?? this.#lastSlots.get(key) ?? 0),
      deadlineMs: isKept ? null : performance.now() + pool.drainTimeoutMs,
    })
  }

  #release(poolId: string, endpointId: string): void {
    const { known, census, memory } = this.#options
    const key = endpointKey(poolId, endpointId)
    const roster = known().rosters.get(poolId)
    if (roster !== undefined && !roster.isLeaving(endpointId)) return
    const slot = roster?.slotOf(endpointId)
    if (slot !== undefined) census.rebase(toServerName(poolId, slot))
    roster?.release(endpointId)
    memory.departed.delete(key)
    this.#lastSlots.delete(key)
    memory.conditions.delete(key)
  }

  close(): void {
    this.#drains.close()
  }
}
