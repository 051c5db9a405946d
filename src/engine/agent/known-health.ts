/**
 * What was known of endpoints when the agent last ran.
 *
 * Answers for: a restart that neither sends traffic to servers known to be down nor keeps it from
 * those known to be up. What is older than `HEALTH_KEPT_MS` is not known any more. Losing the file
 * loses nothing that probes do not bring back. Does not know: probes, data planes.
 */

import { endpointKey } from '../dataplane/contract.ts'
import type { Health } from '../health/index.ts'
import { publishFile, readIfThere, stageFile } from './files.ts'
import { HEALTH_KEPT_MS } from './limits.ts'

/** An endpoint that was probed and not healthy; all others were. */
export interface Ailing {
  readonly poolId: string
  readonly endpointId: string
  readonly health: Health
}

/** Undefined for everything when nothing recent is known. */
export type KnownHealth = (poolId: string, endpointId: string) => Health | undefined

export async function writeHealth(
  path: string,
  { savedMs, ailing }: { savedMs: number; ailing: readonly Ailing[] },
): Promise<void> {
  await stageFile(path, JSON.stringify({ savedMs, ailing }))
  await publishFile(path)
}

/** Never throws: a file that cannot be read or understood is as good as none. */
export async function readHealth(path: string, nowMs: number): Promise<KnownHealth> {
  const saved = await parse(path)
  if (saved === null || nowMs - saved.savedMs > HEALTH_KEPT_MS) return () => undefined
  const ailing = new Map(
    saved.ailing.map(({ poolId, endpointId, health }) => [endpointKey(poolId, endpointId), health]),
  )
  const healthy: Health = {
    state: 'healthy',
    reason: null,
    successes: 0,
    failures: 0,
    sinceMs: saved.savedMs,
  }
  return (poolId, endpointId) => ailing.get(endpointKey(poolId, endpointId)) ?? healthy
}

async function parse(path: string): Promise<Saved | null> {
  try {
    const parsed: unknown = JSON.parse((await readIfThere(path)) ?? 'null')
    return isSaved(parsed) ? parsed : null
  } catch {
    return null
  }
}

interface Saved {
  readonly savedMs: number
  readonly ailing: readonly Ailing[]
}

function isSaved(value: unknown): value is Saved {
  return (
    typeof value === 'object' &&
    value !== null &&
    'savedMs' in value &&
    typeof value.savedMs === 'number' &&
    'ailing' in value &&
    Array.isArray(value.ailing) &&
    value.ailing.every(isAiling)
  )
}

function isAiling(value: unknown): value is Ailing {
  return (
    typeof value === 'object' &&
    value !== null &&
    'poolId' in value &&
    'endpointId' in value &&
    'health' in value &&
    typeof value.health === 'object' &&
    value.health !== null &&
    'state' in value.health
  )
}
