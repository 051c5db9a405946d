/**
 * Names for the content of instances: equal JSON, equal name.
 *
 * Answers for: making each name once in the life of an object. Does not know: who compares them.
 */

import { createHash } from 'node:crypto'
import type { ProxyInstance } from '../ir/index.ts'

const digests = new WeakMap<ProxyInstance, string>()

/** SHA-256 of the instance's JSON text, in hexadecimal. */
export function digestOf(instance: ProxyInstance): string {
  const known = digests.get(instance)
  if (known !== undefined) return known
  const digest = toDigest(JSON.stringify(instance))
  digests.set(instance, digest)
  return digest
}

/** The digest of `instance` is known from elsewhere. */
export function rememberDigest(instance: ProxyInstance, digest: string): void {
  digests.set(instance, digest)
}

export function toDigest(text: string | Uint8Array): string {
  return createHash('sha256').update(text).digest('hex')
}
