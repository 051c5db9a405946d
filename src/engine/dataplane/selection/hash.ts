/**
 * Numbers for client addresses and endpoint keys.
 *
 * Answers for: hashes that are the same on every machine, in every thread and after each restart,
 * so that a client finds its server again (R20). Not for secrets: whoever knows the rule can find
 * addresses that share a server, which balances badly for themselves alone.
 */

const FNV_OFFSET = 0x811c9dc5
const FNV_PRIME = 0x01000193
const MAPPED_PREFIX = '::ffff:'

/** A client's address as text; an IPv4 address counts the same when mapped into IPv6. */
export function hashAddress(address: string): number {
  const isMapped = address.startsWith(MAPPED_PREFIX) && address.includes('.')
  return hashFrom(address, isMapped ? MAPPED_PREFIX.length : 0)
}

export function hashKey(key: string): number {
  return hashFrom(key, 0)
}

function hashFrom(text: string, start: number): number {
  let hash = FNV_OFFSET
  for (let at = start; at < text.length; at++) {
    hash = Math.imul(hash ^ text.charCodeAt(at), FNV_PRIME)
  }
  return scramble(hash)
}

/** Spreads every bit of a 32-bit number over all of them (the finish of MurmurHash3). */
export function scramble(value: number): number {
  let hash = value
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return hash ^ (hash >>> 16)
}
