/**
 * Addresses and prefixes as attributes: their checks, and when two spellings mean the same.
 *
 * Answers for: form and equality. Does not know: which address may be used where.
 */

import { isIP, SocketAddress } from 'node:net'
import { check } from '../provider/index.ts'

const BITS = { 4: 32, 6: 128 } as const

export const addressRule = check('must be an IPv4 or IPv6 address', isAddress)

export const prefixRule = check('must be a prefix such as 10.0.0.0/8', isPrefix)

/** Without a zone, as in `fe80::1%eth0`: the name of an interface means nothing elsewhere. */
export function isAddress(text: string): boolean {
  return isIP(text) !== 0 && !text.includes('%')
}

/** Whether two addresses are one: `FD00:0::1` and `fd00::1`. */
export function isSameAddress(left: string, right: string): boolean {
  return toCanonical(left) === toCanonical(right)
}

export function isSamePrefix(left: string, right: string): boolean {
  return toCanonicalPrefix(left) === toCanonicalPrefix(right)
}

/** Whether two sets have the same prefixes. */
export function areSamePrefixes(left: readonly string[], right: readonly string[]): boolean {
  const [some, others] = [left, right].map((texts) => new Set(texts.map(toCanonicalPrefix)))
  if (some === undefined || some.size !== others?.size) return false
  return [...some].every((text) => others.has(text))
}

/** Whether it has the form of a prefix; the engine also refuses bits after the length. */
export function isPrefix(text: string): boolean {
  const [base = '', length = '', ...more] = text.split('/')
  const family = isIP(base)
  if ((family !== 4 && family !== 6) || !isAddress(base) || more.length > 0) return false
  return /^(0|[1-9]\d{0,2})$/.test(length) && Number(length) <= BITS[family]
}

function toCanonical(text: string): string {
  const family = isIP(text)
  if (family === 0) return text
  return new SocketAddress({ address: text, family: family === 4 ? 'ipv4' : 'ipv6' }).address
}

function toCanonicalPrefix(text: string): string {
  const [base = '', length = ''] = text.split('/')
  return `${toCanonical(base)}/${length}`
}
