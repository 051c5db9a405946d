/**
 * Configurations as they arrive: whole at first, then only what differs.
 *
 * Answers for: putting a configuration together from what is sent and from what was sent before,
 * with equal parts being the same objects. Does not know: how it is carried, what it is for.
 */

import type { ProxyConfig, ProxyInstance, ProxyPool } from '../ir/index.ts'
import { digestOf, digestOfPool, fromText, rememberDigest, toDigest } from './digest.ts'
import { share } from './share.ts'

export interface SentInstance {
  readonly digest: string
  /** Undefined: the sender believes that it is here. */
  readonly json: Uint8Array | undefined
}

export interface SentPool {
  readonly digest: string
  readonly json: Uint8Array
}

export interface SentConfig {
  readonly revision: number
  readonly instances: readonly SentInstance[]
  /** Pools of the instances that are sent, without those that are believed to be here. */
  readonly pools: readonly SentPool[]
}

export type Received =
  | { readonly kind: 'whole'; readonly config: ProxyConfig }
  /** Digests of instances and pools that would have to be sent. */
  | { readonly kind: 'missing'; readonly digests: readonly string[] }

export class ReceivedInstances {
  #instances = new Map<string, ProxyInstance>()
  #pools = new Map<string, ProxyPool>()
  #instancesById = new Map<string, ProxyInstance>()
  #poolsById = new Map<string, ProxyPool>()

  /** Throws when what was sent is not what its digest says. */
  receive({ revision, instances: sent, pools }: SentConfig): Received {
    const fresh = new Map(pools.map((pool) => [pool.digest, this.#parsePool(pool)]))
    const find = (digest: string): ProxyPool | undefined =>
      fresh.get(digest) ?? this.#pools.get(digest)
    const missing: string[] = []
    const instances = sent.flatMap((one) => {
      const known = this.#instances.get(one.digest)
      if (known !== undefined) return known
      const read = this.#parse(one, find)
      if (read.kind === 'missing') missing.push(...read.digests)
      return read.kind === 'whole' ? read.instance : []
    })
    if (missing.length > 0) return { kind: 'missing', digests: missing }
    return { kind: 'whole', config: { revision, instances } }
  }

  /** From here on the parts of `config`, and no others, need not be sent again. */
  keep({ instances }: ProxyConfig): void {
    const pools = instances.flatMap((instance) => instance.pools)
    this.#instancesById = new Map(instances.map((instance) => [instance.id, instance]))
    this.#poolsById = new Map(pools.map((pool) => [pool.id, pool]))
    this.#instances = new Map(instances.map((instance) => [digestOf(instance), instance]))
    this.#pools = new Map(pools.map((pool) => [digestOfPool(pool), pool]))
  }

  #parse(
    { digest, json }: SentInstance,
    find: (digest: string) => ProxyPool | undefined,
  ): ReturnType<typeof fromText> {
    if (json === undefined) return { kind: 'missing', digests: [digest] }
    const read = fromText(toChecked(json, digest), find)
    if (read.kind === 'missing') return read
    const instance = share(this.#instancesById.get(read.instance.id), read.instance)
    rememberDigest(instance, digest)
    return { kind: 'whole', instance }
  }

  #parsePool({ digest, json }: SentPool): ProxyPool {
    const parsed = JSON.parse(toChecked(json, digest)) as ProxyPool
    const pool = share(this.#poolsById.get(parsed.id), parsed)
    rememberDigest(pool, digest)
    return pool
  }
}

function toChecked(json: Uint8Array, digest: string): string {
  if (toDigest(json) !== digest) throw new Error(`a part is not what ${digest} says`)
  return Buffer.from(json).toString('utf8')
}
