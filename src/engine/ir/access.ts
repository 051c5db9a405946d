/**
 * Which addresses a list of rules lets through, ready to be asked for each connection (R8, R11).
 *
 * Answers for: one meaning of rules for all who judge by them, and an answer in a few steps,
 * however many rules there are. Does not know: ports, connections. Pure.
 *
 * Invariant: each family is cut into ranges whose verdicts alternate, the first one "no"; only
 * where ranges begin is kept, so the verdict is how many beginnings are not above the address, odd
 * or even.
 */

import type { AccessRule } from './config.ts'
import { toAddress, toPrefix } from './ip.ts'
import type { Prefix } from './ip.ts'

const V4_IN_V6 = '::ffff:'
const DOT = 0x2e
const ZERO = 0x30

export class AccessTable {
  readonly #v4: Float64Array
  readonly #v6: readonly bigint[]

  constructor(rules: readonly AccessRule[]) {
    this.#v4 = Float64Array.from(toBeginnings(rules, 4), Number)
    this.#v6 = toBeginnings(rules, 6)
  }

  /** False for what is no address. An IPv4 address in IPv6's clothes is the IPv4 address. */
  allows(address: string): boolean {
    if (!address.includes(':')) return isWithin(this.#v4, readV4(address))
    if (address.startsWith(V4_IN_V6) && address.includes('.')) {
      return isWithin(this.#v4, readV4(address.slice(V4_IN_V6.length)))
    }
    const parsed = toAddress(address)
    return parsed !== null && isWithin(this.#v6, parsed.value)
  }

  /** Whether every address gets through. */
  get isOpen(): boolean {
    return isWhole(this.#v4) && isWhole(this.#v6)
  }
}

function isWhole(beginnings: ArrayLike<number | bigint>): boolean {
  return beginnings.length === 1 && Number(beginnings[0]) === 0
}

/** -1 when it is no address, which is below all ranges. No text is cut, as this is asked often. */
function readV4(text: string): number {
  let value = 0
  let part = -1
  let parts = 1
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === DOT) {
      if (part < 0) return -1
      value = value * 256 + part
      part = -1
      parts++
    } else {
      const digit = code - ZERO
      if (digit < 0 || digit > 9) return -1
      part = (part < 0 ? 0 : part * 10) + digit
      if (part > 255) return -1
    }
  }
  return parts === 4 && part >= 0 ? value * 256 + part : -1
}

function isWithin<T extends number | bigint>(beginnings: ArrayLike<T>, value: T): boolean {
  let low = 0
  let high = beginnings.length
  while (low < high) {
    const middle = (low + high) >>> 1
    const beginning = beginnings[middle]
    if (beginning !== undefined && beginning <= value) low = middle + 1
    else high = middle
  }
  return low % 2 === 1
}

/** A prefix of a rule begins (`step` 1) or has ended (-1). */
interface Edge {
  readonly at: bigint
  readonly rank: number
  readonly step: 1 | -1
}

function toBeginnings(rules: readonly AccessRule[], family: 4 | 6): readonly bigint[] {
  const edges = rules
    .flatMap((rule, rank) => rule.prefixes.map((text) => ({ rank, prefix: toPrefix(text) })))
    .flatMap(({ rank, prefix }) => (prefix?.family === family ? toEdges(prefix, rank) : []))
    .toSorted((left, right) => (left.at < right.at ? -1 : left.at > right.at ? 1 : 0))
  const open = rules.map(() => 0)
  const beginnings: bigint[] = []
  const end = 1n << (family === 4 ? 32n : 128n)
  for (const [index, { at, rank, step }] of edges.entries()) {
    open[rank] = (open[rank] ?? 0) + step
    if (edges[index + 1]?.at === at || at === end) continue
    const first = open.findIndex((count) => count > 0)
    const isAllowed = rules[first]?.action === 'allow'
    if (isAllowed !== (beginnings.length % 2 === 1)) beginnings.push(at)
  }
  return beginnings
}

function toEdges({ family, base, length }: Prefix, rank: number): readonly Edge[] {
  const size = 1n << BigInt((family === 4 ? 32 : 128) - length)
  return [
    { at: base, rank, step: 1 },
    { at: base + size, rank, step: -1 },
  ]
}
