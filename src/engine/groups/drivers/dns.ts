/**
 * The `dns` driver: servers that a name has, as many as there are.
 *
 * Answers for: asking for the addresses of a name, both families, with the time they may be
 * believed for. Does not know: what is done with an answer, and what when there is none.
 */

import { Resolver } from 'node:dns/promises'
import type { RecordWithTtl } from 'node:dns'
import { isIP } from 'node:net'
import { toProblem } from '../../kinds/index.ts'
import type { Launch } from '../../kinds/index.ts'
import type { Problem } from '../../ir/index.ts'
import type { InstanceDriver } from '../contract.ts'
import type { Discovered } from '../discovery.ts'
import { DRIVER_DEADLINE_MS } from '../limits.ts'
import { openClaims } from './claims.ts'
import type { DriverSettings } from './settings.ts'

const TRIES = 2

export async function openDnsDriver(settings: DriverSettings): Promise<InstanceDriver> {
  const { directory, clock } = settings
  const claims = await openClaims({ name: 'dns', directory, clock })
  return { ...claims, check: ({ dns }) => Promise.resolve(checkServers(dns)), discover }
}

function checkServers(dns: Launch['dns']): readonly Problem[] {
  return (dns?.nameServers ?? []).flatMap((server, index) => {
    if (isServer(server)) return []
    const message = `"${server}" is no address of a name server, such as 10.0.0.2 or 10.0.0.2:53.`
    return [toProblem('invalid_argument', ['launch', 'dns', 'nameServers', index], message)]
  })
}

function isServer(text: string): boolean {
  if (isIP(text) !== 0) return true
  const match = /^(?:\[([^\]]+)\]|([^:]+)):(\d{1,5})$/.exec(text)
  return match !== null && isIP(match[1] ?? match[2] ?? '') !== 0
}

/** Throws when no family has an answer: an empty one is none. */
async function discover({ dns }: Launch, signal: AbortSignal): Promise<Discovered> {
  if (dns === null) throw new Error('a name is looked up by its launch')
  const resolver = new Resolver({ timeout: DRIVER_DEADLINE_MS / (TRIES * 2), tries: TRIES })
  if (dns.nameServers.length > 0) resolver.setServers(dns.nameServers)
  const cancel = (): void => resolver.cancel()
  signal.addEventListener('abort', cancel, { once: true })
  try {
    const answers = await Promise.allSettled([
      resolver.resolve4(dns.name, { ttl: true }),
      resolver.resolve6(dns.name, { ttl: true }),
    ])
    return toDiscovered(answers)
  } finally {
    signal.removeEventListener('abort', cancel)
  }
}

/** A name that has one family only says so; one family that fails says nothing of the whole. */
function toDiscovered(answers: readonly PromiseSettledResult<RecordWithTtl[]>[]): Discovered {
  const failure = answers.find((answer) => answer.status === 'rejected' && !isEmpty(answer.reason))
  if (failure?.status === 'rejected') throw failure.reason
  const records = answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []))
  if (records.length === 0) throw new Error('the name has no address')
  return {
    addresses: [...new Set(records.map(({ address }) => address))].toSorted(),
    ttlMs: Math.min(...records.map(({ ttl }) => ttl)) * 1000,
  }
}

function isEmpty(reason: unknown): boolean {
  if (!(reason instanceof Error) || !('code' in reason)) return false
  return reason.code === 'ENODATA' || reason.code === 'ENOTFOUND'
}
