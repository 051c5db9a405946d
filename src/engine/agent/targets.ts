/**
 * All endpoints of the configuration: how each stands, and who is told.
 *
 * Answers for: from a configuration to probes, from probes to conditions of the data plane and to
 * targets on the board, and endpoints that leave being shown until they are drained. A change is
 * staged beside what is live and then committed or abandoned, so that a refused configuration
 * leaves the health of the one that serves untouched. Does not know: disks, sockets.
 */

import assert from 'node:assert/strict'
import {
  endpointKey,
  type Condition,
  type Conditions,
  type EndpointChange,
} from '../dataplane/contract.ts'
import type { PoolWatch, ProbeCounts, Scheduler, Timers } from '../health/index.ts'
import type { ProxyConfig, ProxyEndpoint, ProxyPool } from '../ir/index.ts'
import type { Board } from './board.ts'
import { changedPools } from './changed-pools.ts'
import type { TargetHealth, TargetKey } from './contract.ts'
import type { Ailing, KnownHealth } from './known-health.ts'
import { LeavingTargets } from './leaving.ts'
import { toCondition, toTarget, type Standing } from './view.ts'

export interface TargetsOptions {
  readonly scheduler: Scheduler
  readonly timers: Timers
  readonly board: Board
  /** Told of what the data plane has to know at once. */
  readonly onConditions: (changes: readonly EndpointChange[]) => void
  /** Told when something changed that is worth keeping on disk. */
  readonly onHealth: () => void
}

/** A configuration that is being made live: `begin`, then `commit` or `abandon`, once. */
export interface Stage {
  /** The probes of what is new with it. */
  readonly watches: readonly PoolWatch[]
  /** Call right before the data plane applies: from here on `conditions` are those of the stage. */
  begin(): void
  commit(): void
  /** Also without `begin`. */
  abandon(): void
}

/** A pool and its probes; `isLive` while the configuration it belongs to is the one that serves. */
interface Entry {
  readonly pool: ProxyPool
  readonly endpoints: ReadonlyMap<string, ProxyEndpoint>
  watch: PoolWatch | null
  isLive: boolean
}

interface Staged {
  readonly next: ProxyConfig
  readonly entries: readonly Entry[]
  readonly removedIds: readonly string[]
  /** Keys of endpoints that leave with it. */
  readonly leaving: string[]
}

export class Targets {
  readonly #options: TargetsOptions
  readonly #live = new Map<string, Entry>()
  readonly #conditions = new Map<string, Condition>()
  readonly #leaving: LeavingTargets
  /** Endpoints that count as up until their first result, as they did before a restart. */
  readonly #trusted = new Set<string>()
  readonly #warming = new Set<string>()
  #config: ProxyConfig | null = null
  #isStaged = false

