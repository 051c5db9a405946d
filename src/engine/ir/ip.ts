/**
 * Addresses and prefixes of IPv4 and IPv6, as text and as numbers.
 *
 * Answers for: reading, canonical writing, membership, overlap, and the lowest free address.
 * Does not know: VPCs and subnets, sockets. Pure.
 */

export interface Address {
  readonly family: 4 | 6
  readonly value: bigint
}

/** The addresses whose first `length` bits are those of `base`; the other bits of `base` are 0. */
export interface Prefix {
  readonly family: 4 | 6
  readonly base: bigint
  readonly length: number
}

const bitsOf = { 4: 32, 6: 128 } as const

/** Null when `text` is not an address. Leading zeros are refused: readers differ about octal. */
export function toAddress(text: string): Address | null {
  const value = text.includes(':') ? readV6(text) : readV4(text)
  if (value === null) return null
  return { family: text.includes(':') ? 6 : 4, value }
}

/** `base/length`; null when it is not a prefix or `base` has bits beyond the length. */
export function toPrefix(text: string): Prefix | null {
  const [base = '', length = '', ...more] = text.split('/')
  const address = toAddress(base)
  if (address === null || more.length > 0 || !/^(0|[1-9]\d{0,2})$/.test(length)) return null
  const prefix = { family: address.family, base: address.value, length: Number(length) }
  if (prefix.length > bitsOf[prefix.family]) return null
  return (prefix.base & (sizeOf(prefix) - 1n)) === 0n ? prefix : null
}

/** The canonical text; for IPv6 that of RFC 5952. */
export function fromAddress(address: Address): string {
  return address.family === 4 ? writeV4(address.value) : writeV6(address.value)
}

export function fromPrefix(prefix: Prefix): string {
  return `${fromAddress({ family: prefix.family, value: prefix.base })}/${prefix.length}`
}

/** An address and a port as people write them; IPv6 in brackets. */
export function toHostPort(address: string, port: number): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`
}

export function contains(prefix: Prefix, address: Address): boolean {
  const offset = address.value - prefix.base
  return prefix.family === address.family && offset >= 0n && offset < sizeOf(prefix)
}

/** Whether every address of `inner` is in `outer`. */
export function covers(outer: Prefix, inner: Prefix): boolean {
  const first = { family: inner.family, value: inner.base }
  return inner.length >= outer.length && contains(outer, first)
}

/** Two prefixes overlap only when one covers the other. */
export function overlaps(left: Prefix, right: Prefix): boolean {
  return covers(left, right) || covers(right, left)
}

/**
 * The lowest address of `prefix` that is not `taken` (canonical texts), leaving out the network's
 * own, the first (by custom the router's) and the last (IPv4's broadcast). Null when all are taken.
 */
export function toLowestFree(
  prefix: Prefix,
  taken: { has(address: string): boolean },
): string | null {
  const last = lastUsable(prefix)
  for (let value = firstUsable(prefix); value <= last; value += 1n) {
    const text = fromAddress({ family: prefix.family, value })
    if (!taken.has(text)) return text
  }
  return null
}

/** Whether `toLowestFree` could ever give out the address. */
export function isUsable(prefix: Prefix, address: Address): boolean {
  const { value } = address
  return contains(prefix, address) && value >= firstUsable(prefix) && value <= lastUsable(prefix)
}

/** The lowest that is ever given out; above `lastUsable` when none is. */
export function firstUsable(prefix: Prefix): bigint {
  return prefix.base + 2n
}

export function lastUsable(prefix: Prefix): bigint {
  return prefix.base + sizeOf(prefix) - 2n
}

function sizeOf(prefix: Prefix): bigint {
  return 1n << BigInt(bitsOf[prefix.family] - prefix.length)
}

function readV4(text: string): bigint | null {
  const parts = text.split('.')
  if (parts.length !== 4) return null
  let value = 0n
  for (const part of parts) {
    if (!/^(0|[1-9]\d{0,2})$/.test(part) || Number(part) > 255) return null
    value = (value << 8n) | BigInt(part)
  }
  return value
}

function writeV4(value: bigint): string {
  return [24n, 16n, 8n, 0n].map((shift) => (value >> shift) & 0xffn).join('.')
}

function readV6(text: string): bigint | null {
  const halves = text.split('::')
  if (halves.length > 2) return null
  const [head, tail] = halves.map((half, index) => toGroups(half, index === halves.length - 1))
  if (head === undefined || head === null || tail === null) return null
  const missing = 8 - head.length - (tail?.length ?? 0)
  if (tail === undefined ? missing !== 0 : missing < 1) return null
  const groups = [...head, ...Array<bigint>(missing).fill(0n), ...(tail ?? [])]
  return groups.reduce((value, group) => (value << 16n) | group, 0n)
}

/** The 16-bit groups on one side of `::`; the very last may be a dotted IPv4 address. */
function toGroups(text: string, isEnd: boolean): bigint[] | null {
  if (text === '') return []
  const groups: bigint[] = []
  const parts = text.split(':')
  for (const [index, part] of parts.entries()) {
    const mayBeDotted = isEnd && index === parts.length - 1 && part.includes('.')
    const dotted = mayBeDotted ? readV4(part) : null
    if (dotted !== null) groups.push(dotted >> 16n, dotted & 0xffffn)
    else if (/^[0-9a-fA-F]{1,4}$/.test(part)) groups.push(BigInt(`0x${part}`))
    else return null
  }
  return groups
}

/** RFC 5952: lower case, no leading zeros, the longest run of zero groups (two or more) as `::`. */
function writeV6(value: bigint): string {
  const groups = Array.from({ length: 8 }, (_, index) =>
    ((value >> BigInt(112 - 16 * index)) & 0xffffn).toString(16),
  )
  const run = toLongestZeroRun(groups)
  if (run.length < 2) return groups.join(':')
  const after = groups.slice(run.start + run.length)
  return `${groups.slice(0, run.start).join(':')}::${after.join(':')}`
}

function toLongestZeroRun(groups: readonly string[]): { start: number; length: number } {
  let best = { start: 0, length: 0 }
  let start = 0
  for (const [index, group] of groups.entries()) {
    if (group !== '0') start = index + 1
    else if (index + 1 - start > best.length) best = { start, length: index + 1 - start }
  }
  return best
}
