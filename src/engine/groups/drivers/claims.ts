/**
 * Instances that run somewhere else: what an engine knows of them is that it counts on them.
 *
 * Answers for: the driver contract without anything to start: a file for each instance, so that
 * the next engine finds them again. Does not know: where the addresses come from; whether anything
 * listens there, which the health check of a backend service finds out.
 */

import assert from 'node:assert/strict'
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Clock } from '../../runtime/index.ts'
import type { InstanceDriver, RunningInstance, StartRequest } from '../contract.ts'

export interface ClaimOptions {
  readonly name: string
  readonly directory: string
  readonly clock: Clock
}

const FILE = /^([A-Za-z0-9][A-Za-z0-9_-]{0,127})\.json$/

/** Adopts the claims of an earlier engine; a damaged one is made again by whoever wants it. */
export async function openClaims({
  name,
  directory,
  clock,
}: ClaimOptions): Promise<InstanceDriver> {
  await mkdir(directory, { recursive: true, mode: 0o700 })
  const claims = new Map(
    (await readClaims(directory)).map((claim) => [claim.instanceId, claim] as const),
  )
  const toPath = (instanceId: string): string => {
    assert.match(`${instanceId}.json`, FILE)
    return join(directory, `${instanceId}.json`)
  }
  return {
    name,
    check: () => Promise.resolve([]),
    start: async ({ instanceId, groupId, address }: StartRequest, signal) => {
      signal.throwIfAborted()
      const known = claims.get(instanceId)
      if (known !== undefined) return known
      const run = `server ${address}`
      const claim = { instanceId, groupId, address, run, startedMs: clock.nowMs() }
      claims.set(instanceId, claim)
      await writeFile(`${toPath(instanceId)}.new`, JSON.stringify(claim), { mode: 0o600 })
      await rename(`${toPath(instanceId)}.new`, toPath(instanceId))
      return claim
    },
    list: () => Promise.resolve([...claims.values()]),
    stop: async (instanceId) => {
      await rm(toPath(instanceId), { force: true })
      claims.delete(instanceId)
    },
    usage: () => Promise.resolve(new Map()),
    output: () => Promise.resolve(''),
    // They end by themselves unseen: their health check tells.
    onExit: () => undefined,
    close: () => Promise.resolve(),
  }
}

async function readClaims(directory: string): Promise<readonly RunningInstance[]> {
  const names = (await readdir(directory)).filter((name) => FILE.test(name))
  const claims = await Promise.all(names.map((name) => readClaim(join(directory, name))))
  return claims.filter((claim) => claim !== null)
}

async function readClaim(path: string): Promise<RunningInstance | null> {
  try {
    const claim: unknown = JSON.parse(await readFile(path, 'utf8'))
    return isClaim(claim) ? claim : null
  } catch {
    return null
  }
}

function isClaim(value: unknown): value is RunningInstance {
  if (typeof value !== 'object' || value === null) return false
  const { instanceId, groupId, address, run, startedMs } = value as Partial<
    Record<keyof RunningInstance, unknown>
  >
  const texts = [instanceId, groupId, address, run]
  return texts.every((text) => typeof text === 'string') && typeof startedMs === 'number'
}