  constructor(options: TargetsOptions) {
    this.#options = options
    this.#leaving = new LeavingTargets({
      timers: options.timers,
      onDrained: (target) => this.#afterDrain(target),
    })
  }

  get conditions(): Conditions {
    return this.#conditions
  }

  /**
   * Begins to probe what is new in `next`. With `known`, after a restart, endpoints take up where
   * they were, and those that nothing is known of are trusted until their first result.
   */
  stage(next: ProxyConfig, known?: KnownHealth): Stage {
    assert(!this.#isStaged, 'one change at a time')
    this.#isStaged = true
    const { put, removedIds } = changedPools(this.#config, next)
    const entries = put.map((pool) => this.#open(pool, known))
    const staged: Staged = { next, entries, removedIds, leaving: [] }
    return {
      watches: entries.flatMap(({ watch }) => watch ?? []),
      begin: () => this.#begin(staged),
      commit: () => this.#commit(staged),
      abandon: () => this.#abandon(staged),
    }
  }

  /** The data plane has ended the last work of an endpoint. */
  drained(poolId: string, endpointId: string): void {
    this.#leaving.drained(endpointKey(poolId, endpointId))
  }

  /** The data plane gives an endpoint less than its weight for a while, or no longer. */
  warming(key: TargetKey, isWarming: boolean): void {
    const name = endpointKey(key.poolId, key.endpointId)
    if (isWarming) this.#warming.add(name)
    else this.#warming.delete(name)
    const entry = this.#live.get(key.poolId)
    const endpoint = entry?.endpoints.get(key.endpointId)
    if (entry !== undefined && endpoint !== undefined) this.#show(entry, endpoint)
  }

  /** Endpoints that are probed and not healthy, for the disk. */
  *ailing(): Generator<Ailing> {
    for (const { pool, watch } of this.#live.values()) {
      for (const { id } of pool.endpoints) {
        const health = watch?.healthOf(id) ?? null
        if (health === null || health.state === 'healthy') continue
        yield { poolId: pool.id, endpointId: id, health }
      }
    }
  }

  /** By `endpointKey`; of those that are probed. */
  probes(): ReadonlyMap<string, ProbeCounts> {
    const counts = new Map<string, ProbeCounts>()
    for (const { pool, watch } of this.#live.values()) {
      for (const { id } of pool.endpoints) {
        const own = watch?.countsOf(id) ?? null
        if (own !== null) counts.set(endpointKey(pool.id, id), own)
      }
    }
    return counts
  }

  close(): void {
    for (const entry of this.#live.values()) entry.watch?.close()
    this.#live.clear()
    this.#leaving.close()
  }

  #open(pool: ProxyPool, known: KnownHealth | undefined): Entry {
    const endpoints = new Map(pool.endpoints.map((endpoint) => [endpoint.id, endpoint]))
    const entry: Entry = { pool, endpoints, watch: null, isLive: false }
    entry.watch = this.#options.scheduler.watch(pool, {
      previous: this.#live.get(pool.id)?.watch ?? undefined,
      known: (endpointId) => known?.(pool.id, endpointId),
      onHealth: (endpointId) => this.#onHealth(entry, endpointId),
    })
    if (known === undefined) return entry
    for (const { id } of pool.endpoints) {
      if (known(pool.id, id) === undefined) this.#trusted.add(endpointKey(pool.id, id))
    }
    return entry
  }

  #begin({ entries, removedIds, leaving }: Staged): void {
    for (const entry of entries) this.#setConditions(entry)
    const next = new Map(entries.map((entry) => [entry.pool.id, entry]))
    for (const poolId of [...next.keys(), ...removedIds]) {
      const before = this.#live.get(poolId)
      if (before === undefined) continue
      for (const endpoint of before.pool.endpoints) {
        const isOut = next.get(poolId)?.endpoints.get(endpoint.id)?.admission !== 'admitted'
        if (endpoint.admission !== 'admitted' || !isOut) continue
        const standing = { ...this.#standing(before, endpoint), isDraining: true }
        this.#leaving.expect(this.#toTarget(standing), before.pool.drainTimeoutMs)
        leaving.push(endpointKey(poolId, endpoint.id))
      }
    }
  }

  #commit({ next, entries, removedIds, leaving }: Staged): void {
    this.#isStaged = false
    this.#config = next
    for (const key of leaving) this.#leaving.confirm(key)
    for (const poolId of removedIds) this.#replace(poolId, null)
    for (const entry of entries) this.#replace(entry.pool.id, entry)
    this.#options.onHealth()
  }

  #abandon({ entries, leaving }: Staged): void {
    this.#isStaged = false
    for (const key of leaving) this.#leaving.withdraw(key)
    for (const entry of entries) {
      entry.watch?.close()
      for (const { id } of entry.pool.endpoints) {
        this.#conditions.delete(endpointKey(entry.pool.id, id))
      }
      const live = this.#live.get(entry.pool.id)
      // The data plane may have been given either, so it is told what holds.
      if (live !== undefined) this.#options.onConditions(this.#setConditions(live))
    }
  }

  /** `entry` takes the place of the live one; null: the pool is gone. */
  #replace(poolId: string, entry: Entry | null): void {
    const before = this.#live.get(poolId)
    if (entry === null) this.#live.delete(poolId)
    else this.#enter(entry)
    if (before === undefined) return
    before.isLive = false
    before.watch?.close()
    for (const { id } of before.pool.endpoints) {
      if (entry?.endpoints.has(id) === true) continue
      const key = endpointKey(poolId, id)
      this.#conditions.delete(key)
      this.#trusted.delete(key)
      this.#warming.delete(key)
      const leaving = this.#leaving.get(key)
      if (leaving === null) this.#options.board.remove({ poolId, endpointId: id })
      else this.#options.board.put(leaving)
    }
  }

  #enter(entry: Entry): void {
    entry.isLive = true
    this.#live.set(entry.pool.id, entry)
    for (const endpoint of entry.pool.endpoints) {
      if (endpoint.admission === 'admitted') {
        this.#leaving.withdraw(endpointKey(entry.pool.id, endpoint.id))
      }
      this.#show(entry, endpoint)
    }
    // Verdicts may have come while the data plane was applying; it ignores what it knows.
    this.#options.onConditions(this.#setConditions(entry))
  }

  #onHealth(entry: Entry, endpointId: string): void {
    const endpoint = entry.endpoints.get(endpointId)
    assert(endpoint !== undefined)
    const key = endpointKey(entry.pool.id, endpointId)
    this.#trusted.delete(key)
    // What is not live yet is looked at when it becomes so.
    if (!entry.isLive) return
    const condition = this.#conditionOf(entry, endpoint)
    if (this.#conditions.get(key) !== condition) {
      this.#conditions.set(key, condition)
      this.#options.onConditions([{ poolId: entry.pool.id, endpointId, condition }])
    }
    this.#show(entry, endpoint)
    this.#options.onHealth()
  }

  #afterDrain({ poolId, endpointId }: TargetHealth): void {
    const entry = this.#live.get(poolId)
    const endpoint = entry?.endpoints.get(endpointId)
    if (entry === undefined || endpoint === undefined) {
      this.#options.board.remove({ poolId, endpointId })
    } else this.#show(entry, endpoint)
  }

  #setConditions(entry: Entry): EndpointChange[] {
    return entry.pool.endpoints.map((endpoint) => {
      const condition = this.#conditionOf(entry, endpoint)
      this.#conditions.set(endpointKey(entry.pool.id, endpoint.id), condition)
      return { poolId: entry.pool.id, endpointId: endpoint.id, condition }
    })
  }

  #conditionOf(entry: Entry, endpoint: ProxyEndpoint): Condition {
    const isTrusted = this.#trusted.has(endpointKey(entry.pool.id, endpoint.id))
    return toCondition(this.#standing(entry, endpoint), isTrusted)
  }

  #show(entry: Entry, endpoint: ProxyEndpoint): void {
    this.#options.board.put(this.#toTarget(this.#standing(entry, endpoint)))
  }

  #standing({ pool, watch }: Entry, endpoint: ProxyEndpoint): Standing {
    const key = endpointKey(pool.id, endpoint.id)
    const isDraining = this.#leaving.get(key) !== null
    const isWarming = this.#warming.has(key)
    const health = watch?.healthOf(endpoint.id) ?? null
    return { poolId: pool.id, endpoint, health, isDraining, isWarming }
  }

  #toTarget(standing: Standing): TargetHealth {
    const before = this.#options.board.get(endpointKey(standing.poolId, standing.endpoint.id))
    return toTarget(standing, before, this.#options.timers.nowMs())
  }
}
