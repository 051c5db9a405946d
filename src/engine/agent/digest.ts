/**
 * Names for the content of instances and of their pools: equal content, equal name.
 *
 * Answers for: making each name once in the life of an object; the text of an instance having its
 * pools by name, so that a change of one server costs its pool and not the instance. Does not
 * know: who compares names, or where texts go.
 */

import { createHash } from 'node:crypto'
import type { ProxyInstance, ProxyPool } from '../ir/index.ts'

const digests = new WeakMap<ProxyInstance | ProxyPool, string>()

/** SHA-256 of the instance's text, in hexadecimal. */
export function digestOf(instance: ProxyInstance): string {
  return remembered(instance, () => toText(instance))
}

/** SHA-256 of the pool's JSON text, in hexadecimal. */
export function digestOfPool(pool: ProxyPool): string {
  return remembered(pool, () => JSON.stringify(pool))
}

/** The digest of `part` is known from elsewhere. */
export function rememberDigest(part: ProxyInstance | ProxyPool, digest: string): void {
  digests.set(part, digest)
}

export function toDigest(text: string | Uint8Array): string {
  return createHash('sha256').update(text).digest('hex')
}

/** JSON of the instance with the digests of its pools in their place. */
export function toText(instance: ProxyInstance): string {
  return JSON.stringify({ ...instance, pools: instance.pools.map(digestOfPool) })
}

/** What a text says: the instance, or the pools that cannot be found. */
export type Read =
  | { readonly kind: 'whole'; readonly instance: ProxyInstance }
  | { readonly kind: 'missing'; readonly digests: readonly string[] }

/** `text` as `toText` makes it; throws when it is no JSON. */
export function fromText(text: string, find: (digest: string) => ProxyPool | undefined): Read {
  // Its digest says that it came whole, and texts are made by the same program.
  const { pools, ...rest } = JSON.parse(text) as Omit<ProxyInstance, 'pools'> & {
    readonly pools: readonly (string | ProxyPool)[]
  }
  const missing: string[] = []
  const found = pools.flatMap((pool) => {
    // An earlier version has pools in full.
    if (typeof pool !== 'string') return pool
    const known = find(pool)
    if (known === undefined) missing.push(pool)
    return known ?? []
  })
  if (missing.length > 0) return { kind: 'missing', digests: missing }
  return { kind: 'whole', instance: { ...rest, pools: found } }
}

function remembered(part: ProxyInstance | ProxyPool, text: () => string): string {
  const known = digests.get(part)
  if (known !== undefined) return known
  const digest = toDigest(text())
  digests.set(part, digest)
  return digest
}
