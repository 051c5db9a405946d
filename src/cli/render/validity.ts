/** Until when a certificate is valid, in words that grow louder as the end comes near. Pure. */

import type { ApiObject } from '../../engine/client/contract.ts'
import type { Style } from './style.ts'
import { toDuration } from './time.ts'

const DAY_MS = 24 * 3_600_000
/** From here on it is to be renewed, as the event log says, too. */
const WARNING_MS = 30 * DAY_MS
/** Names shown; the rest is counted. */
const DOMAINS_MAX = 3

/** What is worth saying of a certificate: whom it is for, and how long it will do. */
export function toCertificateFacts(
  { spec }: ApiObject,
  { style, nowMs }: { readonly style: Style; readonly nowMs: number },
): readonly string[] {
  const domains = Array.isArray(spec['domains']) ? spec['domains'].map(String) : []
  const more = domains.length - DOMAINS_MAX
  const names = domains.slice(0, DOMAINS_MAX).join(', ') + (more > 0 ? ` and ${more} more` : '')
  const leftMs = Date.parse(String(spec['notAfter'])) - nowMs
  if (Number.isNaN(leftMs)) return [names]
  if (leftMs <= 0) return [names, style.bad(`expired ${toDuration(-leftMs)} ago`)]
  const text = `valid for ${toDuration(leftMs)}`
  return [names, leftMs > WARNING_MS ? text : style.warning(`${text}: renew it`)]
}
