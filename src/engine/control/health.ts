/**
 * What the agent last said of each target, beside what should be there.
 *
 * Answers for: the health of a backend service's targets, and which news are worth an event.
 * Does not know: how health is found out, or how reports arrive.
 */

import type { TargetHealth, TargetKey } from '../agent/contract.ts'
import type { Compiled } from '../compile/index.ts'
import { toRefused } from '../agent/contract.ts'
import type { Service } from '../groups/index.ts'
import type { ProxyEndpoint, ProxyPool } from '../ir/index.ts'

/** A target that came up or went down. */
export interface TargetNews {
  readonly type: 'target_up' | 'target_down'
  readonly target: TargetHealth
}

export class HealthCache {
  /** By pool, then by endpoint. */
  #pools = new Map<string, Map<string, TargetHealth>>()

  /**
   * Takes in everything the agent knows, after meeting it; the rest is forgotten. Verdicts that are
   * as old as `knownUntilMs` are no news.
   */
  replace(targets: readonly TargetHealth[], knownUntilMs: number): readonly TargetNews[] {
    const before = this.#pools
    const find = ({ poolId, endpointId }: TargetKey): TargetHealth | undefined =>
      before.get(poolId)?.get(endpointId)
    this.#pools = new Map()
    const news = targets.filter(
      (target) => find(target) !== undefined || target.sinceMs > knownUntilMs,
    )
    const found = news.flatMap((target) => toNews(find(target), target))
    for (const target of targets) this.#put(target)
    return found
  }

  /** Takes in changes. */
  update(targets: readonly TargetHealth[]): readonly TargetNews[] {
    return targets.flatMap((target) => {
      const before = this.#find(target)
      this.#put(target)
      return toNews(before, target)
    })
  }

  /** Forgets targets that are of no configuration any more, and drained. */
  forget(targets: readonly TargetKey[]): void {
    for (const { poolId, endpointId } of targets) {
      const pool = this.#pools.get(poolId)
      pool?.delete(endpointId)
      if (pool?.size === 0) this.#pools.delete(poolId)
    }
  }

  /** What `pools` make of the members; those that no pool has, or had, are left out. */
  toServices(
    pools: Iterable<ProxyPool>,
    memberIds: ReadonlySet<string>,
  ): ReadonlyMap<string, Service> {
    const services = new Map<string, Service>()
    for (const targets of this.#pools.values()) {
      for (const { endpointId, state } of targets.values()) {
        const memberId = toMemberId(endpointId, memberIds)
        if (memberId !== null && state !== 'unused') services.set(memberId, 'leaving')
      }
    }
    for (const pool of pools) {
      for (const endpoint of pool.endpoints) {
        const memberId = toMemberId(endpoint.id, memberIds)
        if (memberId === null || endpoint.admission !== 'admitted') continue
        const { state } = this.#toTarget(pool, endpoint)
        const known = services.get(memberId)
        const isServed = state === 'healthy' || state === 'unchecked'
        if (state === 'unhealthy') services.set(memberId, 'failing')
        else if (!isServed && known !== 'failing') services.set(memberId, 'waiting')
        else if (known !== 'waiting' && known !== 'failing') services.set(memberId, 'serving')
      }
    }
    return services
  }

  /** Every target of the pool: those of the configuration in its order, then those that drain. */
  toTargets(pool: ProxyPool): readonly TargetHealth[] {
    const own = new Set(pool.endpoints.map(({ id }) => id))
    const known = this.#pools.get(pool.id)?.values() ?? []
    const leaving = [...known].filter(({ endpointId }) => !own.has(endpointId))
    return [...pool.endpoints.map((endpoint) => this.#toTarget(pool, endpoint)), ...leaving]
  }

  #find({ poolId, endpointId }: TargetKey): TargetHealth | undefined {
    return this.#pools.get(poolId)?.get(endpointId)
  }

  #put(target: TargetHealth): void {
    const pool = this.#pools.get(target.poolId)
    if (pool === undefined) {
      this.#pools.set(target.poolId, new Map([[target.endpointId, target]]))
    } else pool.set(target.endpointId, target)
  }

  #toTarget(pool: ProxyPool, endpoint: ProxyEndpoint): TargetHealth {
    const known = this.#find({ poolId: pool.id, endpointId: endpoint.id })
    const expected = toUnseen(pool, endpoint)
    if (known === undefined) return expected
    const { state, reason, sinceMs } = known
    if (expected.state !== 'unused') {
      // What the agent said before it was let in again is no news of now.
      return state === 'unused' ? expected : { ...expected, state, reason, sinceMs }
    }
    if (state === 'draining') return { ...expected, state, reason, sinceMs }
    return state === 'unused' ? { ...expected, sinceMs } : expected
  }
}

/**
 * Which of the members it is: endpoints are named by their member, some with a port behind it, and
 * addresses with colons are in brackets then. Null: none of them.
 */
export function toMemberId(endpointId: string, memberIds: ReadonlySet<string>): string | null {
  if (memberIds.has(endpointId)) return endpointId
  const [, inBrackets, plain] = /^(?:\[(.+)\]|(.+)):\d+$/.exec(endpointId) ?? []
  const memberId = inBrackets ?? plain
  return memberId !== undefined && memberIds.has(memberId) ? memberId : null
}

export function* toPools(compiled: Compiled): Iterable<ProxyPool> {
  for (const instance of compiled.values()) yield* instance.pools
}

/** A target of which nothing was heard yet: it has been so since no time. */
function toUnseen(pool: ProxyPool, endpoint: ProxyEndpoint): TargetHealth {
  const { address, port, zone, weight, admission } = endpoint
  const place = { poolId: pool.id, endpointId: endpoint.id, address, port, zone, weight }
  if (admission !== 'admitted') return { ...place, ...toRefused(admission), sinceMs: 0 }
  const state = pool.probe === null ? 'unchecked' : 'initial'
  return { ...place, state, reason: null, sinceMs: 0 }
}

/** Coming into use for the first time is news as well. */
function toNews(before: TargetHealth | undefined, target: TargetHealth): readonly TargetNews[] {
  if (before?.state === target.state) return []
  if (target.state === 'healthy') return [{ type: 'target_up', target }]
  if (target.state === 'unhealthy') return [{ type: 'target_down', target }]
  return []
}
